"""What was typed, set as its language has it: examples of each kind, and what holds of every text in every language."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.numbers import format_compact_decimal
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from letterpack.datafiles import program_names
from letterpack.languages.tags import locale_of
from letterpack.manners import Mender
from letterpack.model.letter import Footnote, Paragraph, Run, Style
from letterpack.model.merge_field import Field
from letterpack.spans import Span

TAGS = program_names("manners")
DECLARED = json.loads((Path(__file__).parent.parent / "scripts/article19.json").read_text(encoding="utf-8"))
ARTICLES: dict[str, tuple[str, str]] = {each["code"]: (each["tag"], each["text"]) for each in DECLARED}
AT = Span("letter.md", 1, 1)
FIELD = Run("", field=Field("addressee", "name", AT))


def mended(text: str, tag: str) -> str:
    """Return ``text`` mended, no-break spaces as `~`, narrow ones as `¬`."""
    return Mender().text(text, tag).replace("\u00a0", "~").replace("\u202f", "¬")


EXAMPLES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("examples.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("tag", "typed", "printed"), EXAMPLES)
def test_what_was_typed_is_set_as_the_language_has_it(tag: str, typed: str, printed: str) -> None:
    assert mended(typed, tag) == printed


TYPISTS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("typists.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("tag", "typed", "printed"), TYPISTS)
def test_what_typists_type_is_set_as_the_language_has_it(tag: str, typed: str, printed: str) -> None:
    made = "".join(["^" * run.style.raised + run.text for run in Mender().runs((Run(typed),), tag)])
    assert made.replace("\u00a0", "~").replace("\u202f", "¬") == printed


def test_typists_of_sixty_languages_are_asked() -> None:
    assert len({tag for tag, _, _ in TYPISTS}) >= 60


def counted(tag: str) -> list[str]:
    """Return numbers with what they count, as CLDR writes them in the language ``tag``; those that stand before their word."""
    locale = locale_of(tag)
    made = [
        format_unit(number, unit, length, locale=locale) for unit in UNITS for length in ("long", "short") for number in (1, 2, 5)
    ]
    made += [format_compact_decimal(number * 10**6, format_type="long", locale=locale) for number in (1, 2, 5)]
    made += [format_date(date(2026, 5, day), "long", locale=locale) for day in (1, 12)] if locale.text_direction == "ltr" else []
    return [each for each in made if re.match(r"\d{1,2}[ \u00a0]\w", each)]


UNITS = [
    "duration-minute",
    "duration-hour",
    "duration-day",
    "duration-year",
    "length-kilometer",
    "mass-kilogram",
    "area-square-meter",
]


@pytest.mark.parametrize("tag", [tag for tag in TAGS if tag not in ("und", "ja", "ko", "zh", "zh-Hant")])
def test_no_line_ends_between_a_number_and_what_it_counts(tag: str) -> None:
    if locale_of(tag).language != tag.partition("-")[0]:
        pytest.skip("CLDR does not have the language")
    parted = [each for each in counted(tag) if re.match(r"\d+ ", Mender().text(each.replace("\u00a0", " "), tag))]
    assert parted == []


CHARACTERS = "aAbзЙéןקם你한ا019.,;:!?…\"\"\"'''''’‘“”„«»‹›--––— \u00a0\u202f\n()[]%§№€/@_{}\\IVXzw*"
WORDS = [
    "z. B.",
    "т.е.",
    "a.s.",
    "Art. 4",
    "M. X",
    "30 mai",
    "1 000 000",
    "1er",
    "XIXe",
    " - ",
    "--",
    "...",
    "'90s",
    "5 km",
    "w ",
    "tel. +34 91 123 45 67",
    "0 12 34 56",
    "XIX-XX",
    "Louis XIV",
    "Sig.ra",
    "der 3. Mai",
    "5 kap. 2-5 §§",
    " -- ",
    "lit. a",
    "EUR 5",
    "а ",
]
TYPED = st.lists(st.one_of(st.text(CHARACTERS, max_size=6), st.sampled_from(WORDS), st.just(" ")), max_size=24).map("".join)


@given(TYPED, st.sampled_from(TAGS))
def test_what_is_mended_once_stays(text: str, tag: str) -> None:
    once = Mender().text(text, tag)
    again = Mender()
    assert (again.text(once, tag), dict(again.counts)) == (once, {})


@given(TYPED, st.sampled_from(TAGS))
def test_no_letter_and_no_digit_is_changed(text: str, tag: str) -> None:
    assert letters_of(Mender().text(text, tag)) == letters_of(text)


def letters_of(text: str) -> str:
    """Return the letters, marks and figures of ``text``; the signs of Uzbek that are letters to Unicode are apostrophes here."""
    return "".join([char for char in text if unicodedata.category(char)[0] in "LMN" and char not in "ʻʼ"])


@pytest.mark.parametrize("language", ARTICLES)
def test_a_real_text_keeps_its_letters_and_stays_as_it_is_mended(language: str) -> None:
    tag, article = ARTICLES[language]
    text = f"\"{article}\" - 'x' ... 5 km"
    once = Mender().text(text, tag)
    assert letters_of(once) == letters_of(text)
    assert Mender().text(once, tag) == once


GUARDED = st.sampled_from(
    [
        "https://e.org/a...b?c='d'!e",
        "www.e.org/x--y",
        "o'neil--x@e.org",
        "my-file.v2.pdf",
        "C:\\a\\b's",
        "/etc/x...y/z",
        "snake_'case",
        "--no-x",
        "a/b/c's",
    ]
)


@given(TYPED, GUARDED, TYPED, st.sampled_from(TAGS))
def test_addresses_and_names_of_files_stay_as_they_are(before: str, address: str, behind: str, tag: str) -> None:
    assert address in Mender().text(f"{before} {address} {behind}", tag)


def test_code_fields_and_the_link_s_address_stay() -> None:
    code, link = Run("a...'b' !", Style(code=True)), Run("l'oeil !", link="https://e.org/it's...")
    runs = (Run('"'), FIELD, Run('" ! '), code, Run(" ! l'"), FIELD, Run(" "), link)
    made = Mender().runs(runs, "fr")
    assert [run.text for run in made] == ["«\u00a0", "", "\u00a0»\u202f! ", "a...'b' !", "\u202f! l’", "", " ", "l’oeil\u202f!"]
    assert (made[3], made[1], made[7].link) == (code, FIELD, link.link)


@pytest.mark.parametrize(
    ("tag", "before", "behind", "printed"),
    [
        ("fr", "", " !", "|\u202f!"),
        ("fr", "", "!", "|\u202f!"),
        ("fr", "«", "»", "«\u00a0|\u00a0»"),
        ("fr", "l'", "", "l’|"),
        ("en", '"', '"', "“|”"),
        ("en", "", "'s house", "|’s house"),
        ("pl", "w ", "", "w\u00a0|"),
        ("de", "Art. ", "", "Art.\u00a0|"),
        ("en", "", " km", "|\u00a0km"),
        ("ru", "", " - да", "|\u00a0— да"),
        ("en", "Dr ", "", "Dr\u00a0|"),
        ("de", "", " %", "|\u00a0%"),
    ],
)
def test_what_stands_beside_a_field_is_right_for_any_value(tag: str, before: str, behind: str, printed: str) -> None:
    made = Mender().runs((Run(before), FIELD, Run(behind)), tag)
    assert "|".join(["".join(run.text for run in made[:1]), "".join(run.text for run in made[2:])]) == printed


def test_quotation_marks_pair_across_styles_and_languages() -> None:
    runs = (Run('Er sagte "'), Run("ja", Style(bold=True)), Run('" und "'), Run('"oui" !', language="fr"), Run('".'))
    made = Mender().runs(runs, "de")
    assert "".join(run.text for run in made) == "Er sagte „ja“ und „“oui”\u202f!“."


def test_the_texts_of_notes_are_mended_with_the_notes_language() -> None:
    note = Footnote("1", (Paragraph((Run("C'est ça !"),), AT),), AT)
    (made,) = [run.note for run in Mender().runs((Run('"a"'), Run("", note=note)), "fr") if run.note]
    assert made.blocks[0].runs[0].text == "C’est ça\u202f!"


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("le 1er mai", ["le 1", "er^", "\u00a0mai"]),
        ("au XIXe siècle, la 2e", ["au XIX", "e^", "\u00a0siècle, la 2", "e^"]),
        ("Ce mot, Vers, De, 12e", ["Ce mot, Vers, De, 12", "e^"]),
        ("Ier", ["I", "er^"]),
        ("affaire no 77, No 8, nos 3 amis", ["affaire n", "o^", "\u00a077, N", "o^", "\u00a08, nos\u00a03 amis"]),
    ],
)
def test_endings_of_french_ordinals_stand_above_the_line(typed: str, parts: list[str]) -> None:
    mender = Mender()
    once = mender.runs((Run(typed),), "fr")
    assert [run.text + "^" * run.style.raised for run in once] == parts
    again = Mender()
    assert again.runs(once, "fr") == once
    assert not again.counts


def test_each_kind_is_counted() -> None:
    mender = Mender()
    mender.text("\"l'un\" - l'autre... non ! art. 4", "fr")
    assert mender.counts == {
        "quotation marks": 2,
        "apostrophes": 2,
        "dashes": 1,
        "ellipses": 1,
        "spaces": 3,
        "spaces at which no line may end": 2,
    }


def test_text_without_anything_to_mend_is_left() -> None:
    mender, runs = Mender(), (Run("Nothing to mend."),)
    assert (mender.runs(runs, "en"), dict(mender.counts)) == (runs, {})
