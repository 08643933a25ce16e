"""Files that would cost too much to open are weighed before a comparison opens them."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterpack.limits import MOST_COMPARED_PAGES
from letterpack.readback.weighing import too_heavy
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


def large_picture() -> bytes:
    picture = stream(b"/Type/XObject/Subtype/Image/Width 90000/Height 90000/BitsPerComponent 1/ColorSpace/DeviceGray", b"")
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>>>"
    return pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, picture)


@pytest.mark.parametrize("make", [nested_forms, many_pages, large_picture])
def test_it_is_told_and_not_opened(make, tmp_path: Path) -> None:
    data = make()
    assert len(data) < 100_000
    why = too_heavy(data)
    assert why
    found = compare_files(tmp_path, drawn(["A letter."]), data)
    assert found.failed
    assert why in found.packets[0].why


def test_a_sound_file_is_light() -> None:
    assert too_heavy(drawn(["A letter."])) == ""
