"""What fonts draw for one and the same number of a glyph: a font that draws a 9 where it drew a 4 changes no text."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

import uharfbuzz as hb

from letterpack.model.change import Change, Located
from letterpack.model.observed import GlyphSource, PacketLook

_MOST_GLYPHS: Final = 65_536


def compare_glyphs(old: PacketLook | None, new: PacketLook | None) -> Iterator[Located]:
    """Yield a change for each font that draws otherwise what a text calls by the same number."""
    if old is None or new is None or {each[:2] for each in old.programs} == {each[:2] for each in new.programs}:
        return
    olds, news = _by_name(old.programs), _by_name(new.programs)
    for base in olds.keys() & news.keys():
        if count := _drawn_otherwise(olds[base], news[base]):
            note = f"{count} of its glyphs {'is' if count == 1 else 'are'} drawn differently: other letters for the same text"
            yield Located(Change("font", "glyphs", base, base, note=note))


def _by_name(programs: Sequence[GlyphSource]) -> dict[str, list[GlyphSource]]:
    found: dict[str, list[GlyphSource]] = {}
    for program in programs:
        found.setdefault(program.base, []).append(program)
    return found


def _drawn_otherwise(old: Sequence[GlyphSource], new: Sequence[GlyphSource]) -> int:
    """Return how many glyphs have another outline: subsets leave those empty that they do not hold."""
    known = {each.digest for each in old}
    fresh = [each for each in new if each.digest not in known]
    return max([_differing(one, other) for one in old for other in fresh], default=0)


@lru_cache(maxsize=4_096)
def _differing(old: GlyphSource, new: GlyphSource) -> int:
    olds, news = _by_number(old), _by_number(new)
    return sum([olds[glyph] != news[glyph] for glyph in olds.keys() & news.keys()])


@lru_cache(maxsize=256)
def _by_number(font: GlyphSource) -> Mapping[int, bytes]:
    """Return the outlines by the numbers that a text calls them by."""
    outlines, order = _outlines(font.program), font.order
    if not order:
        return outlines
    glyphs = struct.unpack(f">{len(order) // 2}H", order[: len(order) & ~1])
    return {number: outlines[glyph] for number, glyph in enumerate(glyphs) if glyph in outlines}


@lru_cache(maxsize=256)
def _outlines(program: bytes) -> Mapping[int, bytes]:
    """Return a digest of the outline of each glyph that has one, by its number; nothing of what is no font."""
    if not program:
        return {}
    face = hb.Face(program)
    font = hb.Font(face)
    pen: list[tuple[object, ...]] = []
    draw = hb.DrawFuncs()
    draw.set_move_to_func(lambda x, y, said: said.append(("m", x, y)))
    draw.set_line_to_func(lambda x, y, said: said.append(("l", x, y)))
    draw.set_quadratic_to_func(lambda a, b, x, y, said: said.append(("q", a, b, x, y)))
    draw.set_cubic_to_func(lambda a, b, c, d, x, y, said: said.append(("c", a, b, c, d, x, y)))
    draw.set_close_path_func(lambda said: said.append(("z",)))
    found: dict[int, bytes] = {}
    for glyph in range(min(face.glyph_count, _MOST_GLYPHS)):
        pen.clear()
        font.draw_glyph(glyph, draw, pen)
        if pen:
            found[glyph] = hashlib.blake2b(repr(pen).encode(), digest_size=8).digest()
    return found
