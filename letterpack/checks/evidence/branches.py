"""The way back: whose a text is that stands in a packet and not in its sources: that of a branch which its reader does not
get.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Final

from msgspec import Struct

from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.model.fields import shared_values, value_for
from letterpack.model.for_whom import Condition, both, holds
from letterpack.model.letter import Block, Conditional, Letter, Runs, children, texts
from letterpack.patterns import late
from letterpack.spans import Span

_SPACES: Final = late(r"[\s\u00ad\u200b]+")
_ANYTHING: Final = ".*?"
_SHORTEST: Final = 8
"""Characters without spaces of a text that is told to be a branch's: shorter ones stand anywhere."""
_MOST_ASKED: Final = 1_000
_MOST_NAMED: Final = 3


class Branch(Struct, frozen=True):
    """A text that only some get: what its mark says, where that is, whom it and all around it are for, and what it looks like."""

    said: str
    span: Span
    condition: Condition
    pattern: re.Pattern[str]


def others_branch(campaign: CampaignRead, letter: Letter, lead: Addressee, readers: frozenset[str], text: str) -> Branch | None:
    """Return the branch of ``letter`` that has ``text`` and is not in the letter to ``lead`` for ``readers``; None where none
    is.
    """
    plain = _SPACES.sub("", text)
    if len(plain) < _SHORTEST:
        return None
    value_of = partial(value_for, lead, shared_values(campaign.settings.name, letter, len(campaign.signatories)))
    found = (each for each in _branches(letter) if each.pattern.search(plain))
    return next((each for each in found if not holds(each.condition, value_of, readers)), None)


def readers_of(campaign: CampaignRead, letter: Letter, branch: Branch) -> str:
    """Return who gets ``branch``, as a message says it; nobody among the first addressees is ``others``."""
    shared = shared_values(campaign.settings.name, letter, len(campaign.signatories))
    found = [
        f"`{each.id}`"
        for each in campaign.mailing.to(0, _MOST_ASKED)
        if (each.language or campaign.default_language) == letter.language
        and holds(branch.condition, partial(value_for, each, shared), _readers(each))
    ]
    return f"{', '.join(found[:_MOST_NAMED])}{' and others' * (len(found) > _MOST_NAMED)}" or "others"


def _readers(addressee: Addressee) -> frozenset[str]:
    return frozenset([each.id for each in (addressee, *addressee.cc, *addressee.bcc)])


@lru_cache(maxsize=16)
def _branches(letter: Letter) -> tuple[Branch, ...]:
    return tuple(_within(letter.body, None, "", letter.span("")))


def _within(blocks: Iterable[Block], condition: Condition | None, said: str, span: Span) -> Iterator[Branch]:
    for block in blocks:
        if isinstance(block, Conditional):
            yield from _within(block.blocks, both(condition, block.condition), f"::: {block.said}", block.span)
            continue
        for runs in texts(block):
            pattern = _pattern(runs) if condition is not None else None
            if pattern is not None and condition is not None:
                yield Branch(said, span, condition, pattern)
            for when in dict.fromkeys([run.when for run in runs if run.when]):
                inner = _pattern(tuple([run for run in runs if run.when == when]))
                if inner is not None:
                    yield Branch("{…}", block.span, both(condition, when), inner)
        yield from _within(children(block), condition, said, span)


def _pattern(runs: Runs) -> re.Pattern[str] | None:
    """Return what a text looks like without white space, fields and calls of notes being anything; None where it says too
    little.
    """
    plain = [_SPACES.sub("", run.text) for run in runs if not (run.field or run.note or run.when)] or [
        _SPACES.sub("", run.text) for run in runs if not (run.field or run.note)
    ]
    if sum(map(len, plain)) < _SHORTEST:
        return None
    parts = [_ANYTHING if run.field or run.note else re.escape(_SPACES.sub("", run.text)) for run in runs]
    return re.compile("".join(parts), re.DOTALL)
