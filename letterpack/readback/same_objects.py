"""Two PDFs of letterpack's beside each other, object by object: what one holds and the other does not, in words, however each is
numbered and packed. The versions of letterpack and of its libraries may number and pack otherwise; what a file says, shows and
claims is none of theirs to change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import islice
from typing import Final, TypeAlias

import uharfbuzz as hb
from msgspec import Struct

from letterpack.cff import opened_cff
from letterpack.patterns import late
from letterpack.readback.objects import OwnObjects, dictionary, name, number
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of

_PACKING: Final = frozenset({"Length", "Filter", "DecodeParms"})
_OF_VERSION: Final = frozenset({"Creator", "Producer"})
_VERSION_IN_XMP: Final = late(rb'(xmp:CreatorTool|pdf:Producer)(?:="|>)([^<"]*)')
"""Which version it is, another rule compares with the manifest."""
_CALLED: Final = frozenset({"BaseFont", "FontName"})
_TAG: Final = late(r"[A-Z]{6}\+")
"""Of a subset: it goes with the bytes of the font's program."""
_PROGRAMS: Final = frozenset({"FontFile2", "FontFile3"})
_PADDING: Final = 4
"""Bytes: a table ends on a multiple of so many."""
_LENGTHS: Final = frozenset({"Length1", "Length2", "Length3"})
_MOST_TOLD: Final = 3
_MOST_FOUND: Final = 50
_MOST_TEXT: Final = 60
_OBJECTS_HELD: Final = 4_096
"""After so many, those of both files are read again, so that long ones need no more memory than short ones."""
_PICTURES: Final = "its pictures"
_IN_CATALOG: Final = {
    "Pages": "its page tree",
    "Metadata": "what its metadata says",
    "OutputIntents": "its output intent",
    "StructTreeRoot": "its tags",
    "Outlines": "its bookmarks",
    "PageLabels": "its page numbers",
    "DPartRoot": "its document parts",
}
_ON_PAGE: Final = {"Contents": "what page {} draws", "Resources": "what page {} draws with", "Annots": "the links on page {}"}
_ABOVE_PAGES: Final = {"Parent": "its page tree", "DPart": "its document parts"}

ReferredPair: TypeAlias = tuple[Ref, Ref, str]
"""References to an object of either file, the one that is there first, and what people call the place."""


class UnlikeObjects(Struct, frozen=True):
    """What one file holds otherwise than the other: ``told`` in words; whether the ``pictures`` on its ``own_pages`` have other
    bytes, which may look the same; and which fonts do.
    """

    told: tuple[str, ...]
    own_pages: int
    pictures: bool
    programs: tuple[str, ...]

    @property
    def looks_the_same(self) -> tuple[str, ...]:
        """In words, what has other bytes and may look the same."""
        pictures = (_PICTURES,) if self.pictures else ()
        return (*pictures, *[f"its font `{each}`" for each in self.programs])


def unlike_objects(now: OwnObjects, made: OwnObjects, enclosed: int = 0) -> UnlikeObjects:
    """Return what the file ``now`` holds otherwise than the one that was ``made`` of the same sources; others made the last
    ``enclosed`` pages of both.

    Raises ``Malformed`` where one of them is damaged.
    """
    walk = _Walk(now, made, enclosed)
    found = dict.fromkeys(islice(walk.found(), _MOST_FOUND))
    told = [*found][:_MOST_TOLD]
    if len(found) > _MOST_TOLD:
        told.append("and more")
    return UnlikeObjects(tuple(told), walk.own_pages, walk.pictures, tuple(dict.fromkeys(walk.programs)))


class _Walk:
    """Goes through both files at once, from the catalog on, page by page."""

    def __init__(self, now: OwnObjects, made: OwnObjects, enclosed: int) -> None:
        self._now, self._made = now, made
        self._root, self._made_root = (dictionary(each, each.trailer.get("Root")) for each in (now, made))
        self.own_pages = int(number(made, dictionary(made, self._made_root.get("Pages")).get("Count"))) - enclosed
        self.pictures = False
        self.programs: list[str] = []
        self._pairs = _Pairs(now.rows.size)
        self._waiting: list[ReferredPair] = []
        self._page = 0

    def found(self) -> Iterator[str]:
        """Yield what differs, in words."""
        if self._now.header() != self._made.header():
            now, made = [each.header()[:8].decode("ascii", "replace") for each in (self._now, self._made)]
            yield f"its version of PDF: `{made}` → `{now}`"
        about, wanted = (dictionary(each, each.trailer.get("Info")) for each in (self._now, self._made))
        yield from self._entries(about, wanted, "what it says of itself", _OF_VERSION)
        if len(versions := self._versions(about)) > 1:
            yield f"the versions that it names: {', '.join(f'`{each}`' for each in sorted(versions))}"
        for key in sorted(self._root.keys() | self._made_root.keys(), key=lambda each: (each != "Pages", each)):
            yield from self._entry(key, self._root, self._made_root, _IN_CATALOG.get(key, "its catalog"))
            yield from self._drained()
        if self._now.count() > self._made.count():
            yield "objects that nothing leads to"

    def _versions(self, about: Mapping[str, Value]) -> set[str]:
        """Return all versions that the file says it was made by."""
        metadata = self._now.get(self._root.get("Metadata"))
        in_xmp = _VERSION_IN_XMP.findall(metadata.data()) if isinstance(metadata, Stream) else []
        return {
            *[said.decode("utf-8", "replace") for _, said in in_xmp],
            *[text_of(self._now.get(about[key])) for key in _OF_VERSION & about.keys()],
        }

    def _drained(self) -> Iterator[str]:
        count = 0
        while self._waiting:
            now, made, place = self._waiting.pop()
            begun = len(self._waiting)
            yield from self._pair(self._now.get(now), self._made.get(made), place)
            # What comes first in a file is told first.
            self._waiting[begun:] = reversed(self._waiting[begun:])
            count += 1
            if count % _OBJECTS_HELD == 0:
                self._now.forget()
                self._made.forget()

    def _pair(self, now: Value, made: Value, place: str, key: str = "") -> Iterator[str]:
        """Yield what differs in two values; what they refer to waits."""
        if isinstance(now, Ref) and isinstance(made, Ref):
            if not self._pairs.may_be(now, made):
                yield f"{place}: `{key}` leads elsewhere" if key else f"{place}: a part leads elsewhere"
            elif self._pairs.take(now, made):
                self._waiting.append((now, made, place))
        elif isinstance(now, Stream) and isinstance(made, Stream):
            yield from self._entries(now.values, made.values, place, _PACKING)
            if _content(now) != _content(made):
                is_own_picture = place == _PICTURES and self._page <= self.own_pages
                self.pictures = self.pictures or is_own_picture
                yield from () if is_own_picture else (place,)
        elif isinstance(now, dict) and isinstance(made, dict):
            yield from self._on_page(now, made) if now.get("Type") == "Page" else self._entries(now, made, place)
        elif isinstance(now, list) and isinstance(made, list) and len(now) == len(made):
            for ours, theirs in zip(now, made, strict=True):
                yield from self._pair(ours, theirs, place, key)
        elif type(now) is not type(made) or now != made:
            yield _told(place, key, *map(_shown, (now, made)))

    def _on_page(self, now: Mapping[str, Value], made: Mapping[str, Value]) -> Iterator[str]:
        self._page += 1
        for key in sorted(now.keys() | made.keys()):
            place = _ABOVE_PAGES.get(key) or _ON_PAGE.get(key, "page {}").format(self._page)
            yield from self._entry(key, now, made, place)

    def _entries(
        self, now: Mapping[str, Value], made: Mapping[str, Value], place: str, left_out: AbstractSet[str] = frozenset()
    ) -> Iterator[str]:
        for key in sorted((now.keys() | made.keys()) - left_out):
            yield from self._entry(key, now, made, place)

    def _entry(self, key: str, now: Mapping[str, Value], made: Mapping[str, Value], place: str) -> Iterator[str]:
        if key in _PROGRAMS:
            yield from self._program(now, made, key)
        elif key in _CALLED:
            names = [_TAG.sub("", name(objects, each.get(key))) for objects, each in ((self._now, now), (self._made, made))]
            if names[0] != names[1]:
                yield _told(place, key, *[f"`{each[:_MOST_TEXT]}`" for each in names])
        elif key not in now or key not in made:
            yield _told(place, key, *[_shown(each.get(key)) for each in (now, made)])
        else:
            yield from self._pair(now[key], made[key], _PICTURES if key == "XObject" else place, key)

    def _program(self, now: Mapping[str, Value], made: Mapping[str, Value], key: str) -> Iterator[str]:
        """Note a font whose program has other bytes; yield what else differs."""
        called = _TAG.sub("", name(self._now, now.get("FontName")))
        ours, theirs = self._now.get(now.get(key)), self._made.get(made.get(key))
        if not isinstance(ours, Stream) or not isinstance(theirs, Stream):
            yield f"its font `{called}` has no program"
            return
        is_other = _content(ours) != _content(theirs)
        if is_other and not _draw_the_same(ours, theirs, is_cff=key == "FontFile3"):
            yield f"its font `{called}` draws other glyphs"
        self.programs += [called] if is_other else []
        yield from self._entries(
            ours.values, theirs.values, f"its font `{called}`", _PACKING | _LENGTHS if is_other else _PACKING
        )


def _draw_the_same(now: Stream, made: Stream, *, is_cff: bool) -> bool:
    """Whether two font programs have the same glyphs, by numbers, outlines and widths, and no table or instruction more."""
    faces = [_face(each.data(), is_cff=is_cff) for each in (now, made)]
    if None in faces:
        return False
    (ours, numbers), (theirs, others) = [each for each in faces if each is not None]
    about = [(numbers, ours), (others, theirs)]
    if len({(repr(known), face.upem, face.glyph_count, repr(sorted(face.table_tags))) for known, face in about}) > 1:
        return False
    one, other = hb.Font(ours), hb.Font(theirs)
    return all(
        one.get_glyph_h_advance(glyph) == other.get_glyph_h_advance(glyph) and _outline(one, glyph) == _outline(other, glyph)
        for glyph in range(ours.glyph_count)
    )


def _face(program: bytes, *, is_cff: bool) -> tuple[hb.Face, Mapping[int, int]] | None:
    """Return the face of a font program, and its glyphs' numbers if it has its own; None for TrueType with instructions in a
    glyph, which may move its points, or with bytes behind its tables.
    """
    if is_cff:
        return opened_cff(program)
    face = hb.Face(hb.Blob(program))
    count = int.from_bytes(program[4:6], "big")
    rows = [program[12 + 16 * at : 28 + 16 * at] for at in range(count)]
    tables = {row[:4]: (int.from_bytes(row[8:12], "big"), int.from_bytes(row[12:16], "big")) for row in rows}
    end = max([start + size for start, size in tables.values()], default=0)
    glyf, size = tables.get(b"glyf", (0, 0))
    loca, _ = tables.get(b"loca", (0, 0))
    head, _ = tables.get(b"head", (0, 0))
    width = 4 if program[head + 51 : head + 52] == b"\1" else 2
    for glyph in range(face.glyph_count):
        at, after = [int.from_bytes(program[loca + width * each :][:width], "big") * 4 // width for each in (glyph, glyph + 1)]
        contours = int.from_bytes(program[glyf + at : glyf + at + 2], "big", signed=True)
        behind = glyf + at + 10 + 2 * contours
        if at < after <= size and contours > 0 and program[behind : behind + 2] != b"\0\0":
            return None
    return (face, {}) if len(program) - end < _PADDING else None


def _outline(font: hb.Font, glyph: int) -> str:
    drawn: list[object] = []
    font.draw_glyph(glyph, _outline_functions(), drawn)
    return repr(drawn)


@cache
def _outline_functions() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda *drawn: drawn[-1].append(("move", drawn[:-1])))
    functions.set_line_to_func(lambda *drawn: drawn[-1].append(("line", drawn[:-1])))
    functions.set_quadratic_to_func(lambda *drawn: drawn[-1].append(("quadratic", drawn[:-1])))
    functions.set_cubic_to_func(lambda *drawn: drawn[-1].append(("cubic", drawn[:-1])))
    functions.set_close_path_func(lambda drawn: drawn.append("close"))
    return functions


class _Pairs:
    """Which object of one file stands for which of the other: mostly for the one of its own number."""

    def __init__(self, size: int) -> None:
        self._by_number = bytearray(size + 1)
        self._others: dict[Ref, Ref] = {}
        self._back: dict[Ref, Ref] = {}

    def may_be(self, now: Ref, made: Ref) -> bool:
        """Whether neither of the two stands for another."""
        if now == made and now not in self._others and made not in self._back:
            return True
        return (
            not (self._has(now) or self._has(made)) and self._others.get(now, made) == made and self._back.get(made, now) == now
        )

    def take(self, now: Ref, made: Ref) -> bool:
        """Remember two objects as a pair, and return whether they are a new one."""
        if now == made and now.number < len(self._by_number):
            is_new = not self._has(now)
            self._by_number[now.number] = 1
            return is_new
        is_new = now not in self._others
        self._others[now], self._back[made] = made, now
        return is_new

    def _has(self, one: Ref) -> bool:
        return one.number < len(self._by_number) and bool(self._by_number[one.number])


def _content(stream: Stream) -> tuple[bytes, str]:
    """Return what a stream holds, unpacked; where it is packed as only pictures and enclosures are, how."""
    try:
        data = stream.data()
    except Malformed:
        return stream.raw, repr([stream.values.get(key) for key in sorted(_PACKING)])
    return (_VERSION_IN_XMP.sub(rb"\1", data) if stream.values.get("Subtype") == "XML" else data), ""


def _told(place: str, key: str, now: str, made: str) -> str:
    return f"{place}, `{key}`: {made} → {now}" if key else f"{place}, a part: {made} → {now}"


def _shown(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if isinstance(value, dict | Stream | Ref):
        return "an object"
    return f"`{(text_of(value) if isinstance(value, bytes) else str(value))[:_MOST_TEXT]}`"
