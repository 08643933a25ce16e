"""What reportlab draws on a page of its own, taken off as a ``Graphic``: part of stage 7, shared by pictures and drawings.

The page's content becomes a form XObject, its images, shadings and states come along, its fonts stay behind: a ``Graphic`` has
no text. Nothing outlives the call, so equal drawings give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Final

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NameObject, StreamObject
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from letterpack.draw.grey import grey_content, grey_resources
from letterpack.model.pdf import Graphic
from letterpack.patterns import late
from letterpack.pdfcopy import Copier

FONT_SETTING: Final = late(rb"BT /F\d+ [\d.]+ Tf [\d.]+ TL ET")
"""What reportlab's canvas writes when a font is chosen, used or not."""

LEFT_BEHIND: Final = frozenset(("/Font", "/ProcSet"))
"""Resources of reportlab's pages that no ``Graphic`` needs."""
_alone: Final = Lock()


def take_off(width_pt: float, height_pt: float, paint: Callable[[Canvas], None], *, grey: bool = False) -> Graphic:
    """Return what ``paint`` draws on an empty canvas of this size, without colours where ``grey``.

    Raises ``ValueError`` where it draws text.
    """
    out = BytesIO()
    with _binary_streams():
        canvas = Canvas(out, pagesize=(width_pt, height_pt), invariant=1, pageCompression=0)
        paint(canvas)
        canvas.showPage()
        canvas.save()
    page = PdfReader(out).pages[0]
    content = page["/Contents"].get_object()
    if not isinstance(content, StreamObject):
        raise ValueError("reportlab wrote a page without content")
    drawn, resources = FONT_SETTING.sub(b"", content.get_data()).strip(), _resources(page)
    if grey:
        grey_resources(resources)
        drawn = grey_content(drawn)
    return _graphic(width_pt, height_pt, drawn, resources)


def _graphic(width_pt: float, height_pt: float, content: bytes, resources: DictionaryObject) -> Graphic:
    if b"BT" in content.split():
        raise ValueError("a graphic must not hold text")
    copier = Copier()
    root = copier.reserve()
    box = b"[0 0 %.4f %.4f]" % (width_pt, height_pt)
    copier.put_stream(root, [("/Type", b"/XObject"), ("/Subtype", b"/Form"), ("/BBox", box), ("/Resources", resources)], content)
    return Graphic(width_pt, height_pt, copier.fragment(), root)


def _resources(page: DictionaryObject) -> DictionaryObject:
    found = page["/Resources"].get_object()
    if not isinstance(found, DictionaryObject):
        return DictionaryObject()
    return DictionaryObject({NameObject(key): found.raw_get(key) for key in dict.keys(found) if key not in LEFT_BEHIND})


@contextmanager
def _binary_streams() -> Iterator[None]:
    """Keep reportlab from writing images as ASCII, a quarter larger. It has no setting for one canvas, so that one thread at a
    time draws: another would put the setting back meanwhile.
    """
    with _alone:
        before, rl_config.useA85 = rl_config.useA85, 0
        try:
            yield
        finally:
            rl_config.useA85 = before
