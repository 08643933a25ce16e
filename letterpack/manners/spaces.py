"""Spaces before signs and inside quotation marks, as French has them: the right ones where others stand, or where none does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from letterpack.manners.language import Manners
from letterpack.manners.texts import CALL, FIELD, Mending, RunText
from letterpack.manners.words import is_letter
from letterpack.patterns import late

SPACES: Final = "spaces"
_BETWEEN: Final = " "
"""What is typed for want of another space. Any other was chosen."""
_BEFORE: Final = late(r"(?P<space> ?)(?P<signs>[;:!?]+)")
_ENDS_WORD: Final = frozenset(")]}»›”’\"'…%‰°€$£" + FIELD)
"""What a sign may follow, besides letters and figures."""
_BEGINS_NOTHING: Final = frozenset(")]}»›”’“‘\"'.…" + CALL)
"""What may follow a sign, besides a space."""


def space_edits(text: RunText) -> Iterator[Mending]:
    """Yield which spaces come before signs and inside quotation marks of ``text``."""
    for manners in dict.fromkeys(text.manners):
        if manners.file.before:
            for found in text.found(_BEFORE, manners):
                yield from _before(text.text, found, manners)
        if manners.file.quotes_inside:
            yield from _inside(text, manners)


def _before(text: str, found: re.Match[str], manners: Manners) -> Iterator[Mending]:
    signs, start, end = found["signs"], found.start(), found.end()
    space = manners.file.before.get(signs[0])
    before, behind = text[start - 1 : start], text[end : end + 1]
    if space is None or not before or not (is_letter(before) or before.isdigit() or before in _ENDS_WORD):
        return
    if behind and not behind.isspace() and behind not in _BEGINS_NOTHING:
        return
    if found["space"] or manners.file.before_added:
        yield Mending(start, end, f"{space}{signs}", SPACES)


def _inside(text: RunText, manners: Manners) -> Iterator[Mending]:
    """Yield the spaces behind an opening and before a closing mark, of those marks that have them."""
    file, chars = manners.file, text.text
    opening, closing = file.quotes[0], file.quotes[1]
    for index, char in enumerate(chars):
        if char not in (opening, closing) or text.guarded[index] or text.manners_at(index) is not manners:
            continue
        beside = index + 1 if char == opening else index - 1
        if not 0 <= beside < len(chars):
            continue
        if chars[beside] == _BETWEEN:
            yield Mending(beside, beside + 1, file.quotes_inside, SPACES)
        elif not chars[beside].isspace() and chars[beside] != CALL and chars[beside] not in (opening, closing):
            sign = f"{char}{file.quotes_inside}" if char == opening else f"{file.quotes_inside}{char}"
            yield Mending(index, index + 1, sign, SPACES)
