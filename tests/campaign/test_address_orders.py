"""Addresses in parts: each country's order, and no part lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from letterpack.countries import country_codes
from letterpack.countries.orders import PARTS, lines_in_order
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import campaign, text_of

WHOLE = {"street": ["1 High Road"], "city": ["Town"], "region": ["NY"], "postcode": ["01234"]}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("", ("1 High Road", "01234 Town", "NY")),
        ("KZ", ("1 High Road", "Town", "NY", "01234")),
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


PARTS_OF = {
    "JP": {"street": "霞が関1-1-1", "city": "千代田区", "region": "東京都", "postcode": "100-8977"},
    "KR": {"street": "세종대로 209", "city": "종로구", "region": "서울특별시", "postcode": "03171"},
    "CN": {"street": "朝阳门南大街2号", "city": "朝阳区", "region": "北京市", "postcode": "100701"},
}
NAMED: list[tuple[str, dict[str, Any], str]] = [
    ("JP", {"name": "山田太郎", "title": "法務大臣", "organization": "法務省"}, "霞が関1-1-1/法務省/法務大臣/山田太郎 様/JAPAN"),
    ("JP", {"name": "佐藤花子先生"}, "霞が関1-1-1/佐藤花子先生/JAPAN"),
    ("JP", {"title": "法務大臣"}, "霞が関1-1-1/法務大臣 殿/JAPAN"),
    ("JP", {"organization": "法務省"}, "霞が関1-1-1/法務省 御中/JAPAN"),
    ("JP", {"name": "Jane Example"}, "霞が関1-1-1/Jane Example/JAPAN"),
    ("KR", {"name": "김철수", "organization": "법무부"}, "세종대로 209/법무부/김철수 귀하/03171/SOUTH KOREA"),
    ("KR", {"name": "김철수 장관님", "organization": "법무부"}, "세종대로 209/법무부/김철수 장관님/03171/SOUTH KOREA"),
    ("KR", {"title": "법무부 장관"}, "세종대로 209/법무부 장관 귀하/03171/SOUTH KOREA"),
    ("KR", {"organization": "법무부"}, "세종대로 209/법무부 귀중/03171/SOUTH KOREA"),
    ("CN", {"name": "王伟"}, "100701/北京市朝阳区/朝阳门南大街2号/王伟/CHINA"),
    ("JP", {"name": "Jane Example", "address": ["1-1 Kasumigaseki", "TOKYO"]}, "Jane Example/1-1 Kasumigaseki/TOKYO/JAPAN"),
]


def test_names_stand_where_the_country_has_them_in_its_own_letters(tmp_path: Path) -> None:
    """The person last, with what Japan writes behind a name; what a check reads in the window is what it expects there."""
    people = [
        {"id": f"p{index}", "country": code, "address": PARTS_OF[code], **who} for index, (code, who, _) in enumerate(NAMED)
    ]
    settings = {"form": "din5008b", "sender": {"names": ["Sender"], "country": "DE"}}
    for path, data in campaign(people, settings=settings).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    for index, (_, _, lines) in enumerate(NAMED):
        said = text_of((tmp_path / f"build/packets/p{index}.pdf").read_bytes()).replace("\u00a0", " ")
        assert lines.replace("/", " ") in said.replace("\n", " "), said
    assert not [found for found in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if found.severity == "error"]


def test_kazakhstan_has_the_district_beside_the_place_and_the_postcode_last() -> None:
    """Kazpost's own example, in Russian and in Latin letters."""
    parts = ("Улица Мира, дом 14, квартира 6", "Каскелен", "Карасайский район", "Алматинская область", "040900")
    given = {name: [part] for name, part in zip(("street", "city", "district", "region", "postcode"), parts, strict=True)}
    assert lines_in_order(given, "KZ") == (parts[0], "Каскелен, Карасайский район", "Алматинская область", "040900")


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
