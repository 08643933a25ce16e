"""Findings about the words of letters and lists as a whole, where mutants showed that no test read their place or hint."""

from __future__ import annotations

import pytest

from letterpack.checks.lexicon import codespell
from letterpack.checks.rules import wording
from tests.checks.sources import ADDRESSEES, HEAD, Dict, found, sources_of

Told = tuple[str, str, str, str]
"""Severity, place with the text there, message, hint."""


def _told(code: str, files: dict[str, str]) -> list[Told]:
    told: list[Told] = []
    for each in found(sources_of(Dict({"addressees.yaml": ADDRESSEES, **files})), code):
        assert each.code == code
        line = files[each.span.file].split("\n")[each.span.line - 1] if each.span.column else ""
        text = line[each.span.column - 1 : each.span.column - 1 + each.span.length]
        told.append((each.severity, f"{each.span.file}:{each.span.line}:{each.span.column} {text}", each.message, each.hint))
    return told


def _letter(body: str, language: str = "en") -> dict[str, str]:
    return {"letter.md": HEAD.replace("---\n\n", f"language: {language}\n---\n\n") + body + "\n"}


@pytest.fixture
def without_codespell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is expected does not depend on what is installed."""
    monkeypatch.setattr(codespell, "find_program", lambda name: None)


LONG, PARTNER = "x" * 40, "give it a partner, or delete it"
ENDS, END = "without a full stop", "end the sentence, or write what is missing"


@pytest.mark.parametrize(
    ("language", "body", "place", "said", "hint"),
    [
        ("en", "We saw “this and that.", "8 “this", "`“` at `“this` is never closed", PARTNER),
        ("en", "(this", "1 (this", "`(` at `(this` is never closed", PARTNER),
        ("en", "We saw this) and that.", "8 this)", "`)` at `this)` closes nothing", PARTNER),
        ("en", "We  write", "1 We  write", "two spaces in the middle of a sentence: `We  write`", "delete one"),
        ("en", "Now we,\u00a0 too", "5 we,\u00a0 too", "two spaces in the middle of a sentence: `we,\u00a0 too`", "delete one"),
        (
            "en", f"{'b' * 101}  {'c' * 101}.", f"2 {'b' * 100}  {'c' * 100}",
            f"two spaces in the middle of a sentence: `{'b' * 100}  {'c' * 100}`", "delete one",
        ),
        ("en", "We write.  They", "", "", ""),
        ("en", "The the end", "1 The the", "`The the`: a word appears twice", "delete one"),
        ("en", "the The end", "", "", ""),
        ("en", "all that that means", "", "", ""),
        ("fr", "Le fils de de Jane", "9 de de", "`de de`: a word appears twice", "delete one"),
        ("fr", "que nous nous demandons", "", "", ""),
        # A language in which words are doubled.
        ("id", "orang orang", "", "", ""),
        ("en", f"{LONG} {'y' * 39}", f"42 {'y' * 39}", f"the paragraph ends with `{'y' * 39}` and {ENDS}", END),
        ("en", f"{LONG} {'y' * 38}", "", "", ""),
        ("en", f"{LONG}\\\n{'y' * 40}", "", "", ""),
        ("en", f"{LONG} {'y' * 39}:", "", "", ""),
        ("en", f"{LONG} ada@example.org{'y' * 39}", "", "", ""),
        ("en", f"{LONG} a/{'y' * 39}", "", "", ""),
        ("en", f"{LONG} {'y' * 39}\n\n- one", "", "", ""),
        ("en", f"{LONG} {'y' * 39}\n\n> One.", "", "", ""),
        ("th", f"{LONG} {'y' * 39}", "", "", ""),
        ("en", "“We write\n\n“and ask.”", "", "", ""),
        ("en", f"# {LONG} {'y' * 39}", "", "", ""),
        ("en", "We ask you and,", "12 and,", f"the paragraph ends with `and,` and {ENDS}", END),
        ("en", "You and and", "5 and and", "`and and`: a word appears twice", "delete one"),
        ("en", "The Goverment", "5 Goverment", "`Goverment` is a misspelling", "write `government`"),
        ("de", "The goverment", "", "", ""),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("without_codespell")
def test_a_slip_in_the_letter(language: str, body: str, place: str, said: str, hint: str) -> None:
    assert _told("LP324", _letter(body, language)) == [("warning", f"letter.md:7:{place}", said, hint)] * bool(said)


def test_what_codespell_knows_is_told_unless_it_may_be_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"abandonned": "abandoned", "Abandonned": "abandoned", "Tester": "taster"}
    monkeypatch.setattr(wording, "misspellings", lambda texts: [known for _ in texts])
    told = _told("LP324", _letter("The abandonned, Abandonned Tester"))
    assert told == [("warning", "letter.md:7:5 abandonned", "`abandonned` is a misspelling", "write `abandoned`")]


@pytest.mark.usefixtures("without_codespell")
def test_a_name_that_is_protected_is_no_misspelling() -> None:
    assert not _told("LP324", {**_letter("The Goverment, a goverment"), "letterpack.yaml": "names: [Goverment Watch]\n"})


FILL = "write what it stands for"
DECIDE = f"{FILL}, or delete it; if it is meant, accept it under `suppress` in letterpack.yaml"


@pytest.mark.parametrize(
    ("body", "severity", "place"),
    [
        ("We met [NAME] on xx November.", "error", ("[NAME]", "xx November")),
        ("NB: look", "warning", ("NB",)),
        ("See the annex (which annex?)", "warning", ("(which annex?)",)),
        ("We ask Mr XXX, the Minister", "warning", ("XXX",)),
        ("See it (link to follow)", "warning", ("(link to follow)",)),
        ("He said […] so", "error", ("[…]",)),
        ("> He said […] so", "", ()),
        ("> He said (...) so", "", ()),
        ("> We met [NAME].", "error", ("[NAME]",)),
        (r"Write \{{ name }} as it is", "", ()),
        (r"Write \{{ name }} and \{{ title }}", "", ()),
    ],
)
def test_what_was_left_for_later_in_the_letter(body: str, severity: str, place: tuple[str, ...]) -> None:
    says, hint = (
        ("is a placeholder that was not filled in", FILL) if severity == "error" else ("may have been left for later", DECIDE)
    )
    assert _told("LP302", _letter(body)) == [
        (severity, f"letter.md:7:{body.index(each) + 1} {each}", f"`{each}` {says}", hint) for each in place
    ]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("[NAME] Union,", "1 [NAME]"),
        ("Test Test,", "1 Test Test"),
        ("Union,TBD", "7 TBD"),
        ("Union,–", "7 –"),
        ("Union,???", "7 ???"),
        # What an encoding has lost in a name is LP313's.
        ("Union ???,x", ""),
        (f"{'#' * 40},", f"1 {'#' * 40}"),
        (f"{'#' * 41},", ""),
        ("Union,,asdf", "8 asdf"),
    ],
)
def test_what_stands_for_nothing_in_a_list(row: str, place: str) -> None:
    files = {**_letter("We write."), "signatories.csv": f"organization,name,group\n{row}{',' * (2 - row.count(','))}\n"}
    message = f"`{place.partition(' ')[2]}` is a placeholder that was not filled in"
    assert _told("LP302", files) == [("error", f"signatories.csv:2:{place}", message, FILL)] * bool(place)


EXPORT, LOST = "export the file again as UTF-8", "lost a character on its way"


@pytest.mark.parametrize(
    ("row", "place", "said", "hint"),
    [
        ("Bl\ufffdtt", "3 \ufffd", f"`Bl\ufffdtt` {LOST}: `\ufffd`", f"look up what it was, and {EXPORT}"),
        ("Zwi?zek", "4 ?", f"`Zwi?zek` {LOST}: `?`", f"look up what it was, and {EXPORT}"),
        ("??Union", "1 ??", f"`??Union` {LOST}: `??`", f"look up what it was, and {EXPORT}"),
        ("?? Union", "", "", ""),
        ("Who? Us", "", "", ""),
        (
            "JosÃ© Union",
            "1 JosÃ© Union",
            "`JosÃ© Union` was read in the wrong encoding",
            f"it was probably `José Union`; {EXPORT}",
        ),
        ("Żądnych", "", "", ""),
    ],
)
def test_a_list_that_was_read_in_the_wrong_encoding(row: str, place: str, said: str, hint: str) -> None:
    files = {**_letter("We write."), "signatories.csv": f"organization\n{row}\n"}
    assert _told("LP313", files) == [("error", f"signatories.csv:2:{place}", said, hint)] * bool(said)


@pytest.mark.parametrize(
    ("body", "place", "said", "hint"),
    [
        ("Dear Bl\ufffdtt, é", "6 Bl\ufffdtt,", f"`Bl\ufffdtt,` {LOST}", "look up what it was"),
        (
            "Dear JosÃ© and José", "6 JosÃ©", "`JosÃ©` was read in the wrong encoding",
            "it was probably `José`; save the letter as UTF-8",
        ),
        ("What??? Is he Zwi?zek", "", "", ""),
    ],
)  # fmt: skip
def test_a_letter_that_was_read_in_the_wrong_encoding(body: str, place: str, said: str, hint: str) -> None:
    assert _told("LP313", _letter(body)) == [("error", f"letter.md:7:{place}", said, hint)] * bool(said)


UNSEEN = "the text contains an invisible character: U+"
MIXED = "`{}` mixes Cyrillic letters with the Latin `{}` (U+{:04X})"
PASTE = "delete it; to paste from a document, paste as plain text"


@pytest.mark.parametrize(
    ("text", "place", "said", "hint"),
    [
        ("Jаne Roe", "1 Jаne", "`Jаne` mixes Latin letters with the Cyrillic `а` (U+0430)", "type it in Latin letters: `Jane`"),
        ("kΩ, ΔT and ΔTemp", "", "", ""),
        ("Крим КримSOS", "", "", ""),
        ("Кримso", "1 Кримso", MIXED.format("Кримso", "s", 0x73), "type it in Cyrillic letters: `Кримѕо`"),
        ("SOSКрим", "1 SOSКрим", MIXED.format("SOSКрим", "S", 0x53), "type it in Cyrillic letters: `ЅОЅКрим`"),
        ("МоRсква", "1 МоRсква", MIXED.format("МоRсква", "R", 0x52), "type all of it in Cyrillic letters"),
        ("The M1nister", "5 M1nister", "`M1nister` has a digit for a letter", "write `Mlnister` or `Minister`"),
        ("The p0lice", "5 p0lice", "`p0lice` has a digit for a letter", "write `police`"),
        ("Αnna", "1 Αnna", "`Αnna` mixes Latin letters with the Greek `Α` (U+0391)", "type it in Latin letters: `Anna`"),
        ("RМосква", "", "", ""),
        ("МоRс", "", "", ""),
        (
            "Мы пишем вам c надеждами", "14 c", "`c` is typed in Latin letters among Cyrillic ones",
            "type it in Cyrillic letters: `с`",
        ),
        ("Мы пишем вам C надеждой", "", "", ""),
        ("пишем вам c надеждой", "", "", ""),
        ("a\u200bb", "2 \u200b", f"{UNSEEN}200B (zero width space)", PASTE),
        ("ไทย\u200bไทย", "", "", ""),
        ("မြန်\u200bမာ", "", "", ""),
        ("日\u200b本", "", "", ""),
        ("カ\u200bタ", "", "", ""),
        ("\u200cहिन्दी", "", "", ""),
        ("Ada\U000e0002", "4 \U000e0002", f"{UNSEEN}E0002 (invisible character)", PASTE),
        ("می\u200cخواهم", "", "", ""),
        ("a\u200cb", "2 \u200c", f"{UNSEEN}200C (zero width non-joiner)", PASTE),
        ("a\u200e b", "2 \u200e", f"{UNSEEN}200E (left-to-right mark)", PASTE),
        ("שלום\u200e a", "", "", ""),
        (
            "\ue000 a", "1 \ue000", "the text contains the private-use character U+E000, which means something in one font only",
            PASTE,
        ),
        ("\U0001f3f4\U000e0067\U000e007f", "", "", ""),
        ("soft\u00adhyphen", "", "", ""),
    ],
)  # fmt: skip
def test_what_is_odd_among_letters(text: str, place: str, said: str, hint: str) -> None:
    assert _told("LP310", _letter(text)) == [("error", f"letter.md:7:{place}", said, hint)] * bool(said)


def test_a_part_of_a_text_in_a_list_is_odd() -> None:
    files = {**_letter("We write."), "signatories.csv": "organization,name\nThe M1nistry of It,\n"}
    hint = "write `Mlnistry` or `Ministry`"
    assert _told("LP310", files) == [("error", "signatories.csv:2:5 M1nistry", "`M1nistry` has a digit for a letter", hint)]


NOBODY = "add a row for each who signs, or delete the file if the letter has no list of signatories"
DAYS = "Le 4 mai 2026 et le 5 mai 2026."


@pytest.mark.parametrize(
    ("day", "more", "body", "place", "said"),
    [
        ("2026-10-30", "", DAYS, "", ""),
        ("2026-10-31", "", DAYS, "4:7 2026-10-31", "the letter is dated 2026-10-31, and `letter.md` 2026-10-30"),
        (
            "2026-10-30",
            "",
            "Le 4 mai 2026 et le 6 mai 2026.",
            "6:21 6 mai 2026",
            "`6 mai 2026` is not a day that `letter.md` names",
        ),
        (
            "2026-10-30",
            "",
            "Le 4 mai 2026 et le 4 mai 2026.",
            "6:21 4 mai 2026",
            "`4 mai 2026` is not a day that `letter.md` names",
        ),
        ("2026-10-30", "", "Le 5 mai 2026 et le 4 mai 2026.", "", ""),
        (
            "2026-10-30",
            "",
            "Le 6 mai 2026 et le 7 mai 2026.",
            "6:4 6 mai 2026",
            "`6 mai 2026` is not a day that `letter.md` names",
        ),
        ("2026-10-30", "", "Le 6 mai et le 7 mai 2026.", "", ""),
        # A day without a year is none to compare.
        ("2026-10-30", "", "Le 4 mai 2026, le 9 mai et le 5 mai 2026.", "", ""),
        # Other days, but not as many: one letter may leave them out.
        ("2026-10-30", "", "Le 7 mai 2026.", "", ""),
        (
            "2026-10-30",
            "",
            f"1. {DAYS}\n2. Et\n\n- Non",
            "1:0 ",
            "`letter.fr.md` has 2 demands in its numbered lists, and `letter.md` 0",
        ),
        ("2026-10-30", "", f"# Titre\n\n## Autre\n\n{DAYS}", "1:0 ", "`letter.fr.md` has 2 headings, and `letter.md` 0"),
        ("2026-10-30", "enclosures: [a.pdf, b.pdf]\n", DAYS, "1:0 ", "`letter.fr.md` has 2 enclosures, and `letter.md` 0"),
    ],
)
def test_a_translation_that_says_something_else(day: str, more: str, body: str, place: str, said: str) -> None:
    files = {
        **_letter("We met on 4 May 2026 and 5 May 2026."),
        "letter.fr.md": f"---\nlanguage: fr\nsubject: S\ndate: {day}\n{more}---\n{body}\n",
    }
    told = _told("LP353", files)
    assert told == [("error", f"letter.fr.md:{place}", said, "make both letters say the same")] * bool(said)


@pytest.mark.parametrize(
    ("rows", "body", "place", "said", "hint"),
    [
        (
            "Ada,yes\nBo,yes\n", "We, the 3 undersigned, write.", "letter.md:7:9 3",
            "the letter says 3 signatories, but there are 2", "write {{ signatories.count }}",
        ),
        ("Ada,yes\nBo,yes\n", "We, the 2 undersigned, write.", "", "", ""),
        ("Ada,\nBo,no\n", "We write.", "signatories.csv:1:0 ", "none of the 2 signatories is printed", NOBODY),
        ("", "We, the 3 signatories, write.", "signatories.csv:1:0 ", "`signatories.csv` has no signatories", NOBODY),
    ],
)  # fmt: skip
def test_how_many_sign(rows: str, body: str, place: str, said: str, hint: str) -> None:
    files = {**_letter(body), "signatories.csv": f"name,consent\n{rows}"}
    assert _told("LP306", files) == [("error", place, said, hint)] * bool(said)


def test_who_writes_alone_may_say_a_number() -> None:
    assert not _told("LP306", _letter("We, the 3 signatories, write."))
