"""What reportlab draws on a page of its own, taken off as a ``Graphic``: part of stage 7, shared by pictures and drawings.

The page's content becomes a form XObject, its images, shadings and states come along, its fonts stay behind: a ``Graphic`` has
no text. For a print room without color, RGB is said again in DeviceGray: the lightness of a color is its luma (ITU-R BT.601), for
lines, shadings and pictures alike. Nothing outlives the call, so equal drawings give equal bytes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import Final

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, PdfObject, StreamObject
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from letterpack.model.pdf import Graphic
from letterpack.patterns import late
from letterpack.pdfcopy import Copier

_FONT_SETTING: Final = late(rb"BT /F\d+ [\d.]+ Tf [\d.]+ TL ET")
"""What reportlab's canvas writes when a font is chosen, used or not."""
_LEFT_BEHIND: Final = frozenset(("/Font", "/ProcSet"))
"""Resources of reportlab's pages that no ``Graphic`` needs."""
_COLOR: Final = late(rb"(?<!\S)(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(rg|RG)(?!\S)")
_JPEG_QUALITY: Final = 92
_RGB: Final = "/DeviceRGB"
_GRAY: Final = NameObject("/DeviceGray")
_READABLE: Final = ("/DCTDecode", "/FlateDecode", "None")
_alone: Final = Lock()


def take_off(width_pt: float, height_pt: float, paint: Callable[[Canvas], None], *, grey: bool = False) -> Graphic:
    """Return what ``paint`` draws on an empty canvas of this size, without colors if ``grey``.

    Raises ``ValueError`` if it draws text, or something that cannot be turned gray.
    """
    out = BytesIO()
    with _binary_streams():
        canvas = Canvas(out, pagesize=(width_pt, height_pt), invariant=1, pageCompression=0)
        paint(canvas)
        canvas.showPage()
        canvas.save()
    page = PdfReader(out).pages[0]
    drawn = page["/Contents"].get_object()
    if not isinstance(drawn, StreamObject):
        raise ValueError("reportlab wrote a page without content")
    content = _FONT_SETTING.sub(b"", drawn.get_data()).strip()
    held = page["/Resources"].get_object()
    shown = held if isinstance(held, DictionaryObject) else DictionaryObject()
    resources = DictionaryObject({NameObject(key): shown.raw_get(key) for key in dict.keys(shown) if key not in _LEFT_BEHIND})
    if grey:
        _grey_resources(resources)
        content = grey_content(content)
    if b"BT" in content.split():
        raise ValueError("a graphic must not hold text")
    copier = Copier()
    root = copier.reserve()
    box = b"[0 0 %.4f %.4f]" % (width_pt, height_pt)
    copier.put_stream(root, [("/Type", b"/XObject"), ("/Subtype", b"/Form"), ("/BBox", box), ("/Resources", resources)], content)
    return Graphic(width_pt, height_pt, copier.fragment(), root)


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


def grey_content(content: bytes) -> bytes:
    """Return content operators with every RGB color as gray. ``content`` holds no strings and no inline images."""

    def said_grey(found: re.Match[bytes]) -> bytes:
        return b"%.4g %s" % (luma(float(found[1]), float(found[2]), float(found[3])), b"g" if found[4] == b"rg" else b"G")

    return _COLOR.sub(said_grey, content)


def _grey_resources(resources: DictionaryObject) -> None:
    """Turn pictures and shadings of a page's ``resources`` gray, in place. Raises ``ValueError`` if RGB would be left."""
    for key in ("/XObject", "/Shading", "/Pattern"):
        held = _entry(resources, key)
        for value in dict.values(held) if isinstance(held, DictionaryObject) else ():
            grey_resource(value.get_object())


def grey_resource(value: PdfObject | None) -> None:
    """Turn a picture, a shading or a pattern of one gray, in place. Raises ``ValueError`` if it cannot be."""
    if isinstance(value, StreamObject):
        if _name(value, "/Subtype") != "/Image":
            raise ValueError("a form within a drawing is not turned gray")
        if _name(value, "/ColorSpace") == _RGB:
            grey_picture(value)
    elif isinstance(value, DictionaryObject):
        shading = _entry(value, "/Shading") or value
        if isinstance(shading, DictionaryObject) and _name(shading, "/ColorSpace") == _RGB:
            shading[NameObject("/ColorSpace")] = _GRAY
            _grey_function(_entry(shading, "/Function"))


def _grey_function(function: PdfObject | None) -> None:
    """Turn the colors at the ends of an interpolation gray, or those of all that a stitching function joins (7.10.3, 7.10.4)."""
    if not isinstance(function, DictionaryObject) or _name(function, "/FunctionType") not in ("2", "3"):
        raise ValueError("a shading's function is of an unknown kind")
    function.pop("/Range", None)
    for key in ("/C0", "/C1"):
        ends = _entry(function, key)
        if isinstance(ends, ArrayObject):
            red, green, blue = (float(str(each)) for each in ends)
            function[NameObject(key)] = ArrayObject([FloatObject(round(luma(red, green, blue), 4))])
    parts = _entry(function, "/Functions")
    for part in parts if isinstance(parts, ArrayObject) else ():
        _grey_function(part.get_object())


def grey_picture(stream: StreamObject) -> bool:
    """Turn a picture of red, green and blue gray, in place; say whether it is packed so that it can be."""
    filters = _name(stream, "/Filter").strip("[]'")
    if filters not in _READABLE or _name(stream, "/BitsPerComponent") != "8" or "/Decode" in stream or "/Mask" in stream:
        return False
    if filters == "/DCTDecode":
        out = BytesIO()
        Image.open(BytesIO(stream._data)).convert("L").save(out, "JPEG", quality=_JPEG_QUALITY)
        data, name = out.getvalue(), "/DCTDecode"
    else:
        size = (int(str(stream["/Width"])), int(str(stream["/Height"])))
        grey = Image.frombytes("RGB", size, stream.get_data()).convert("L")
        data, name = zlib.compress(grey.tobytes(), 9), "/FlateDecode"
    stream._data = data
    stream.pop("/DecodeParms", None)
    stream.update({NameObject("/ColorSpace"): _GRAY, NameObject("/Filter"): NameObject(name)})
    return True


def _entry(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    value = dictionary.get(key)
    return value.get_object() if value is not None else None


def _name(dictionary: DictionaryObject, key: str) -> str:
    return str(_entry(dictionary, key))


def luma(red: float, green: float, blue: float) -> float:
    """Return how light a color is."""
    return 0.299 * red + 0.587 * green + 0.114 * blue
