"""Files that would cost too much to open are weighed before a comparison opens them."""

from __future__ import annotations

import hashlib
import shutil
import struct
import weakref
import zlib
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from letterpack.limits import MOST_COMPARED_PAGES
from letterpack.pdfcopy.opened import too_heavy
from letterpack.review.pixels import painter
from tests.bombs.arena import Arena
from tests.bombs.pdfs import enclosing
from tests.bombs.texts import letter
from tests.checks.surgery import opened, written
from tests.review.comparing import compare_files, drawn


def pdf(*objects: bytes) -> bytes:
    """Return a PDF of ``objects``, numbered from 1, the first of them its catalog."""
    out, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join([b"%010d 00000 n \n" % place for place in places])
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return out + head + table + b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))


def stream(entries: bytes, content: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def nested_forms() -> bytes:
    """Return a page of thirty forms that each draw the next one ten times."""
    count = 30
    forms = [
        stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % (number + 6), b"/F Do " * 10)
        for number in range(count)
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    last = stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f")
    kids = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, page, stream(b"", b"/F Do"), *forms, last)


def many_pages() -> bytes:
    kids = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * (MOST_COMPARED_PAGES + 1), MOST_COMPARED_PAGES + 1)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>")


def damaged_first_page() -> bytes:
    """Return a page that cannot be weighed, before one that must not be opened."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject/Nothing>>>>"
    kids = b"<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>"
    bomb = stream(b"/Filter/FlateDecode", zlib.compress(b"0 0 9 9 re f " * 5_000_000, 9))
    last = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 6 0 R>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, page, stream(b"", b"/F Do"), last, bomb)


def one_long_string() -> bytes:
    """Return a page of one string of 70 MB, packed."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    content = stream(b"/Filter/FlateDecode", zlib.compress(b"(" + b"a" * 70_000_000 + b") Tj", 9))
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content)


def large_page() -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000 9000]>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page)


def small_tiles() -> bytes:
    """Return a page of a pattern that stands on it fifty million times."""
    pattern = stream(b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .1/YStep .1/Resources<<>>", b"0 0 1 1 re f")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Pattern<</P 5 0 R>>>>>>"
    content = stream(b"", b"/Pattern cs /P scn 0 0 595 842 re f")
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, pattern)


def long_function() -> bytes:
    """Return a page whose shade is worked out by a long program for each pixel."""
    program = stream(b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1]", b"{" + b"dup mul sqrt " * 2_000 + b"}")
    shading = b"<</ShadingType 1/ColorSpace/DeviceGray/Matrix[595 0 0 842 0 0]/Function 5 0 R>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Shading<</S 6 0 R>>>>>>"
    content = stream(b"", b"/S sh " * 50)
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content, program, shading)


def round_joins() -> bytes:
    """Return a page with a line of a million corners, each of them round, packed into some kilobytes."""
    content = stream(b"/Filter/FlateDecode", zlib.compress(b"1 j 90 w 9 9 m " + b"99 500 l 500 99 l " * 500_000 + b"S", 9))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, content)


def picture(filter: bytes, bits: int, data: bytes) -> bytes:
    """Return a page with a picture that says it has a hundred pixels."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>"
    said = b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent %d/Filter%s" % (bits, filter)
    kids, drawn = b"<</Type/Pages/Kids[3 0 R]/Count 1>>", stream(b"", b"500 0 0 500 9 9 cm /P Do")
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, page, drawn, stream(said, data))


@cache
def vast_jpeg_2000() -> bytes:
    """Return a picture whose own head has 256 million pixels."""
    out = BytesIO()
    Image.new("L", (16_000, 16_000), 128).save(out, "JPEG2000")
    return picture(b"/JPXDecode", 8, out.getvalue())


def vast_jbig2() -> bytes:
    """Return a picture of three hundred regions of 400 million pixels each (ITU-T T.88, 7.2, 7.4.6 and 7.4.8)."""
    side, template = struct.pack(">II", 20_000, 20_000), bytes((3, 255, 253, 255, 2, 254, 254, 254))
    region = side + bytes(10) + template + b"\xff\xac"
    segments = [(48, side + bytes(11)), *[(38, region)] * 300]
    heads = [struct.pack(">IBBBI", number, kind, 0, 1, len(body)) for number, (kind, body) in enumerate(segments)]
    return picture(b"/JBIG2Decode", 1, b"".join([head + body for head, (_, body) in zip(heads, segments, strict=True)]))


@pytest.mark.parametrize(
    "make",
    [
        nested_forms,
        many_pages,
        damaged_first_page,
        large_page,
        small_tiles,
        long_function,
        round_joins,
        vast_jpeg_2000,
        vast_jbig2,
    ],
)
def test_it_is_told_and_not_opened(make, tmp_path: Path) -> None:
    data = make()
    assert len(data) < 200_000
    why = too_heavy(data)
    assert why
    found = compare_files(tmp_path, drawn(["A letter."]), data)
    assert found.failed
    assert why in found.packets[0].why


def test_what_unpacks_to_too_much_is_not_read(tmp_path: Path) -> None:
    """PDFium draws little of a text without an end, and a comparison would read all of it."""
    found = compare_files(tmp_path, drawn(["A letter."]), one_long_string())
    assert found.failed
    assert "unpacks to more than" in found.packets[0].why


@pytest.mark.parametrize("make", [small_tiles, long_function, round_joins, vast_jpeg_2000, vast_jbig2])
def test_an_enclosure_that_costs_too_much_to_draw_is_not_sent(arena: Arena, make) -> None:
    outcome = arena.run(enclosing(make()), "build", "--workers", "1")
    assert (outcome.exit, "LP415" in outcome.codes) == (1, True), outcome
    assert "page 1 " in outcome.said


def forged(data: bytes) -> bytes:
    """Return a packet, its bytes as the press would write them, with forms on its page that each draw the next ten times."""
    file = opened(data)
    form = file.put_stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b"0 0 9 9 re f")
    for _ in range(25):
        own = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F %d 0 R>>>>" % form
        form = file.put_stream(own, b"/F Do " * 10)
    (number,) = file.numbers(rb"^<</(?:Font|XObject|ExtGState|Properties|ColorSpace)")
    file.change(number, b"<<", b"<</XObject<</Z %d 0 R>>" % form)
    content = file.contents(0)[-1]
    file.streams[content] = (file.streams[content][0], file.streams[content][1] + b"\n/Artifact BMC /Z Do EMC")
    return written(file)


def test_a_forged_packet_is_not_painted(arena: Arena, tmp_path: Path) -> None:
    """A build folder of a stranger's: its bytes are as ours, so it is not weighed before it is read."""
    for name, data in letter("We write to you.").items():
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    assert arena.run_in(tmp_path, "build", "--workers", "1").exit == 0
    shutil.copytree(tmp_path / "build", tmp_path / "old")
    packet, manifest = tmp_path / "build/packets/m.pdf", tmp_path / "build/manifest.json"
    before, after = packet.read_bytes(), forged(packet.read_bytes())
    packet.write_bytes(after)
    old, new = hashlib.sha256(before).hexdigest(), hashlib.sha256(after).hexdigest()
    manifest.write_text(manifest.read_text().replace(old, new))
    for command in (["diff", "old", "build", "--html", "report.html"], ["check"], ["check", "--for", "pingen"]):
        outcome = arena.run_in(tmp_path, *command)
        assert "page 1 " in outcome.said
        assert outcome.exit in (1, 2), outcome


def test_a_sound_file_is_light() -> None:
    assert too_heavy(drawn(["A letter."])) == ""


def test_pictures_of_pages_are_kept_few_and_come_again_as_they_were() -> None:
    """Two files of 200 pages that differ took two gigabytes: each page was kept as it had been painted."""
    count = 10
    kids = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    paint = painter(pdf(b"<</Type/Catalog/Pages 2 0 R>>", kids, page, stream(b"", b"9 9 99 99 re f")))
    first = paint(0)
    assert first is not None
    kept = [weakref.ref(picture) for index in range(1, count) if (picture := paint(index))]
    assert sum(each() is not None for each in kept) < count * 2 // 3 + 1
    again = paint(0)
    assert again is not None
    assert again is not first and (again.mode, again.tobytes()) == (first.mode, first.tobytes())
