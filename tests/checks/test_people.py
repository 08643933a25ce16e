"""Who appears twice on lists of thousands of people, and who only has another's name: no false alarm, and nobody missed."""

from __future__ import annotations

import csv
import random
from collections import Counter
from io import StringIO

import pytest

from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from tests.checks.people import Row, people
from tests.checks.sources import ADDRESSEES, HEAD, Dict, found, sources_of

KINDS = ("title", "organization", "country", "email")
PEOPLE_CODES = ("LP307", "LP317", "LP325")
ROWS = 3_000


def signed_by(rows: list[Row]) -> Sources:
    """A campaign that ``rows`` sign."""
    table = StringIO()
    writer = csv.DictWriter(table, ("name", *KINDS), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return sources_of(
        Dict({"addressees.yaml": ADDRESSEES, "letter.md": HEAD + "We write.\n", "signatories.csv": table.getvalue()})
    )


def of_people(rows: list[Row]) -> list[Diagnostic]:
    return found(signed_by(rows), *PEOPLE_CODES)


@pytest.mark.parametrize("kinds", [KINDS, KINDS[:3], ("organization",), ("title",), ("country",), ("email",)])
@pytest.mark.parametrize("seed", range(2))
def test_namesakes_are_told_apart_in_lists_of_three_thousand(kinds: tuple[str, ...], seed: int) -> None:
    """No error, and a warning for one row in two hundred at most: of those, nobody could say without asking."""
    findings = of_people(people(ROWS, seed, kinds))
    assert [each.message for each in findings if each.severity == "error"] == []
    assert sum(each.severity == "warning" for each in findings) <= ROWS / 200


@pytest.mark.parametrize("seed", range(4))
def test_who_stands_twice_is_found_among_three_thousand(seed: int) -> None:
    """Copied rows, in capitals, or with a space more: each is an error."""
    chance = random.Random(seed)
    rows = people(ROWS, seed)
    again = chance.sample([row for row in rows if row["organization"]], 20)
    copies = [{**row, "name": row["name"].upper() if at % 2 else row["name"] + " "} for at, row in enumerate(again)]
    findings = of_people([*rows, *copies])
    lines = {each.span.line for each in findings if each.code == "LP307" and each.severity == "error"}
    assert lines == {ROWS + 2 + at for at in range(len(copies))}


@pytest.mark.parametrize("seed", range(4))
def test_slips_in_names_of_colleagues_are_found_among_three_thousand(seed: int) -> None:
    chance = random.Random(seed)
    rows = people(ROWS, seed)
    able = [row for row in rows if row["organization"] and max(map(len, row["name"].split())) >= 8]
    slipped = []
    for row in chance.sample(able, 20):
        word = max(row["name"].split(), key=len)
        at = chance.choice([place for place in range(2, len(word) - 2) if word[place] != word[place + 1]])
        wrong = row["name"].replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :])
        slipped.append({**row, "name": wrong, "email": ""})
    found_lines = {each.span.line for each in of_people([*rows, *slipped]) if each.code == "LP317"}
    assert len(found_lines & {ROWS + 2 + at for at in range(20)}) == 20


def test_an_organization_that_signs_in_two_countries_is_two() -> None:
    rows = [{"organization": "PEN Centre", "country": country} for country in ("AT", "DE", "AT")]
    (finding,) = of_people(rows)
    assert (finding.severity, finding.span.line) == ("error", 4)


def test_names_of_one_word_are_one_warning() -> None:
    """As 248 of 8,778 who signed a public letter by first names alone were 248 errors."""
    names = ["John", "Anna", "Kim", "Sam"] * 62 + ["Ada Sample"]
    (finding,) = of_people([{"name": name} for name in names])
    assert finding.severity == "warning"
    assert finding.message == "`John`, `Anna`, `Kim` and 1 more: names of one word appear again, in 244 rows"


@pytest.mark.parametrize(
    "pair",
    [
        ({"name": "Козлов Владимир"}, {"name": "Копылов Владимир"}),
        ({"name": "Мельников Михаил", "title": "Москва"}, {"name": "Мельников Михаил", "title": "Волгоград"}),
        ({"name": "Daniel Roe"}, {"name": "Daniele Roe"}),
        ({"name": "Alex Cic"}, {"name": "Alex"}),
        (
            {"name": "Britt Yazel", "organization": "Former GNOME Foundation Director"},
            {"name": "Bastien Nocera", "organization": "Former director, GNOME Foundation"},
        ),
        ({"name": "Ann Poe", "organization": "Individual"}, {"name": "Bo Roe", "organization": "Individuals"}),
        ({"name": "Jan Kowalski", "organization": "A Union"}, {"name": "Jan Kowalska", "organization": "A Union"}),
        ({"name": "Ada Roe", "country": "US"}, {"name": "Ada Roe", "country": "GB"}),
        ({"name": "Ada Roe", "organization": "One Union"}, {"name": "Ada Roe", "organization": "Other League"}),
    ],
)
def test_two_people_are_not_one(pair: tuple[Row, Row]) -> None:
    assert of_people(list(pair)) == []


@pytest.mark.parametrize(
    ("pair", "code", "severity"),
    [
        (({"name": "Ada Roe"}, {"name": "ADA ROE"}), "LP307", "error"),
        (({"name": "Ada Roe", "email": "a@example.org"}, {"name": "Ada Roe", "email": "A@example.org"}), "LP307", "error"),
        (({"name": "Ada Roe", "email": "a@example.org"}, {"name": "Ada Roe", "email": "b@example.org"}), "LP307", "warning"),
        (({"name": "Ada Roe", "title": "Editor"}, {"name": "Ada Roe", "title": "Editor and writer"}), "LP307", "warning"),
        (({"name": "Ada", "country": "US"}, {"name": "Ada", "country": "US"}), "LP307", "warning"),
        (({"name": "Ada Sample"}, {"name": "Sample Ada"}), "LP317", "warning"),
        (({"name": "Jonathan Peterson"}, {"name": "Jonahtan Peterson"}), "LP317", "warning"),
    ],
)  # fmt: skip
def test_two_rows_may_be_one(pair: tuple[Row, Row], code: str, severity: str) -> None:
    assert [(each.code, each.severity) for each in of_people(list(pair))] == [(code, severity)]


def test_a_list_out_of_order_is_one_note() -> None:
    """There were 220 for a list sorted by code points; and there is none for a list that a program sorted in any usual way."""
    names = sorted({row["name"] for row in people(800, 1, ())} - {""})
    assert [each.code for each in of_people([{"name": name} for name in names]) if each.code == "LP325"] == []
    latin = [f"{chr(97 + at % 26)}{at:04} Roe".title() for at in range(260)]
    mixed = sorted(latin)
    for at in range(10, 250, 20):
        mixed[at], mixed[at + 1] = mixed[at + 1], mixed[at]
    notes = [each for each in of_people([{"name": name} for name in mixed]) if each.code == "LP325"]
    assert [each.message.endswith("and 11 more rows out of order") for each in notes] == [True]


def test_one_mailbox_for_many_is_one_warning() -> None:
    rows = [{"organization": f"{name} Union", "email": "all@example.org"} for name in ("Alder", "Birch", "Cedar", "Dogwood")]
    assert Counter(each.code for each in of_people(rows)) == {"LP317": 1}
