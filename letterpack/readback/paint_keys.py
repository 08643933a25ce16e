"""What tells pages by others apart: all that a viewer paints them by. Pages with one key show the same, whichever file they are
in: an enclosure is looked at in its own file, and is not painted again in each packet.

A copy leaves out what paints nothing. Of that, a key leaves out what is listed here, and nothing else: of two pages that differ
in anything else each is painted.
"""

from __future__ import annotations

import hashlib
from base64 import a85decode
from collections.abc import Mapping
from typing import Final

from letterpack.readback.objects import Objects, array, number
from letterpack.readback.page_tree import FilePage, streams_of
from letterpack.readback.values import Malformed, Name, Ref, Stream, Value

_MOST_OBJECTS: Final = 10_000
_FULL_TURN: Final = 360
_LENGTHS: Final = frozenset({"Length", "DL"})
_PACKING: Final = _LENGTHS | {"Filter", "DecodeParms"}
_AS_TEXT: Final = ["ASCII85Decode", "FlateDecode"]
_PROCEDURES: Final = frozenset({"ProcSet"})
"""What a printer's PostScript of 1993 needed (ISO 32000-2, 14.2)."""
_OF_OBJECTS: Final = frozenset({"Name", "StructParent", "StructParents", "Metadata", "PieceInfo", "LastModified"})
"""Of fonts, pictures and drawings: what they were called (tables 89, 95 and 111), and what programs and tags say of them."""
_KINDS: Final = frozenset({"Font", "XObject", "Image", "Form"})
_RESOURCES: Final = "Resources"
_NAMES: Final = "names of resources"
"""The role of a dictionary in which a page chose all keys itself: what is called `Metadata` there may be a picture."""
_RESOURCE: Final = "a resource"
"""The role of what has such a name. Elsewhere nothing is left out: glyphs and inks have names that a file chooses, too."""


def paint_key(objects: Objects, root: Mapping[str, Value], page: FilePage) -> bytes:
    """Return what tells the ``page`` of the file with the catalog ``root`` from every other that is painted otherwise; nothing
    where that is more than the page's own: where the file has layers, or the page too many objects.
    """
    if "OCProperties" in root:
        return b""
    entries = page.entries
    media = [float(number(objects, each)) for each in array(objects, entries.get("MediaBox"))]
    crop = [float(number(objects, each)) for each in array(objects, entries.get("CropBox"))] or media
    turned, unit = number(objects, entries.get("Rotate")) % _FULL_TURN, number(objects, entries.get("UserUnit")) or 1.0
    try:
        content = b"\n".join(map(_data, streams_of(objects, page)))
    except Malformed:
        return b""
    walk = _Walk(objects, b"%r %d " % ([media, crop, float(turned), float(unit)], len(content)) + content)
    return walk.key({"Group": entries.get("Group"), "Resources": entries.get("Resources")})


class _Walk:
    """Goes through a value and all that it refers to, each object once in each role, after what the digest has ``begun`` with."""

    def __init__(self, objects: Objects, begun: bytes) -> None:
        self._objects, self._digest = objects, hashlib.sha256(begun)
        self._seen: dict[tuple[Ref, str], int] = {}
        self._waiting: list[tuple[Value, str]] = []

    def key(self, value: Value) -> bytes:
        """Return the digest of ``value`` too; nothing where it is of too many objects."""
        self._waiting.append((value, ""))
        while self._waiting:
            each, role = self._waiting.pop()
            if isinstance(each, Ref):
                if (each, role) in self._seen:
                    self._say(b"again %d" % self._seen[each, role])
                    continue
                if len(self._seen) >= _MOST_OBJECTS:
                    return b""
                self._seen[each, role] = len(self._seen)
                each = self._objects.get(each)
            self._take(each, role)
        return self._digest.digest()

    def _take(self, value: Value, role: str) -> None:
        if isinstance(value, Stream):
            try:
                packing = _PACKING
                self._say(b"stream " + _data(value))
            except Malformed:
                # As only pictures are: the bytes as they stand, and how they are packed.
                packing = _LENGTHS
                self._say(b"packed " + value.raw)
            value = {key: entry for key, entry in value.values.items() if key not in packing}
        if isinstance(value, dict):
            left_out = (
                _PROCEDURES if role == _RESOURCES else _OF_OBJECTS if role == _RESOURCE and _is_drawn_with(value) else frozenset()
            )
            kept = [key for key in sorted(value) if key not in left_out and value[key] is not None]
            self._say(b"keys %r" % kept)
            self._waiting.extend([(value[key], _role(key, role)) for key in kept])
        elif isinstance(value, list):
            self._say(b"%d parts" % len(value))
            self._waiting.extend([(each, "") for each in value])
        else:
            self._say(b"value %r" % (float(value) if isinstance(value, int | float) and not isinstance(value, bool) else value,))

    def _say(self, part: bytes) -> None:
        # With its kind and its length: no part is taken for another, or for two.
        self._digest.update(b"%d " % len(part) + part)


def _data(stream: Stream) -> bytes:
    """Return the unpacked bytes of ``stream``. Raises ``Malformed`` where they are packed as only pictures are, or damaged."""
    if stream.values.get("Filter") != _AS_TEXT or stream.values.get("DecodeParms"):
        return stream.data()
    try:
        packed = a85decode(stream.raw.strip(), adobe=True)
    except ValueError as error:
        raise Malformed("a part of it is damaged that is written as text") from error
    return Stream({"Filter": Name("FlateDecode")}, packed).data()


def _role(key: str, role: str) -> str:
    """Return the role of what stands under ``key`` in a dictionary of another ``role``."""
    if role in (_RESOURCES, _NAMES):
        return _NAMES if role == _RESOURCES else _RESOURCE
    return _RESOURCES if key == _RESOURCES else ""


def _is_drawn_with(value: Mapping[str, Value]) -> bool:
    """Whether ``value`` is of a font, a picture or a drawing."""
    return any(isinstance(each, Name) and each in _KINDS for each in (value.get("Type"), value.get("Subtype")))
