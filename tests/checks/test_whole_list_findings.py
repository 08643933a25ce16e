"""Findings about addressees and signatories as a whole, where mutants showed that no test read their words or place."""

from __future__ import annotations

import pytest

from letterpack.diagnostics import Diagnostic
from tests.checks.sources import ADDRESSEES, HEAD, Dict, found, sources_of

LOOK = "look up the street, the postcode and the town"
SHIFTED = "check whether cells have shifted, and move it to `email`"
ROW_SHIFTED = "check whether cells in this row have shifted"


def _found(code: str, files: dict[str, str]) -> list[Diagnostic]:
    told = found(sources_of(Dict({"letter.md": f"{HEAD}We write.\n", "addressees.yaml": ADDRESSEES, **files})), code)
    assert {each.code for each in told} <= {code}
    return told


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
        (
            "title: Judge, address: [Weg 1, 10117 Munich], country: DE", "error", "10117 Munich",
            "`10117` is not a postcode of Munich", LOOK,
        ),
        ("title: Judge, address: [Weg 1, Berlin 7], country: DE", "", "", "", ""),
        ("title: Judge, address: [Droga 1, 00-950 Warszawa], country: PL", "", "", "", ""),
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


def test_who_signs_a_letter_to_themselves_is_told_once() -> None:
    person = "{id: a, name: Ada Maria Sample, address: [1 Square, Town], country: GB}"
    office = "{id: b, organization: Union of Samples, address: [2 Square, Town], country: GB}"
    row = "name,organization\nAda Maria Sample,Union of Samples\n"
    files = {"addressees.yaml": f"to:\n  - {person}\n  - {office}\n", "signatories.csv": row}
    assert [each.message for each in _found("LP354", files)] == ["`Ada Maria Sample` signs the letter, and gets it as `a`"]


OF_ADDRESSEES = [
    ("LP302", "name", "-", "`-` is a placeholder that was not filled in"),
    ("LP302", "name", "Test Test", "`Test Test` is a placeholder that was not filled in"),
    ("LP302", "organization", "asdf", "`asdf` is a placeholder that was not filled in"),
    ("LP302", "name", "[NAME]", "`[NAME]` is a placeholder that was not filled in"),
    ("LP302", "title", "TBD", "`TBD` is a placeholder that was not filled in"),
    ("LP302", "title", "asdf", "`asdf` is a placeholder that was not filled in"),
    ("LP302", "address", "asdf", "`asdf` is a placeholder that was not filled in"),
    ("LP302", "title", "wwww", "`wwww` is a placeholder that was not filled in"),
    ("LP302", "name", "Wwww", "`Wwww` is a placeholder that was not filled in"),
    ("LP302", "salutation", "Dear ????", "`????` is a placeholder that was not filled in"),
    ("LP302", "name", "Ada ????", ""),
    ("LP302", "name", "Ada Test", ""),
    ("LP310", "name", "J\u0430ne", "`J\u0430ne` mixes Latin letters with the Cyrillic `\u0430` (U+0430)"),
    ("LP310", "name", "Jane\u200b Roe", "the text contains an invisible character: U+200B (zero width space)"),
    ("LP310", "title", "M1nister", "`M1nister` has a digit for a letter"),
    ("LP310", "address", "M1nister", ""),
    ("LP310", "title", "Minister 1", ""),
    ("LP310", "name", "Зоя Ким", ""),
    ("LP312", "title", "a@b.org", "`a@b.org` under `title` is an e-mail address"),
    ("LP312", "name", "=A1+1", "`=A1+1` under `name` is a formula instead of its value"),
    ("LP312", "name", "2026", "`2026` under `name` is a number, not a name"),
    ("LP312", "name", "yes", "`yes` under `name` is an answer, not a name"),
    ("LP312", "title", "2026-10-30", "`2026-10-30` under `title` is a date"),
    ("LP312", "salutation", "2026", "`2026` under `salutation` is a number, not a name"),
    ("LP313", "name", "JosÃ© Pérez", "`JosÃ© Pérez` was read in the wrong encoding"),
    ("LP313", "name", "РђРЅРЅР°", "`РђРЅРЅР°` was read in the wrong encoding"),
    ("LP313", "name", "Bl\ufffdtt", "`Bl\ufffdtt` lost a character on its way: `\ufffd`"),
    ("LP313", "title", "Zwi?zek", "`Zwi?zek` lost a character on its way: `?`"),
    ("LP313", "address", "Zwi?zek", "`Zwi?zek` lost a character on its way: `?`"),
    ("LP313", "title", "Ministère", ""),
]


@pytest.mark.parametrize(("code", "key", "text", "said"), OF_ADDRESSEES)
def test_what_is_wrong_with_an_addressee_is_not_passed_over(code: str, key: str, text: str, said: str) -> None:
    """Addressees are many: a quick look says which of their texts a rule reads."""
    entry = "id: a, " if key in ("name", "title") else "id: a, title: Judge, "
    given = f'address: ["{text}", Town]' if key == "address" else f'{key}: "{text}", address: [1 Square, Town]'
    files = {"addressees.yaml": f"to:\n  - {{{entry}{given}, country: GB}}\n"}
    assert [(each.severity, each.span.line, each.message) for each in _found(code, files)] == [("error", 2, said)] * bool(said)


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
        *[
            (f"ada@a.{slip}", f"`a.{slip}` is nearly `a.{meant}`", f"ask whether `ada@a.{meant}` is meant")
            for slip, meant in (("cmo", "com"), ("comm", "com"), ("rog", "org"), ("orgg", "org"), ("nte", "net"))
        ],
        ("ada@inbx.ru", "`inbx.ru` is nearly `inbox.ru`", "ask whether `ada@inbox.ru` is meant"),
        # Short domains have real neighbors.
        ("ada@gmy.de", "", ""),
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


TWO_PEOPLE = "if they are two people, add what tells them apart; if not, delete one of the rows"
ONE_ROW = "delete one of the two rows"


@pytest.mark.parametrize(
    ("first", "second", "severity", "said", "hint"),
    [
        (",Union,,", ",UNION Inc.,,", "error", "`UNION Inc.` is `Union` again", ONE_ROW),
        ("Ada Roe,,,", "Ada Roe,,Judge,", "warning", "`Ada Roe` may be `Ada Roe` again", TWO_PEOPLE),
        ("Ada Roe,,Clerk,", "Ada Roe,,Judge,", "", "", ""),
        ("Ada,,,", "Ada,,,", "warning", "`Ada`: names of one word appear again, in 1 row", TWO_PEOPLE),
        # Behind one e-mail address.
        ("Ada Roe,Union,,a@b.org", "A. Roe,Union,,A@B.org", "error", "`A. Roe, Union` is `Ada Roe, Union` again", ONE_ROW),
        (
            "A. M. Roe,Union,,a@b.org",
            "Ada Mia Roe,Union,,a@b.org",
            "error",
            "`Ada Mia Roe, Union` is `A. M. Roe, Union` again",
            ONE_ROW,
        ),
        (
            "Ada Mia Roe,Union,,a@b.org",
            "Ada Roe,Union,,a@b.org",
            "error",
            "`Ada Roe, Union` is `Ada Mia Roe, Union` again",
            ONE_ROW,
        ),
        (",Union,,a@b.org", "Ada Roe,Union,,a@b.org", "error", "`Ada Roe, Union` is `Union` again", ONE_ROW),
        ("Ada Roe,,,a@b.org", "Ada Roe,Union,,a@b.org", "error", "`Ada Roe, Union` is `Ada Roe` again", ONE_ROW),
        # A family's name is that of many.
        (
            "Ada Roe,Union,,a@b.org",
            "Bo Roe,Union,,a@b.org",
            "warning",
            "`Bo Roe, Union` may be `Ada Roe, Union` again",
            TWO_PEOPLE,
        ),
        (
            "Kim Bo-a,Union,,a@b.org",
            "Kim Min-jun,Union,,a@b.org",
            "warning",
            "`Kim Min-jun, Union` may be `Kim Bo-a, Union` again",
            TWO_PEOPLE,
        ),
        ("Ada Roe,Union,,a@b.org", "Bo Kim,Union,,a@b.org", "", "", ""),
        ("Ada Roe,Union,,a@b.org", "A. Roe,League,,a@b.org", "", "", ""),
    ],
)
def test_who_stands_on_the_list_again(first: str, second: str, severity: str, said: str, hint: str) -> None:
    files = {"signatories.csv": f"name,organization,title,email\n{first}\n{second}\n"}
    told = [(each.severity, each.span.line, each.message, each.hint) for each in _found("LP307", files)]
    assert told == [(severity, 3, said, hint)] * bool(said)


def test_a_list_with_many_again() -> None:
    def told(*rows: str) -> tuple[object, ...]:
        [found] = _found("LP307", {"signatories.csv": "name,organization\n" + "".join(f"{each}\n" for each in rows)})
        assert found.span.line == 3 or ("of one word" in found.message and found.span.column == 1)
        assert {each.span.column for each in found.related} <= {2}
        return found.severity, found.message, found.hint, tuple([(each.message, each.span.line) for each in found.related])

    again = tuple([("again here", line) for line in range(4, 13)])
    message = "`Union` is `Union` again, in 13 rows"
    assert told(*[",Union"] * 14) == ("error", message, "keep one of the rows", (("first given here", 2), *again))
    named = "`Ada`, `Bo`, `Cy` and 1 more: names of one word appear again, in 5 rows"
    assert told("Ada,", "Bo,", "Cy,", "Di,", "Ada,", "Bo,", "Cy,", "Di,", "Ada,") == ("warning", named, TWO_PEOPLE, ())
    named = "`Ada`, `Bo`, `Cy`: names of one word appear again, in 3 rows"
    assert told("Ada,", "Bo,", "Cy,", "Ada,", "Bo,", "Cy,") == ("warning", named, TWO_PEOPLE, ())


SQUARE, OFFICE = "address: [1 Square, Town]", "title: Office, address: [2 Square, Town]"


@pytest.mark.parametrize(
    ("first", "second", "copies", "is_again"),
    [
        (f"name: Ada Roe, {SQUARE}", f"name: ADA ROE, {SQUARE}", "", True),
        (f"title: Judge, {SQUARE}", f"title: Judge, {SQUARE}", "", True),
        (f"organization: Union, {SQUARE}", f"organization: Union, {SQUARE}", "", True),
        (f"name: Ada Roe, title: Judge, {SQUARE}", f"name: Bo Kim, title: Judge, {SQUARE}", "", False),
        (f"name: Ada Roe, title: Judge, {SQUARE}", f"name: Ada Roe, title: Clerk, {SQUARE}", "", False),
        (f"name: Ada Roe, {SQUARE}", "name: Ada Roe, address: [1 Square, City]", "", False),
        (f"name: Ada Roe, {SQUARE}", "name: Ada Roe, address: [2 Square, Town]", "", False),
        # An office that gets a copy of both letters gets two packets.
        (
            f"name: Ada Roe, {SQUARE}", f"name: Bo Kim, {SQUARE}",
            f"cc:\n  - {{id: c, copy_of: a, {OFFICE}, country: GB}}\n  - {{id: d, copy_of: b, {OFFICE}, country: GB}}\n", False,
        ),
    ],
)  # fmt: skip
def test_an_addressee_who_stands_on_the_list_again(first: str, second: str, copies: str, is_again: bool) -> None:
    files = {"addressees.yaml": f"to:\n  - {{id: a, {first}, country: GB}}\n  - {{id: b, {second}, country: GB}}\n{copies}"}
    told = [(each.severity, each.span.line, each.message, each.hint, *each.related) for each in _found("LP307", files)]
    assert [each[:4] for each in told] == [
        ("error", 3, "`b` repeats `a`: the same person or office at the same address", "delete one of the two")
    ] * is_again
    assert [(each[4].message, each[4].span.line) for each in told] == [("first given here", 2)] * is_again


NEARLY = "delete one of the rows if they are the same; if they are not, leave them"


@pytest.mark.parametrize(
    ("rows", "place", "said"),
    [
        ((",Exmaple Press Union,,", ",Example Press Union,,"), "3:2", "`Example Press Union` is nearly `Exmaple Press Union`"),
        ((",Exmaple Press Union,NO,", ",Example Press Union,SE,"), "", ""),
        (("Ada Sampel,,,", "Ada Sample,,,"), "3:1", "`Ada Sample` is nearly `Ada Sampel`"),
        (("Ada Sampel,,NO,", "Ada Sample,,SE,"), "", ""),
        (("Ada Dannel,,,", "Ada Danel,,,"), "", ""),
        (("Sample Ada,,,", "Ada Sample,,,"), "3:1", "`Ada Sample` is nearly `Sample Ada`"),
        (("Ada Sammple,,,", "Ada Sample,,,"), "3:1", "`Ada Sample` is nearly `Ada Sammple`"),
        (("Ada Asmple,,,", "Ada Sample,,,"), "3:1", "`Ada Sample` is nearly `Ada Asmple`"),
        (("Ada Samples,Union,,", "Ada Sample,Union,,"), "", ""),
        (("Ada Sanple,Union,,", "Ada Sample,Union,,"), "3:12", "`Ada Sample, Union` is nearly `Ada Sanple, Union`"),
        (("Ada Sanple,Union,,", "Ada Sample,League,,"), "", ""),
        (("Ada Sanple,,,", "Ada Sample,,,"), "", ""),
        (("Ada,Exmaple Press,,", "Bo,Example Press,,"), "3:4", "`Bo, Example Press` is nearly `Ada, Exmaple Press`"),
        (("Ada,Example Unions,,", "Bo,Example Union,,"), "", ""),
        # Two slips need a long word in both names.
        (("Ada,Federation of Exampler Writers,,", "Bo,Federation of Exumplers Writers,,"), "", ""),
        ((",Helsinkigroup,,", ",Helsonkigroup,,"), "3:2", "`Helsonkigroup` is nearly `Helsinkigroup`"),
        (
            (",Union Example Writers,,", ",Union of Example Writers,,"), "3:2",
            "`Union of Example Writers` is nearly `Union Example Writers`",
        ),
        ((",Union of Niger Writers,,", ",Union of Nigeria Writers,,"), "", ""),
        (
            (",Union of Nigeria Writers,,", ",Union of Nigerla Writers,,"), "3:2",
            "`Union of Nigerla Writers` is nearly `Union of Nigeria Writers`",
        ),
        ((",Committee 12345678 of Examples,,", ",Committee 12345679 of Examples,,"), "", ""),
        (
            (",Union,,a@b.org", ",League,,a@b.org", ",Guild,,A@B.org"), "3:10",
            "`League` has the e-mail address of `Union`, and so have 1 more",
        ),
        ((",Union,,a@b.org", ",Union,,a@b.org", ",Guild,,A@B.org"), "4:9", "`Guild` has the e-mail address of `Union`"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_name(rows: tuple[str, ...], place: str, said: str) -> None:
    files = {"signatories.csv": "name,organization,country,email\n" + "".join(f"{each}\n" for each in rows)}
    found = _found("LP317", files)
    told = [(each.severity, f"{each.span.line}:{each.span.column}", each.message, each.hint) for each in found]
    assert told == [("warning", place, said, NEARLY)] * bool(said)
    assert [[(one.message, one.span.line) for one in each.related] for each in found] == [[("the other one", 2)]] * bool(said)
