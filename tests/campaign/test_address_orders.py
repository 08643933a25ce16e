"""Addresses in parts: each country's order, and no part lost."""

from __future__ import annotations

import pytest

from letterpack.countries import country_codes
from letterpack.countries.orders import PARTS, lines_in_order

WHOLE = {"street": ["1 High Road"], "city": ["Town"], "region": ["NY"], "postcode": ["01234"]}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("", ("1 High Road", "01234 Town", "NY")),
        ("KZ", ("1 High Road", "01234 Town", "NY")),
        ("US", ("1 High Road", "Town, NY 01234")),
        ("CA", ("1 High Road", "Town NY 01234")),
        ("GB", ("1 High Road", "Town", "NY", "01234")),
        ("UA", ("1 High Road", "Town", "NY", "01234")),
        ("HU", ("Town", "NY", "1 High Road", "01234")),
        ("BR", ("1 High Road", "Town-NY", "01234")),
    ],
)
def test_parts_stand_as_the_country_s_post_wants_them(code: str, lines: tuple[str, ...]) -> None:
    assert lines_in_order(WHOLE, code) == lines


def test_what_is_not_given_leaves_no_mark() -> None:
    assert lines_in_order({"street": ["1 High Road", "Back yard"], "postcode": ["01234"]}, "US") == (
        "1 High Road",
        "Back yard",
        "01234",
    )


@pytest.mark.parametrize("code", ["", *sorted(country_codes())])
def test_no_part_is_lost_in_any_country(code: str) -> None:
    printed = "\n".join(lines_in_order({name: [f"<{name}>"] for name in PARTS}, code))
    assert [name for name in PARTS if printed.count(f"<{name}>") != 1] == []
