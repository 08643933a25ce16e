"""Findings about addressees and signatories as a whole, where mutants showed that no test read their words or place."""

from __future__ import annotations

import pytest

from letterpack.diagnostics import Diagnostic
from tests.checks.sources import ADDRESSEES, HEAD, Dict, found, sources_of

LOOK = "look up the street, the postcode and the town"
SHIFTED = "check whether cells have shifted, and move it to `email`"
ROW_SHIFTED = "check whether cells in this row have shifted"


def _found(code: str, files: dict[str, str]) -> list[Diagnostic]:
    return found(sources_of(Dict({"letter.md": f"{HEAD}We write.\n", "addressees.yaml": ADDRESSEES, **files})), code)


def _place(files: dict[str, str], each: Diagnostic) -> str:
    line = files[each.span.file].split("\n")[each.span.line - 1]
    return line[each.span.column - 1 : each.span.column - 1 + each.span.length]


@pytest.mark.parametrize(
    ("entry", "severity", "place", "said", "hint"),
    [
        ("title: Judge, address: [1 Square, Sampleton]", "", "", "", ""),
        (
            "title: Judge, address: [1 Square, Sampleton, '1 SQUARE;']", "error", "'1 SQUARE;'",
            "`1 SQUARE;` appears twice in the address of `a`", "delete one of the two lines",
        ),
        *[
            (
                f"{role}: Union of Samples, address: [Union of Samples, 1 Square]", "error", "Union of Samples",
                "`Union of Samples` appears twice in the address of `a`", "delete one of the two lines",
            )
            for role in ("name", "title", "organization")
        ],
        (
            "title: Judge, delivery: all, addresses: [[1 Square, Here], [2 Road, Road 9, 2 Road]]", "error", "2 Road",
            "`2 Road` appears twice in the address of `a`", "delete one of the two lines",
        ),
        ("title: Judge, address: [Bay, Bay, Square 1, Sampleton]", "", "", "", ""),
        (
            "title: Judge, address: [Bays, Bays, Square 1, Sampleton]", "error", "Bays",
            "`Bays` appears twice in the address of `a`", "delete one of the two lines",
        ),
        (
            "title: Judge, address: [Weg 1, 80331 Berlin], country: DE", "error", "80331 Berlin",
            "`80331` is not a postcode of Berlin", LOOK,
        ),
        (
            "title: Judge, address: [Weg 1, D-80331 Berlin], country: DE", "error", "D-80331 Berlin",
            "`D-80331` is not a postcode of Berlin", LOOK,
        ),
        ("title: Judge, address: [Weg 1, D-10117 Berlin], country: DE", "", "", "", ""),
        ("title: Judge, address: [Weg 1, Berlin 7], country: DE", "", "", "", ""),
        ("title: Judge, address: [Weg 1, 80331 Berlinchen], country: DE", "", "", "", ""),
        (
            "title: Judge, address: [10117 Berlin], country: DE", "warning", "[",
            "the address of `a` has a town and neither street nor box", LOOK,
        ),
        (
            "title: Judge, address: [10117 Berlin, Germany], country: DE", "warning", "[",
            "the address of `a` has a town and neither street nor box", LOOK,
        ),
        ("title: Judge, address: [Postfach 1, 10117 Berlin], country: DE", "", "", "", ""),
        ("title: Judge, address: [10117 Berlin Postfach 10117], country: DE", "", "", "", ""),
        ("title: Judge, address: ['Weg, 10117 Berlin'], country: DE", "", "", "", ""),
        *[(f"title: Judge, address: [{house}]", "", "", "", "") for house in ("Example House", "12 Road", "Road 12b")],
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_right(entry: str, severity: str, place: str, said: str, hint: str) -> None:
    country = "" if "country" in entry else ", country: GB"
    files = {"addressees.yaml": f"to:\n  - {{id: a, {entry}{country}}}\n"}
    told = [(each.severity, _place(files, each), each.message, each.hint) for each in _found("LP354", files)]
    assert told == [(severity, place, said, hint)] * bool(said)


@pytest.mark.parametrize(
    ("kind", "entry", "row", "severity", "said"),
    [
        ("to", "name: Ada Maria Sample", "ADA MARIA SAMPLE,", "error", "ADA MARIA SAMPLE"),
        ("cc", "name: Ada Sample", "Ada Sample,", "warning", "Ada Sample"),
        ("to", "name: Ada", "Ada,", "", ""),
        ("to", "name: Ada Sample", "Ada Simple,", "", ""),
        ("to", "organization: Union of Samples", ",Union of Samples", "error", "Union of Samples"),
        ("to", "organization: The Samples", "Ada,The Samples", "error", "The Samples"),
        # A person of the reader's organization is another person.
        ("to", "name: Bo, organization: Union of Samples", "Ada,Union of Samples", "", ""),
        ("to", "name: Bo, organization: Union of Samples", ",Union of Samples", "error", "Union of Samples"),
    ],
)
def test_who_signs_a_letter_to_themselves(kind: str, entry: str, row: str, severity: str, said: str) -> None:
    to = "to: [{id: m, title: Minister, address: [1 Square, Town], country: GB}]\n" if kind == "cc" else ""
    people = f"{to}{kind}:\n  - {{id: a, {entry}, address: [1 Square, Town], country: GB}}\n"
    files = {"addressees.yaml": people, "signatories.csv": f"name,organization\n{row}\n"}
    told = [(each.severity, _place(files, each), each.message, each.hint, each.related) for each in _found("LP354", files)]
    assert [each[:4] for each in told] == [
        (
            severity,
            said,
            f"`{said}` signs the letter, and gets it as `a`",
            "delete one of the two, if a row was copied into the wrong list",
        )
    ] * bool(said)
    for *_, (related,) in told:
        assert (related.message, related.span.file, related.span.line) == ("gets it here", "addressees.yaml", people.count("\n"))


NO_ADDRESS, ONE_ADDRESS = "is not an e-mail address", "write one address: name@example.org"


@pytest.mark.parametrize(
    ("email", "said", "hint"),
    [
        ("ada.b+c@mail.example.org", "", ""),
        ("<ada@example.org>", "", ""),
        ("mailto:ada@gmial.com", "`gmial.com` is nearly `gmail.com`", "ask whether `ada@gmail.com` is meant"),
        ("ada@Gmial.com", "`Gmial.com` is nearly `gmail.com`", "ask whether `ada@gmail.com` is meant"),
        ("ada@gmail.cm", "", ""),
        ("ada@gmail.co", "", ""),
        ("ada@example.con", "`example.con` is nearly `example.com`", "ask whether `ada@example.com` is meant"),
        ("ada@a.example.ogr", "`a.example.ogr` is nearly `a.example.org`", "ask whether `ada@a.example.org` is meant"),
        ("ada", f"`ada` {NO_ADDRESS}", ONE_ADDRESS),
        (".ada@example.org", f"`.ada@example.org` {NO_ADDRESS}", ONE_ADDRESS),
        ("ada@-example.org", f"`ada@-example.org` {NO_ADDRESS}", ONE_ADDRESS),
        ("ada@example.o", f"`ada@example.o` {NO_ADDRESS}", ONE_ADDRESS),
        (f"{'a' * 242}@example.org", "", ""),
        (f"{'a' * 243}@example.org", f"`{'a' * 243}@example.org` {NO_ADDRESS}", ONE_ADDRESS),
        ("a@gmial.com; b@example.org", "`gmial.com` is nearly `gmail.com`", "ask whether `a@gmail.com` is meant"),
    ],
)
def test_an_e_mail_address_that_cannot_be_reached(email: str, said: str, hint: str) -> None:
    files = {"signatories.csv": f'organization,email\nUnion,"{email}"\n'}
    told = [(each.severity, each.span.line, each.span.column, each.message, each.hint) for each in _found("LP326", files)]
    assert told == [("warning", 2, 8, said, hint)] * bool(said)


@pytest.mark.parametrize("line", ["Mail (office@gmial.com), please", "office@gmial.com;", "Write to office@gmial.com."])
def test_the_senders_own_e_mail_address(line: str) -> None:
    files = {"letterpack.yaml": f'sender:\n  contact: ["Tel. 1", "@home", "{line}"]\n'}
    [told] = _found("LP326", files)
    assert (told.severity, _place(files, told)) == ("warning", f'"{line}"')
    assert (told.message, told.hint) == ("`gmial.com` is nearly `gmail.com`", "ask whether `office@gmail.com` is meant")


@pytest.mark.parametrize(
    ("row", "place", "said", "hint"),
    [
        ("Ada,,Union,NO", "", "", ""),
        ("ada@example.org,,Union,NO", "ada@example.org", "`ada@example.org` under `name` is an e-mail address", SHIFTED),
        ("Ada,=A1,Union,NO", "=A1", "`=A1` under `title` is a formula instead of its value", "export the table's values"),
        ("Ada,-2+3,Union,NO", "-2+3", "`-2+3` under `title` is a formula instead of its value", "export the table's values"),
        ("Ada,@home,+972 Magazine,NO", "", "", ""),
        ("Ada,2026-10-30,Union,NO", "2026-10-30", "`2026-10-30` under `title` is a date", ROW_SHIFTED),
        ("Ada,,30.10.26,NO", "30.10.26", "`30.10.26` under `organization` is a date", ROW_SHIFTED),
        ("Ada,,false,NO", "false", "`false` under `organization` is an answer, not a name", ROW_SHIFTED),
        ("Ada,www.example.org,Union,NO", "www.example.org", "`www.example.org` under `title` is a link, not a name", ROW_SHIFTED),
        (
            "Ada,,http://a.org,NO", "http://a.org", "`http://a.org` under `organization` is a link, not a name", ROW_SHIFTED,
        ),
        ("(030) 12,,Union,NO", "(030) 12", "`(030) 12` under `name` is a number, not a name", ROW_SHIFTED),
        ("Ada,,404,NO", "", "", ""),
    ],
)  # fmt: skip
def test_a_cell_under_the_wrong_heading(row: str, place: str, said: str, hint: str) -> None:
    files = {"signatories.csv": f"name,title,organization,country\n{row}\n"}
    told = [(each.severity, each.span.line, _place(files, each), each.message, each.hint) for each in _found("LP312", files)]
    assert told == [("error", 2, place, said, hint)] * bool(said)
