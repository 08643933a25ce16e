"""Fonts that are each file's own, where the files have all else in common: other glyphs of a font that was read before.

Of such a font, the tag of its subset differs, and its widths, meanings and program do. Sound because it asks for bytes: all that
stands around these is what stood there in a font that was read in full, and these are judged as every font's are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from msgspec import Struct

from letterpack.model.observed import ObservedFont
from letterpack.patterns import late
from letterpack.readback.fonts import CompositeFont, describe_font, meanings, read_font
from letterpack.readback.objects import STREAM_ENDS, Behind, Memory, OwnObjects, array, dictionary, name
from letterpack.readback.values import Name, Ref, Stream, Value
from letterpack.readback.whitelist.typefaces import FontParts, FontsNamed, is_one_of
from letterpack.values import replace

_NUMBER: Final = rb"-?\d+(?:\.\d+)?"
_WIDTHS: Final = late(rb"(?:\d{1,5}\[%(n)s(?: %(n)s)*+\])++" % {b"n": _NUMBER})
_HAS_WIDTHS: Final = b"/W["
_RUN: Final = late(rb"(?<!\d)(\d++)\[([^\[\]]++)\]")
_TAGGED: Final = late(r"[A-Z]{6}\+(.+)")
_TAG_BYTES: Final = 6
_STREAM: Final = late(
    rb"\d{1,9} 0 obj\n<<(?:/Length1 (\d{1,9})|(/Subtype/CIDFontType0C))?/Filter/FlateDecode/Length (\d{1,9})>>stream\n"
)
_PACKED: Final = Name("FlateDecode")
_MOST_FONTS: Final = 128
"""Half as many to as many stay in memory, some 10 KB each: of a letter that many get in Latin, few have a letter more."""


class _Shape(Struct, frozen=True):
    """A dictionary of a font: what stands before the tag of its subset, what behind that, and in one with widths what stands
    behind these.
    """

    before: bytes
    after: bytes
    behind: bytes | None

    def taken_apart(self, raw: bytes) -> tuple[bytes, bytes] | None:
        """Return the tag and the widths of the dictionary ``raw``; None where anything else in it is another."""
        start = len(self.before) + _TAG_BYTES
        tag, at = raw[len(self.before) : start], start + len(self.after)
        if not (raw.startswith(self.before) and raw.startswith(self.after, start) and tag.isalpha() and tag.isupper()):
            return None
        if self.behind is None:
            return (tag, b"") if at == len(raw) else None
        widths = raw[at : len(raw) - len(self.behind)]
        return (tag, widths) if raw.endswith(self.behind) and _WIDTHS.fullmatch(widths) else None


class FontRead(Struct, frozen=True):
    """A font for reading, and for checks."""

    readable: CompositeFont
    described: ObservedFont


class OwnFonts:
    """Reads fonts of files' own, compared with those that are ``named`` as they are; one that many have, once for all of them."""

    def __init__(self, named: FontsNamed | None) -> None:
        self._named = named
        self._known: Memory[FontRead] = Memory(_MOST_FONTS)

    def read(self, font: OwnFont, raw: Mapping[int, bytes]) -> FontRead | None:
        """Return the ``font`` that a file has in the objects ``raw``, as ``OwnFont.read`` does. Raises ``Malformed``."""
        key = (font, *[raw[number] for number in font.numbers])
        found = self._known.get(key)
        if found is None and (made := font.read(raw, self._named)) is not None:
            found = self._known.put(key, made)
        return found


class OwnFont(Struct, frozen=True, eq=False):
    """A font by the name of its ``resource``, as the first file had it (``described``): its dictionaries by the numbers of their
    objects, its streams too; what it is ``called`` without its tag, and the width of glyphs that say none.
    """

    resource: str
    described: ObservedFont
    called: str
    default_width: float
    dictionaries: Mapping[int, _Shape]
    program: int
    meaning: int
    numbering: int | None
    is_cff: bool

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its objects."""
        streams = (self.program, self.meaning, *(() if self.numbering is None else (self.numbering,)))
        return (*self.dictionaries, *streams)

    def read(self, raw: Mapping[int, bytes], named: FontsNamed | None) -> FontRead | None:
        """Return the font that a file has in the objects with the bytes ``raw``; None where anything about it wants the long way:
        it is described otherwise, or differs from the fonts that are ``named`` so. Raises ``Malformed``.
        """
        tags, widths = set[bytes](), dict[int, float]()
        for number, shape in self.dictionaries.items():
            found = shape.taken_apart(raw[number])
            if found is None:
                return None
            tags.add(found[0])
            for first, run in _RUN.findall(found[1]) if found[1] else ():
                widths.update(enumerate(map(float, run.split(b" ")), int(first)))
        program, said = self._stream(raw[self.program]), self._stream(raw[self.meaning])
        numbering = b"" if self.numbering is None else self._stream(raw[self.numbering])
        if len(tags) > 1 or program is None or said is None or numbering is None:
            return None
        meaning = meanings(said)
        if named is not None and not is_one_of(
            FontParts(program, numbering, widths, meaning, is_cff=self.is_cff), named(self.called), self.called
        ):
            return None
        base = f"{tags.pop().decode('ascii')}+{self.called}"
        return FontRead(CompositeFont(base, meaning, widths, self.default_width), replace(self.described, name=base))

    def _stream(self, raw: bytes) -> bytes | None:
        """Return what the stream ``raw`` holds, unpacked; None where it is written otherwise, or says another length. Raises
        ``Malformed``.
        """
        head = _STREAM.match(raw)
        if head is None or raw[(end := head.end() + int(head[3])) :] not in STREAM_ENDS:
            return None
        is_program = raw.startswith(b"%d " % self.program)
        if is_program != bool(head[1] or head[2]) or bool(head[2]) != (is_program and self.is_cff):
            return None
        data = Stream({"Filter": _PACKED}, raw[head.end() : end]).data()
        return None if head[1] and int(head[1]) != len(data) else data


def own_fonts(objects: OwnObjects, behind: Behind, fonts: Mapping[str, Value]) -> tuple[OwnFont, ...] | None:
    """Return those of a page's ``fonts``, by resource name, that are the file's own, by what it has ``behind`` its stem; None
    where one is not as letterpack writes it, or anything else leads to a part of one.
    """
    found: list[OwnFont] = []
    for resource, value in fonts.items():
        if not isinstance(value, Ref) or objects.is_shared(value):
            continue
        made = _own_font(objects, behind, resource, value)
        if made is None:
            return None
        found.append(made)
    numbers = frozenset([number for each in found for number in each.numbers])
    # Each part is named once, by the font that it is a part of, and each font by the resources.
    if sorted(_named(objects, behind, numbers)) != sorted(numbers):
        return None
    return tuple(found)


def _own_font(objects: OwnObjects, behind: Behind, resource: str, value: Ref) -> OwnFont | None:
    font = dictionary(objects, value)
    below = array(objects, font.get("DescendantFonts"))
    descendant = dictionary(objects, below[0]) if below else {}
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    tagged = _TAGGED.fullmatch(name(objects, font.get("BaseFont")))
    dictionaries = [value, below[0] if below else None, descendant.get("FontDescriptor")]
    program = descriptor.get("FontFile2") or descriptor.get("FontFile3")
    streams = [program, font.get("ToUnicode"), numbering := descendant.get("CIDToGIDMap")]
    parts = [*dictionaries, *(streams if isinstance(numbering, Ref) else streams[:2])]
    readable = read_font(objects, value)
    if tagged is None or readable is None or not all(isinstance(each, Ref) and each.number in behind.objects for each in parts):
        return None
    numbers = [each.number for each in parts if isinstance(each, Ref)]
    shapes = {number: shape for number in numbers[:3] if (shape := _shape(behind.objects[number], tagged[0], tagged[1]))}
    if [shape.behind is not None for shape in shapes.values()] != [False, True, False]:
        return None
    return OwnFont(
        resource,
        describe_font(objects, value),
        tagged[1],
        readable.default_width,
        shapes,
        numbers[3],
        numbers[4],
        numbers[5] if len(numbers) > 5 else None,  # noqa: PLR2004  The three dictionaries, two streams, and the third.
        "FontFile3" in descriptor,
    )


def _shape(raw: bytes, base: str, called: str) -> _Shape | None:
    """Return what the dictionary ``raw`` of a font ``called`` so has in common with those that differ in the tag of ``base`` and
    in widths alone; None where it is written otherwise.
    """
    before, found, after = raw.partition(base.encode("latin-1"))
    named = b"+" + called.encode("latin-1")
    until, has_widths, widths = after.partition(_HAS_WIDTHS)
    end = widths.find(b"]]") + 1
    if not found or (has_widths and not end):
        return None
    made = _Shape(before, named + until + has_widths, widths[end:] if has_widths else None)
    return made if made.taken_apart(raw) else None


def _named(objects: OwnObjects, behind: Behind, numbers: AbstractSet[int]) -> Iterator[int]:
    """Yield each of ``numbers`` as often as the objects ``behind`` the stem name it."""
    waiting: list[Value] = [objects.get(Ref(number, 0)) for number in behind.objects]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Ref) and each.number in numbers:
            yield each.number
        values = each.values if isinstance(each, Stream) else each
        waiting.extend(values.values() if isinstance(values, dict) else values if isinstance(values, list) else ())
