"""What a page is drawn with beside fonts: graphics states, colour spaces and their profiles, pictures (part of stage 6). Whatever
is of another kind than is looked at is a fault: ISO 19005-2 has a rule for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, NullObject, NumberObject, PdfObject, StreamObject

_INTENTS: Final = frozenset(("/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"))
_FILTERS: Final = frozenset(
    ("/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/ASCII85Decode", "/ASCIIHexDecode", "/RunLengthDecode")
)
_DEPTHS: Final = frozenset((1, 2, 4, 8, 16))
_SPACES: Final = {b"GRAY": 1, b"RGB ": 3, b"Lab ": 3, b"CMYK": 4}
_CLASSES: Final = frozenset((b"scnr", b"mntr", b"prtr", b"spac"))
_KNOWN: Final = frozenset(
    (
        "/DeviceGray",
        "/DeviceRGB",
        "/DeviceCMYK",
        "/CalGray",
        "/CalRGB",
        "/Lab",
        "/ICCBased",
        "/Indexed",
        "/Separation",
        "/Pattern",
    )
)
_LATEST: Final = 4
_PROFILE_HEAD: Final = 128
_DEEPEST: Final = 20


class Met(set[str]):
    """What a file has that is against a standard only together: ``OVERPRINT`` with ``MIXED``, the CMYK of a profile (6.2.4.2)."""


OVERPRINT, MIXED = "overprint", "mixed"


def resource_faults(resources: Mapping[str, PdfObject | None], met: Met) -> Iterator[str]:
    """Yield what ``resources`` (or a page's ``/Group``) hold that is not of a kind that is looked at, in words."""
    group = _target(resources.get("/Group"))
    if isinstance(group, DictionaryObject) and "/CS" in group:
        yield from _space_faults(group["/CS"], 0)
    for state in _values(resources, "/ExtGState"):
        yield from _state_faults(state, met)
    inks: dict[str, PdfObject] = {}
    for space in _values(resources, "/ColorSpace"):
        yield from _space_faults(space, 0)
        yield from _ink_faults(space, inks)
        met.update((MIXED,) if _is_mixed(space) else ())
    for each in _values(resources, "/XObject"):
        if isinstance(each, StreamObject) and str(each.get("/Subtype")) == "/Image":
            yield from _picture_faults(each, 0)
    for pattern in (*_values(resources, "/Pattern"), *_values(resources, "/Shading")):
        yield from _shading_faults(pattern)


def _shading_faults(pattern: PdfObject) -> Iterator[str]:
    if isinstance(pattern, DictionaryObject):
        shading = _target(pattern.get("/Shading"))
        held = shading if isinstance(shading, DictionaryObject) else pattern
        if "/ColorSpace" in held:
            yield from _space_faults(held["/ColorSpace"], 0)


def _state_faults(state: PdfObject, met: Met) -> Iterator[str]:
    if not isinstance(state, DictionaryObject):
        return
    met.update((OVERPRINT,) if _whole(state.get("/OPM")) == 1 else ())
    if "/HTO" in state or str(_target(state.get("/HT")) or "/Default") != "/Default":
        yield "a halftone"  # 6.2.5; where it begins, ISO 19005-4, 6.2.5
    if str(_target(state.get("/RI")) or "/Perceptual") not in _INTENTS:
        yield "a rendering intent that is not a standard one"  # 6.2.6
    if "/Font" in state:
        yield "a font that a graphics state brings"


def _space_faults(value: PdfObject, depth: int) -> Iterator[str]:
    space = _target(value)
    kind = str(space[0]) if isinstance(space, ArrayObject) and space else str(space)
    if kind not in _KNOWN or depth > _DEEPEST:
        yield f"colors of the kind {kind.removeprefix('/')}, which are not looked at"
        return
    if not isinstance(space, ArrayObject):
        return
    below = {"/Indexed": 1, "/Pattern": 1, "/Separation": 2}.get(kind)
    if below is not None and len(space) > below:
        yield from _space_faults(space[below], depth + 1)
    if kind == "/ICCBased":
        profile = _target(space[1]) if len(space) > 1 else None
        if not isinstance(profile, StreamObject) or not _is_sound(profile):
            yield "a color profile that is not one, or not of the colors that it is for"  # 6.2.4.2


def _is_mixed(value: PdfObject) -> bool:
    """Whether a color space mixes four inks by a profile, itself or below."""
    space = _target(value)
    if not isinstance(space, ArrayObject) or len(space) < 2:  # noqa: PLR2004  A kind, and what it is made of.
        return False
    profile = _target(space[1])
    if str(space[0]) == "/ICCBased":
        return isinstance(profile, StreamObject) and _whole(profile.get("/N")) == 4  # noqa: PLR2004
    return any(_is_mixed(each) for each in list.__iter__(space) if isinstance(_target(each), ArrayObject))


def _is_sound(profile: StreamObject) -> bool:
    data, count = profile.get_data(), _whole(profile.get("/N"))
    return (
        len(data) >= _PROFILE_HEAD
        and data[36:40] == b"acsp"
        and data[8] <= _LATEST
        and data[12:16] in _CLASSES
        and _SPACES.get(data[16:20]) == count
    )


def _ink_faults(value: PdfObject, inks: dict[str, PdfObject]) -> Iterator[str]:
    """Yield where one ink stands for two colors (6.2.4.4)."""
    space = _target(value)
    if isinstance(space, ArrayObject) and len(space) > 2 and str(space[0]) == "/Separation":  # noqa: PLR2004
        known = inks.setdefault(str(space[1]), space)
        if known is not space:
            yield "one ink in two colors"
        try:
            str(space[1]).encode("latin-1").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            yield "an ink whose name is not UTF-8"  # 6.1.8


def _picture_faults(picture: StreamObject, depth: int) -> Iterator[str]:
    filters = _target(picture.get("/Filter"))
    named = filters if isinstance(filters, ArrayObject) else [filters] if filters is not None else []
    if any(str(each.get_object()) not in _FILTERS for each in named):
        yield "a picture that is packed in a way that is not looked at"  # 6.2.8.3
    if _whole(picture.get("/BitsPerComponent", NumberObject(1))) not in _DEPTHS:
        yield "a picture of another depth"
    if str(_target(picture.get("/Intent")) or "/Perceptual") not in _INTENTS:
        yield "a rendering intent that is not a standard one"
    if "/ColorSpace" in picture:
        yield from _space_faults(picture["/ColorSpace"], 0)
    mask = _target(picture.get("/SMask"))
    if isinstance(mask, StreamObject) and not depth:
        yield from _picture_faults(mask, depth + 1)


def _values(resources: Mapping[str, PdfObject | None], key: str) -> Iterator[PdfObject]:
    held = _target(resources.get(key))
    for value in held.values() if isinstance(held, DictionaryObject) else ():
        target = _target(value)
        if target is not None:
            yield target


def _whole(value: PdfObject | None) -> int | None:
    target = _target(value)
    return int(target) if isinstance(target, NumberObject) else None


def _target(value: PdfObject | None) -> PdfObject | None:
    target = value.get_object() if value is not None else None
    return None if isinstance(target, NullObject) else target
