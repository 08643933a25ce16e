"""Which standards a packet can still claim with an enclosure in it (part of stage 6).

An enclosure keeps a claim that it makes itself, by its own XMP, and that its pages still bear out beside ours: their fonts are
in the file, their colours are those of the packet's output intent, nothing on them does what the standards forbid, and their
tags could be taken over. What an enclosure does not say of itself is not said for it: no program can see from outside all that
a standard asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct
from pypdf.generic import DictionaryObject, StreamObject

from letterpack.diagnostics import Diagnostic, Report
from letterpack.enclosures.breaches import Breach
from letterpack.spans import Span
from letterpack.standards import UnreadableXmp, claims_in, find_standard, read_xmp, with_lower

_MOST_REASONS: Final = 3


def own_claims(root: DictionaryObject) -> frozenset[str]:
    """Return the standards that the catalog's metadata claim."""
    metadata = root.get("/Metadata")
    stream = metadata.get_object() if metadata is not None else None
    if not isinstance(stream, StreamObject):
        return frozenset()
    try:
        return frozenset(claims_in(read_xmp(stream.get_data())))
    except UnreadableXmp:
        return frozenset()


def may_keep(own: frozenset[str], packets: tuple[str, ...]) -> bool:
    """Whether an enclosure that claims ``own`` could keep one of the ``packets`` claims, if it is what it says."""
    return any(not own.isdisjoint(find_standard(claim).kept_by) for claim in with_lower(packets))


class Conformance(Struct, frozen=True, dict=True):
    """How an enclosure stands to what packets claim: its own claims, what on its pages is against them, why its tags are left
    (empty where they are not), and the ``packets`` claims without it.
    """

    own: frozenset[str]
    breaches: Sequence[Breach]
    untagged: str
    packets: tuple[str, ...]

    @cached_property
    def keeps(self) -> frozenset[str]:
        """The standards that packets with the enclosure can claim."""
        return frozenset([claim for claim in with_lower(self.packets) if self._keeps(claim)])

    def _keeps(self, claim: str) -> bool:
        standard = find_standard(claim)
        if self.own.isdisjoint(standard.kept_by) or (standard.needs_tags and self.untagged):
            return False
        return not any(breach.breaks(standard) for breach in self.breaches)

    @property
    def lost(self) -> list[str]:
        """The claims that the enclosure takes away."""
        return [claim for claim in self.packets if claim not in self.keeps]

    @property
    def reasons(self) -> list[str]:
        """Why it takes away what is lost: the first few."""
        against = [breach for breach in self.breaches if any(breach.breaks(find_standard(claim)) for claim in self.lost)]
        reasons = [f"{breach.what} (page {breach.page})" if breach.page else breach.what for breach in against]
        reasons += dict.fromkeys([reason for claim in self.lost for reason in self._reasons(claim)])
        more = len(reasons) - _MOST_REASONS
        return reasons[:_MOST_REASONS] + ([f"and {more} more"] if more > 0 else [])

    def _reasons(self, claim: str) -> Iterator[str]:
        """Yield why ``claim`` is lost, but for what its pages show."""
        standard = find_standard(claim)
        below = next((each for each in map(find_standard, standard.lower) if not self.own.isdisjoint(each.kept_by)), None)
        tagless = standard.needs_tags and self.untagged
        # Without tags it does not matter how much more a file says that it has them.
        if self.own.isdisjoint(standard.kept_by) and standard.asks and not (tagless and (below or not standard.lower)):
            yield f"it says of itself no more than {below.asks}" if below else f"it does not say that it is {standard.asks}"
        if tagless:
            yield self.untagged


def tell_losses(conformance: Conformance, path: str, span: Span, report: Report, *, required: bool) -> None:
    """Report (LP416) which of a packet's claims the enclosure takes away, why, on which page: a note, an error where
    ``required``.
    """
    lost, keeps = conformance.lost, conformance.keeps
    if not lost:
        return
    left = [next((level for level in find_standard(claim).lower if level in keeps), "") for claim in lost]
    less = f" ({listed([each for each in left if each])} is left)" if any(left) else ""
    message = f"packets with the enclosure `{path}` are not {listed(lost)}{less}: {'; '.join(conformance.reasons)}"
    rest = ", or leave it out: `conformance: required` asks for that" if required else ""
    asked = ", and ".join([standard.asks for standard in map(find_standard, conformance.packets) if standard.asks])
    hint = f"export it as {asked}{rest}"
    page = next((breach.page for breach in conformance.breaches if breach.page), None)
    report.add(Diagnostic("LP416", "error" if required else "note", message, span, hint, page=page))


def listed(names: Sequence[str]) -> str:
    """Return ``names`` as a sentence has them."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
