r"""Texts of the sources against passages of a PDF, character for character, whatever the setting did to lines and blocks.

Where a block of either side begins or a line of it must (``"\n"``), a space may be or not be; nowhere else. Text that mixes
directions is judged by its words, since readers of PDFs differ on their order.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.model.observed import Passage
from letterpack.patterns import late
from letterpack.text.bidi import needs_bidi

BREAK: Final = "\x1f"
_MOST_SHOWN: Final = 60
_AROUND: Final = 24
_MOST_LINES: Final = 6
"""On how many lines, each tagged by itself, one text of an address may stand."""

_TURNED: Final = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_WITHOUT_SPACES: Final = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
"""Scripts that part words by no space, or may end a line within one: of their words a line's end makes two."""
_WORD: Final = late(rf"\d+|[^\W\d_{_TURNED}{_WITHOUT_SPACES}]+|(?:(?=[{_TURNED}])[^\W\d_])+|[^\w\s]|\w")
"""A number, a word of one direction, or a sign; where two directions meet in a line, a space may be lost to either."""
_MIRRORED: Final = str.maketrans(")]}>»›", "([{<«‹")


class Difference(Struct, frozen=True):
    """Where two sides part: what the sources say (empty where the PDF has more), what the PDF says, and which passage that is.

    ``passage`` is the index of the PDF's passage, or of the one after which something is missing; -1 where there is none.
    """

    wanted: str
    found: str
    passage: int


def differences(wanted: Sequence[str], found: Sequence[str], most: int = 3) -> list[Difference]:
    """Return where ``found`` differs from ``wanted``, ``most`` places at most; an empty list where they say the same."""
    if len(wanted) == len(found) and all(map(says, wanted, found)):
        return []
    ways = {in_any_order(text): text for text in wanted if needs_bidi(text)}
    found = [ways.get(in_any_order(text), text) if ways else text for text in found]
    if _flow_alike(BREAK.join(wanted).replace("\n", BREAK), BREAK.join(found).replace("\n", BREAK)):
        return []
    return _parted(wanted, found)[:most]


def lines_of(wanted: Sequence[str], last: tuple[str, ...]) -> list[str]:
    """Return the lines of the texts ``wanted``; ``last`` are those at its end that many packets share."""
    own = wanted[: len(wanted) - len(last)]
    if wanted[len(own) :] != last:
        return _split(wanted)
    return [*_split(own), *_shared_lines(last)]


@lru_cache(maxsize=64)
def _shared_lines(texts: tuple[str, ...]) -> list[str]:
    return [sys.intern(line) for line in _split(texts)]


def _split(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in (text.split("\n") if "\n" in text else (text,))]


def says(wanted: str, found: str) -> bool:
    """Whether a passage says what a text of the sources says."""
    return wanted == found or ("\n" in wanted and found in _forms(wanted)) or in_any_order(wanted) == in_any_order(found)


def in_any_order(text: str) -> str:
    """Return ``text`` or, where it may run from right to left, its words and signs in an order that is always the same."""
    return _sorted(text) if needs_bidi(text) else text


@lru_cache(maxsize=20_000)
def _sorted(text: str) -> str:
    return " ".join(sorted(_WORD.findall(text.translate(_MIRRORED))))


def unexpected(wanted: Sequence[str], found: Iterable[Passage]) -> list[Passage]:
    """Return the passages of ``found`` that say nothing of what the sources say.

    A text on several lines may be a passage, or a passage a line.
    """
    said = {*wanted, *_all_forms(tuple([text for text in wanted if "\n" in text]))}
    strange = [passage for passage in found if passage.text not in said]
    ways = {in_any_order(text) for text in said} if strange else set()
    return [passage for passage in strange if in_any_order(passage.text) not in ways]


@lru_cache(maxsize=64)
def _all_forms(wanted: tuple[str, ...]) -> frozenset[str]:
    return frozenset(form for text in wanted for form in (*_forms(text), *text.split("\n")))


@lru_cache(maxsize=20_000)
def _forms(wanted: str) -> tuple[str, str]:
    return wanted.replace("\n", " "), wanted.replace("\n", "")


def _flow_alike(wanted: str, found: str) -> bool:
    """Whether two texts are alike but for breaks and the spaces beside them."""
    first = second = 0
    while first < len(wanted) and second < len(found):
        one, other = wanted[first], found[second]
        if one == other:
            first, second = first + 1, second + 1
        elif one == BREAK:
            first, second = first + 1, second + (other == " " != wanted[first + 1 : first + 2])
        elif other == BREAK:
            first, second = first + (one == " " != found[second + 1 : second + 2]), second + 1
        elif one == " " and second and found[second - 1] == BREAK:
            first += 1
        elif other == " " and first and wanted[first - 1] == BREAK:
            second += 1
        else:
            return False
    return not wanted[first:].strip(BREAK) and not found[second:].strip(BREAK)


def _parted(wanted: Sequence[str], found: Sequence[str]) -> list[Difference]:
    plain = [text.replace("\n", " ") for text in wanted]
    read, starts = _whole(wanted, found)
    made: list[Difference] = []
    for kind, start, end, first, last in SequenceMatcher(None, plain, read, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for index in range(max(end - start, last - first)):
            one = plain[start + index] if start + index < end else ""
            other = read[first + index] if first + index < last else ""
            at = first + index if first + index < last else min(last, len(read)) - 1
            made.append(Difference(*_around(one, other), starts[at] if at >= 0 else -1))
    return made


def _whole(wanted: Sequence[str], found: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the passages as their texts stand in ``wanted``, those that make up one text joined, and where each begins."""
    by_form = {form: text.replace("\n", " ") for text in wanted for form in (*_forms(text), text)}
    read: list[str] = []
    starts: list[int] = []
    at = 0
    while at < len(found):
        count = next((number for number in range(1, _MOST_LINES) if " ".join(found[at : at + number]) in by_form), 1)
        text = " ".join(found[at : at + count])
        read.append(by_form.get(text, text))
        starts.append(at)
        at += count
    return read, starts


def _around(one: str, other: str) -> tuple[str, str]:
    """Return both texts, long ones cut to what is around their first difference."""
    start = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return _cut(one, start), _cut(other, start)


def _cut(text: str, at: int) -> str:
    if len(text) <= _MOST_SHOWN:
        return text
    start, end = max(0, at - _AROUND), min(len(text), at + _MOST_SHOWN - _AROUND)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"
