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
        ("US", ("1 High Road", "TOWN, NY 01234")),
        ("CA", ("1 HIGH ROAD", "TOWN NY 01234")),
        ("GB", ("1 High Road", "TOWN", "NY", "01234")),
        ("UA", ("1 High Road", "Town", "NY", "01234")),
        ("HU", ("TOWN", "NY", "1 HIGH ROAD", "01234")),
        ("BR", ("1 High Road", "TOWN-NY", "01234")),
    ],
)
def test_parts_stand_as_the_country_s_post_wants_them(code: str, lines: tuple[str, ...]) -> None:
    assert lines_in_order(WHOLE, code) == lines


@pytest.mark.parametrize(
    ("code", "parts", "lines"),
    [
        ("JP", ("霞が関1-1-1", "千代田区", "東京都", "100-8977"), ("〒100-8977", "東京都千代田区", "霞が関1-1-1")),
        (
            "JP",
            ("1-1-1 Kasumigaseki", "Chiyoda-ku", "Tokyo", "100-8977"),
            ("1-1-1 Kasumigaseki", "Chiyoda-ku, TOKYO", "100-8977"),
        ),
        ("CN", ("朝阳门南大街2号", "朝阳区", "北京市", "100701"), ("100701", "北京市朝阳区", "朝阳门南大街2号")),
        ("KR", ("세종대로 209", "종로구", "서울특별시", "03171"), ("서울특별시 종로구", "세종대로 209", "03171")),
    ],
)
def test_an_address_in_the_country_s_own_letters_has_its_own_order(
    code: str, parts: tuple[str, ...], lines: tuple[str, ...]
) -> None:
    named = zip(("street", "city", "region", "postcode"), parts, strict=True)
    assert lines_in_order({name: [part] for name, part in named}, code) == lines


def test_what_is_not_given_leaves_no_mark() -> None:
    assert lines_in_order({"street": ["1 High Road", "Back yard"], "postcode": ["01234"]}, "US") == (
        "1 High Road",
        "Back yard",
        "01234",
    )
    for code in ("CN", "PH", "TH"):
        assert lines_in_order({"street": ["1 High Road"], "city": ["Town"], "postcode": ["01234"]}, code)[1:] == ("Town", "01234")


@pytest.mark.parametrize("code", ["", *sorted(country_codes())])
def test_no_part_is_lost_in_any_country(code: str) -> None:
    printed = "\n".join(lines_in_order({name: [f"<{name}>"] for name in PARTS}, code)).casefold()
    assert [name for name in PARTS if printed.count(f"<{name}>") != 1] == []
