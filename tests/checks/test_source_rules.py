"""Rules over sources, one property at a time: what they must find wherever it stands, and what they must let pass."""

from __future__ import annotations

import random
import unicodedata
from datetime import date
from functools import cache
from pathlib import Path

import ftfy
import ftfy.chardata
import pytest
from babel import Locale, localedata
from ftfy.badness import is_bad
from hypothesis import given as for_all
from hypothesis import strategies as st

from letterpack.checks.evidence.dates import dates_in
from letterpack.checks.evidence.name_cases import bends_names
from letterpack.checks.evidence.postcodes import has_postcode
from letterpack.checks.evidence.same_name import key_of
from letterpack.checks.evidence.unfilled import placeholders
from letterpack.checks.evidence.who_signs import signer_of
from letterpack.checks.lexicon import codespell
from letterpack.checks.rules.countries import is_country
from letterpack.checks.rules.mojibake import meant_by
from letterpack.checks.rules.near_duplicates import near_pairs
from letterpack.checks.rules.protected_names import watch_for
from letterpack.checks.rules.scripts import oddities
from letterpack.diagnostics import Report
from letterpack.lookalikes import in_script
from letterpack.model.campaign import Signatory
from letterpack.model.sources import NodeOrigin, TextNode
from letterpack.spans import Span
from tests.checks.sources import ADDRESSEES, HEAD, Dict, found, letter, sources_of
from tests.installed import program

NOWHERE = NodeOrigin(TextNode("", Span("signatories.csv")))


def signatory(organization: str, name: str = "", country: str = "", email: str = "") -> Signatory:
    return Signatory(name, "", organization, "", country, "", "", "", email, "", NOWHERE)


@cache
def cldr_names() -> frozenset[str]:
    """Names of countries and languages, months and days in all languages of Unicode CLDR: real words of every script.

    Left out are names in characters of private use (Babel 2.19 has one): no standard says what they are.
    """
    names: set[str] = set()
    for identifier in localedata.locale_identifiers():
        locale = Locale.parse(identifier)
        tables = (locale.territories, locale.languages, locale.months["format"]["wide"], locale.days["format"]["wide"])
        names.update(str(name) for table in tables for name in table.values())
    return frozenset(name for name in names if not any(unicodedata.category(char) == "Co" for char in name))


def test_real_words_of_every_language_are_neither_mixed_nor_mojibake() -> None:
    """Nine names in CLDR at most do mix scripts, and are its mistakes: a Latin A in Karakalpak, a Latin schwa in Abkhaz."""
    names = cldr_names()
    assert len(names) > 50_000
    mixed = {name for name in names if any(oddities(name))}
    assert len(mixed) <= 12
    assert all("mixes" in odd.message for name in mixed for odd in oddities(name))
    assert [name for name in names if not name.isascii() and meant_by(name)] == []


@pytest.mark.parametrize("code_page", ftfy.chardata.CHARMAP_ENCODINGS)
def test_names_of_every_language_are_known_again_when_read_in_any_code_page(code_page: str) -> None:
    """Whatever the library would mend is looked at, and mended as the library does it; what it would not is let be, or known."""
    found = 0
    for name in sorted(name for name in cldr_names() if not name.isascii())[::7]:
        try:
            damaged = name.encode().decode(code_page)
        except UnicodeDecodeError:
            continue
        mended = ftfy.fix_encoding(damaged) if is_bad(damaged) else damaged
        meant = meant_by(damaged)
        assert meant in ("", name) if mended == damaged else meant == mended
        found += meant == name
    assert found > 500


@for_all(st.sampled_from("aceiopxyACEHIKMOPTX"), st.text("abcdefghijklmnopqrstuvwz", min_size=3, max_size=10), st.integers(0, 10))
def test_a_cyrillic_letter_in_a_latin_name_is_found_wherever_it_stands(char: str, word: str, at: int) -> None:
    twin = in_script(char, "CYRILLIC")
    assert twin
    at = min(at, len(word))
    name = f"{word[:at]}{twin}{word[at:]} Example"
    campaign = sources_of(
        Dict({"addressees.yaml": ADDRESSEES, "letter.md": HEAD + "We write.\n", "signatories.csv": f"organization\n{name}\n"})
    )
    (finding,) = found(campaign, "LP310")
    assert finding.span == Span("signatories.csv", 2, 1, len(word) + 1)
    assert f"`{word[:at]}{char}{word[at:]}`" in finding.hint


@pytest.mark.parametrize(
    "text",
    [
        "Яndex",
        "kΩ",
        "COVID-19",
        "می‌خواهم",
        "\u200fعربي",
        "10 µm",
        "LG전자",
        "NHK放送",
        "A4-бет",
        "Facebook’тегі",
        "क्‍ष",
        "🏴󠁧󠁢󠁳󠁣󠁴󠁿",
        "Ω",
        "ΔT",
    ],
)
def test_scripts_that_meet_without_harm(text: str) -> None:
    assert list(oddities(text)) == []


@pytest.mark.parametrize(
    "text",
    ["Dear [NAME],", "[Your organisation]", "{{ name }}", "TODO", "lorem ipsum", "XXXX", "LOGO GOES HERE",
     "[insert date]", "«First_Name»",
     "*|FNAME|*", "${name}", "#REF!", "[ФИО]", "Уважаемый None", "signed by [Name]", "TBC", "{first_name}"],
)  # fmt: skip
def test_placeholders_are_found(text: str) -> None:
    assert list(placeholders(text))


@pytest.mark.parametrize(
    "text",
    ["None of them", "[sic]", "[the] court", "[name withheld]", "Article XXX of", "[2019] UKSC 3", "A/RES/1",
     "TODO LO QUE", "Nan Goldin", "null and void",
     "{}", "a < b > c", "…", "«Ёлка»", "[emphasis added]", "100% of $5", "C++ {x}", "TB cases", "the TBC Bank case"],
)  # fmt: skip
def test_what_only_looks_like_a_placeholder(text: str) -> None:
    assert list(placeholders(text)) == []


def test_braces_that_are_to_be_printed_are_no_placeholder() -> None:
    said = r"To {{ addressee.title }}: sets are written \{{1, 2}}, and \{{ opens them."
    said += "\n\n" + r"Dear \{\{ name \}\}"
    assert [one.message for one in found(letter(said), "LP302")] == ["`{{ name }}` is a placeholder that was not filled in"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Beispiel e. V.", "BEISPIEL e.V."), ("Asociación Ejemplo A.C.", "Asociacion Ejemplo"), ("X & Y", "x and y"),
     ("Łódź Ø", "Lodz O"),
     ("O’Neill", "O'Neill"), ("Example (www.example.org)", "Example"), ("P.E.N. Club", "PEN Club"),
     ("Mangіlіk", "Mangilik"), ("Ёлка", "Елка")],
)  # fmt: skip
def test_names_that_are_one(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("कमल", "कोमल"), ("ไก่", "ไก้"), ("Union A", "Union B"), ("Inc.", "e.V."), ("School 12", "School 13"), ("Μ", "Ν")],
)
def test_names_that_are_not_one(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


PLACES = [
    "Aland",
    "Borduria",
    "Carpania",
    "Drakonia",
    "Elbonia",
    "Florin",
    "Genosha",
    "Hyrkania",
    "Illyria",
    "Jotunia",
    "Kyrat",
    "Latveria",
    "Markovia",
    "Nambia",
    "Orsinia",
]
KINDS = ["Association", "Union", "Federation", "Institute", "Centre", "Committee", "Network", "Coalition", "Alliance", "League"]
OF = [
    "Journalists",
    "Independent Journalists",
    "Human Rights",
    "Press Freedom",
    "Free Expression",
    "Women in Media",
    "Legal Aid",
    "Writers",
]


def many(count: int) -> list[Signatory]:
    """Names that are alike as real ones are: a kind, a cause, a place; all of them different."""
    chance = random.Random(7)
    names = [f"{kind} for {cause} in {place}" for kind in KINDS for cause in OF for place in PLACES]
    return [signatory(name) for name in chance.sample(names, count)]


def near(names: list[Signatory]) -> list[tuple[int, int]]:
    return near_pairs(names, list(map(signer_of, names)))


def test_fuzzy_duplicates_are_at_most_one_in_200_names_that_are_all_different() -> None:
    assert len(near(many(1000))) <= 5


def test_a_list_of_nothing_but_names_that_are_nearly_one_is_bounded() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    rows = "".join(
        [f"Union of {one}{two}bcdefgh {three}{one}qrstuvw\n" for one in letters for two in "abcd" for three in letters]
    )
    said = [
        finding.message
        for finding in found(letter("We write.", signatories_csv=f"organization\n{rows}"))
        if finding.code == "LP317"
    ]
    assert len(said) <= 1_001
    assert any("not all were compared" in each for each in said)


def test_names_of_real_organizations_raise_nothing() -> None:
    """Two of them are one: PEN Català and PEN Catalan."""
    names = (Path(__file__).parent / "organizations.txt").read_text(encoding="utf-8").splitlines()[1:]
    assert len(names) > 120
    rows = "".join(f'"{name.replace(chr(34), chr(34) * 2)}"\n' for name in names)
    campaign = letter("We write.", signatories_csv=f"organization\n{rows}")
    said = [(finding.code, finding.message) for finding in found(campaign) if finding.severity != "note"]
    assert said == [("LP317", "`PEN Català` is nearly `PEN Catalan`")]


@pytest.mark.parametrize("seed", range(5))
def test_a_slip_in_a_name_is_found_among_a_thousand(seed: int) -> None:
    chance = random.Random(seed)
    names = many(1000)
    index = chance.randrange(1000)
    word = max(names[index].organization.split(), key=len)
    at = chance.choice([place for place in range(1, len(word) - 1) if word[place] != word[place + 1]])
    wrong = names[index].organization.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    pairs = near([*names, signatory(wrong)])
    assert (index, 1000) in pairs


def test_people_and_countries_that_differ_by_a_letter_are_two() -> None:
    pairs = [
        ("Anna Lindqvist", "Hanna Lindqvist"),
        ("Amnesty Example Niger", "Amnesty Example Nigeria"),
        ("Austrian Press Federation", "Australian Press Federation"),
        ("Local 12 of Writers", "Local 13 of Writers"),
    ]
    assert near([signatory(name) for pair in pairs for name in pair]) == []


@pytest.mark.parametrize(
    ("text", "language", "misses"),
    [
        ("Amengeldy Batyrbekov", "en", True),
        ("Amangeldy Batyrbekov’s", "en", False),
        ("AMANGELDY BATYRBEKOV", "en", False),
        ("Batyrbekoff", "en", False),
        ("Batyrbekof", "en", True),
        ("Amangeldi Batyrbekov", "en", True),
        ("amangeldy", "en", False),
        ("Batyrbekov", "en", False),
        ("Batyrbekova", "en", False),
        ("Bakhtiyar Abdiev", "en", False),
        ("Аmangeldy Batyrbekov", "en", True),
        ("Amangeldego Batyrbekova", "pl", False),
        ("Batyrbekovem", "cs", False),
        ("Jiri Novak", "en", True),
        ("Jiřího Nováka", "cs", False),
    ],
)
def test_near_misses_of_protected_names(text: str, language: str, misses: bool) -> None:
    watch = watch_for(("Amangeldy Batyrbekov", "Jiří Novák"))
    assert bool(list(watch.near(f"We met {text} there", bends=bends_names(language)))) is misses


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("on 7 November 2019 at", "en", [date(2019, 11, 7)]),
        ("September 23, 2019", "en", [date(2019, 9, 23)]),
        ("23 сентября 2019 года", "ru", [date(2019, 9, 23)]),
        ("2019 жылғы 23 қыркүйекте", "kk", [date(2019, 9, 23)]),
        ("le 1er juillet 2026", "fr", [date(2026, 7, 1)]),
        ("el 3 de mayo de 2026", "es", [date(2026, 5, 3)]),
        ("03/04/2026", "en", [date(2026, 4, 3), date(2026, 3, 4)]),
        ("31 April 2018", "en", []),
        ("2019-02-30", "en", []),
    ],
)
def test_dates_in_running_text(text: str, language: str, days: list[date]) -> None:
    (written,) = dates_in(text, language)
    assert list(written.days()) == days


@for_all(
    st.dates(date(1950, 1, 1), date(2080, 1, 1)),
    st.sampled_from(["en", "ru", "fr", "es", "de", "kk", "ar", "he", "hu", "ja", "pl", "pt", "tr", "uk", "vi", "zh"]),
    st.integers(1, 6),
)
def test_a_weekday_is_right_or_is_found(day: date, language: str, off: int) -> None:
    from babel.dates import format_date

    text = format_date(day, "EEEE, d MMMM y", locale=language)
    (written,) = dates_in(text, language)
    assert written.days() == (day,)
    assert written.weekday == day.weekday()
    wrong = format_date(date.fromordinal(day.toordinal() + off), "EEEE", locale=language)
    right = format_date(day, "EEEE", locale=language)
    files: dict[str, str | bytes] = {
        "addressees.yaml": ADDRESSEES,
        "letter.md": f"---\ndate: 2010-01-01\nlanguage: {language}\n---\n\nX {text.replace(right, wrong)}.\n",
    }
    assert [finding.code for finding in found(sources_of(Dict(files)), "LP314")] == ["LP314"]


@pytest.mark.parametrize(
    "name", ["Kosovo", "Türkiye", "Turkey", "Côte d’Ivoire", "Ivory Coast", "Burma", "NO", "Казахстан", "Frankreich", "USA", ""]
)
def test_countries_by_their_usual_names(name: str) -> None:
    assert is_country(name)


def test_serbia_is_not_found_for_kosovo() -> None:
    files: dict[str, str | bytes] = {
        "addressees.yaml": "to: [{title: A, address: [1 Street, '10000 Pristina, Kosovo'], country: RS}]\n",
        "letter.md": HEAD + "We write.\n",
    }
    (finding,) = found(sources_of(Dict(files)), "LP319")
    assert "`XK`" in finding.hint


@pytest.mark.parametrize(
    ("line", "code", "has"),
    [("010000 Astana", "KZ", True), ("Z05T3E2 Astana", "KZ", True), ("Astana", "KZ", False),
     ("D-10117 Berlin", "DE", True), ("London SW1A 2AA", "GB", True),
     ("London", "GB", False), ("1234 AB Den Haag", "NL", True), ("90000-000 Porto Alegre", "BR", True),
     ("Abidjan", "CI", True), ("110 01 Praha", "CZ", True),
     ("Tōkyō 100-8977", "JP", True), ("8 Street", "KZ", False)],
)  # fmt: skip
def test_postcodes(line: str, code: str, has: bool) -> None:
    assert has_postcode(("x", line), code) is has


def test_findings_of_a_letter_point_at_the_word_in_the_source() -> None:
    campaign = letter("We met the *worlwide* press in\nSampleton, and the worlwide press met us.")
    spans = [finding.span for finding in found(campaign, "LP324")]
    assert spans == [Span("letter.md", 6, 13, 8), Span("letter.md", 7, 20, 8)]


def test_the_normal_form_is_asked_of_texts_and_not_of_pictures() -> None:
    decomposed = unicodedata.normalize("NFD", "Žádných")
    world: dict[str, str | bytes] = {
        "addressees.yaml": ADDRESSEES,
        "letter.md": f"{HEAD}![A chart](chart.png)\n\n{decomposed}\n",
        "chart.png": b"\x89PNG\r\n\x1a\n" + f"\n{decomposed}".encode(),
    }
    assert [each.span.file for each in found(sources_of(Dict(world)), "LP325")] == ["letter.md"]


def test_codespell_is_asked_where_it_is_installed() -> None:
    program("codespell")
    assert codespell.misspellings(["the first line", "an abandonned\ncase"]) == [{}, {"abandonned": "abandoned"}]


def test_a_letter_is_checked_without_codespell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codespell, "find_program", lambda name: None)
    assert [finding.hint for finding in found(letter("The goverment."), "LP324")] == ["write `government`"]


def test_who_signs_and_gets_the_letter_is_found_whoever_of_the_organization_comes_before() -> None:
    others = "  - {id: b, organization: Example Writers, address: [1 Square, 12345 Sampleton], country: DE}\n"
    named = "  - {id: a, name: Ida Roe, organization: Example Writers, address: [1 Square, 12345 Sampleton], country: DE}\n"
    files = {"letter.md": HEAD + "We write.\n", "signatories.csv": "organization,name\nExample Writers,Max Moe\n"}
    for addressees, count in ((named, 0), (named + others, 1), (others + named, 1)):
        told = found(sources_of(Dict({**files, "addressees.yaml": f"to:\n{addressees}"})), "LP354")
        assert [finding.message.endswith("gets it as `b`") for finding in told if "signs" in finding.message] == [True] * count


@pytest.mark.parametrize(
    "typed",
    [
        "See [our report(https://example.org/report) on this.",
        "See [our report](https://example.org/report on this.",
        "See our report](https://example.org/report) on this.",
        "See <b>our report</b> on this.",
        "The court[^1] hears her and him.[^1]",
    ],
)
def test_a_sign_of_markup_that_is_lost_is_one_finding(typed: str) -> None:
    read = Report()
    ruled = found(sources_of(Dict({"addressees.yaml": ADDRESSEES, "letter.md": f"{HEAD}{typed}\n"}), report=read))
    assert [each.severity for each in (*read, *ruled)] == ["warning" if "<b>" in typed else "error"]
