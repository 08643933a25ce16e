"""What rules say of one, of two and of more: sentences that mutants showed no other test to hold."""

from __future__ import annotations

from datetime import date

import pytest

from letterpack.checks.rules.tidiness import _by_last_word, _without_article
from letterpack.diagnostics import Diagnostic
from tests.checks.sources import HEAD, Dict, found, letter, sources_of

TODAY = date(2026, 10, 30)


def _people(*verified: str) -> str:
    rows = [
        f"  - {{id: p{number}, title: Judge {number}, address: [{number} Square], country: DE, verified: {on}}}\n"
        for number, on in enumerate(verified)
    ]
    return "to:\n" + "".join(rows)


@pytest.mark.parametrize(
    ("verified", "said"),
    [
        (("2026-05-03",), []),
        (("2026-05-02",), ["`p0` was verified on 2026-05-02, 181 days ago"]),
        (("2026-01-02", "2026-01-02"), ["`p0` and 1 more were verified on 2026-01-02, 301 days ago"]),
        (("2026-01-02",) * 3, ["`p0` and 2 more were verified on 2026-01-02, 301 days ago"]),
        (("2026-10-30",), []),
        (("2026-10-31",), ["`p0` was verified on 2026-10-31, which is still to come"]),
        (
            ("2026-10-31", "2026-01-02", "2026-10-31"),
            [
                "`p0` and 1 more were verified on 2026-10-31, which is still to come",
                "`p1` was verified on 2026-01-02, 301 days ago",
            ],
        ),
    ],
)
def test_when_addressees_were_verified(verified: tuple[str, ...], said: list[str]) -> None:
    sources = sources_of(Dict({"addressees.yaml": _people(*verified), "letter.md": f"{HEAD}We write.\n"}), TODAY)
    assert [each.message for each in found(sources, "LP318")] == said


def _signed(*organizations: str) -> list[Diagnostic]:
    quiet = "".join(f"The friends of {name}\n" for name in ("Ada", "Bo", "Cy", "Di", "Ed", "Flo"))
    table = "organization\n" + "".join(f"{each}\n" for each in organizations) + quiet
    return found(letter("We write.", signatories_csv=table), "LP325")


SHOUTED = ("ACTION", "BERLIN", "CITIZENS", "DIALOGUE", "EQUALITY", "FREEDOM", "GUARDIANS")


@pytest.mark.parametrize(
    ("shouted", "more"), [(1, ""), (2, ", as are 1 more"), (3, ", as are 2 more"), (6, ", as are 5 more"), (7, None)]
)
def test_how_many_names_are_in_capitals(shouted: int, more: str | None) -> None:
    said = [each.message for each in _signed(*[f"{name} FORWARD" for name in SHOUTED[:shouted]])]
    assert said == ([] if more is None else [f"`ACTION FORWARD` is in capitals{more}"])


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Dear Minister,\n\nWe write.", [(8, 1, 14, "`Dear Minister,` looks like a salutation")]),
        ("We write.\n\nYours sincerely,\n\nAda", [(10, 1, 16, "`Yours sincerely,` looks like a closing")]),
        ("We write to you, dear Minister.", []),
    ],
)
def test_what_the_letter_already_has(body: str, said: list[tuple[int, int, int, str]]) -> None:
    head = HEAD.replace("---\n\n", "salutation: Dear Minister,\n---\n\n")
    world = Dict({"addressees.yaml": "to: [{title: Minister, address: [1 Square], country: DE}]\n", "letter.md": head + body})
    spans = [(each.span.line, each.span.column, each.span.length, each.message) for each in found(sources_of(world), "LP329")]
    assert [(line - head.count("\n") + 7, *rest) for line, *rest in spans] == [
        (line, column, length, f"{message}, which the letter already has") for line, column, length, message in said
    ]


LONG = "x" * 80


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("We **demand it.", ["`**`"]),
        (r"We \*\* demand it.", []),
        (r"We \*\*demand it, and **then.", ["`**`", "`**`"]),
        (f"We write. {LONG} {LONG} {LONG}\n{LONG} {LONG}\nand \\*\\* at last.", []),
        ("We ask ` now.", ["`` ` ``"]),
        (f"[text]({'y' * 52})", []),
        (f"See [text] (https://{'y' * 31}.org/).", [f"`[text] (https://{'y' * 31}.org/)`"[:62]]),
    ],
)
def test_markup_that_failed_and_signs_that_are_meant(body: str, said: list[str]) -> None:
    messages = [each.message for each in found(letter(body), "LP350")]
    assert messages == [f"{each} is printed as it was typed" for each in said]


@pytest.mark.parametrize(
    ("text", "by_last", "without_article"),
    [
        ("Ada Maria Sample", ("sample", "ada", "maria"), ("ada", "maria", "sample")),
        ("The Freedom Fund", ("fund", "the", "freedom"), ("freedom", "fund")),
        ("The", ("the",), ("the",)),
        ("The Fund", ("fund", "the"), ("fund",)),
        ("", (), ()),
    ],
)
def test_how_lists_come_sorted(text: str, by_last: tuple[str, ...], without_article: tuple[str, ...]) -> None:
    assert (_by_last_word(text), _without_article(text)) == (by_last, without_article)


def test_a_country_that_nobody_knows_is_told_once_with_its_rows() -> None:
    def told(*countries: str) -> list[str]:
        table = "organization,country\n" + "".join(f"Group {index},{each}\n" for index, each in enumerate(countries))
        return [each.message for each in found(letter("We write.", signatories_csv=table), "LP319")]

    assert told("Atlantis") == ["`Atlantis` is not a known country"]
    assert told("Atlantis", "Norway", "Atlantis") == ["`Atlantis` is not a known country (2 rows)"]
    # What a country cannot be is LP312's to say, once; a digit within a name is a slip in it.
    assert told("yes", "2026", "ada@example.org", "N0rway") == ["`N0rway` is not a known country"]
