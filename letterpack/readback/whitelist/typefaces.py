"""Fonts as they are in a file beside the fonts that they are taken from: a glyph looks, measures and means what its font says.

In a packet a glyph goes by its number in the whole font, whatever its place in the subset.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from itertools import chain
from typing import Final, Protocol, TypeAlias

import uharfbuzz as hb
from msgspec import Struct

from letterpack.patterns import late
from letterpack.readback.fonts import UNKNOWN, meanings, widths_of
from letterpack.readback.objects import Memory, Objects, array, dictionary, name
from letterpack.readback.values import Malformed, Stream, Value
from letterpack.readback.whitelist.glyph_bytes import SimpleGlyphs, beside_glyphs, simple_glyphs
from letterpack.text.fonts import Font


class FontsNamed(Protocol):
    """The fonts that a file may name."""

    @property
    def text_in_pictures(self) -> bool:
        """Whether the campaign has a picture that brings text and its fonts."""

    def __call__(self, name: str, /) -> Iterable[Font]:
        """Return the fonts of campaign, program and machine that a file calls ``name``, without the tag of its subset."""


_SAME_WIDTH: Final = 0.06
_PER_EM: Final = 1000
_SAME_PLACE: Final = 2.0
"""Font units: an instance of a variable font is rounded."""
_MOST_PATHS: Final = 1 << 14
_MOST_DRAWN: Final = 1 << 10
"""Half as many to as many stay in memory, some ten KB each: names in Chinese have a thousand signs."""
_TAG_LETTERS: Final = 7

GlyphPath: TypeAlias = tuple[tuple[str, tuple[float, ...]], ...]


class FontParts(Struct, frozen=True):
    """What a font of a file is made of: its ``program``, and the table that numbers its glyphs (``numbering``, empty where they
    go by their own numbers), unpacked; widths and meanings of its codes.
    """

    program: bytes
    numbering: bytes
    widths: Mapping[int, float]
    meanings: Mapping[int, str]
    is_cff: bool


def font_faults(objects: Objects, value: Value, named: FontsNamed) -> tuple[str, ...]:
    """Return how the font dictionary ``value`` differs from every font that is called so."""
    font = dictionary(objects, value)
    called = name(objects, font.get("BaseFont"))[_TAG_LETTERS:]
    candidates = iter(named(called))
    first = next(candidates, None)
    if first is None:
        return (f"its font {called or 'without a name'} is none of the campaign's and of this machine's",)
    parts = _parts(objects, font)
    glyphs = _glyphs(parts)
    found: list[tuple[str, ...]] = []
    # The machine's fonts, which are many, are asked for only where none before them is the one.
    for each in chain((first,), candidates):
        found.append(tuple(_differences(parts, glyphs, each, called)))
        if not found[-1]:
            break
    return (*_entries(objects, font, called), *min(found, key=len))


def is_one_of(parts: FontParts, candidates: Iterable[Font], called: str) -> bool:
    """Whether a font of these ``parts`` differs in nothing from one of ``candidates``, which are ``called`` so."""
    glyphs = _glyphs(parts)
    return any(next(_differences(parts, glyphs, each, called), None) is None for each in candidates)


def _entries(objects: Objects, font: Mapping[str, Value], called: str) -> Iterator[str]:
    """Yield what the dictionaries of a font say that letterpack does not: a reader may space or replace letters by it."""
    descendant = dictionary(objects, (array(objects, font.get("DescendantFonts")) or [None])[0])
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    for has, known in ((font, _FONT), (descendant, _DESCENDANT), (descriptor, _DESCRIPTOR)):
        for key in has.keys() - known:
            yield f"its font {called} has the entry {key}"
    said = objects.get(font.get("ToUnicode"))
    if isinstance(said, Stream) and not _TABLE_OF_MEANINGS.fullmatch(said.data()):
        yield f"its font {called} has more in its table of meanings than meanings"
    program = descriptor.get("FontFile2") or descriptor.get("FontFile3")
    for stream in map(objects.get, (program, said, descendant.get("CIDToGIDMap"))):
        for key in stream.values.keys() - _PROGRAM if isinstance(stream, Stream) else ():
            yield f"its font {called} has the entry {key}"
    names = {name(objects, each) for each in (font.get("BaseFont"), descendant.get("BaseFont"), descriptor.get("FontName"))}
    if (
        len(names) > 1
        or name(objects, font.get("Encoding")) != "Identity-H"
        or descendant.get("DW", _DEFAULT_WIDTH) != _DEFAULT_WIDTH
    ):
        yield f"its font {called} is described otherwise"


_FONT: Final = frozenset({"Type", "Subtype", "BaseFont", "Encoding", "DescendantFonts", "ToUnicode"})
_DESCENDANT: Final = frozenset({"Type", "Subtype", "BaseFont", "CIDSystemInfo", "CIDToGIDMap", "DW", "W", "FontDescriptor"})
_METRICS: Final = frozenset({"FontBBox", "ItalicAngle", "Ascent", "Descent", "CapHeight", "XHeight", "StemV"})
_DESCRIPTOR: Final = _METRICS | {"Type", "FontName", "Flags", "FontFile2", "FontFile3"}
_TABLE_OF_MEANINGS: Final = late(
    rb"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
    rb"/CIDSystemInfo <</Registry \(Adobe\)/Ordering \(UCS\)/Supplement 0>> def\n"
    rb"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
    rb"(?:\d+ begin(bfchar|bfrange)\n(?:<[0-9A-F]{4}>[ <>0-9A-F]*+\n)++end\1\n)*+\n?"
    rb"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
)
_PROGRAM: Final = frozenset({"Length", "Filter", "Length1", "Subtype"})
_DEFAULT_WIDTH: Final = 1000
"""Of a glyph that has none of its own (9.7.4.3); each has one."""


def _parts(objects: Objects, font: Mapping[str, Value]) -> FontParts:
    descendant = dictionary(objects, (array(objects, font.get("DescendantFonts")) or [None])[0])
    descriptor = dictionary(objects, descendant.get("FontDescriptor"))
    to_unicode = objects.get(font.get("ToUnicode"))
    program = objects.get(descriptor.get("FontFile2") or descriptor.get("FontFile3"))
    if not isinstance(program, Stream) or not isinstance(to_unicode, Stream):
        raise Malformed("a font of it is not whole")
    numbering = objects.get(descendant.get("CIDToGIDMap"))
    return FontParts(
        program.data(),
        numbering.data() if isinstance(numbering, Stream) else b"",
        widths_of(objects, descendant.get("W")),
        meanings(to_unicode.data()),
        "FontFile3" in descriptor,
    )


def _differences(parts: FontParts, glyphs: EmbeddedGlyphs, font: Font, called: str) -> Iterator[str]:
    if parts.widths.keys() != {0, *parts.meanings}:
        yield f"its font {called} has widths of other glyphs than it has meanings of"
    if not parts.is_cff and (beside := beside_glyphs(parts.program)):
        yield f"its font {called} has {beside}"
    for code, width in parts.widths.items():
        if fault := glyphs.fault(code, width, parts.meanings.get(code), font):
            yield f"its font {called} {fault}"
            return


@lru_cache(maxsize=_MOST_PATHS)
def _means(font: Font, glyph: int, text: str) -> bool:
    """Whether ``text`` is what ``glyph`` stands for: a character that the font shows by it, or what its rules make of several."""
    if len(text) == 1 and font.font.get_nominal_glyph(ord(text)) == glyph:
        return True
    said = font.meaning.get(glyph, UNKNOWN)
    return text in (said, said[::-1])


@lru_cache(maxsize=_MOST_PATHS)
def _whole_outline(font: Font, glyph: int) -> GlyphPath:
    return _outline(font.font, glyph)


class EmbeddedGlyphs:
    """The glyphs of a program in a file, by the codes of its font: what each draws."""

    def __init__(self, face: Callable[[], hb.Face], number_of: Callable[[int], int], simple: SimpleGlyphs | None) -> None:
        self._open, self._number_of, self._simple = face, number_of, simple

    @cached_property
    def _face(self) -> hb.Face:
        return self._open()

    @cached_property
    def _font(self) -> hb.Font:
        return hb.Font(self._face)

    def fault(self, code: int, width: float, text: str | None, font: Font) -> str:
        """Return how the glyph ``code``, which has this ``width`` and says ``text``, differs from that of ``font``; nothing where
        it does not. What stands for a missing glyph says nothing and is empty; a page that shows it is told elsewhere.
        """
        drawn = self._simple.drawn(self._number_of(code)) if self._simple and text is not None else None
        if self._simple is None or drawn is None:
            return self._fault(code, width, text, font)
        key = (font, code, width, text, self._simple.units, drawn)
        known = _SAME.get(key)
        return _SAME.put(key, self._fault(code, width, text, font)) if known is None else known

    def _fault(self, code: int, width: float, text: str | None, font: Font) -> str:
        if abs(width - font.advance(code)) > _SAME_WIDTH:
            return "gives a glyph another width"
        if text is None:
            return ""
        if not _means(font, code, text):
            return f"says `{text}` of a glyph that says `{font.meaning.get(code, UNKNOWN)}`"
        return "" if self._draws(code, font) else f"draws another glyph for `{text}`"

    def _draws(self, code: int, font: Font) -> bool:
        """Whether what is drawn for ``code`` is what ``font`` draws, as wide as that, and by no program of its own."""
        number, scale = self._number_of(code), self._face.upem / font.upem
        if not self._is_plain(number, font.advance(code)):
            return False
        drawn, key = _outline(self._font, number), (font, code, scale)
        if drawn == _DRAWN.get(key):
            return True
        is_alike = _alike(drawn, _whole_outline(font, code), scale)
        if is_alike:
            _DRAWN.put(key, drawn)
        return is_alike

    def _is_plain(self, number: int, width: float) -> bool:
        """Whether a glyph has no instructions and the ``width`` (1/1000 em) of its font, as far as it can be read at once:
        readers differ on whether they take a width from the program or from its dictionary.
        """
        if self._simple is None:
            return True
        advance = self._simple.advance(number)
        is_as_wide = advance is None or abs(advance - width * self._face.upem / _PER_EM) <= _SAME_PLACE
        return is_as_wide and not self._simple.is_hinted(number)


_SAME: Final = Memory[str](_MOST_PATHS)
"""How a glyph that is made of these bytes differs from that of a font: subsets of one font have them in common."""

_DRAWN: Final = Memory[GlyphPath](_MOST_DRAWN)
"""What was drawn for a glyph of a font, and is what that draws but for rounding: of fonts that have no such bytes."""


def _glyphs(parts: FontParts) -> EmbeddedGlyphs:
    if parts.is_cff:
        from letterpack.pdfcopy.cid_fonts import opened_cff

        face, numbers = opened_cff(parts.program)
        return EmbeddedGlyphs(lambda: face, lambda code: numbers.get(code, 0), None)
    table = parts.numbering
    number_of = (lambda code: int.from_bytes(table[2 * code : 2 * code + 2], "big")) if table else (lambda code: code)
    return EmbeddedGlyphs(lambda: hb.Face(hb.Blob(parts.program)), number_of, simple_glyphs(parts.program))


def _outline(font: hb.Font, glyph: int) -> GlyphPath:
    drawn: list[tuple[str, tuple[float, ...]]] = []
    font.draw_glyph(glyph, _functions(), drawn)
    return tuple(drawn)


@lru_cache(maxsize=1)
def _functions() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, drawn: drawn.append(("m", (x, y))))
    functions.set_line_to_func(lambda x, y, drawn: drawn.append(("l", (x, y))))
    functions.set_quadratic_to_func(lambda a, b, x, y, drawn: drawn.append(("q", (a, b, x, y))))
    functions.set_cubic_to_func(lambda a, b, c, d, x, y, drawn: drawn.append(("c", (a, b, c, d, x, y))))
    functions.set_close_path_func(lambda drawn: drawn.append(("z", ())))
    return functions


def _alike(one: GlyphPath, other: GlyphPath, scale: float) -> bool:
    if scale == 1 and one == other:
        return True
    return len(one) == len(other) and all(
        kind == known and all(abs(at - scale * wanted) <= _SAME_PLACE for at, wanted in zip(points, places, strict=True))
        for (kind, points), (known, places) in zip(one, other, strict=True)
    )
