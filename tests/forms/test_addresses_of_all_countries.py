"""Addresses of every country on every form, in each of its envelopes: nothing of one is lost, and nothing else ever shows.

For each change, every form has the addresses of some countries, and one choice of envelopes; a wide run has all of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from letterpack.countries import country_codes
from letterpack.countries.orders import order_of
from letterpack.countries.parting import postcode_shape
from letterpack.disk import Disk
from letterpack.forms import envelope_faults, form_names, load_form
from letterpack.forms.catalogue import form_entry
from letterpack.model.form import Form, Rect
from letterpack.model.own_data import NO_OWN_DATA
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import HEAD, all_boxes, campaign
from tests.campaign.test_posts import POSTCODES
from tests.trying import many

WINDOWED: Final = [name for name in form_names() if load_form(name).address.windows]
LANGUAGES: Final = ("en", "ar", "de", "ja", "fr", "he", "ru")
SENDER: Final[dict[str, Any]] = {"names": ["Sender"], "contact": ["www.example.org"]}
OWN_LETTERS: Final[dict[str, tuple[str, str, str, str]]] = {
    "AM": ("Վարդանանց փողոց 18", "Երևան", "", "Արամ Պետրոսյան"),
    "BD": ("সচিবালয় সড়ক ৪", "ঢাকা", "", "রহিমা খাতুন"),
    "CN": ("朝阳门南大街2号", "朝阳区", "北京市", "王伟"),
    "EG": ("شارع لاظوغلي 12", "القاهرة", "", "أحمد حسن"),
    "ET": ("አፍሪካ ጎዳና 5", "አዲስ አበባ", "", "አበበ ከበደ"),
    "GE": ("რუსთაველის გამზირი 8", "თბილისი", "", "ნინო ბერიძე"),
    "GR": ("Λεωφόρος Αμαλίας 3", "Αθήνα", "", "Ελένη Παππά"),
    "IL": ("רחוב קפלן 1", "ירושלים", "", "רות כהן"),
    "IN": ("राजपथ 7", "नई दिल्ली", "", "आशा शर्मा"),
    "IR": ("خیابان ولیعصر ۱۲", "تهران", "", "زهرا احمدی"),
    "JP": ("霞が関1-1-1", "千代田区", "東京都", "山田太郎"),
    "KH": ("មហាវិថី នរោត្តម 5", "ភ្នំពេញ", "", "សុខ សុភា"),
    "KR": ("세종대로 209", "종로구", "서울특별시", "김철수"),
    "KZ": ("Мәңгілік Ел даңғылы 8", "Астана", "", "Айгүл Омарова"),
    "LK": ("காலி வீதி 5", "கொழும்பு", "", "குமார் சிவம்"),
    "MM": ("ပြည်လမ်း 5", "ရန်ကုန်", "", "ဒေါ်အေး"),
    "RU": ("ул. Большая Дмитровка, 15а", "Москва", "", "Иван Петров"),
    "TH": ("ถนนราชดำเนิน 5", "พระนคร", "กรุงเทพมหานคร", "สมชาย ใจดี"),
    "TW": ("忠孝東路5號", "中正區", "台北市", "陳美玲"),
}
"""Street, town, region and name in the letters of the country."""
HAIR_PT: Final = 0.6
"""0.2 mm: as much as a sign above a Burmese letter is outside of its line. Outer sizes overstate the play by 1 mm and more."""


def addressees(codes: list[str], form: Form) -> Iterator[dict[str, Any]]:
    """Yield somebody in each of the countries, with as many lines above the street as the form has room for."""
    for index, code in enumerate(codes):
        street, city, region, name = OWN_LETTERS.get(code, ("12 Independence Avenue", "Newtown", "Northland", "Jane Example"))
        parts = {"street": street, "city": city, "region": region if "region" in order_of(code) else ""}
        shape = postcode_shape(code)
        parts["postcode"] = next((each for each in POSTCODES if shape and re.fullmatch(shape, each)), "")
        called = {"name": name, "title": "Minister of Justice", "organization": "Ministry of Justice"}
        kept = list(called)[: 1 if form.address.max_lines < 6 else 1 + index % 3]
        yield {
            "id": f"p-{code.lower()}",
            "country": code,
            "address": {key: part for key, part in parts.items() if part},
            **{key: called[key] for key in kept},
        }


def built(folder: Path, form: Form, codes: list[str], envelopes: tuple[str, ...], language: str) -> list[dict[str, Any]]:
    """Build a letter to each of them, less those whose address the form says that it has no room for; return who is left."""
    people = list(addressees(codes, form))
    letter = HEAD.replace("---\n\n", f"language: {language}\n---\n\n") + "We write to you. " * 40
    returned = "S, Street 5" if form.return_windows else ""
    settings: dict[str, Any] = {"form": form.name, "sender": {**SENDER, "return_address": returned}}
    if envelopes:
        settings["envelopes"] = list(envelopes)
    while people:
        for path, data in campaign(people, letter, settings=settings).items():
            (folder / path).write_bytes(data)
        result = build(Disk(folder), BuildRequest(folder))
        if result.ok:
            return people
        assert {each.code for each in result.findings if each.severity == "error"} <= {"LP230", "LP231"}, result.findings
        refused = {each.packet for each in result.findings if each.severity == "error"}
        assert refused & {each["id"] for each in people}
        people = [each for each in people if each["id"] not in refused]
    return people


def letters(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def positions(form: Form) -> Iterator[Rect]:
    """Yield what each window shows with the sheet pushed into each corner of its envelope."""
    for window in form.address.windows:
        for left in (0.0, window.slack_x_pt):
            for up in (0.0, window.slack_y_pt):
                area = window.area
                yield Rect(area.x_pt - left, area.y_pt - up, area.width_pt, area.height_pt)


def wrong(pdf: bytes, who: dict[str, Any], form: Form) -> Iterator[str]:
    """Yield what of somebody's address does not show at every position, and what else shows at one."""
    boxes = [(char, Rect(left, top, right - left, low - top)) for char, left, top, right, low in all_boxes(pdf, 0)]
    asked = letters("".join([*who["address"].values(), who["name"], who.get("title", ""), who.get("organization", "")]))
    for shown in positions(form):
        seen = [(char, box) for char, box in boxes if box.meets(shown, HAIR_PT)]
        if any(not shown.holds(box, HAIR_PT) for _, box in seen if box.width_pt > 0.1):
            yield "something is cut by the window's edge"
        inside = sorted(letters("".join(char for char, _ in seen)))
        missing = [char for char in set(asked) if inside.count(char) < asked.count(char)]
        if missing:
            yield f"{missing} of {asked} do not show"
        if len(inside) > len(asked) + 60:
            yield f"more than the address shows: {''.join(inside)}"


def choices(name: str) -> list[tuple[str, ...]]:
    """Return the envelopes of a form: as it has them, and each by itself."""
    own = form_entry(name, NO_OWN_DATA).envelopes
    each = [(envelope,) for envelope in own if not envelope_faults(name, NO_OWN_DATA, (envelope,))]
    return [(), *each]


def in_own_letters(number: int, index: int) -> list[str]:
    """Return whose addresses in their own letters the form of this number has with its choice of envelopes of that index."""
    apart = many(len(OWN_LETTERS), 3)
    return list(OWN_LETTERS)[(number + many(0, index)) % apart :: apart]


def test_each_kind_of_letters_stands_on_a_form() -> None:
    assert {code for number in range(len(WINDOWED)) for code in in_own_letters(number, 0)} == set(OWN_LETTERS)


@pytest.mark.parametrize("name", WINDOWED)
def test_an_address_of_any_country_shows_whole_and_nothing_else_does(tmp_path: Path, name: str) -> None:
    number, tried = WINDOWED.index(name), choices(name)
    codes = sorted(country_codes())
    step = many(len(WINDOWED), 1)
    for index, envelopes in list(enumerate(tried))[number % len(tried) :: many(len(tried), 1)]:
        form, some = (
            load_form(name, NO_OWN_DATA, envelopes),
            sorted({*codes[number % step :: step], *in_own_letters(number, index)}),
        )
        (folder := tmp_path / str(index)).mkdir()
        people = built(folder, form, some, envelopes, LANGUAGES[(number + index) % len(LANGUAGES)])
        assert len(people) >= 0.6 * len(some), (name, envelopes, len(people), len(some))
        for who in people:
            pdf = (folder / f"build/packets/{who['id']}.pdf").read_bytes()
            assert not list(wrong(pdf, who, form)), (name, envelopes, who)
        found = check(Disk(folder), CheckRequest(folder, select=("LP308", "LP315"))).findings
        assert not [each for each in found if each.severity == "error"]


STACKED: Final[tuple[tuple[str, ...], ...]] = (
    (
        "Quỹ gỵ NGUYỄN THẾ Ễ",
        "Vụ Pháp luật, gỵ",
        "ẤP Ễ Ẩ Đường Ngự",
        "QUẬN BA ĐÌNH Ỹ gy",
        "TP. ĐỒNG HỚI Ẫ, gpy",
        "VIỆT Ế",
    ),
    ("ÉÈÊ Ḗ Ṏ Ǻ Çgypj", "Ågot Ḗ ÉÈÊ Çgypj", "Ḗ Ṏ Ǻ gypj ŞŢ", "Åǻ Ḗ Ç gypj", "ÉÈÊ Ǻ Ḗ Ç gypj", "Ǻ Ḗ Ṏ Ấ"),
    ("ที่ปั๊ม กู้ญู่", "กู้ญู่ ที่ปั๊ม", "ฎุ ญู ปั๊ม"),
    ("ဒေါ်အေး ညွှန်", "ညွှန် ဒေါ်အေး"),
    ("र्क्त्तीं शर्मा", "द्ध्रू र्क्त्तीं"),
    ("রি র্কি", "র্কি রি"),
)
"""Lines with signs above capitals and below letters, each under another of them."""


def blocks(pdf: bytes, lines: list[str]) -> list[list[tuple[str, float, float, float, float]]]:
    """Return the boxes of the letters of an address, line by line; what is read before it comes first."""
    boxes = all_boxes(pdf, 0)
    said = ["".join(line.split()) for line in lines]
    at = "".join(char for char, *_ in boxes).index("".join(said))
    found = [boxes[:at]]
    for line in said:
        found.append(boxes[at : at + len(line)])
        at += len(line)
    return found


@pytest.mark.parametrize("name", form_names())
def test_signs_of_an_address_that_fills_its_form_are_whole_and_apart(tmp_path: Path, name: str) -> None:
    form = load_form(name)
    most = min(form.address.max_lines, 9)
    people = []
    for number, signs in enumerate(STACKED):
        for count in {3, most - 1, most}:
            first, *others = (signs * most)[:count]
            people.append({"id": f"p{number}-{count}", "name": first, "address": others})
    beside = form.address.return_line.x_pt >= form.address.recipient.right_pt  # PDFium reads lines of one height as one.
    sender = {**SENDER, "return_address": "" if beside else "Sgpy, Street 5"}
    for path, data in campaign(people, settings={"form": name, "sender": sender}).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    for who in people:
        called = [str(who["name"]), *map(str, who["address"])]
        before, *lines = blocks((tmp_path / f"build/packets/{who['id']}.pdf").read_bytes(), called)
        if form.address.windows:
            safe = form.address.safe
            assert min(top for _, _, top, _, _ in lines[0]) >= safe.y_pt - 0.2, who  # PDFium rounds an outline.
            assert max(low for *_, low in lines[-1]) <= safe.bottom_pt + 0.2, who
        for upper, lower in pairwise([before, *lines] if who["name"] in STACKED[0] + STACKED[1] else []):
            for _, left, _, right, low in upper:
                meets = [each for each in lower if each[1] < right and each[3] > left and each[4] > low]
                assert all(top > low + 0.1 for _, _, top, _, _ in meets), (who, upper, lower)
    found = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP308", "LP315"))).findings
    assert not [each for each in found if each.severity == "error"]


def test_spaces_of_an_address_are_printed_and_read_as_they_are(tmp_path: Path) -> None:
    parts = {"street": "Spui 5", "postcode": "2511 BL", "city": "Den Haag"}
    people = [
        {"id": "parts", "name": "Jane Example", "country": "NL", "address": parts},
        {"id": "typed", "name": "Jan Example", "address": ["Way  1", "a\u00a0 \u2003 b", "2511 BL   Town"]},
    ]
    for path, data in campaign(people).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    assert not [each for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if each.severity == "error"]
