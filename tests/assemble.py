"""A PDF file from fragments, as small as can be: what tests put in the press's place."""

from __future__ import annotations

from collections.abc import Sequence

from letterpack.model.pdf import PARENT, Enclosure, Fragment, Graphic


def enclosure_file(enclosure: Enclosure) -> bytes:
    """Return a file with the enclosure's pages."""
    return _file(enclosure.fragment, [page.page_object for page in enclosure.pages])


def graphic_file(graphic: Graphic) -> bytes:
    """Return a file with one page that shows the graphic and nothing else."""
    base = len(graphic.fragment.objects)
    content = b"/G Do"
    box = b"%.3f %.3f" % (graphic.width_pt, graphic.height_pt)
    page = (
        b"<</Type/Page/Parent ",
        PARENT,
        b"/MediaBox[0 0 %s]/Resources<</XObject<</G " % box,
        graphic.root,
        b">>>>/Contents ",
        base + 1,
        b">>",
    )
    stream = (b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),)
    return _file(graphic.fragment, [base], [page, stream])


def _file(fragment: Fragment, pages: Sequence[int], more: Sequence[tuple[bytes | int, ...]] = ()) -> bytes:
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    kids = b" ".join(b"%d 0 R" % (3 + page) for page in pages)
    bodies = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages))]
    bodies += [_body(parts) for parts in [each.parts for each in fragment.objects] + list(more)]
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, start)
    return bytes(out)


def _body(parts: tuple[bytes | int, ...]) -> bytes:
    return b"".join(part if isinstance(part, bytes) else b"2 0 R" if part == PARENT else b"%d 0 R" % (part + 3) for part in parts)
