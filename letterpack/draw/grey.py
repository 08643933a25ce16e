"""Colours to grey, for the print room (beside stage 7): what reportlab drew in RGB, said again in DeviceGray.

The lightness of a colour is its luma (ITU-R BT.601), for lines, shadings and pictures alike.
"""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from typing import Final

from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, PdfObject, StreamObject

from letterpack.patterns import late

_COLOUR: Final = late(rb"(?<!\S)(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(rg|RG)(?!\S)")
_OPERATORS: Final = {b"rg": b"g", b"RG": b"G"}
_RED, _GREEN, _BLUE = 0.299, 0.587, 0.114
_JPEG_QUALITY: Final = 92
_RGB: Final = "/DeviceRGB"
_GRAY: Final = NameObject("/DeviceGray")
_READABLE: Final = ("/DCTDecode", "/FlateDecode", "None")


def grey_content(content: bytes) -> bytes:
    """Return content operators with every RGB colour as grey. ``content`` holds no strings and no inline images."""
    return _COLOUR.sub(_said_grey, content)


def _said_grey(found: re.Match[bytes]) -> bytes:
    return b"%.4g %s" % (luma(float(found[1]), float(found[2]), float(found[3])), _OPERATORS[found[4]])


def grey_resources(resources: DictionaryObject) -> None:
    """Turn pictures and shadings of a page's ``resources`` grey, in place. Raises ``ValueError`` where RGB would be left."""
    for key in ("/XObject", "/Shading", "/Pattern"):
        held = _entry(resources, key)
        for value in dict.values(held) if isinstance(held, DictionaryObject) else ():
            _grey(value.get_object())


def _grey(value: PdfObject | None) -> None:
    if isinstance(value, StreamObject):
        if _name(value, "/Subtype") != "/Image":
            raise ValueError("a form within a drawing is not turned gray")
        _grey_image(value)
    elif isinstance(value, DictionaryObject):
        shading = _entry(value, "/Shading") or value
        if isinstance(shading, DictionaryObject) and _name(shading, "/ColorSpace") == _RGB:
            shading[NameObject("/ColorSpace")] = _GRAY
            _grey_function(_entry(shading, "/Function"))


def _grey_function(function: PdfObject | None) -> None:
    """Turn the colours at the ends of an interpolation grey, or those of all that a stitching function joins (7.10.3, 7.10.4)."""
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


def _grey_image(stream: StreamObject) -> None:
    if _name(stream, "/ColorSpace") == _RGB:
        grey_picture(stream)


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
    return _RED * red + _GREEN * green + _BLUE * blue
