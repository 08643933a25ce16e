"""Which standards a packet can still claim with somebody else's PDF in it (part of stage 6).

A claim is kept only if veraPDF has confirmed it: of a packet that letterpack made with this very file, for this profile. What
veraPDF has confirmed stands in letterpack.yaml, under ``verapdf``, so that a packet's bytes are a function of the campaign alone;
``letterpack check`` asks veraPDF and says what to write. Of an enclosure that does not say of itself what it is nothing is
claimed at all: no program can see from outside all that a standard asks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.diagnostics import Diagnostic, Report
from letterpack.model.profile import Profile
from letterpack.spans import Span
from letterpack.standards import UnreadableXmp, claims_in, find_standard, read_xmp, with_lower

if TYPE_CHECKING:
    from pypdf.generic import DictionaryObject

_DIGITS: Final = 20
_UNCONFIRMED: Final = "veraPDF has not confirmed them"
_ASK: Final = "run `letterpack check` on a machine with veraPDF: it says what to write into letterpack.yaml"


def confirmation(sha256: str, standard: str, profile: Profile) -> str:
    """Return the entry under ``verapdf`` by which packets of ``profile`` with the file of this digest are of ``standard``."""
    said = json.dumps([sha256, standard, profile.name, hashlib.sha256(profile.intent.icc).hexdigest()])
    return f"{standard} {hashlib.sha256(said.encode('ascii')).hexdigest()[:_DIGITS]}"


def own_claims(root: DictionaryObject) -> frozenset[str]:
    """Return the standards that the catalog's metadata claim."""
    # Whoever asks what is confirmed need not load what reads others' files.
    from pypdf.generic import StreamObject

    metadata = root.get("/Metadata")
    stream = metadata.get_object() if metadata is not None else None
    if not isinstance(stream, StreamObject):
        return frozenset()
    try:
        return frozenset(claims_in(read_xmp(stream.get_data())))
    except UnreadableXmp:
        return frozenset()


class Conformance(Struct, frozen=True):
    """How a foreign file with the digest ``sha256`` stands to what packets of ``profile`` claim.

    ``own`` are the standards that the file claims, None if that is not asked of it; ``untagged`` says why its tags are left
    behind (empty if they are not); ``confirmed`` are the entries under ``verapdf``.
    """

    sha256: str
    own: frozenset[str] | None
    untagged: str
    profile: Profile
    confirmed: Collection[str]

    @property
    def possible(self) -> tuple[str, ...]:
        """The standards that packets with the file could claim if veraPDF confirms it, each with its lower levels behind it."""
        claims = [claim for claim in with_lower(self.profile.packet_claims) if find_standard(claim).flavour]
        return tuple([claim for claim in claims if not any(self._against(claim))])

    @property
    def keeps(self) -> frozenset[str]:
        """The standards that packets with the file can claim: one that veraPDF does not know, if it asks no more than another."""
        entries = {claim: confirmation(self.sha256, claim, self.profile) for claim in self.possible}
        kept = with_lower([claim for claim, entry in entries.items() if entry in self.confirmed])
        unknown = [find_standard(claim) for claim in self.profile.packet_claims if not find_standard(claim).flavour]
        return frozenset([*kept, *[standard.name for standard in unknown if not standard.kept_by.isdisjoint(kept)]])

    def _against(self, claim: str) -> Iterator[str]:
        """Yield why no packet with the file can be confirmed as ``claim``."""
        standard = find_standard(claim)
        is_tagless = standard.needs_tags and bool(self.untagged)
        # Without tags it does not matter that a file does not say that it has them.
        is_asked = standard.asks and (standard.lower or not is_tagless)
        if is_asked and self.own is not None and self.own.isdisjoint(standard.kept_by):
            yield f"it does not say that it is {standard.asks}"
        if is_tagless:
            yield self.untagged

    def tell(self, path: str, span: Span, report: Report, *, required: bool = False) -> None:
        """Report (LP416) which of a packet's claims the file at ``path`` takes away and why: a note, or an error if they
        are ``required``.
        """
        keeps = self.keeps
        lost = [claim for claim in self.profile.packet_claims if claim not in keeps]
        if not lost:
            return
        left = [level for claim in lost if (level := next((each for each in find_standard(claim).lower if each in keeps), ""))]
        less = f" ({listed(left)} is left)" if left else ""
        reasons = list(dict.fromkeys([why for claim in lost for why in self._against(claim)]))
        is_possible = any(claim not in keeps for claim in self.possible)
        why = "; ".join(reasons or [_UNCONFIRMED])
        if self.own is None:
            message = f"packets with the picture `{path}` are not {listed(lost)}{less}: {why}"
        else:
            message = f"packets with the enclosure `{path}` are not {listed(lost)}{less}: {why}"
        asked = ", and ".join([standard.asks for standard in map(find_standard, lost) if standard.asks])
        hint = _ASK if is_possible or not asked else f"export it as {asked}"
        rest = ", or leave it out: `conformance: required` asks for that" if required else ""
        report.add(Diagnostic("LP416", "error" if required else "note", message, span, hint + rest))


def listed(names: Sequence[str]) -> str:
    """Return ``names`` as a sentence has them."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
