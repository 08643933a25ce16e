"""Text layer: a paragraph as items, the points at which a line may end, and the line between two of them (UAX #14).

Latin and its like break at spaces, hyphens and by patterns. Ideographs break between any two but for kinsoku; Thai, Lao, Khmer
and Burmese between words that only a dictionary knows. Rules and dictionaries are ICU's, loaded when the first such text comes.
Korean breaks at its spaces, as its readers expect of a letter. Which of the points are chosen is for ``linebreak``. The measure
of a line does not depend on what stands before it, to the last digit: widths are counted in steps that a sum never rounds. So
text that many paragraphs share is measured once (``refit``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias
from unicodedata import category

from msgspec import Struct

from letterpack.languages.tags import primary
from letterpack.languages.traits import traits
from letterpack.patterns import late

_BREAKABLE: Final = late(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u109f"  # Tibetan, Myanmar
    "\u1361-\u1368"  # Ethiopic word space and punctuation
    "\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf"  # Khmer, Tai Le, New Tai Lue, Tai Tham
    "\u1b00-\u1b7f\ua980-\ua9df\uaa00-\uaadf"  # Balinese, Javanese, Cham, Myanmar extended, Tai Viet
    "\u200b"
    "\u2e80-\u312f\u3190-\ua4cf"  # ideographs, kana, Bopomofo, Yi
    "\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
    "]"
)
_FIRST_BREAKABLE: Final = "\u0e00"
_IDEOGRAPHIC: Final = late(
    "[\u2e80-\u2fdf\u3000-\u30ff\u3105-\u312f\u31f0-\u9fff\uf900-\ufaff\uff01-\uffef\U0001b000-\U0001b2ff\U00020000-\U0003ffff]"
)
_HEBREW: Final = late("[\u05d0-\u05ea\ufb1d-\ufb4f]")
_HANGUL: Final = "[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]"
_LAST_IN_ONE_UNIT: Final = "\uffff"
"""What stands behind it takes two units of UTF-16."""
_FREE_BEHIND: Final = frozenset(".,;:!?…/%°*&+=\"'’”»-–")
"""Signs behind which a line may end at any space, whatever stands behind it: ICU need not be loaded to be asked."""
_FREE_BEFORE: Final = frozenset("\"'“„‘«([{§#%&*@$€£¿¡…–+=·•")
"""Signs before which one may."""
_CLOSING: Final = frozenset("»›")
_BEHIND_CLOSING: Final = frozenset("…—–-%*¹²³€+=")
"""What stands behind a sign that closes, and behind one that opens hardly ever; UAX #14 leaves the two undecided there."""
_HYPHENS: Final = "-\u2010"
_LAST_PART: Final = late("[-\u2010–—/]")
_STOPS: Final = ".,;:!?…)»”’“‘"
_ENDING: Final = 3
"""Letters of the longest ending of a number: `19-ові`."""
_WHOLE: Final = 16
"""Characters of a word that a line of names has room for."""
_MOST: Final = 4
"""Characters of a word that say what a space beside it may do."""
_OF_PHRASES: Final = "ja"
"""The language whose phrases ICU knows (UTS #35, the key `lw`), and whose lines may else end anywhere in one."""
_ENDS_PHRASE: Final = late(r"[\u3041-\u309f]|\W")
_BURMESE: Final = late("(?<![\u1021\u1039])(?=[\u1000-\u102a\u103f](?!\u1037?[\u1039\u103a]))")
"""Where a syllable begins: at a letter that is neither stacked under one nor closes the syllable before it, and not behind a bare
အ, which is a prefix.
"""
_LEAST_BURMESE: Final = 4
"""Characters of a Burmese word that stay together before and behind a line's end."""
ZERO_WIDTH_SPACE: Final = "\u200b"
"""The author's own mark of a place where a line may end."""


def needs_rules(text: str) -> bool:
    """Whether a line may end inside ``text`` (a word without spaces) where only rules or a dictionary can tell."""
    return not text.isascii() and max(text) >= _FIRST_BREAKABLE and _BREAKABLE.search(text) is not None


def ends_no_line(before: str, behind: str) -> bool:
    """Whether no line may end at the spaces between two words: behind an opening sign, or before a closing one.

    French stands its signs off with spaces: ``« mot » : mot !``. What German opens and closes with, others close and open with;
    the words tell which (LB15a, LB15b).
    """
    if not before or not behind:
        return False
    last, first = _bare_last(before), behind[0]
    if first in _CLOSING and len(behind) > 1 and behind[1] in _BEHIND_CLOSING:
        return True
    plain = (last.isalnum() or last in _FREE_BEHIND) and (first.isalnum() or first in _FREE_BEFORE)
    if plain or (last == ")" and first.isalnum() and not needs_rules(first)):
        return False
    return _parted(before[-_MOST:], behind[:_MOST] + (" " if len(behind) <= _MOST else ""))


@lru_cache(maxsize=1 << 10)
def _parted(before: str, behind: str) -> bool:
    return len(before) + 1 not in break_points(f"{before} {behind}", "")


def ends_behind_sign(word: str, end: int, language: str) -> bool:
    """Whether a line may end in ``word`` before the character ``end``, which stands behind a dash or a slash."""
    if word[end - 1] in _HYPHENS and len(word) <= _WHOLE and _joins(word[: end - 1], word[end:]):
        return False
    if word[end].isalpha() and end > 1 and not _HEBREW.match(word[end]):
        return True
    return end in break_points(word, language)


def _joins(before: str, behind: str) -> bool:
    """Whether a hyphen joins what is read as one: initials (`J.-P.`), a letter and a word (`T-Shirt`), a number and its ending
    (`80-х`), or parts of which one is abbreviated (`Dipl.-Ing.`).
    """
    last, first = _LAST_PART.split(before)[-1], _LAST_PART.split(behind)[0]
    letters = first.rstrip(_STOPS)
    is_ending = last[-1:].isdigit() and letters.isalpha() and len(letters) <= _ENDING
    return before.endswith(".") or len(last) == 1 or len(letters) == 1 or is_ending


def _bare_last(word: str) -> str:
    """Return the last character of ``word`` that is no mark on another, or the first."""
    end = len(word) - 1
    while end and category(word[end])[0] == "M":
        end -= 1
    return word[end]


def is_ideographic(char: str) -> bool:
    """Whether ``char`` is set in a full square, so that what a line lacks is shared between such characters."""
    return _IDEOGRAPHIC.match(char) is not None


@lru_cache(maxsize=1 << 14)
def break_points(word: str, language: str) -> tuple[int, ...]:
    """Return the positions (code points, ascending) before which a line may begin inside ``word``, without a hyphen.

    ``language`` is a BCP 47 tag: kinsoku and dictionaries differ.
    """
    from icu4py.breakers import LineBreaker

    found = [end for _, end in LineBreaker(word, language.replace("-", "_")).segments()]
    if any(char > _LAST_IN_ONE_UNIT for char in word):
        found = _in_code_points(word, found)
    return tuple([point for point in found if 0 < point < len(word) and not _in_korean(word, point, language)])


@lru_cache(maxsize=1 << 10)
def phrase_points(word: str, language: str) -> frozenset[int]:
    """Return those of the ``break_points`` of ``word`` that stand between phrases, as a reader of Japanese parts them: behind a
    particle, an ending or a sign. All, where the language has no such phrases.
    """
    if primary(language) != _OF_PHRASES:
        return frozenset(break_points(word, language))
    found = break_points(word, f"{language}-u-lw-phrase")
    return frozenset([at for at in found if _ENDS_PHRASE.match(word[at - 1])])


def syllable_points(word: str, known: Iterable[int]) -> frozenset[int]:
    """Return the positions between syllables of Burmese in ``word``, far enough from the ``known`` ones: a second choice, where
    words are long (Stribley, Syllable Based Dual Weight Algorithm for Line Breaking in Myanmar, 2006).
    """
    found = [match.start() for match in _BURMESE.finditer(word)]
    ends = (0, *known, len(word)) if found else ()
    return frozenset([at for at in found if all(abs(at - end) >= _LEAST_BURMESE for end in ends)])


def _in_korean(word: str, point: int, language: str) -> bool:
    """Whether ``point`` divides a Korean word, which ends at a space, whatever else is in it; ideographs alone are taken for
    Chinese.
    """
    before, after = word[point - 1], word[point]
    if before == ZERO_WIDTH_SPACE:
        return False
    if re.match(_HANGUL, before) or re.match(_HANGUL, after):
        return True
    return traits(language).whole_words and not (is_ideographic(before) and is_ideographic(after))


def _in_code_points(word: str, units: list[int]) -> list[int]:
    """Turn offsets in UTF-16 units, ICU's, into offsets in code points."""
    points = {}
    at = 0
    for index, char in enumerate(word):
        points[at] = index
        at += 2 if char > _LAST_IN_ONE_UNIT else 1
    return [points[unit] for unit in units if unit in points]


# Items and their points.

BOX: Final = 0
GLUE: Final = 1
PENALTY: Final = 2

FORBID: Final = 10_000.0
"""A penalty from which on no line may end there."""
FORCE: Final = -10_000.0
"""A penalty up to which a line must end there."""
HYPHEN_PENALTY: Final = 110.0
NARROW_HYPHEN_PENALTY: Final = 95.0
"""What callers give a hyphenation point, the second in narrow lines, whose few spaces have to give more: of 100 lines at 240 pt,
27 end in one then, and 98 are even.
"""

SLACK: Final = 1e-6
"""By how much (points) a line may exceed its measure unseen."""
_TO_STEPS: Final = 1.5 * 2.0**22
"""Added to a width and taken off again, it leaves whole steps of 2^-30 pt (IEEE 754, binary64, to nearest)."""
MOST_PT: Final = 2.0**21
"""Sums up to here are exact."""


class LineItem(NamedTuple):
    """A box, a glue or a penalty (``kind``) of a paragraph, with what ``Items`` says of it."""

    kind: int
    width: float = 0.0
    stretch: float = 0.0
    shrink: float = 0.0
    penalty: float = 0.0
    flagged: bool = False
    protrude_left: float = 0.0
    protrude_right: float = 0.0


class Items(Struct, frozen=True):
    """A paragraph as parallel sequences; index i is a box, a glue or a penalty.

    ``width``, ``stretch`` and ``shrink`` are in points; those of a box say how far its letters give with the line's glue. A
    penalty's width is added when a line ends there (a hyphen).
    ``flagged`` marks hyphens. ``protrude_left`` and ``protrude_right`` say how far (points) a box may hang over the edge at
    the start and the end of a line; a hyphen's protrusion stands at its penalty. Widths are not negative, and a glue does
    not shrink below zero.
    """

    kind: Sequence[int]
    width: Sequence[float]
    stretch: Sequence[float]
    shrink: Sequence[float]
    penalty: Sequence[float]
    flagged: Sequence[bool]
    protrude_left: Sequence[float]
    protrude_right: Sequence[float]

    @classmethod
    def of(cls, items: Sequence[LineItem]) -> Items:
        """Return the paragraph of ``items``."""
        return cls(*zip(*items, strict=True)) if items else cls(*[()] * len(LineItem._fields))


class LineBreak(Struct, frozen=True):
    """A line: the items ``start`` to ``end`` (end excluded), and how its glue is set.

    A glue or box of the line is as wide as ``width + ratio * stretch`` where ratio is positive, else
    ``width + ratio * shrink``.
    ``width`` is the line's natural width in points, its hyphen and hanging parts included; ``hang_left`` and ``hang_right``
    are those parts. ``hyphenated``: it ends in the flagged penalty ``items[end]``. ``overfull``: something in it is too
    long and cannot be broken.
    """

    start: int
    end: int
    ratio: float
    width: float
    hyphenated: bool = False
    overfull: bool = False
    hang_left: float = 0.0
    hang_right: float = 0.0


class Totals(NamedTuple):
    """Width, stretch and shrink of a stretch of items in points: what a line has from its start to its end."""

    width: float = 0.0
    stretch: float = 0.0
    shrink: float = 0.0


Point: TypeAlias = tuple[int, float, float, float, float, bool, float, float, float, float, int]
"""A place where a line may end: item, width up to it, the same with the hyphen and less what hangs, stretch and shrink
up to it, flagged, penalty; then for the next line's start: width (with what hangs), stretch, shrink, item."""


def in_steps(lengths_pt: Iterable[float]) -> list[float]:
    """Return lengths as sums of them are counted."""
    return [(length + _TO_STEPS) - _TO_STEPS for length in lengths_pt]


def counted(items: Items) -> Items:
    """Return ``items`` with lengths as the functions here count them."""
    return Items(
        items.kind, in_steps(items.width), in_steps(items.stretch), in_steps(items.shrink), items.penalty, items.flagged,
        in_steps(items.protrude_left), in_steps(items.protrude_right),
    )  # fmt: skip


def first_point(items: Items) -> Point:
    """Return the start of a paragraph."""
    hang = items.protrude_left[0] if items.kind[0] == BOX else 0.0
    return (0, 0.0, 0.0, 0.0, 0.0, False, 0.0, hang, 0.0, 0.0, 0)


def last_box(items: Items) -> int:
    """Return the index of the last box; there is one."""
    last = len(items.kind) - 1
    while items.kind[last] != BOX:
        last -= 1
    return last


def least_lines(items: Items, measures: Sequence[float]) -> int:
    """Return a number of lines that a justified paragraph with ``measures`` in points needs at least, none of them overfull: with
    all shrunk, and as much left out at each line's end and hung over both of its edges as anywhere.
    """
    total = left_out = most_left_out = 0.0
    for kind, width in zip(items.kind, items.width, strict=True):
        if kind == BOX:
            total, left_out = total + width, 0.0
        elif kind == GLUE:
            total, left_out = total + width, left_out + width
            most_left_out = max(most_left_out, left_out)
    spared = max(items.protrude_left, default=0.0) + max(items.protrude_right, default=0.0) + most_left_out
    return math.ceil((total - sum(items.shrink)) / (max(measures) + spared) - SLACK)


def points_between(items: Items, start: int, stop: int, *, justified: bool) -> tuple[list[Point], Totals]:
    """Return every place among the items ``start`` to ``stop`` where a line may end, counted from ``start``, and what all these
    items measure. A box comes behind each of them somewhere.
    """
    kinds, widths, penalties, stretches, shrinks = items.kind, items.width, items.penalty, items.stretch, items.shrink
    points: list[Point] = []
    width = stretch = shrink = 0.0
    previous = kinds[start - 1] if start else GLUE
    for index in range(start, stop):
        kind = kinds[index]
        if kind == PENALTY:
            if penalties[index] < FORBID:
                points.append(_point(items, index, width, stretch, shrink, justified=justified))
        else:
            if kind == GLUE and previous == BOX:
                points.append(_point(items, index, width, stretch, shrink, justified=justified))
            width += widths[index]
            if justified:
                stretch += stretches[index]
                shrink += shrinks[index]
        previous = kind
    return points, Totals(width, stretch, shrink)


def end_point(items: Items, last: int, totals: Totals) -> Point:
    """Return the end of a paragraph, behind its last box."""
    width, stretch, shrink = totals
    end = width - items.protrude_right[last]
    return (last + 1, width, end, stretch, shrink, False, FORCE, 0.0, 0.0, 0.0, last + 1)


def _point(items: Items, at: int, width: float, stretch: float, shrink: float, *, justified: bool) -> Point:
    """Return the break at item ``at``, with what a line that starts behind it leaves out. A box comes behind it somewhere."""
    kinds, widths = items.kind, items.width
    is_penalty = kinds[at] == PENALTY
    hyphen = widths[at] if is_penalty else 0.0
    end = width + hyphen - _hang_right(items, at)
    start, after, stretch_after, shrink_after = at, width, stretch, shrink
    while kinds[start] != BOX and (start == at or items.penalty[start] > FORCE):
        if kinds[start] == GLUE:
            after += widths[start]
            if justified:
                stretch_after += items.stretch[start]
                shrink_after += items.shrink[start]
        start += 1
    if kinds[start] == BOX:
        after += items.protrude_left[start]
    penalty = items.penalty[at] if is_penalty else 0.0
    flagged = is_penalty and bool(items.flagged[at])
    return (at, width, end, stretch, shrink, flagged, penalty, after, stretch_after, shrink_after, start)


def _hang_right(items: Items, at: int) -> float:
    """Return how far a line that ends at ``at`` may hang out: its hyphen, else its last box."""
    if at < len(items.kind) and items.kind[at] == PENALTY and items.width[at] > 0:
        return items.protrude_right[at]
    return items.protrude_right[at - 1] if at and items.kind[at - 1] == BOX else 0.0


def moved(point: Point, items: int, totals: Totals) -> Point:
    """Return a point that was counted from a place of its paragraph as counted from ``items`` and ``totals`` before that."""
    width, stretch, shrink = totals
    at, bare, end, stretch_at, shrink_at, flagged, penalty, after, stretch_after, shrink_after, start = point
    return (
        at + items, bare + width, end + width, stretch_at + stretch, shrink_at + shrink, flagged, penalty,
        after + width, stretch_after + stretch, shrink_after + shrink, start + items,
    )  # fmt: skip


def line_between(items: Items, before: Point, at: Point, measure: float) -> LineBreak:
    """Return the line between two chosen points of one count, its glue set."""
    start, end = before[10], at[0]
    hang_left = items.protrude_left[start] if start < end and items.kind[start] == BOX else 0.0
    # The points carry width less what hangs out, plus a hyphen's: the natural width is the bare one with the hyphen.
    hang_right = _hang_right(items, end) if start < end else 0.0
    width = at[2] - before[7] + hang_right + hang_left
    room = measure - (at[2] - before[7])
    give = at[3] - before[8] if room >= 0.0 else at[4] - before[9]
    overfull = room < 0.0 and room + give < 0.0
    ratio = 0.0
    if overfull:
        ratio = -1.0 if give else 0.0
    elif give and (room < 0.0 or at[6] > FORCE):
        ratio = room / give
    return LineBreak(start, end, ratio, width, at[5], overfull, hang_left, hang_right)
