"""What posts ask of addresses: the country's line in a language they read, and long lines broken where an address has parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from letterpack.campaign.addresses import with_country
from letterpack.countries import country_codes
from letterpack.countries.breaks import line_breaks
from letterpack.countries.posts import posts
from letterpack.datafiles import program_table
from letterpack.diagnostics import Diagnostic
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import boxes_of, campaign, person

THREE = "1600 Pennsylvania Avenue Northwest Apartment 12345 Building Fifty of Ten PO Box 123456"
"""A line that din5008b has no room for in one or in two."""


def test_every_post_is_a_countrys_and_has_a_source() -> None:
    assert set(posts()) <= country_codes()
    assert {"GB", "US", "CA", "BE", "NL", "SE", "NO", "DK", "AT", "DE"} <= set(posts())
    assert all(len(post.source) > 10 for post in posts().values())


@pytest.mark.parametrize(
    ("home", "language", "line"),
    [
        ("US", "ru", "GERMANY"),
        ("NO", "en", "TYSKLAND"),
        ("NO", "nn", "TYSKLAND"),
        ("SE", "en", "GERMANY"),
        ("SE", "ru", "TYSKLAND"),
        ("AT", "fr", "ALLEMAGNE"),
        ("", "ru", "ГЕРМАНИЯ"),
        ("DE", "ru", None),
    ],
)
def test_the_country_is_said_in_a_language_of_the_post(home: str, language: str, line: str | None) -> None:
    lines = ("Street 1", "80331 Munich")
    assert with_country(lines, "DE", language, home) == ((*lines, line) if line else lines)


def built(folder: Path, line: str, form: str) -> list[str]:
    """Build a letter with this ``line`` in its address, and return the codes of the errors."""
    files = campaign([person("Alpha", address=[line, "1000 Town"])], settings={"form": form})
    for path, data in files.items():
        (folder / path).write_bytes(data)
    return [each.code for each in build(Disk(folder), BuildRequest(folder)).findings if each.severity == "error"]


def test_a_line_too_wide_is_broken_where_it_has_parts(tmp_path: Path) -> None:
    """Nothing of it is lost, a check finds the address, and no number is divided at its comma."""
    typed = "Directorate for Letters and Windows, Building 12, door 12,5"
    assert built(tmp_path, typed, "din5008b") == []
    pdf = (tmp_path / "build/packets/alpha.pdf").read_bytes()
    first, second = (boxes_of(pdf, 0, part) for part in ("Directorate for Letters and Windows,", "Building 12, door 12,5"))
    assert first and second and first[0][1] < second[0][1] and first[0][0] == pytest.approx(second[0][0], abs=2)
    assert not [each for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if each.severity == "error"]


@pytest.mark.parametrize(
    ("code", "line", "pairs"),
    [
        (
            "US",
            "1600 Long Avenue Apt. 12 5th Floor",
            [("1600 Long Avenue Apt. 12", "5th Floor"), ("1600 Long Avenue", "Apt. 12 5th Floor")],
        ),
        ("US", "Washington, DC 20500", []),
        ("GB", "Cambridge CB2 1TN", [("Cambridge", "CB2 1TN")]),
        (
            "DE",
            "Hauptstraße 12 3. Stock Aufgang B",
            [("Hauptstraße 12 3. Stock", "Aufgang B"), ("Hauptstraße 12", "3. Stock Aufgang B")],
        ),
        ("DE", "Haus der Treppe am See", []),
        ("AT", "Ring 5, 1010 Wien", [("Ring 5,", "1010 Wien")]),
        (
            "FR",
            "Escalier 4, 12 bis avenue du Lac BP 12",
            [("Escalier 4, 12 bis avenue du Lac", "BP 12"), ("Escalier 4,", "12 bis avenue du Lac BP 12")],
        ),
        ("ES", "Calle Mayor, 12, 3º B", [("Calle Mayor, 12,", "3º B")]),
        ("IT", "Via Roma, 12", []),
        ("RU", "ул. Ленина, д. 12, кв. 5", [("ул. Ленина, д. 12,", "кв. 5")]),
        ("JP", "千葉県市川市八幡1丁目", [("千葉県市川市", "八幡1丁目"), ("千葉県", "市川市八幡1丁目")]),
        ("CN", "北京市朝阳区建国路88号", [("北京市朝阳区", "建国路88号"), ("北京市", "朝阳区建国路88号")]),
        ("KR", "서울특별시 중구 세종대로 110", [("서울특별시 중구", "세종대로 110"), ("서울특별시", "중구 세종대로 110")]),
        ("", "Palace, room 5", [("Palace,", "room 5")]),
    ],
)
def test_a_line_is_broken_at_its_countrys_own_places(code: str, line: str, pairs: list[tuple[str, str]]) -> None:
    """The fullest first line first; a postcode stays with its town, the number of a house with its street."""
    assert list(line_breaks(line, code)) == pairs


def test_every_country_of_a_rule_is_one_and_nothing_of_a_line_is_lost() -> None:
    rules = program_table("countries", "breaks")
    codes = {code for rule in rules.values() for code in rule["countries"]}
    assert codes <= country_codes()
    for code in codes:
        line = "c/o Ann, Suite 5 étage 3 а/я 7 東京都 市 123"
        for pair in line_breaks(line, code):
            assert "".join(pair).replace(" ", "") == line.replace(" ", "")


def broken(folder: Path, line: str, settings: dict[str, Any]) -> list[Diagnostic]:
    """Build a letter with this ``line`` in its address; return what is said of broken lines: nothing else is wrong."""
    files = campaign([person("Alpha", country="US", address=[line, "Town, DC 20500"])], settings=settings)
    for path, data in files.items():
        (folder / path).write_bytes(data)
    result = build(Disk(folder), BuildRequest(folder))
    assert result.ok, result.findings
    assert not [each for each in check(Disk(folder), CheckRequest(folder)).findings if each.severity == "error"]
    return [each for each in result.findings if each.code in ("LP246", "LP247")]


def test_a_line_may_become_three_and_is_noted(tmp_path: Path) -> None:
    (found,) = broken(tmp_path, THREE, {"form": "din5008b"})
    assert found.severity == "note"
    assert found.message.endswith(
        "`1600 Pennsylvania Avenue Northwest` · `Apartment 12345 Building Fifty of Ten` · `PO Box 123456`"
    )


def test_more_lines_than_a_post_wants_are_a_warning(tmp_path: Path) -> None:
    """With name and title, the address has four lines; broken, it has six, and Italy's post takes five."""
    sender = {"names": ["Sender"], "address": ["Street 1"], "country": "IT"}
    warned, noted = broken(tmp_path, THREE, {"form": "din5008b", "sender": sender})
    assert (noted.code, noted.severity, warned.code, warned.severity) == ("LP246", "note", "LP247", "warning")
    assert warned.message.endswith("the address has 6 lines, and the post of IT wants at most 5")


@pytest.mark.parametrize(
    ("line", "form", "code"),
    [
        ("Directorate General for Long Names and Department of Letters and Windows, Door 12", "din5008b", "LP231"),
        ("Directorate for Long Names, Department of Windows", "us10", "LP230"),
    ],
)
def test_what_has_no_place_to_be_broken_or_gets_too_many_lines_is_told(tmp_path: Path, line: str, form: str, code: str) -> None:
    assert built(tmp_path, line, form) == [code]
