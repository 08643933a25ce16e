"""Words to PDF text operators (part of stage 4 of 7).

Strings are Identity-H: a glyph's number, four hexadecimal digits (ISO 32000-1, 9.7.5.2). A glyph whose text is not what the
font's character map says, or that stands for several reordered characters, carries ActualText (14.9.4). Text that runs
from right to left is shown in visual order, from left to right, and what several letters share is said in that order too: readers
turn it all.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from letterpack.languages import runs_right_to_left
from letterpack.text.fonts import Font
from letterpack.text.hyphenate import SOFT_HYPHEN
from letterpack.text.shape import MOST_WORDS, GlyphRun, Shaper
from letterpack.text.subsets import Subsets
from letterpack.text.tags import foreign_tag, word_script

_NONE: Final[frozenset[str]] = frozenset()
_KERN_THRESHOLD: Final = 0.5
"""1/1000 em; a smaller difference from the font's own advance is not written."""


class Word(NamedTuple):
    """A word set at a size: its width, its operators, the extensions it uses.

    ``inner`` goes between the brackets of ``[<`` and ``>]TJ`` and leaves the style's base font selected. ``tag`` is the language
    tag of a word whose script is not the language's, else empty; None for a word without letters.
    """

    width_pt: float
    inner: str
    extensions: frozenset[str]
    tag: str | None = None


class Dress(NamedTuple):
    """What a line of one style, size and grey has around its words and between them."""

    opening: str
    space_code: str
    space_pt: float
    closing: str


class Setter:
    """Sets words of one language at given sizes, and remembers them by content. ``protected`` words are never hyphenated."""

    def __init__(self, shaper: Shaper, subsets: Subsets, language: str, protected: frozenset[str] = frozenset()) -> None:
        self.protected = protected
        self.shaper = shaper
        self.subsets = subsets
        self.language = language
        self.right_to_left = runs_right_to_left(language)
        self._words: dict[tuple[str, str, float, bool], Word] = {}
        self._dresses: dict[tuple[str, float, float], Dress] = {}
        self._spaces: dict[tuple[str, float], float] = {}

    def word(self, text: str, style: str, size_pt: float, right_to_left: bool = False) -> Word:
        """Return ``text`` (no spaces in it, all of it in one direction) set in ``style``. Raises ``MissingGlyph``."""
        key = (text, style, size_pt, right_to_left)
        word = self._words.get(key)
        if word is None:
            if len(self._words) >= MOST_WORDS:
                self._words.clear()
            word = self._words[key] = self._word(text, style, size_pt, right_to_left)
        return word

    def _word(self, text: str, style: str, size_pt: float, right_to_left: bool) -> Word:
        shaped = self.shaper.shape(text, style, self.language, right_to_left)
        first = self.shaper.family.chain(style)[0]
        tag = foreign_tag(text, self.language) if word_script(text) else None
        width = shaped.width * size_pt / 1000
        if len(shaped.runs) == 1 and (run := shaped.runs[0]).plain and run.font is first and self.subsets.admit(run):
            return Word(width, _plain(run), _NONE, tag)
        inner: list[str] = []
        extensions: set[str] = set()
        for run in shaped.runs:
            if self.subsets.admit(run) and run.plain and run.font is first:
                inner.append(_plain(run))
            else:
                inner.append(self._spelled(run, first, size_pt, extensions))
        return Word(width, "".join(inner), frozenset(extensions), tag)

    def hyphen(self, style: str, size_pt: float) -> Word:
        """Return the hyphen that a line break puts in: the font's soft hyphen, or a hyphen that says it is one (ActualText)."""
        first = self.shaper.family.chain(style)[0]
        soft, hard = (first.font.get_nominal_glyph(ord(char)) for char in (SOFT_HYPHEN, "-"))
        if not soft or soft == hard or first.advance(soft) != first.advance(hard) or not first.font.get_glyph_extents(soft).width:
            word = self.word("-", style, size_pt)
            return word._replace(inner=f">]TJ/Span<</ActualText<{_utf16(SOFT_HYPHEN)}>>>BDC[<{word.inner}>]TJ EMC[<")
        run = GlyphRun(first, SOFT_HYPHEN, (soft,), (first.advance(soft),), (0,), None, True)
        extensions: set[str] = set()
        inner = _plain(run) if self.subsets.admit(run) else self._spelled(run, first, size_pt, extensions)
        return Word(first.advance(soft) * size_pt / 1000, inner, frozenset(extensions))

    def _spelled(self, run: GlyphRun, first: Font, size_pt: float, extensions: set[str]) -> str:
        out: list[str] = []
        current = first.resource
        for start, end, text in _clusters(run):
            said = [run.font.meaning.get(glyph, "") for glyph in run.ids[start:end]]
            exact = "".join(reversed(said) if run.right_to_left else said) == text
            if not exact:
                out.append(f">]TJ/Span<</ActualText<{_utf16(text[::-1] if run.right_to_left else text)}>>>BDC[<")
            for index in range(start, end):
                name = self.subsets.resource(run.font, run.ids[index])
                if name != run.font.resource:
                    extensions.add(name)
                if name != current:
                    out.append(f">]TJ/{name} {size_pt:g} Tf[<")
                    current = name
                out.append(_placed(run, index, size_pt))
            if not exact:
                out.append(">]TJ EMC[<")
        if current != first.resource:
            out.append(f">]TJ/{first.resource} {size_pt:g} Tf[<")
        return "".join(out)

    def dress(self, style: str, size_pt: float, grey: float) -> Dress:
        """Return what goes around and between the words of a line set in ``style``."""
        key = (style, size_pt, grey)
        found = self._dresses.get(key)
        if found is None:
            tint, black = (f" {grey:g} g", " 0 g") if grey else ("", "")
            opening = f"/{self.resource(style)} {size_pt:g} Tf{tint}[<"
            found = self._dresses[key] = Dress(opening, self.space_code(style), self.space(style, size_pt), f">]TJ{black}")
        return found

    def space(self, style: str, size_pt: float) -> float:
        """Return the width of a word space in points."""
        key = (style, size_pt)
        width = self._spaces.get(key)
        if width is None:
            font = self.shaper.family.chain(style)[0]
            glyph = font.font.get_nominal_glyph(0x20)
            self.subsets.admit(self.shaper.shape(" ", style, self.language).runs[0])
            width = self._spaces[key] = font.advance(glyph) * size_pt / 1000
        return width

    def space_code(self, style: str) -> str:
        """Return the word space's glyph number as the string operators write it."""
        font = self.shaper.family.chain(style)[0]
        return f"{font.font.get_nominal_glyph(0x20):04X}"

    def resource(self, style: str) -> str:
        """Return the font resource in which the operators of ``style`` begin."""
        return self.shaper.family.chain(style)[0].resource


class _Codes(dict[int, str]):
    """Glyph numbers as string operators write them."""

    def __missing__(self, glyph: int) -> str:
        code = self[glyph] = f"{glyph:04X}"
        return code


_CODES: Final = _Codes()


def _plain(run: GlyphRun) -> str:
    advances = run.font.advances
    unkerned = [advances[glyph] for glyph in run.ids]
    if unkerned == list(run.advances):
        return "".join([_CODES[glyph] for glyph in run.ids])
    out: list[str] = []
    for glyph, own, advance in zip(run.ids, unkerned, run.advances, strict=True):
        kern = own - advance
        out.append(f"{_CODES[glyph]}>{kern:.0f}<" if kern > _KERN_THRESHOLD or kern < -_KERN_THRESHOLD else _CODES[glyph])
    return "".join(out)


def _placed(run: GlyphRun, index: int, size_pt: float) -> str:
    glyph = run.ids[index]
    kern = run.font.advance(glyph) - run.advances[index]
    dx, dy = run.offsets[index] if run.offsets else (0.0, 0.0)
    before = f">{-dx:.0f}<" if abs(dx) > _KERN_THRESHOLD else ""
    after = f">{kern + dx:.0f}<" if abs(kern + dx) > _KERN_THRESHOLD else ""
    if abs(dy) <= _KERN_THRESHOLD:
        return f"{before}{glyph:04X}{after}"
    return f"{before}>]TJ {dy * size_pt / 1000:.2f} Ts[<{glyph:04X}>]TJ 0 Ts[<{after}"


def _clusters(run: GlyphRun) -> list[tuple[int, int, str]]:
    """Return each cluster, from left to right, as first glyph, glyph after the last, and its text."""
    found: list[tuple[int, int, str]] = []
    stop = len(run.text)
    index = 0
    while index < len(run.ids):
        end = index + 1
        start = run.starts[index]
        while end < len(run.ids) and run.starts[end] == start:
            end += 1
        if not run.right_to_left:
            stop = run.starts[end] if end < len(run.ids) else len(run.text)
        found.append((index, end, run.text[start:stop]))
        stop = start
        index = end
    return found


def _utf16(text: str) -> str:
    return "FEFF" + text.encode("utf-16-be").hex().upper()
