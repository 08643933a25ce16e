"""What ties an addressee to others in the rules over the whole list: as numbers that can be kept, and that name nobody.

A build that goes on from an earlier one reads the rows that have changed alone, and those of which something was found. Most
rules look at one addressee at a time, and have nothing new to say of the others. Those that look at several are met here.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from itertools import chain
from typing import Final

from letterpack.checks.rules.duplicates import once_key
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.pipeline.source_rules import ABOUT_ONE
from letterpack.spans import Span

_LIST: Final = "addressees."
"""Begins the name of each list."""


class Ties:
    """Of each ``to`` addressee that the rules looked at, in mailing order, who it is and by what it would repeat another; a
    ``Listener``.
    """

    def __init__(self) -> None:
        self.is_judged = False
        """Whether the rules have looked at the list: before a build of a long draft they do not."""
        self.who = array("Q")
        self.once = array("Q")
        self.lines: dict[str, array[int]] = {}
        """Where something was found, which the rules tell or the campaign accepts: lines by their files."""
        self.is_crossed = False
        """Whether the rules tell something that is not of one addressee alone."""

    def see(self, addressee: Addressee) -> None:
        """Take note of ``addressee``."""
        if addressee.kind == "to":
            said = (
                addressee.id, addressee.name, addressee.title, addressee.organization, addressee.language,
                addressee.salutation, *chain.from_iterable(addressee.fields.items()),
            )  # fmt: skip
            self.who.append(_number(said))
            self.once.append(_number(once_key(addressee)))

    def add(self, who: array[int], once: array[int], start: int, number: int) -> None:
        """Take note of so many addressees as others noted them, from ``start`` on."""
        self.who.extend(who[start : start + number])
        self.once.extend(once[start : start + number])

    def hear(self, found: Diagnostic) -> None:
        """Take note of where something was found."""
        for place in places_of(found):
            self.lines.setdefault(place.file, array("Q")).append(place.line)

    def tell(self, found: Diagnostic) -> None:
        """Take note of what is told."""
        is_of_one = found.code in ABOUT_ONE and not found.related and found.span.file.startswith(_LIST)
        self.is_crossed = self.is_crossed or not is_of_one

    def findings(self) -> Iterable[Diagnostic]:
        """Return nothing: only take note that the rules have looked at all."""
        self.is_judged = True
        return ()


def places_of(found: Diagnostic) -> tuple[Span, ...]:
    """Return all places that ``found`` speaks of."""
    return (found.span, *[each.span for each in found.related])


def may_tell(campaign: CampaignRead) -> bool:
    """Whether what the rules say of one addressee of ``campaign`` may follow from who another is: where somebody has words of
    their own, which may name another, where blind copies are named by what no others share, or where settings judge otherwise.
    """
    given = campaign.mailing.given
    return bool(campaign.mailing.bcc or campaign.settings.rules or not given.isdisjoint(("salutation", "fields")))


def are_untied(new: Ties, gone: Ties, kept: Iterable[int], *, may_tell: bool) -> bool:
    """Whether the addressees of ``new``, in the place of those of ``gone``, change nothing in what the rules say of those who
    stay, nor these in what they say of them. ``kept`` is by what these would be repeated.
    """
    if may_tell and Counter(new.who) != Counter(gone.who):
        return False
    return set(new.once).isdisjoint(kept)


def _number(texts: Iterable[str]) -> int:
    """Return a number for ``texts`` that is the same in every process."""
    said = "\0".join(texts).encode(errors="surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=8).digest(), "little")
