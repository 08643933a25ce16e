"""What printing services refuse: whatever is drawn where they permit nothing, found on the page as it is drawn."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.providers import load_provider, provider_names
from letterpack.readback.permitted import not_permitted
from tests.build.making import HEAD, campaign, make, person

A4 = (210.0, 297.0)


def page(*marks: tuple[float, float, float, float], lines: int = 4, at: Any = (26.0, 66.0), size: Any = A4) -> bytes:
    """A page with an address of ``lines`` from ``at`` (mm from the top left) and black ``marks`` (x, y, width, height)."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(size[0] * mm, size[1] * mm), invariant=1)
    for index in range(lines):
        canvas.setFont("Helvetica", 10)
        canvas.drawString(
            at[0] * mm, (size[1] - at[1]) * mm - index * 12, "SW1A 2AQ" if index == lines - 1 else f"“Line’s” {index} gjpqy-"
        )
    for x, y, width, height in marks:
        canvas.rect(x * mm, (size[1] - y - height) * mm, width * mm, height * mm, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def said(pdf: bytes, name: str, country: str = "", window: str = "left") -> list[str]:
    return [each.message for each in not_permitted(pdf, load_provider(name).facing(window), country)]


def written(*lines: str, pages: int = 1) -> bytes:
    """A page with these ``lines`` where Notify and Pingen read addresses, and blank ones."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(A4[0] * mm, A4[1] * mm), invariant=1)
    canvas.setFont("Helvetica", 8)
    for index, line in enumerate(lines):
        canvas.drawString(26.0 * mm, (A4[1] - 62.5) * mm - (index - len(lines) + 1) * 10, line)
    for _ in range(pages):
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("Jane Example", "12 High Street", "London", "sw1a 1aa"), ""),
        (("Jane Example", "12 High Street", "JE2 3AB"), ""),
        (("Jane Example", "Via Roma 1", "00187 Roma", "ITALY"), ""),
        (
            ("Jane Example", "12 High Street", "London"),
            "the address ends in `London`, and GOV.UK Notify wants a postcode (GB, GG",
        ),
        (("Jane Example", "(The Office)", "SW1A 1AA"), "the line `(The Office)` of the address begins with `(`"),
        (("Jane Example", "- - -", "12 High Street", "SW1A 1AA"), "the line `- - -` of the address has no letter"),
        (("Jane Example", "N.F.A.", "London", "SW1A 1AA"), "the address says `N.F.A.`, to which GOV.UK Notify sends nothing"),
        (("Jane Example", "No fixed abode", "SW1A 1AA"), "the address says `No fixed abode`"),
    ],
)
def test_an_address_that_notify_refuses_is_said(lines: tuple[str, ...], message: str) -> None:
    found = said(written(*lines), "notify")
    assert [each.removeprefix("on page 1, ")[: len(message)] for each in found] == [message] * bool(message), found


@pytest.mark.parametrize(
    ("name", "country", "most"),
    [
        ("pingen", "NL", 14),
        ("pingen", "IN", 16),
        ("pingen", "CH", 120),
        ("lob", "MX", 12),
        ("lob", "US", 120),
        ("pingen", "", 500),
    ],
)
def test_pages_are_counted_by_the_country_that_a_letter_goes_to(name: str, country: str, most: int) -> None:
    limits = load_provider(name).pages
    assert limits.most_pages_to(country) == most
    if most < 20:
        over = [each for each in said(written("A", "B", "C", pages=most + 1), name, country) if "pages" in each]
        assert over == [f"has {most + 1} pages, and {load_provider(name).title} takes {most} to {country}"]
        assert not [each for each in said(written("A", "B", "C", pages=most), name, country) if "pages" in each]


@pytest.mark.parametrize("name", provider_names())
def test_every_provider_has_its_sources(name: str) -> None:
    provider = load_provider(name)
    tables = [provider.pages, provider.border, provider.address, provider.address_right, *provider.clear.values()]
    assert all(len(table.source) > 10 for table in tables if table)


def test_what_keeps_to_the_zones_is_taken() -> None:
    assert said(page(), "pingen") == []
    assert said(page((50.0, 45.0, 2.0, 2.0), at=(122.0, 66.0)), "pingen", window="right") == []
    assert said(page(at=(26.0, 45.0), lines=5), "notify") == []


@pytest.mark.parametrize("shift", [-2.0, 2.0])
def test_every_zone_moved_by_two_millimetres_into_what_is_white_is_found(shift: float) -> None:
    """A mark that ends where a zone begins is taken; 2 mm further in, it is refused, on each side of each provider's zones."""
    for name in ("pingen", "notify", "digipost", "postel", "e-post"):
        provider = load_provider(name)
        border = provider.border
        assert border
        inner = [(border.left, 150.0, 3.0, 3.0), (A4[0] - border.right - 3.0, 150.0, 3.0, 3.0)]
        for (x, y, width, height), outward in zip(inner, (-1.0, 1.0), strict=True):
            free = not any(
                zone.x < x + width and x < zone.x + zone.width and zone.y < y + height and y < zone.y + zone.height
                for zone in provider.clear.values()
            )
            edge = border.left if outward < 0 else border.right
            moved = x + outward * abs(shift)
            found = [each for each in said(page((moved, y, width, height)), name) if "border" in each]
            assert bool(found) is (edge >= abs(shift)), (name, moved)
            if free:
                assert not [each for each in said(page((x, y, width, height)), name) if "border" in each]


@pytest.mark.parametrize(
    ("pdf", "name", "message"),
    [
        (page((50.0, 45.0, 2.0, 2.0)), "pingen", "the zone for the postage, 50 mm from the left and 45 mm from the top"),
        (page((5.0, 120.0, 3.0, 1.0)), "digipost", "the zone for the barcode"),
        (page(at=(26.0, 61.5)), "pingen", "text crosses the edge of where Pingen reads the address"),
        (page(lines=1), "pingen", "reads an address of 1 line"),
        (page(at=(26.0, 45.0), lines=2), "notify", "reads an address of 2 lines"),
        (page(size=(215.9, 279.4)), "pingen", "page 1 is 216 × 279 mm, and Pingen takes A4, upright"),
        (page(size=(297.0, 210.0)), "postel", "page 1 is 297 × 210 mm"),
        (page((6.0, 283.0, 2.0, 2.0)), "pingen", "the zone for the corner at the lower left, 6 mm from the left and 283 mm"),
        (page((50.0, 46.0, 2.0, 2.0)), "letterxpress", "the zone for the franking, 50 mm from the left and 46 mm from the top"),
        (page((50.0, 87.0, 2.0, 2.0)), "letterxpress", "the zone for the window below the address"),
        (page((108.0, 70.0, 2.0, 2.0)), "letterxpress", "the zone for the window beside the address"),
        (page(), "lob", "page 1 is 210 × 297 mm, and Lob takes Letter"),
        (page() + b"%" * 2_000_000, "notify", "GOV.UK Notify takes 2,000,000"),
    ],
)
def test_what_would_be_refused_is_said(pdf: bytes, name: str, message: str) -> None:
    assert any(message in each for each in said(pdf, name)), said(pdf, name)


NOTIFY_MM = {
    "logo": (15, 5, 125, 30),
    "address": (21.6, 36.5, 123, 69.3),
    "sender": (125, 5, 195, 95),
    "body": (15, 95, 195, 292),
}
"""What GOV.UK Notify paints over on page 1 (app/precompiled.py), 3 mm round the address too: left, top, right, bottom."""


def fails_notify(pdf: bytes) -> bool:
    """Notify's own way, by its own numbers: what is permitted is painted white; a pixel that is not white then fails."""
    document = pypdfium2.PdfDocument(pdf)
    for index, each in enumerate(document):
        drawn = each.render(scale=150 / 72).to_pil().convert("L")
        permitted = NOTIFY_MM.values() if index == 0 else [(15, 5, 195, 292)]
        for area in permitted:
            # Edges of letters fade into the next pixel.
            left, top, right, bottom = (round(at * 150 / 25.4) for at in area)
            drawn.paste(255, (left - 1, top - 1, right + 1, bottom + 1))
        if drawn.getextrema()[0] < 250:
            return True
    return False


@pytest.mark.parametrize(
    "mark", [(x, y) for x in (6, 14, 17, 60, 122, 130, 190, 196) for y in (2, 8, 28, 33, 60, 72, 93, 98, 293)]
)
def test_what_notify_fails_is_refused(mark: tuple[int, int]) -> None:
    pdf = page((*mark, 1.0, 1.0), at=(26.0, 45.0), lines=4)
    assert bool(said(pdf, "notify")) is fails_notify(pdf) or (mark[0] <= 15 and mark[1] <= 6)


@pytest.mark.parametrize("form", ["notify", "uk", "digipost", "pingen"])
def test_a_packet_on_the_form_for_notify_passes_its_way_of_looking(tmp_path: Path, form: str) -> None:
    settings = {"form": form, "sender": {"names": ["Sender of Letters"], "return_address": "S, Street 5", "country": "GB"}}
    address = ["King Charles Street", "London", "SW1A 2AH"]
    batch = make(tmp_path, campaign([person("Alpha", address=address)], HEAD + "We write. " * 900, settings=settings))
    pdf = batch.packets["alpha"]
    assert len(pypdfium2.PdfDocument(pdf)) > 1
    assert fails_notify(pdf) is (form != "notify") is bool(said(pdf, "notify"))


@pytest.mark.parametrize(("name", "window"), [*[(name, "left") for name in provider_names()], ("pingen", "right")])
def test_the_form_that_a_service_names_keeps_to_its_zones(tmp_path: Path, name: str, window: str) -> None:
    settings = {"form": load_provider(name).facing(window).form, "sender": {"names": ["Sender of Letters"], "country": "GB"}}
    people = [person("Alpha", address=["King Charles Street", "London", "SW1A 2AH"])]
    batch = make(tmp_path, campaign(people, HEAD + "We write. " * 400, settings=settings))
    # No profile of ours is as old as Postel wants PDFs to be.
    old = ["is PDF 1.7, and Postel takes PDF up to 1.4"] if name == "postel" else []
    assert said(batch.packets["alpha"], name, window=window) == old


@pytest.mark.parametrize(("form", "found"), [("pingen-right", []), ("ch-right", ["choose `form: pingen-right`"])])
def test_a_check_looks_where_the_form_has_the_address(tmp_path: Path, form: str, found: list[str]) -> None:
    for path, data in campaign([person("Alpha", address=["Way 1"] * 4)], settings={"form": form}).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    said_so = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP348",), provider="pingen")).findings
    assert [each.hint.partition(",")[0] for each in said_so if each.hint][: len(found)] == found
    assert bool(said_so) is bool(found)
    unsure = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP346",), sources_only=True)).findings
    assert [each.message.partition(" is")[0] for each in unsure] == ["the window of `pingen-right`"] * (form == "pingen-right")


def test_a_check_says_it_of_each_packet(tmp_path: Path) -> None:
    for path, data in campaign([person("Alpha"), person("Beta")], settings={"form": "din5008b"}).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path)).ok
    assert not [each for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if each.code == "LP348"]
    assert not [
        each for each in check(Disk(tmp_path), CheckRequest(tmp_path, provider="pingen")).findings if each.code == "LP348"
    ]
    found = check(Disk(tmp_path), CheckRequest(tmp_path, select=("LP348",), provider="digipost")).findings
    assert {each.packet for each in found} == {"alpha", "beta"}
    assert {each.page for each in found} == {1, None}  # A packet, and what Digipost is told of it.
    assert all(each.span.file == "addressees.yaml" and each.severity == "error" for each in found)
    with pytest.raises(LetterpackError, match="there is no provider `pigeon`"):
        check(Disk(tmp_path), CheckRequest(tmp_path, provider="pigeon"))


ADDRESSES = {
    "MM": ("ပြည်လမ်း ၅ ကြည့်မြင်တိုင်", "ရန်ကုန် ဗဟန်း", "Yangon 11201"),
    "IN": ("र्क्त्तीं द्ध्यू राजपथ ७", "नई दिल्ली ट्ठ्यू ११०००१", "New Delhi"),
    "JP": ("霞が関1-1-1 外務省ビル十二階", "東京都千代田区", "100-8919"),
    "EG": ("شارع لاظوغلي 12 مبنى", "القاهرة", "11511"),
    "VN": ("Ế Ḗ Ṏ Phố Hàng Bài", "Hà Nội gjpqy", "100000"),
    "TH": ("ถนนผู้ดำเนิน ปู่ญู", "กรุงเทพมหานคร", "10200"),
    "GB": ("The Directorate for Letters and Windows, Building Twelve, Third Floor, Door Five", "London", "SW1A 2AH"),
}
"""Signs above letters and below them, several fonts in a line, lines from right to left, and a line that is broken at a comma."""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_letters_of_any_script_on_the_form_for_notify_pass_its_way_of_looking(tmp_path: Path, language: str) -> None:
    people = [
        {
            "id": f"{code.lower()}-{more}",
            "name": lines[0],
            "country": code,
            "address": [*[f"{lines[0][:30]} {more}"] * more, *lines[1:]],
        }
        for code, lines in ADDRESSES.items()
        for more in range(2 if code == "GB" else 3)
    ]
    settings = {"form": "notify", "sender": {"names": ["Sender of Letters"], "country": "GB"}}
    letter = HEAD.replace("---\n\n", f"language: {language}\n---\n\n") + "We write. " * 300
    batch = make(tmp_path, campaign(people, letter, settings=settings), fonts=Disk(tmp_path).fonts)
    packets = batch.packets
    assert len(packets) == len(people), batch.findings
    assert {name: (fails_notify(pdf), said(pdf, "notify")) for name, pdf in packets.items()} == dict.fromkeys(
        packets, (False, [])
    )
