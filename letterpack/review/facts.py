"""What the changes of a packet are judged by: facts of both sides, and the words that differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from letterpack.model.change import Change
from letterpack.review.words import loosened

AROUND_A_WORD: Final = ".,:;!?()[]«»“”\"'’„‚‘‹›،؛؟、。，：；！？（）「」『』।॥։՝"
LEAST_WORD: Final = 4
"""Letters of what took another's place throughout a letter."""


class Facts(Struct, frozen=True):
    """What a packet's changes are judged by: how many signatories there were, and are; what its enclosures were and are called,
    by their paths; the letter's language; whether pictures of other sizes move the text around them, whether there are other
    pictures at all, the links that lie over words that came or went, where links of both sides lead, and the words of the
    letter's address.
    """

    signatories: tuple[int, int]
    titles: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
    language: str = ""
    resized: bool = False
    repictured: bool = False
    links: frozenset[tuple[str, str]] = frozenset()
    kept_links: frozenset[str] = frozenset()
    addressed: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def core(change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the words that differ between a change's two sides, without what both begin and end with."""
    old, new = words_of(change.before), words_of(change.after)
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` as they are compared: small letters, no signs around them."""
    return tuple([word for each in loosened(text).casefold().split() if (word := each.strip(AROUND_A_WORD))])
