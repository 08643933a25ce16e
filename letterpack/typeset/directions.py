"""Runs to stretches of one direction (part of stage 4 of 7).

Text without right-to-left letters in a left-to-right letter passes untouched. A paragraph runs as its letter does, but for one
all of whose letters run the other way: a quotation, an office's name, a closing in another language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from letterpack.languages import runs_right_to_left
from letterpack.model.letter import Run, Runs
from letterpack.patterns import late
from letterpack.text.bidi import CONTROL, LRI, PDI, RLI, embedding_levels, isolated, needs_bidi
from letterpack.text.shape import ALONE, ShapingContext
from letterpack.values import replace

_LINE_SEPARATOR: Final = "\u2028"
"""A hard break inside a paragraph ends a line, not what a direction goes by."""
_DIVIDES: Final = r"\s\u00ad\-‐–—/־"
_BEGINNING: Final = late(f"[^{_DIVIDES}]+")
_END: Final = late(f"[^{_DIVIDES}]+\\Z")
_SEEN: Final = 5
"""Characters that HarfBuzz looks at on either side of what it shapes (``CONTEXT_LENGTH`` of its buffer)."""


class LevelRun(NamedTuple):
    """Text of one style at one embedding level, and the letters that it touches in its neighbours (``beside``)."""

    run: Run
    level: int
    beside: ShapingContext = ALONE


class DirectedParagraph(NamedTuple):
    """A paragraph in stretches, in reading order, and whether it runs from right to left."""

    stretches: list[LevelRun]
    right_to_left: bool


def in_directions(runs: Runs, *, right_to_left: bool) -> DirectedParagraph:
    """Return ``runs`` split where their embedding level changes, for a letter that runs ``right_to_left`` or not.

    Direction controls have done their work and are gone. A run that is ``isolated`` cannot change the direction of its
    neighbours. Letters that join over the end of a run know it, or are in one run where their style is the same.
    """
    turned = any(needs_bidi(run.text) for run in runs)
    if not turned and not right_to_left:
        return DirectedParagraph([LevelRun(run, 0) for run in runs], right_to_left=False)
    base = _runs_right_to_left("".join([run.text for run in runs]), right_to_left=right_to_left)
    if not turned and not base:
        return DirectedParagraph([LevelRun(run, 0) for run in runs], right_to_left=False)
    return DirectedParagraph(_joining(_leveled(runs, right_to_left=base)), base)


def _runs_right_to_left(text: str, *, right_to_left: bool) -> bool:
    kinds = {unicodedata.bidirectional(char) for char in text}
    leftward = not kinds.isdisjoint(("R", "AL"))
    return leftward if ("L" in kinds) != leftward else right_to_left


def _leveled(runs: Runs, *, right_to_left: bool) -> list[list[LevelRun]]:
    """Return the stretches of each run."""
    texts = [isolated(run.text) if run.isolated else run.text for run in runs]
    for first, last, language in _passages(runs):
        texts[first] = (RLI if runs_right_to_left(language) else LRI) + texts[first]
        texts[last] += PDI
    levels = embedding_levels("".join(texts).replace("\n", _LINE_SEPARATOR), int(right_to_left))
    found: list[list[LevelRun]] = []
    start = 0
    for run, text in zip(runs, texts, strict=True):
        leveled = [(char, level) for char, level in zip(text, levels[start:], strict=False) if not CONTROL.match(char)]
        found.append(
            [
                LevelRun(replace(run, text="".join([char for char, _ in part])), level)
                for level, part in groupby(leveled, key=lambda pair: pair[1])
            ]
        )
        start += len(text)
    return found


def _passages(runs: Runs) -> Iterator[tuple[int, int, str]]:
    """Yield the first and the last index of each passage in a language of its own, and that language: it says its direction."""
    at = 0
    for language, group in groupby(runs, key=lambda run: run.language):
        end = at + len(list(group))
        if language:
            yield at, end - 1, language
        at = end


def _joining(leveled: list[list[LevelRun]]) -> list[LevelRun]:
    """Return the stretches of all runs, letters that join from run to run in one stretch or beside each other."""
    made: list[LevelRun] = []
    before: list[LevelRun] = []
    for stretches in filter(None, leveled):
        first, *rest = stretches
        if before and _touch(before, stretches):
            last = made.pop()
            if (last.run.style, last.run.link) == (first.run.style, first.run.link):
                made.extend(_in_one(last, first))
            else:
                made.extend((*_parted_end(last, first.run.text), *_parted_beginning(first, last.run.text)))
        else:
            made.append(first)
        made.extend(rest)
        before = stretches
    return made


def _touch(one: list[LevelRun], other: list[LevelRun]) -> bool:
    """Whether the last letter of a run and the first of the next stand side by side from right to left."""
    last, first = one[-1], other[0]
    odd = last.level % 2 and first.level % 2
    # An isolate whose own direction is the other one has its first letter at its far end.
    near = last.level == first.level or all(min([each.level for each in run]) % 2 for run in (one, other))
    return bool(odd and near and _is_letter(last.run.text[-1]) and _is_letter(first.run.text[0]))


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LM"


def _in_one(last: LevelRun, first: LevelRun) -> list[LevelRun]:
    """Return two stretches of one style so that the word over their border is in the first alone."""
    border = len(_word_at_beginning(first.run.text))
    made = [_with_text(last, last.run.text + first.run.text[:border]), _with_text(first, first.run.text[border:])]
    return [stretch for stretch in made if stretch.run.text]


def _parted_end(stretch: LevelRun, behind: str) -> list[LevelRun]:
    """Return ``stretch``, the word that it ends in by itself, beside the beginning of the text ``behind`` it."""
    text = stretch.run.text
    start = len(text) - len(_word_at_end(text))
    beside = ShapingContext("" if start else stretch.beside.before, _word_at_beginning(behind)[:_SEEN])
    ending = _with_text(stretch, text[start:])._replace(beside=beside)
    return [_with_text(stretch, text[:start]), ending] if start else [ending]


def _parted_beginning(stretch: LevelRun, before: str) -> list[LevelRun]:
    """Return ``stretch``, the word that it begins with by itself, beside the end of the text ``before`` it."""
    text = stretch.run.text
    end = len(_word_at_beginning(text))
    beginning = _with_text(stretch, text[:end])._replace(beside=ShapingContext(_word_at_end(before)[-_SEEN:], ""))
    return [beginning, _with_text(stretch, text[end:])] if text[end:] else [beginning]


def _with_text(stretch: LevelRun, text: str) -> LevelRun:
    return stretch._replace(run=replace(stretch.run, text=text))


def _word_at_beginning(text: str) -> str:
    found = _BEGINNING.match(text)
    return found[0] if found else ""


def _word_at_end(text: str) -> str:
    found = _END.search(text)
    return found[0] if found else ""


def values(texts: Iterable[str], between: str, *, right_to_left: bool) -> str:
    """Return those of ``texts`` that are not empty with ``between`` between them.

    Where they may run against a letter that runs ``right_to_left`` or not, each is isolated: it has a direction of its own.
    """
    given = [text for text in texts if text]
    joined = between.join(given)
    return between.join(map(isolated, given)) if right_to_left or needs_bidi(joined) else joined
