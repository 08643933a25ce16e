"""Runs to items: a paragraph's words, spaces and break opportunities, as line breaking wants them (part of stage 4 of 7)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from letterpack.model.letter import Run
from letterpack.patterns import late
from letterpack.text.breaks import (
    BOX,
    FORBID,
    FORCE,
    GLUE,
    HYPHEN_PENALTY,
    NARROW_HYPHEN_PENALTY,
    PENALTY,
    ZERO_WIDTH_SPACE,
    Items,
    LineItem,
    break_points,
    ends_behind_sign,
    ends_no_line,
    is_ideographic,
    needs_rules,
    phrase_points,
    syllable_points,
)
from letterpack.text.hyphenate import SOFT_HYPHEN, address_parts, hyphenate, is_address
from letterpack.text.scripts import BOTH_WIDTHS, forms_of_text, has_full_signs, seams, stands_off
from letterpack.text.shape import ALONE, MissingGlyph, ShapingContext
from letterpack.typeset.clusters import LevelRun
from letterpack.typeset.glyphs import EMPTY, Setter, SetWord
from letterpack.typeset.pieces import Composition, TextFace, face_name

STRETCH: Final = 0.5
SHRINK: Final = 0.25
"""Of a word space: a line within ratio -1 to 1 has spaces of 0.75 to 1.5 of normal."""
EXPANSION: Final = 0.03
"""By how much of its width a justified line's letters may grow or shrink: less than an eye sees in letters beside each other."""
GAP_SHARE: Final = 0.25
WORD_GAP_SHARE: Final = 0.4
"""What a gap takes of a justified line's slack for what a space takes: between ideographs, and between words that no space
divides. With a quarter in both cases, 94 of 100 Khmer lines were even at 442 pt.
"""
_IDEOGRAPH_STRETCH: Final = 0.04
_WORD_GAP_STRETCH: Final = 0.06
"""Of an em: by how much such a gap may grow before the line is loose; wider ones would be read as spaces."""
_OFF_IDEOGRAPHS: Final = 0.09
"""Of an em: how far letters and figures stand off ideographs, beside the white they have; poppler takes 0.1 for a space."""
_WHITE_SHRINK: Final = 0.5
"""Share of the white beside full-width signs, and of what letters stand off ideographs, that a tight line may take."""
_NARROW: Final = 26.0
"""Of an em: lines that are shorter are narrow."""
_ENDED: Final = LineItem(PENALTY, penalty=FORCE)
_TOGETHER: Final = LineItem(PENALTY, penalty=FORBID)
"""What a line's end costs at each kind of place: here it must end, or must not."""
_AFTER_DASH: Final = LineItem(PENALTY, penalty=50.0)
_IN_RANGE: Final = LineItem(PENALTY, penalty=500.0)
"""Behind the dash between two numbers."""
_AFTER_SLASH: Final = LineItem(PENALTY, penalty=100.0)
_AFTER_SIGN: Final = LineItem(PENALTY, penalty=120.0)
"""In an address, behind a sign at which a reader expects it to be broken."""
_IN_ADDRESS: Final = LineItem(PENALTY, penalty=1_000.0)
_IN_COMPOUND: Final = 200.0
"""What a hyphen costs in a word that has one already: it is broken there, unless spaces would get wide."""
_IN_WORD: Final = LineItem(PENALTY, penalty=200.0)
"""Between syllables of a word that has no hyphens."""
_IN_PHRASE: Final = LineItem(PENALTY, penalty=400.0)
_IN_NAME: Final = LineItem(PENALTY, penalty=900.0)
"""Within a phrase where it is read on: behind a preposition or article, in quotes, at a hyphen."""
_AFTER_SHORT: Final = LineItem(PENALTY, penalty=150.0)
_TIED: Final = LineItem(PENALTY, penalty=150.0)
"""Between words that are read as one: less than a hyphen's, and no reason for a line of wide spaces."""
_AT_PAUSE: Final = LineItem(PENALTY)
_PHRASE_ENDS: Final = ",;:·"
_PAUSES: Final = ":;?!–—"
"""Signs at which a reader of a title pauses."""
SEPARATOR: Final = " · "
"""Stands between the parts of a line of names: where the line ends there, the dot is heard and not seen."""
OF_NARROW_SIGNS: Final = "en"
"""A language in which a separator is as narrow as in all lines of the program's: spaces stand around it."""
_HANG_RIGHT: Final = {
    ".": 0.7, ",": 0.6, ";": 0.4, ":": 0.4, "-": 0.5, "–": 0.25, "’": 0.6, "”": 0.5, "»": 0.25, "!": 0.2, "?": 0.15,
    "،": 0.5, "؛": 0.3, "؟": 0.15, "۔": 0.5,
}  # fmt: skip
_HANG_LEFT: Final = {"“": 0.5, "‘": 0.6, "„": 0.4, "«": 0.25, "(": 0.1}
"""Share of a character's width that may hang over the edge; after the defaults of microtype for Latin serifs."""
_TOKEN: Final = late(r"\n|[ \t]+|\S+|\s")
_OF_PHRASES: Final = late(rf"{SEPARATOR}|{_TOKEN.pattern}")
_WORD: Final = late(r"\S+")
_PART: Final = late(r"[^-‐–—/־]*[-‐–—/־]+|[^-‐–—/־]+")
_LONG_PART: Final = late(r"\W*[^\W\d_]{6,}\W*")
"""Of a compound."""
_INITIAL: Final = late(r"\W*[^\W\d_]\.")
_ABBREVIATION: Final = late(r"\W*[^\W\d_]{2,5}\.")
_UNIT: Final = late(r"[^\W\d_]{1,3}\.(?!\w)|%")
"""What is short behind a number: `2026 г.`, `40 %`."""
_SHORT: Final = late(r"[^\W\d_]{1,3}")
"""A preposition, an article, a conjunction, in most languages: it belongs to what follows."""
_QUOTES: Final = {"«": "»", "‹": "›", "„": "“”", "“": "”", "‘": "’"}
_NOTHING: Final = ("", EMPTY)
_ELASTIC: Final = " \u00a0"
"""Spaces that are as wide as their line has room; all others are as wide as they are."""
_BEFORE_NUMBERS: Final = "№§¶"
"""Signs that belong to the number behind them: no line ends between the two."""
_WORD_SPACE: Final = "\u1361"
"""The Ethiopic sign between words: it stands in the middle of the white that a line has for it."""
_NO_BREAK_SPACES: Final = "\u00a0\u2007\u202f"


class Atom(NamedTuple):
    """What an item shows: the text of a box, or the space of a glue, empty for a gap; its embedding level (UAX #9); what it
    touches in other styles; the language whose forms its Chinese characters take, empty for those of the setter; the language
    that it is in, empty for the setter's; whether it stands above the line.
    """

    text: str
    style: str
    link: str | None
    level: int = 0
    beside: ShapingContext = ALONE
    forms: str = ""
    language: str = ""
    raised: bool = False


def _without_soft_hyphens(token: str, points: tuple[int, ...]) -> tuple[int, ...]:
    """Return the rising ``points`` of ``token`` as they are in it less its soft hyphens."""
    if SOFT_HYPHEN not in token:
        return points
    before = list(accumulate([char == SOFT_HYPHEN for char in token], initial=0))
    return tuple([point - before[point] for point in points])


def hangs_left(text: str) -> bool:
    """Whether a line that begins with ``text`` hangs over its left edge."""
    return text[:1] in _HANG_LEFT


class Gatherer:
    """Gathers a paragraph's items and what each shows.

    ``shares`` are those of a gap's item: of what a space of its line gains, and of what it loses. ``joints`` are gaps in which
    two full-width signs share their white; inside a line these are shaped together. ``pauses`` are items at which a reader of a
    title pauses.
    """

    def __init__(
        self,
        setter: Setter,
        face: TextFace,
        composition: Composition,
        measure_pt: float = math.inf,
        *,
        right_to_left: bool = False,
    ) -> None:
        """Gather for ``face`` a paragraph that runs ``right_to_left`` or not, in lines of ``measure_pt``."""
        self._hyphen = HYPHEN_PENALTY if measure_pt >= _NARROW * face.size_pt else NARROW_HYPHEN_PENALTY
        self.setter, self.face, self.composition, self.right_to_left = setter, face, composition, right_to_left
        self._speaking, self._language = setter, ""
        self._expansion = EXPANSION if composition.justified else 0.0
        self._level = 0
        self._beside = ALONE
        self._raised = False
        self._forms = ""
        self._last = _NOTHING
        self.missing = ""
        self._items: list[LineItem] = []
        self.atoms: list[Atom | None] = []
        self._quoting, self._quoting_until = "", 0  # What would end the quotation that is open behind so many atoms.
        self.shares: dict[int, tuple[float, float]] = {}
        self.joints: set[int] = set()
        self.pauses: set[int] = set()

    def items(self) -> Items:
        """Return the items gathered so far."""
        return Items.of(self._items)

    def extend(self, other: Gatherer) -> None:
        """Add what ``other`` has gathered, which begins with a word behind a space, or the paragraph."""
        start = len(self._items)
        self._items += other._items
        self.atoms += other.atoms
        self.shares.update([(start + index, shares) for index, shares in other.shares.items()])
        self.joints.update([start + index for index in other.joints])
        self.pauses.update([start + index for index in other.pauses])
        self._last = other._last
        self._miss(other.missing)

    def gather(self, stretches: Sequence[LevelRun], behind: str = "") -> None:
        """Add ``stretches`` of a paragraph; ``behind`` is what comes behind the last of them."""
        texts = [stretch.run.text for stretch in stretches[1:]]
        for stretch, text in zip(stretches, [*texts, behind], strict=False):
            word = _WORD.match(text)
            self.add(*stretch, following=word[0] if word else "")

    def add(self, run: Run, level: int = 0, beside: ShapingContext = ALONE, following: str = "") -> None:
        """Add the words and spaces of ``run``, all of it at one embedding level; what is ``beside`` others is one word.

        ``following`` is the word that comes behind a ``run`` that ends with a space.
        """
        self._level, self._beside, self._language, self._raised = level, beside, run.language, run.style.raised
        self._speaking = self.setter.speaking(run.language)
        style = face_name(run.style, self.face.cut)
        tokens = (_OF_PHRASES if self.composition.phrases else _TOKEN).findall(run.text)
        for index, token in enumerate(tokens, 1):
            if token == "\n":
                self._item(_ENDED)
            elif token == SEPARATOR:
                self._separator(style, run.link)
            elif token in _NO_BREAK_SPACES:
                self._item(_TOGETHER)
                self._space(token, style, run.link)
            elif token.isspace():
                cost = self._cost_of_end(tokens[index] if index < len(tokens) else following)
                if cost is not None:
                    self._item(cost)
                for space in token if self.composition.gaps else token[0]:
                    self._space(" " if space in " \t" else space, style, run.link)
            else:
                self._token(token, style, run)

    def _cost_of_end(self, behind: str) -> LineItem | None:
        """Return what it costs, if anything, that a line ends at the space behind the last word, before the word ``behind``."""
        last = self._before()
        if last and (last in _BEFORE_NUMBERS or ends_no_line(self._word_before(), behind)):
            return _TOGETHER
        if self.composition.phrases and last and last not in _PHRASE_ENDS:
            return _IN_NAME if self._reads_on() else _IN_PHRASE
        if self.composition.balanced:
            # Two capitalized words are read together, as those of a person's name are.
            is_name = behind[:1].isupper() and self._word_before()[:1].isupper() and last.isalpha()
            if self._reads_on() or is_name:
                return _AFTER_SHORT
        if self.composition.balanced and (behind.startswith("(") or (last in _PAUSES and not behind[:1].isdigit())):
            self.pauses.add(len(self._items))
            return _AT_PAUSE
        return _TIED if (last == "." or last.isdigit()) and self._tied(behind) else None

    def _token(self, token: str, style: str, run: Run) -> None:
        """Add a word with the places where it may be broken: by a hyphen, or after a dash or slash of its own."""
        if needs_rules(token):
            self._ruled(token, style, run.link)
            return
        if self._last[1] is not EMPTY:
            # Raised signs, such as the mark of a note, begin no line: they belong to what is before them.
            stays = run.style.raised or run.note is not None
            breaks = not stays and 1 in break_points(self._before() + token[0], self._speaking.language)
            self._gap(token[0], EMPTY, style, run.link, breaks=breaks)
            self._last = _NOTHING
        if is_address(token):
            self._address(token, style, run.link)
            return
        plain = token.replace(SOFT_HYPHEN, "")
        divides = self.composition.hyphens and not run.style.code and not run.style.raised and not run.link
        found = hyphenate(token, self._speaking.language, self.setter.protected) if divides else ()
        points = _without_soft_hyphens(token, found)
        parts = _PART.findall(plain)
        divides_parts = divides and len(parts) > 1 and SOFT_HYPHEN not in token
        start = 0
        for index, part in enumerate(parts):
            end = start + len(part)
            if divides_parts and part.islower() and _LONG_PART.fullmatch(part):
                inside = hyphenate(part, self._speaking.language, self.setter.protected)
                self._syllables(part, inside, _IN_COMPOUND, style, run.link)
            else:
                inside = tuple([point - start for point in points if start < point < end])
                self._syllables(part, inside, self._hyphen, style, run.link)
            if index < len(parts) - 1 and ends_behind_sign(plain, end, self._speaking.language):
                dash = _IN_NAME if self.composition.phrases else _AFTER_DASH
                if part[-2:-1].isdigit() and parts[index + 1][0].isdigit():
                    dash = _IN_RANGE
                self._item(_AFTER_SLASH if part.endswith("/") else dash)
            start = end

    def _address(self, token: str, style: str, link: str | None) -> None:
        """Add an address, to be broken behind its signs and without a hyphen."""
        parts = address_parts(token)
        for index, (part, is_good) in enumerate(parts):
            self._box(part, self.word(part, style).width_pt, style, link)
            if index < len(parts) - 1:
                self._item(_AFTER_SIGN if is_good else _IN_ADDRESS)

    def _ruled(self, token: str, style: str, link: str | None) -> None:
        """Add a stretch of text whose places to break only rules or a dictionary know."""
        self._forms = forms_of_text(token)
        before = self._before()
        if not (is_ideographic(before) or is_ideographic(token[0])):
            before = ""
        known = set(break_points(before + token, self._speaking.language))
        phrases = phrase_points(before + token, self._speaking.language) if self.composition.balanced else known
        offset = len(before)
        points = {point - offset for point in known} | set(seams(token, full_signs=has_full_signs(self._speaking.language)))
        points |= {at for at, char in enumerate(token) if char == _WORD_SPACE}
        inside = () if self.composition.balanced else syllable_points(token, points)
        for start, end in pairwise((0, *sorted(point for point in {*points, *inside} if point > 0), len(token))):
            text = token[start:end].replace(ZERO_WIDTH_SPACE, "").replace(SOFT_HYPHEN, "")
            if text:
                word = self.word(text, style)
                if start in inside:
                    self._item(_IN_WORD)
                self._gap(text[0], word, style, link, breaks=start + offset in known, reads_on=start + offset not in phrases)
                self._box(text, word.width_pt, style, link)
                self._last = text[-1], word
        self._forms = ""

    def _before(self) -> str:
        """Return the character that what is added now stands beside: of a word of another style, of no space."""
        atom = self.atoms[-1] if self.atoms else None
        return atom.text[-1] if atom and atom.text and self._items[-1].kind == BOX else ""

    def _word_before(self) -> str:
        """Return the word that what is added now stands beside, whatever its styles."""
        parts: list[str] = []
        for item, atom in zip(reversed(self._items), reversed(self.atoms), strict=True):
            if item.kind == GLUE:
                break
            parts.append(atom.text if atom else "")
        return "".join(reversed(parts))

    def _reads_on(self) -> bool:
        """Whether what comes next in a title or a name belongs to the last word, or to the same quotation."""
        word = self._word_before()
        if _SHORT.fullmatch(word) and word.islower():
            return True
        for char in "".join([atom.text for atom in self.atoms[self._quoting_until :] if atom]):
            self._quoting = ("" if char in self._quoting else self._quoting) if self._quoting else _QUOTES.get(char, "")
        self._quoting_until = len(self.atoms)
        return bool(self._quoting)

    def _tied(self, following: str) -> bool:
        """Whether the last word, an initial or abbreviation or number, is read as one with the ``following``."""
        atom = self.atoms[-1]
        before = atom.text if atom else ""
        if before[-1:] != ".":
            return _UNIT.match(following) is not None
        return bool(_INITIAL.fullmatch(before) or (following[:1].isdigit() and _ABBREVIATION.fullmatch(before)))

    def _gap(self, first: str, word: SetWord, style: str, link: str | None, *, breaks: bool, reads_on: bool = False) -> None:
        """Add what stands before ``word``, which begins with ``first``, where it stands beside another without a space; they may
        be of one phrase, which ``reads_on``.
        """
        before = self._before()
        if not before:
            self._keep_white(word.white_pt.before)
            return
        em = self.face.size_pt
        behind = self._last[1].white_pt.behind if self._last[0] == before else 0.0
        white = max(behind, word.white_pt.before)
        off = 0.0 if white or not stands_off(before, first) else em * _OFF_IDEOGRAPHS
        parts_words = first == _WORD_SPACE
        if not breaks:
            if not (white or off or parts_words) and BOTH_WIDTHS.isdisjoint((before, first)):
                return
            self._item(_TOGETHER)
        elif reads_on:
            self._item(_IN_NAME)
        square = is_ideographic(before) or is_ideographic(first)
        stretch = 0.0 if off or not (breaks or parts_words) else em * (_IDEOGRAPH_STRETCH if square else _WORD_GAP_STRETCH)
        shrink = (white + off) * _WHITE_SHRINK
        if behind and word.white_pt.before:
            stretch = shrink = 0.0
            self.joints.add(len(self._items))
        grows = (GAP_SHARE if square else WORD_GAP_SHARE) if stretch else 0.0
        self.shares[len(self._items)] = (grows, shrink / (self.setter.space(style, em) * SHRINK))
        self._glue(white + off, stretch, shrink, self._atom("", style, link))

    def _keep_white(self, white_pt: float) -> None:
        """Let a space beside a full-width sign have the sign's white too, so that readers see it as the space that it is."""
        if white_pt and self._items and (last := self._items[-1]).kind == GLUE:
            self._items[-1] = last._replace(width=last.width + white_pt)

    def _syllables(self, text: str, points: tuple[int, ...], cost: float, style: str, link: str | None) -> None:
        """Add ``text``, which a hyphen may break before the ``points``, at the ``cost`` of each."""
        word = self.word(text, style)
        if not points or word is EMPTY:
            self._box(text, word.width_pt, style, link)
            return
        scale = self.face.size_pt / 1000
        shaped = self.setter.shaper.shape(text, style, self._speaking.language, self._beside, right_to_left=bool(self._level % 2))
        hyphen = self.word("-", style).width_pt
        hangs = hyphen * _HANG_RIGHT["-"]
        broken = LineItem(PENALTY, hyphen, penalty=cost, flagged=True, protrude_right=hangs)
        before = 0
        done = 0.0
        widths = [width * scale for width in shaped.widths_before(points)]
        for point, until in zip((*points, len(text)), (*widths, word.width_pt), strict=True):
            self._box(text[before:point], until - done, style, link)
            if point < len(text):
                self._item(broken)
            before, done = point, until

    def word(self, text: str, style: str) -> SetWord:
        """Return the set word as it stands in what is being gathered (``word_of``)."""
        return self.word_of(self._atom(text, style, None))

    def word_of(self, atom: Atom) -> SetWord:
        """Return the word of ``atom``, set; where a glyph is missing, remember its characters and set nothing."""
        setter = self.setter.speaking(atom.language)
        if atom.forms:
            setter = setter.in_forms(atom.forms)
        put = setter.raised if atom.raised else setter.word
        try:
            return put(atom.text, atom.style, self.face.size_pt, atom.beside, right_to_left=bool(atom.level % 2))
        except MissingGlyph as missing:
            self._miss(missing.characters)
            return EMPTY

    def dot_of(self, atom: Atom) -> SetWord:
        """Return the dot of a separator, set: narrow even where signs are full."""
        language = OF_NARROW_SIGNS if has_full_signs(self.setter.language) else atom.language
        return self.word_of(atom._replace(text=SEPARATOR.strip(), language=language))

    def _miss(self, characters: str) -> None:
        self.missing += "".join(char for char in characters if char not in self.missing)

    def _box(self, text: str, width: float, style: str, link: str | None) -> None:
        # What runs against its paragraph has its last sign inside the line, and its first.
        hangs = self._level % 2 == self.right_to_left
        first, last = text[0], text[-1]
        left = self.word(first, style).width_pt * _HANG_LEFT[first] if hangs and first in _HANG_LEFT else 0.0
        right = self.word(last, style).width_pt * _HANG_RIGHT[last] if hangs and last in _HANG_RIGHT else 0.0
        letters = width * self._expansion
        item = LineItem(BOX, width, letters, letters, protrude_left=left, protrude_right=right)
        self._item(item, self._atom(text, style, link))

    def _atom(self, text: str, style: str, link: str | None) -> Atom:
        return Atom(text, style, link, self._level, self._beside, self._forms, self._language, self._raised)

    def _space(self, text: str, style: str, link: str | None) -> None:
        width = self.setter.space(style, self.face.size_pt) if text == " " else self.word(text, style).width_pt
        elastic = width
        if text not in _ELASTIC:
            elastic, self.shares[len(self._items)] = 0.0, (0.0, 0.0)
        self._glue(width, elastic * STRETCH, elastic * SHRINK, Atom(text, style, link, self._level, language=self._language))
        if self._last is not _NOTHING:
            self._keep_white(self._last[1].white_pt.behind)
            self._last = _NOTHING

    def _separator(self, style: str, link: str | None) -> None:
        atom = self._atom(SEPARATOR, style, link)
        width = self.dot_of(atom).width_pt + 2 * self.setter.space(style, self.face.size_pt)
        self._glue(width, 0.0, 0.0, atom)
        self._last = _NOTHING

    def _glue(self, width: float, stretch: float, shrink: float, atom: Atom) -> None:
        self._item(LineItem(GLUE, width, stretch, shrink), atom)

    def _item(self, item: LineItem, atom: Atom | None = None) -> None:
        self._items.append(item)
        self.atoms.append(atom)

    def space_behind(self, end: int) -> Atom | None:
        """Return the space at which a line that ends at item ``end`` ends, or None where it ends otherwise.

        A hard break is a space to whoever follows the tags.
        """
        item = self._items[end] if end < len(self._items) else None
        if item is not None and item.kind == PENALTY:
            if item.penalty == FORCE:
                word = self.atoms[end - 1] if end else None
                return word and word._replace(text=" ")
            if not item.width and end + 1 < len(self._items):
                end += 1
        atom = self.atoms[end] if end < len(self._items) and self._items[end].kind == GLUE else None
        return atom if atom is not None and atom.text else None
