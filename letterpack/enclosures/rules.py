"""What on an enclosure's pages would break a claim of the packet (part of stage 6): an own set of rules, each with its clause.

The rules are those that a page can begin to break by standing in another file, and those that are cheap to see: device colours
against the packet's output intent, fonts, filters, blend modes, transfer functions, PostScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, PdfObject, StreamObject

from letterpack.enclosures.breaches import Against, Breach
from letterpack.limits import MOST_JUDGED_PLACES
from letterpack.patterns import late
from letterpack.pdfcopy.drawn import content_of
from letterpack.pdfcopy.operators import Colours

_BLEND_MODES: Final = frozenset((
    "Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge", "ColorBurn", "HardLight",
    "SoftLight", "Difference", "Exclusion", "Hue", "Saturation", "Color", "Luminosity",
))  # fmt: skip
"""ISO 19005-2, 6.2.10: those of ISO 32000-1 and no others."""
_OPERATORS: Final = {b"rg": "RGB", b"RG": "RGB", b"k": "CMYK", b"K": "CMYK"}
_INLINE: Final = {"/RGB": "RGB", "/DeviceRGB": "RGB", "/CMYK": "CMYK", "/DeviceCMYK": "CMYK"}
_INLINE_SPACE: Final = late(rb"/(?:CS|ColorSpace)[\0\t\n\f\r ]*(/[^\0\t\n\f\r ()<>\[\]{}/%]+)")
_NAMES: Final = {"/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
_DEEPEST: Final = 20


class Rules:
    """Looks at pages one after the other. ``allowed`` are the device colours of the packet's output intent beside grey."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self.allowed = allowed
        self.breaches: dict[str, Breach] = {}
        self._seen: set[int] = set()
        self._page = 0
        self._colours = Colours(MOST_JUDGED_PLACES)

    def look(self, page: DictionaryObject, resources: PdfObject | None, number: int) -> None:
        """Note what page ``number`` breaks that no page before it did."""
        self._page = number
        held = resources.get_object() if resources is not None else None
        shown = held if isinstance(held, DictionaryObject) else DictionaryObject()
        self._content(content_of(page, number), shown)
        self._resources(shown, 0)
        self._group(page, _defaults(shown))

    def _breach(self, what: str, against: Against = "looks") -> None:
        self.breaches.setdefault(what, Breach(what, self._page, against))

    def _content(self, content: bytes, resources: DictionaryObject) -> None:
        defaults = _defaults(resources)
        for found in self._colours.of(content):
            colour = _OPERATORS.get(found.word)
            if found.word in (b"cs", b"CS"):
                colour = _NAMES.get(f"/{found.name}")
            elif found.word == b"BI":
                said = _INLINE_SPACE.search(found.settings)
                colour = _INLINE.get(said[1].decode("latin-1")) if said else None
                if b"LZW" in found.settings:
                    self._breach("LZW compression")  # ISO 19005-2, 6.1.7.2
            if colour and colour not in defaults:
                self._device(colour)
        if self._colours.is_spent:
            self._breach("more on its pages than is looked at")

    def _device(self, colour: str) -> None:
        if colour not in self.allowed:
            self._breach(f"Device{colour} colors, which the packet's output intent does not cover")  # ISO 19005-2, 6.2.4.3

    def _resources(self, resources: DictionaryObject, depth: int) -> None:
        if depth > _DEEPEST:
            self._breach("forms that nest too deep to be looked at")
            return
        defaults = _defaults(resources)
        for name, space in _named(resources, "/ColorSpace"):
            if not name.startswith("/Default"):
                self._space(space, defaults, 0)
        for _, shading in _named(resources, "/Shading"):
            self._shading(shading, defaults)
        for _, state in _named(resources, "/ExtGState"):
            self._state(state)
        for _, pattern in _named(resources, "/Pattern"):
            self._pattern(pattern, defaults, depth)
        for _, each in _named(resources, "/XObject"):
            self._xobject(each, resources, defaults, depth)
        for _, font in _named(resources, "/Font"):
            self._font(font, depth)

    def _is_new(self, value: PdfObject) -> bool:
        if id(value) in self._seen:
            return False
        self._seen.add(id(value))
        return True

    def _xobject(self, value: PdfObject, outer: DictionaryObject, defaults: frozenset[str], depth: int) -> None:
        if not isinstance(value, StreamObject) or not self._is_new(value):
            return
        kind = str(_entry(value, "/Subtype"))
        if "LZW" in str(_entry(value, "/Filter")):
            self._breach("LZW compression")  # ISO 19005-2, 6.1.7.2
        if kind == "/PS" or str(_entry(value, "/Subtype2")) == "/PS":
            self._breach("PostScript within a page")  # ISO 19005-2, 6.2.9
        elif kind == "/Image":
            self._space(_entry(value, "/ColorSpace"), defaults, 0)
            if str(_entry(value, "/Interpolate")).lower() == "true":
                self._breach("a picture that is to be interpolated")  # ISO 19005-2, 6.2.8
        elif kind == "/Form":
            own = _entry(value, "/Resources")
            shown = own if isinstance(own, DictionaryObject) else outer
            self._content(value.get_data(), shown)
            self._resources(shown, depth + 1)
            self._group(value, _defaults(shown))

    def _group(self, holder: DictionaryObject, defaults: frozenset[str]) -> None:
        """Look at the colors in which a page or a drawing is mixed (ISO 32000-1, 11.6.6)."""
        group = _entry(holder, "/Group")
        if isinstance(group, DictionaryObject):
            self._space(_entry(group, "/CS"), defaults, 0)

    def _pattern(self, value: PdfObject, defaults: frozenset[str], depth: int) -> None:
        if not isinstance(value, DictionaryObject) or not self._is_new(value):
            return
        if isinstance(value, StreamObject):
            own = _entry(value, "/Resources")
            shown = own if isinstance(own, DictionaryObject) else DictionaryObject()
            self._content(value.get_data(), shown)
            self._resources(shown, depth + 1)
        else:
            self._shading(_entry(value, "/Shading"), defaults)

    def _shading(self, value: PdfObject | None, defaults: frozenset[str]) -> None:
        if isinstance(value, DictionaryObject):
            self._space(_entry(value, "/ColorSpace"), defaults, 0)

    def _space(self, space: PdfObject | None, defaults: frozenset[str], depth: int) -> None:
        if isinstance(space, NameObject):
            colour = _NAMES.get(str(space))
            if colour and colour not in defaults:
                self._device(colour)
        elif isinstance(space, ArrayObject) and space and depth < _DEEPEST:
            kind = str(space[0])
            at = {"/Indexed": 1, "/Pattern": 1, "/Separation": 2, "/DeviceN": 2}.get(kind)
            if at is not None and len(space) > at:
                self._space(space[at].get_object(), defaults, depth + 1)

    def _state(self, state: PdfObject) -> None:
        if not isinstance(state, DictionaryObject):
            return
        mode = _entry(state, "/BM")
        for each in mode if isinstance(mode, ArrayObject) else [mode]:
            if each is not None and str(each.get_object()).removeprefix("/") not in _BLEND_MODES:
                self._breach("a blend mode that is not a standard one")
        if "/TR" in state or str(_entry(state, "/TR2")) not in ("None", "/Default"):
            self._breach("a transfer function")  # ISO 19005-2, 6.2.5

    def _font(self, font: PdfObject, depth: int) -> None:
        if not isinstance(font, DictionaryObject) or not self._is_new(font):
            return
        kind = str(_entry(font, "/Subtype"))
        if kind == "/Type3":
            own = _entry(font, "/Resources")
            if isinstance(own, DictionaryObject):
                self._resources(own, depth + 1)
            return
        descendants = _entry(font, "/DescendantFonts")
        holder = descendants[0].get_object() if isinstance(descendants, ArrayObject) and descendants else font
        descriptor = _entry(holder, "/FontDescriptor") if isinstance(holder, DictionaryObject) else None
        keys = ("/FontFile", "/FontFile2", "/FontFile3")
        if not isinstance(descriptor, DictionaryObject) or not any(
            isinstance(_entry(descriptor, key), StreamObject) for key in keys
        ):
            self._breach(
                f"the font `{str(_entry(font, '/BaseFont')).removeprefix('/')}` is not embedded", "all"
            )  # ISO 19005-2, 6.2.11.4


def _defaults(resources: DictionaryObject) -> frozenset[str]:
    """Return the device colours that the resources say how to read (ISO 32000-1, 8.6.5.6)."""
    return frozenset(name.removeprefix("/Default") for name, _ in _named(resources, "/ColorSpace") if name.startswith("/Default"))


def _named(resources: DictionaryObject, key: str) -> Iterator[tuple[str, PdfObject]]:
    held = _entry(resources, key)
    for name, value in dict.items(held) if isinstance(held, DictionaryObject) else ():
        target = value.get_object()
        if target is not None:
            yield str(name), target


def _entry(dictionary: DictionaryObject, key: str) -> PdfObject | None:
    value = dictionary.get(key)
    target = value.get_object() if value is not None else None
    return None if isinstance(target, NullObject) else target
