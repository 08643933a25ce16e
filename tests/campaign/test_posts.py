"""What posts ask of addresses: the country's line in a language they read, and long lines broken where an address has parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.campaign.addresses import with_country
from letterpack.countries import country_codes
from letterpack.countries.posts import posts
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import boxes_of, campaign, person


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
    ("line", "form", "code"),
    [
        ("Directorate General for Long Names and Department of Letters and Windows, Door 12", "din5008b", "LP231"),
        ("Directorate for Long Names, Department of Windows", "us10", "LP230"),
    ],
)
def test_what_has_no_place_to_be_broken_or_gets_too_many_lines_is_told(tmp_path: Path, line: str, form: str, code: str) -> None:
    assert built(tmp_path, line, form) == [code]
