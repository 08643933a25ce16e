"""Words to PDF text operators (part of stage 4 of 7).

Strings are Identity-H: a glyph's number, four hexadecimal digits (ISO 32000-1, 9.7.5.2). Glyphs of the base subset that stand
where and for what the font says are written straight off; all others by ``clusters``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final, TypeVar
from unicodedata import combining

from msgspec import Struct

from letterpack.fonts import scripts
from letterpack.languages import runs_right_to_left
from letterpack.model.galley import ExtensionGlyph
from letterpack.model.ink import Ink, filled
from letterpack.text.bidi import needs_bidi
from letterpack.text.breaks import needs_rules
from letterpack.text.fonts import MONO, Font
from letterpack.text.hyphenate import SOFT_HYPHEN
from letterpack.text.scripts import (
    LENT,
    NO_WHITE,
    SideBearings,
    brings_own_forms,
    foreign_tag,
    main_script,
    one_script,
    superiors,
    word_script,
)
from letterpack.text.shape import ALONE, MOST_WORDS, GlyphRun, MissingGlyph, Shaped, Shaper, ShapingContext, Subsets
from letterpack.typeset.clusters import KERN_THRESHOLD, Speller, is_unknown
from letterpack.typeset.saying import ends_like_figures, utf16
from letterpack.values import replace


class InkBox(Struct, frozen=True):
    """What a glyph inks, in 1/1000 of the size of its line: from ``left`` to ``right``, ``rise`` above the baseline and ``fall``
    below it.
    """

    left: float
    right: float
    rise: float
    fall: float


class Reach(Struct, frozen=True):
    """How far ink reaches above a baseline and below it, in 1/1000 of the size of its line."""

    rise: float
    fall: float


NO_REACH: Final = Reach(0.0, 0.0)


class WordInk(Struct, frozen=True):
    """What a word inks, glyph by glyph, from where it begins; how wide it is, and how far all of it reaches."""

    boxes: tuple[InkBox, ...]
    width: float
    reach: Reach


NO_INK: Final = WordInk((), 0.0, NO_REACH)


def furthest(reaches: Sequence[Reach]) -> Reach:
    """Return how far the furthest of ``reaches`` go."""
    if not reaches:
        return NO_REACH
    return Reach(max([each.rise for each in reaches]), max([each.fall for each in reaches]))


def word_ink(shaped: Shaped) -> WordInk:
    """Return what the word inks."""
    boxes: list[InkBox] = []
    x = 0.0
    for run in shaped.runs:
        offsets = run.offsets or ((0.0, 0.0),) * len(run.ids)
        for glyph, advance, (right, up) in zip(run.ids, run.advances, offsets, strict=True):
            box = InkBox(*run.font.ink(glyph))
            if box.right > box.left:
                boxes.append(InkBox(box.left + x + right, box.right + x + right, box.rise + up, box.fall - up))
            x += advance
    if not boxes:
        return replace(NO_INK, width=x)
    return WordInk(tuple(boxes), x, furthest([Reach(box.rise, box.fall) for box in boxes]))


def anywhere(boxes: Sequence[InkBox]) -> list[InkBox]:
    """Return ``boxes`` as if each reached over all of their line: for text whose glyphs may stand elsewhere in it."""
    return [InkBox(-math.inf, math.inf, box.rise, box.fall) for box in boxes]


def least_apart(upper: Sequence[InkBox], lower: Sequence[InkBox], white: float) -> float:
    """Return how far apart the baselines of two lines must be for no ink of the ``upper`` one to touch the ``lower`` one's, with
    ``white`` at either side of a box.
    """
    met = (
        above.fall + below.rise
        for above in upper
        for below in lower
        if below.left < above.right + white and below.right > above.left - white
    )
    return max(met, default=0.0)


MARKED: Final = "BDC"
"""In operators: a passage within them says what its glyphs do not."""
_RAISED_SIZE: Final = 0.66
_RISE: Final = 0.34
"""Of the size, for text above the line: its small letters are as high as capitals."""
_NONE: Final[frozenset[ExtensionGlyph]] = frozenset()
_T = TypeVar("_T")


class SetWord(Struct, frozen=True):
    """A word set at a size: its width, its operators, its glyphs that are in extensions.

    ``inner`` goes between the brackets of ``[<`` and ``>]TJ`` and leaves the style's base font selected. ``tag`` is the language
    tag of a word whose script is not the language's, else empty; None for a word without letters. ``white_pt`` may stand before
    and behind it (``Shaped``).
    """

    width_pt: float
    inner: str
    extensions: frozenset[ExtensionGlyph]
    tag: str | None = None
    white_pt: SideBearings = NO_WHITE


EMPTY: Final = SetWord(0.0, "", frozenset())


_MOST_INKS: Final = 1_000
"""Of so many words is it remembered what they ink: of many glyphs it is much, and few words need it."""


class Remembered(dict[str, _T]):
    """What ``make`` makes of words, each once; emptied past ``most``, so that a long list of names needs no more memory."""

    def __init__(self, make: Callable[[str], _T], most: int = MOST_WORDS) -> None:
        super().__init__()
        self._make = make
        self._most = most

    def __missing__(self, text: str) -> _T:
        made = self._make(text)
        if len(self) >= self._most:
            self.clear()
        self[text] = made
        return made


class LineStyle(Struct, frozen=True):
    """What a line of one style, size and grey has around its words and between them, and the words themselves."""

    words: Remembered[SetWord]
    opening: str
    space_code: str
    space_pt: float
    closing: str


class Setter:
    """Sets words of one language at given sizes, and remembers them by content. ``protected`` words are never hyphenated.

    ``forms`` is the language whose forms Chinese characters take (``in_forms``).

    A passage in another language has a setter of its own. One within a line (``speaking``) begins and ends in the font of the
    setter around it, and its words say their language; blocks (``in_block``) have a direction and a font of their own. ``home``
    is the setter of the letter itself.
    """

    def __init__(
        self, shaper: Shaper, subsets: Subsets, language: str, protected: frozenset[str] = frozenset(), forms: str = ""
    ) -> None:
        self.protected = protected
        self.shaper = shaper
        self.subsets = subsets
        self.language = language
        self._forms = forms or language
        self._variants: dict[str, Setter] = {}
        self._outer: Setter | None = None
        self.home = self
        self.right_to_left = runs_right_to_left(language)
        self._firsts: dict[str, Font] = {}
        self._words: dict[tuple[str, float, bool], Remembered[SetWord]] = {}
        self._dresses: dict[tuple[str, float, Ink], LineStyle] = {}
        self._inks: dict[str, Remembered[WordInk]] = {}

    def in_forms(self, forms: str) -> Setter:
        """Return the setter of the same text with Chinese characters in the ``forms`` of a language (BCP 47; empty: as they are),
        which a letter in Chinese, Japanese or Korean does not change.
        """
        if not forms or self._forms.startswith(f"{forms}{LENT}") or brings_own_forms(self.language):
            return self
        return self._variant(f"forms {forms}", self.shaper, self.language, f"{forms}{LENT}{self.language}")

    def in_close_lines(self) -> Setter:
        """Return the setter of the same text on lines that are closer than the letter's family asks, such as an address's."""
        if self.shaper.close is self.shaper:
            return self
        return self._variant("close", self.shaper.close, self.language, self._forms)

    def in_columns(self) -> Setter:
        """Return the setter of the same text in a table, whose figures stand above each other."""
        if self.shaper.columns is self.shaper:
            return self
        return self._variant("columns", self.shaper.columns, self.language, self._forms)

    def speaking(self, language: str) -> Setter:
        """Return the setter of a passage in ``language`` (BCP 47; empty: the setter's own) within text of this setter's."""
        if not language or language == self.language:
            return self
        made = self._variant(f"speaking {language}", self.shaper, language, self._forms_in(language))
        made._outer = self
        return made

    def in_block(self, language: str) -> Setter:
        """Return the setter of blocks in ``language`` (BCP 47) among blocks of this setter's."""
        if language == self.language:
            return self
        if language == self.home.language:
            return self.home
        made = self._variant(f"block {language}", self.shaper, language, self._forms_in(language))
        made._outer, made.right_to_left = None, runs_right_to_left(language)
        return made

    def _forms_in(self, language: str) -> str:
        lent, between, _ = self._forms.partition(LENT)
        return f"{lent}{between}{language}" if between and not brings_own_forms(language) else ""

    def _variant(self, key: str, shaper: Shaper, language: str, forms: str) -> Setter:
        """Return the setter that differs from this one as ``key`` says, made once."""
        made = self._variants.get(key)
        if made is None:
            made = self._variants[key] = Setter(shaper, self.subsets, language, self.protected, forms)
            made._outer, made.home, made.right_to_left = self._outer, self.home, self.right_to_left
        return made

    def first(self, style: str) -> Font:
        """Return the font that is selected where the operators of ``style`` begin and end, and whose spaces are between words:
        the one that sets the script of the language, so that a line of it needs no other; of code, the face of equal widths.
        """
        if self._outer is not None:
            return self._outer.first(style)
        font = self._firsts.get(style)
        if font is None:
            script = scripts().get(main_script(self.language)) if style != MONO else None
            family = self.shaper.family
            font = (family.covering(style, script.sample, self.language) if script else None) or family.chain(style)[0]
            if not font.font.get_nominal_glyph(0x20):
                font = family.chain(style)[0]
            self._firsts[style] = font
            glyph = font.font.get_nominal_glyph(0x20)
            self.subsets.admit(GlyphRun(font, " ", (glyph,), (font.width(glyph),), (0,), None, plain=True))
        return font

    def words(self, style: str, size_pt: float, *, right_to_left: bool = False) -> Remembered[SetWord]:
        """Return the words of a style and size, which have no spaces and run one way, each set when it is first asked for.

        To ask for one raises ``MissingGlyph`` where it cannot be set.
        """
        key = (style, size_pt, right_to_left)
        words = self._words.get(key)
        if words is None:
            words = self._words[key] = Remembered(
                partial(self.set_word, style=style, size_pt=size_pt, right_to_left=right_to_left)
            )
        return words

    def word(
        self, text: str, style: str, size_pt: float, beside: ShapingContext = ALONE, *, right_to_left: bool = False
    ) -> SetWord:
        """Return ``text`` (no spaces in it, all of it in one direction) set in ``style``. Raises ``MissingGlyph``."""
        if beside is not ALONE:
            return self.set_word(text, style, size_pt, beside, right_to_left=right_to_left)
        return self.words(style, size_pt, right_to_left=right_to_left)[text]

    def set_word(self, text: str, style: str, size_pt: float, beside: ShapingContext = ALONE, *, right_to_left: bool) -> SetWord:
        """Return what ``word`` does, not remembered."""
        if not text:
            return EMPTY
        first = self.first(style)
        tag = self._tag(word_script(text) if (script := one_script(text)) is None else script)
        shaped = self.shaper.shape(
            text, style, self._forms if needs_rules(text) else self.language, beside, right_to_left=right_to_left
        )
        width_pt = shaped.width * size_pt / 1000
        white = shaped.white
        if white is not NO_WHITE:
            white = SideBearings(white.before * size_pt / 1000, white.behind * size_pt / 1000)
        based = [self.subsets.admit(run) for run in shaped.runs]
        known = not (right_to_left and (is_unknown(shaped.runs) or ends_like_figures(text)))
        if known and all(based) and all(run.plain and run.font is first for run in shaped.runs):
            return SetWord(width_pt, "".join([_plain(run.ids, run.advances, first) for run in shaped.runs]), _NONE, tag, white)
        speller = Speller(self.subsets, first, size_pt, leftward=self.right_to_left)
        return SetWord(width_pt, speller.spelled(shaped.runs), frozenset(speller.extensions), tag, white)

    def ink(self, word: str, style: str) -> WordInk:
        """Return what a ``word`` inks, remembered; nothing where a glyph is missing."""
        inks = self._inks.get(style)
        if inks is None:
            inks = self._inks[style] = Remembered(partial(self._ink, style=style), _MOST_INKS)
        return inks[word]

    def reach(self, line: str, style: str) -> Reach:
        """Return how far a ``line`` may rise and fall: by its characters where each is shown by itself, else by its words."""
        if one_script(line) is not None:
            chars = set(line)
            if not any(map(combining, chars)):
                return furthest([self.ink(char, style).reach for char in chars])
        return furthest([self.ink(word, style).reach for word in line.split(" ")])

    def _ink(self, word: str, style: str) -> WordInk:
        language = self._forms if needs_rules(word) else self.language
        try:
            return word_ink(self.shaper.shape(word, style, language, right_to_left=needs_bidi(word)))
        except MissingGlyph:
            return NO_INK

    def raised(
        self, text: str, style: str, size_pt: float, beside: ShapingContext = ALONE, *, right_to_left: bool = False
    ) -> SetWord:
        """Return what ``word`` does, small and above the line: in superior letters where the font has them. Others, which are
        raised, PDFium reads on lines of their own.
        """
        superior, up, down = superiors(text), "", ""
        if superior and self.first(style).coverage.issuperset(map(ord, superior)):
            word = self.word(superior, style, size_pt, beside, right_to_left=right_to_left)
        else:
            small = size_pt * _RAISED_SIZE
            word, font = self.word(text, style, small, beside, right_to_left=right_to_left), self.resource(style)
            first = self.first(style)
            up, down = f"{first.selected(font, small)} {size_pt * _RISE:.2f} Ts", f" 0 Ts{first.selected(font, size_pt)}"
        if word is EMPTY:
            return word
        # Words that say themselves, as those do that run from right to left, say it in the order that readers need.
        says_itself = right_to_left or "/ActualText" in word.inner
        said, end = ("", "") if says_itself else (f"/Span<</ActualText<{utf16(text)}>>>BDC", " EMC")
        return replace(word, inner=f">]TJ{said}{up}[<{word.inner}>]TJ{down}{end}[<")

    def _tag(self, script: str) -> str | None:
        """Return the tag of a word in ``script``: in a passage its language, unless that is not written so."""
        if self._outer is None:
            return foreign_tag(script, self.language) if script else None
        return self._outer._tag(script) if script and foreign_tag(script, self.language) else self.language

    def hyphen(self, style: str, size_pt: float) -> SetWord:
        """Return the hyphen that a line break puts in: the font's soft hyphen, or a hyphen that says it is one (ActualText)."""
        first = self.first(style)
        soft, hard = (first.font.get_nominal_glyph(ord(char)) for char in (SOFT_HYPHEN, "-"))
        if not soft or soft == hard or first.advance(soft) != first.advance(hard) or not first.font.get_glyph_extents(soft).width:
            word = self.word("-", style, size_pt)
            return replace(word, inner=f">]TJ/Span<</ActualText<{utf16(SOFT_HYPHEN)}>>>BDC[<{word.inner}>]TJ EMC[<")
        run = GlyphRun(first, SOFT_HYPHEN, (soft,), (first.width(soft),), (0,), None, plain=True)
        speller = Speller(self.subsets, first, size_pt)
        inner = _plain(run.ids, run.advances, first) if self.subsets.admit(run) else speller.spelled((run,))
        return SetWord(first.width(soft) * size_pt / 1000, inner, frozenset(speller.extensions))

    def dress(self, style: str, size_pt: float, ink: Ink) -> LineStyle:
        """Return what goes around and between the words of a line set in ``style``."""
        key = (style, size_pt, ink)
        found = self._dresses.get(key)
        if found is None:
            tint, black = (f" {filled(ink)}", " 0 g") if ink else ("", "")
            opening = f"{self.selected(style, size_pt)}{tint}[<"
            found = self._dresses[key] = LineStyle(
                self.words(style, size_pt), opening, self.space_code(style), self.space(style, size_pt), f">]TJ{black}"
            )
        return found

    def space(self, style: str, size_pt: float) -> float:
        """Return the width of a word space in points."""
        font = self.first(style)
        return font.space * font.scale * size_pt / 1000

    def space_code(self, style: str) -> str:
        """Return the word space's glyph number as the string operators write it, and what it lacks."""
        font = self.first(style)
        glyph = font.font.get_nominal_glyph(0x20)
        return f"{_code(glyph)}{_kern(font.advances[glyph] - font.space)}"

    def selected(self, style: str, size_pt: float) -> str:
        """Return the operator in which the operators of ``style`` begin."""
        return self.first(style).selected(self.resource(style), size_pt)

    def resource(self, style: str) -> str:
        """Return the font resource in which the operators of ``style`` begin."""
        return self.first(style).resource


@lru_cache(maxsize=1 << 16)
def _code(glyph: int) -> str:
    return f"{glyph:04X}"


@lru_cache(maxsize=1 << 14)
def _kern(kern: float) -> str:
    """Return what a glyph's advance lacks of its own, in 1/1000 em, as it stands behind it; nothing for what nobody sees."""
    return f">{kern:.0f}<" if abs(kern) > KERN_THRESHOLD else ""


def _plain(ids: Sequence[int], advances: Sequence[float], font: Font) -> str:
    """Return glyphs of the font that is selected, each where the one before it leads and meaning what the font says."""
    own, scale = font.advances, font.scale
    if scale != 1.0:
        advances = [advance / scale for advance in advances]
    return "".join([_code(glyph) + _kern(own[glyph] - advance) for glyph, advance in zip(ids, advances, strict=True)])


def without_empty(operators: str) -> str:
    """Return ``operators`` without strings and arrays that show nothing: readers take an empty one for the end of a line."""
    return operators.replace("[<>]TJ", "").replace("<>", " ") if "<>" in operators else operators
