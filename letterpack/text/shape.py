"""Shaping: a word in a style becomes glyphs with places, once for each word.

A word never holds a space, and runs in one direction. Each stretch of one script and one font is shaped by that script's rules.
Every glyph knows its cluster, so that its text is known to the letter, and the width before any character can be asked for
(hyphenation). Nothing here depends on which subset a glyph will be in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import uharfbuzz as hb
from msgspec import Struct

from letterpack.languages.tags import primary
from letterpack.patterns import late
from letterpack.text.families import Family
from letterpack.text.fonts import PROPORTIONAL, SMALL, TWOFOLD, Font
from letterpack.text.formats import shape_with
from letterpack.text.scripts import (
    BOTH_WIDTHS,
    CLOSING,
    NO_WHITE,
    OPENING,
    SideBearings,
    are_full,
    has_full_signs,
    one_script,
    script_of,
    script_runs,
    white_of,
)
from letterpack.values import replace

MOST_WORDS: Final = 16_000
"""The memory of shaped words is emptied past this, so that a long list of addressees needs no more."""
_IDEOGRAPH: Final = "一"
_WITH_DOTLESS_I: Final = frozenset({"tr", "az", "crh", "gag", "kk", "tt"})
"""Languages whose capital of ``i`` has a dot in Latin letters."""
_WITH_URDU_FIGURES: Final = frozenset({"ur", "ks", "sd", "pa", "pnb", "lah", "skr"})
"""Languages of Pakistan and Kashmir, which write the ``TWOFOLD`` figures in forms of their own."""
_FIGURES: Final = "0123456789"

_UNSEEN: Final = late(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
)
"""Characters that show nothing themselves (DerivedCoreProperties, Default_Ignorable_Code_Point): no font need have them."""


class ShapingContext(Struct, frozen=True):
    """Letters of other styles that a word touches and joins: ``before`` and ``behind`` it in reading order."""

    before: str = ""
    behind: str = ""


ALONE: Final = ShapingContext()


class MissingGlyph(LookupError):
    """No font of the chain has these characters of the word."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


class GlyphRun(Struct):
    """Glyphs of one font in visual order, from left to right, as parallel tuples.

    ``ids`` are glyph ids, ``advances`` widths in 1/1000 em after kerning, ``starts`` the offset in ``text`` of each glyph's
    cluster (falling where ``right_to_left``), ``offsets`` (dx, dy) in 1/1000 em or None where every glyph sits on its origin.
    ``plain``: no offsets, no white taken off, and the meanings of the glyphs, in reading order, are the text. ``first`` is where
    ``text`` begins in its word. Never changed once made.
    """

    font: Font
    text: str
    ids: tuple[int, ...]
    advances: tuple[float, ...]
    starts: tuple[int, ...]
    offsets: tuple[tuple[float, float], ...] | None
    plain: bool
    right_to_left: bool = False
    first: int = 0


class Shaped(Struct):
    """A shaped word: its runs from left to right and its width in 1/1000 em. Never changed once made.

    ``white`` (1/1000 em) is what full-width signs at its edges have lost, which stands beside them where neighbours leave room.
    """

    text: str
    runs: tuple[GlyphRun, ...]
    width: float
    white: SideBearings = NO_WHITE

    def widths_before(self, offsets: Iterable[int]) -> list[float]:
        """Return for each of the rising ``offsets`` the width (1/1000 em) of the glyphs whose clusters begin before it.

        Linear in the word, since one that never ends may have as many offsets as letters.
        """
        glyphs: list[tuple[int, float]] = []
        for run in self.runs:
            glyphs += [(run.first + start, advance) for start, advance in zip(run.starts, run.advances, strict=True)]
        glyphs.sort(key=itemgetter(0))
        widths: list[float] = []
        width, at = 0.0, 0
        for offset in offsets:
            while at < len(glyphs) and glyphs[at][0] < offset:
                width += glyphs[at][1]
                at += 1
            widths.append(width)
        return widths


_Glyphs: TypeAlias = tuple[list[hb.GlyphInfo], list[hb.GlyphPosition]]
"""What HarfBuzz makes of a text: glyphs and their places, from left to right."""


class _Cut(Struct, frozen=True):
    """A font, the OpenType features of text in it, and glyphs that are shown in place of others."""

    font: Font
    features: dict[str, bool]
    instead: Mapping[int, int] = MappingProxyType({})


def _cut(font: Font, style: str, text: str, language: str, *, in_columns: bool) -> _Cut:
    """Return how ``font`` sets ``text`` of ``language`` in ``style``, figures ``in_columns`` all equally wide."""
    if style != SMALL:
        return _Cut(font, font.shaping_columns if in_columns else font.shaping)
    if not font.sets_small(text):
        return _Cut(font, font.shaping_spaced)
    if "i" in text and primary(language) in _WITH_DOTLESS_I:
        return _Cut(font, font.shaping_small, font.dotted_small)
    return _Cut(font, font.shaping_small)


class Shaper:
    """Shapes words with a family's fonts and remembers them by content; with ``in_columns``, figures that stand above others."""

    def __init__(self, family: Family, *, in_columns: bool = False) -> None:
        self.family, self._in_columns = family, in_columns
        self._words: dict[tuple[str, str, str, bool, ShapingContext], Shaped] = {}
        self._buffer = hb.Buffer()

    @cached_property
    def close(self) -> Shaper:
        """What shapes words of lines that are closer than the family asks."""
        return self if self.family.close is self.family else Shaper(self.family.close)

    @cached_property
    def columns(self) -> Shaper:
        """What shapes words of tables, where the figures of text are not all equally wide."""
        are_equal = PROPORTIONAL not in self.family.chain("regular")[0].features
        return self if are_equal or self._in_columns else Shaper(self.family, in_columns=True)

    def shape(
        self, text: str, style: str, language: str, beside: ShapingContext = ALONE, *, right_to_left: bool = False
    ) -> Shaped:
        """Return ``text`` shaped in ``style`` for ``language`` (BCP 47). Raises ``MissingGlyph``."""
        key = (text, style, language, right_to_left, beside)
        word = self._words.get(key)
        if word is None:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
            word = self._words[key] = self._shape(text, style, language, beside, right_to_left=right_to_left)
        return word

    def _shape(self, text: str, style: str, language: str, beside: ShapingContext, *, right_to_left: bool) -> Shaped:
        first = self.family.chain(style)[0]
        script = None if right_to_left or are_full(text, language) else one_script(text)
        if script is not None and first.coverage.issuperset(map(ord, text)):
            cut = _cut(first, style, text, language, in_columns=self._in_columns)
            shaped = self._shaped(text, cut, language, script, right_to_left=False)
            runs: tuple[GlyphRun, ...] = (_run(text, cut, shaped, right_to_left=False),)
            white = NO_WHITE
        else:
            runs, white = _without_white(self._runs(text, style, language, beside, right_to_left=right_to_left))
        if style == SMALL:
            runs = tuple([replace(run, advances=tuple(self._tracked(run.advances, run.text, run.font))) for run in runs])
        return Shaped(text, runs, sum([sum(run.advances) for run in runs]), white)

    def _tracked(self, advances: Sequence[float], text: str, font: Font) -> list[float]:
        """Return the ``advances`` of small capitals, with what stands between them; of small letters in their place, too, where
        the font has none and their script parts them, as Greek does for emphasis.
        """
        by = self.family.tracking if font.sets_small(text) or one_script(text) else 0.0
        return [advance + by if advance else advance for advance in advances]

    def _runs(self, text: str, style: str, language: str, beside: ShapingContext, *, right_to_left: bool) -> tuple[GlyphRun, ...]:
        runs: list[GlyphRun] = []
        first = 0
        stretches = self._by_font(text, style, language)
        if right_to_left and len(stretches) > 1:
            stretches = self._joined(stretches, style, language)
        for font, stretch in stretches:
            for script, part in script_runs(stretch):
                end = first + len(part)
                around = ShapingContext(beside.before + text[:first], text[end:] + beside.behind) if right_to_left else ALONE
                cut = _cut(font, style, part, language, in_columns=self._in_columns)
                shaped = self._shaped(part, cut, language, script, around, right_to_left=right_to_left)
                runs.append(_run(part, cut, shaped, first, len(around.before), right_to_left=right_to_left))
                first = end
        return tuple(reversed(runs)) if right_to_left else tuple(runs)

    def _by_font(self, text: str, style: str, language: str) -> list[tuple[Font, str]]:
        """Return the stretches of ``text`` that one font sets; a sign that scripts share is set by its neighbour's font where
        that has it.
        """
        chosen: list[tuple[Font, str]] = []
        missing = ""
        beside = self._font_beside(text, style, language)
        for grapheme in graphemes(text):
            before = chosen[-1][0] if chosen else beside
            font = self._font_of(grapheme, style, language, before)
            if font is None:
                missing += grapheme
            elif chosen and font is before:
                chosen[-1] = (font, chosen[-1][1] + grapheme)
            else:
                chosen.append((font, grapheme))
        if missing:
            raise MissingGlyph(missing)
        return chosen

    def _joined(self, stretches: list[tuple[Font, str]], style: str, language: str) -> list[tuple[Font, str]]:
        """Return the ``stretches`` of a word with its letters in one font, if one has them all: letters of two do not join."""
        lettered = [index for index, (_, part) in enumerate(stretches) if any(map(script_of, part))]
        if len(lettered) < 2:  # noqa: PLR2004  One stretch has them all.
            return stretches
        start, end = lettered[0], lettered[-1] + 1
        letters = "".join([part for _, part in stretches[start:end]])
        font = self.family.covering(style, _UNSEEN.sub("", letters), language)
        return [*stretches[:start], (font, letters), *stretches[end:]] if font else stretches

    def _font_beside(self, text: str, style: str, language: str) -> Font | None:
        """Return the font of the letter that the signs at the beginning of ``text`` stand before, or stand for."""
        if are_full(text, language):
            letter = _IDEOGRAPH
        else:
            letter = "" if not text or script_of(text[0]) else next(filter(script_of, text), "")
        return self.family.covering(style, letter, language) if letter else None

    def _font_of(self, grapheme: str, style: str, language: str, before: Font | None) -> Font | None:
        seen = _UNSEEN.sub("", grapheme)
        if before is not None and _follows(seen, before, language) and before.coverage.issuperset(map(ord, seen)):
            return before
        covering = self.family.covering
        return covering(style, seen, language) or covering(style, unicodedata.normalize("NFD", seen), language)

    def _shaped(
        self, text: str, cut: _Cut, language: str, script: str, beside: ShapingContext = ALONE, *, right_to_left: bool
    ) -> _Glyphs:
        """Return what HarfBuzz makes of ``text``: glyphs and places, from left to right."""
        buffer = self._buffer
        buffer.reset()
        if right_to_left:
            buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        buffer.add_str(beside.before + text + beside.behind, len(beside.before), len(text))
        buffer.direction = "rtl" if right_to_left else "ltr"
        if script:
            buffer.script = script
        buffer.language = language
        features: dict[str, Any] = cut.features
        foreign_figures = cut.font.figures_are_urdu if not text.isascii() and not TWOFOLD.isdisjoint(text) else False
        if foreign_figures and primary(language) not in _WITH_URDU_FIGURES:
            start = len(beside.before)
            features = {**features, "locl": [(at, at + 1, False) for at, char in enumerate(text, start) if char in TWOFOLD]}
        shape_with(cut.font.font, buffer, features or None, cut.font.known_as)
        return buffer.glyph_infos, buffer.glyph_positions or []


def _run(text: str, cut: _Cut, shaped: _Glyphs, first: int = 0, around: int = 0, *, right_to_left: bool) -> GlyphRun:
    """Return the run of ``shaped``: its text begins at ``first`` in the word, and behind ``around`` characters in what was
    shaped. Raises ``MissingGlyph``.
    """
    infos, positions = shaped
    font = cut.font
    ids = tuple([info.codepoint for info in infos])
    if cut.instead:
        ids = tuple([cut.instead.get(glyph, glyph) for glyph in ids])
    if 0 in ids:
        raise MissingGlyph(text)
    scale = 1000 / font.upem * font.scale
    right, up, across, _ = zip(*[at.position for at in positions], strict=True) if positions else ((), (), (), ())
    offsets = None
    if any(right) or any(up):
        offsets = tuple([(dx * scale, dy * scale) for dx, dy in zip(right, up, strict=True)])
    meaning = font.meaning
    said = "".join([meaning.get(glyph, "") for glyph in (reversed(ids) if right_to_left else ids)])
    return GlyphRun(
        font,
        text,
        ids,
        tuple([advance * scale for advance in across]),
        tuple([info.cluster - around for info in infos]),
        offsets,
        offsets is None and said == text,
        right_to_left,
        first,
    )


def _follows(seen: str, font: Font, language: str) -> bool:
    """Whether ``seen`` is a sign that takes the ``font`` of the letter beside it: one that scripts share, but for figures, and
    beside ideographs for all that Latin text has too.
    """
    if any(map(script_of, seen)) or seen in _FIGURES:
        return False
    if not font.is_large:
        return True
    return not seen.isascii() and (seen not in BOTH_WIDTHS or has_full_signs(language))


def _without_white(runs: tuple[GlyphRun, ...]) -> tuple[tuple[GlyphRun, ...], SideBearings]:
    """Return runs without the white of their full-width signs but for one share between two, and what is lost at either end."""
    if not any(run.font.is_large for run in runs):
        return runs, NO_WHITE
    whites = [white for run in runs for white in _whites(run)]
    ends = SideBearings(whites[0].before, whites[-1].behind)
    for index, (one, other) in enumerate(pairwise(whites)):
        if one.behind and other.before:
            whites[index] = NO_WHITE
    made: list[GlyphRun] = []
    for run in runs:
        lost, whites = whites[: len(run.ids)], whites[len(run.ids) :]
        made.append(_narrowed(run, lost) if any(map(any, lost)) else run)
    return tuple(made), ends


def _whites(run: GlyphRun) -> list[SideBearings]:
    if run.right_to_left or (OPENING.isdisjoint(run.text) and CLOSING.isdisjoint(run.text)):
        return [NO_WHITE] * len(run.ids)
    return [white_of(run.font, glyph, run.text[start]) for glyph, start in zip(run.ids, run.starts, strict=True)]


def _narrowed(run: GlyphRun, whites: list[SideBearings]) -> GlyphRun:
    advances = tuple([advance - sum(white) for advance, white in zip(run.advances, whites, strict=True)])
    if not any(white.before for white in whites):
        return replace(run, advances=advances, plain=False)
    own = run.offsets or ((0.0, 0.0),) * len(run.ids)
    offsets = tuple([(dx - white.before, dy) for (dx, dy), white in zip(own, whites, strict=True)])
    return replace(run, advances=advances, offsets=offsets, plain=False)


def graphemes(text: str) -> list[str]:
    """Split ``text`` into base characters with the marks and joiners that follow them (UAX #29, the part fonts need)."""
    parts: list[str] = []
    for char in text:
        if parts and (unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Mc") or char in "\u200c\u200d"):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


# Subsets. The base of a font holds the glyphs of everything that a letter's packets share, and everyday characters; it is closed
# before the first addressee is set. What an addressee brings is in an extension, one for each font, with the glyphs that the
# packet shows and no others: another addressee cannot change a packet's bytes.

EVERYDAY: Final = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    " .,;:!?'\"()[]/&@#%+-–—‘’“”„«»·…№§"
    "àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿœšžßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŸŒŠŽ"
    "\u00a0\u00ad"
)
"""Characters that every base subset of the regular face holds, so that most names need no extension."""


_EXTENSION: Final = "e"
"""Ends the names of extensions."""


class Subsets:
    """Decides for each glyph which font resource shows it. Open while shared text is set, closed for the addressees."""

    def __init__(self) -> None:
        self.base: dict[Font, set[int]] = {}
        self.extended: dict[str, Font] = {}
        self.closed = False

    def close(self) -> None:
        """End the base: from now on a glyph that is not in it belongs to an extension."""
        self.closed = True

    def admit(self, run: GlyphRun) -> bool:
        """Whether all of ``run`` is shown by its font's base, after adding it there if the base is open."""
        font, glyphs = run.font, run.ids
        base = self.base.get(font)
        if base is None:
            if self.closed:
                return False
            base = self.base[font] = set()
        if not self.closed:
            base.update(glyphs)
            return True
        return base.issuperset(glyphs)

    def extension(self, font: Font) -> str:
        """Return the name of the font resource that shows what is not in the base of ``font``."""
        name = f"{font.resource}{_EXTENSION}"
        self.extended[name] = font
        return name

    def resource(self, font: Font, glyph: int) -> str:
        """Return the name of the font resource that shows ``glyph``."""
        base = self.base.get(font, ())
        if glyph in base or (base and glyph == font.unseen):
            return font.resource
        return self.extension(font)
