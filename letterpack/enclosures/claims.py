"""Which standards a packet can still claim with an enclosure in it (part of stage 6).

An enclosure keeps a claim that it makes itself, by its own XMP, and that its pages still bear out beside ours: their fonts are
in the file, their colours are those of the packet's output intent, nothing on them does what the standards forbid, and their
tags could be taken over. What an enclosure does not say of itself is not said for it: no program can see from outside all that
a standard asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pypdf.generic import DictionaryObject, StreamObject

from letterpack.diagnostics import Diagnostic, Report
from letterpack.enclosures.rules import Breach
from letterpack.spans import Span

_PART: Final = re.compile(rb"pdfaid:part\s*(?:>|=\s*[\"'])\s*(\d)")
_LEVEL: Final = re.compile(rb"pdfaid:conformance\s*(?:>|=\s*[\"'])\s*([ABUabu])")
_OTHERS: Final = (
    ("PDF/UA-1", re.compile(rb"pdfuaid:part\s*(?:>|=\s*[\"'])\s*1\b")),
    ("PDF/X-4", re.compile(rb"pdfxid:GTS_PDFXVersion\s*(?:>|=\s*[\"'])\s*PDF/X-4")),
)
"""The standards beside PDF/A, and how a file's metadata claim each."""
_LEVELS: Final = ("PDF/A-2a", "PDF/A-2u", "PDF/A-2b")
_PARTS: Final = (b"2", b"3")
"""Part 3 allows attachments of any kind beyond part 2, and attachments stay behind. Part 1 asks less of fonts."""
_MOST_REASONS: Final = 3


class OwnClaims(NamedTuple):
    """What a file says of itself: the index of its level of PDF/A-2 in a, u, b (None: none), and its other standards by name."""

    level: int | None
    claims: frozenset[str]


def own_claims(root: DictionaryObject) -> OwnClaims:
    """Return what the catalog's metadata say. Names other than the standards' own prefixes are not understood."""
    metadata = root.get("/Metadata")
    stream = metadata.get_object() if metadata is not None else None
    data = stream.get_data() if isinstance(stream, StreamObject) else b""
    part, level = _PART.search(data), _LEVEL.search(data)
    known = part is not None and part[1] in _PARTS and level is not None
    claims = frozenset([name for name, pattern in _OTHERS if pattern.search(data)])
    return OwnClaims("AUB".index(level[1].decode().upper()) if known and level else None, claims)


class Conformance(NamedTuple):
    """How an enclosure stands to what packets claim: its own claims, what on its pages is against them, why its tags are left
    (empty where they are not), and the ``packets`` claims without it.
    """

    own: OwnClaims
    breaches: Sequence[Breach]
    untagged: str
    packets: tuple[str, ...]

    @property
    def keeps(self) -> frozenset[str]:
        """The standards that packets with the enclosure can claim."""
        own, breaches = self.own, self.breaches
        keeps: set[str] = set()
        if own.level is not None and not breaches:
            keeps.update(_LEVELS[max(own.level, 1 if self.untagged else 0) :])
        if "PDF/UA-1" in own.claims and not self.untagged and all(breach.is_seen_only for breach in breaches):
            keeps.add("PDF/UA-1")
        if "PDF/X-4" in self.packets and not breaches and ("PDF/X-4" in own.claims or own.level is not None):
            keeps.add("PDF/X-4")
        return frozenset(keeps)

    @property
    def lost(self) -> list[str]:
        """The claims that the enclosure takes away."""
        keeps = self.keeps
        return [claim for claim in self.packets if claim not in keeps]

    @property
    def reasons(self) -> list[str]:
        """Why it takes away what is lost: the first few."""
        own, lost = self.own, self.lost
        reasons = [f"{breach.what} (page {breach.page})" for breach in self.breaches]
        if own.level is None:
            reasons.append("it does not say that it is PDF/A-2 or PDF/A-3")
        elif own.level and not self.untagged and "PDF/A-2a" in lost:
            reasons.append(f"it says of itself no more than {_LEVELS[own.level].replace('2', '2 or 3')}")
        if self.untagged and ("PDF/A-2a" in lost or "PDF/UA-1" in lost):
            reasons.append(self.untagged)
        elif "PDF/UA-1" not in own.claims and "PDF/UA-1" in lost:
            reasons.append("it does not say that it is PDF/UA-1")
        more = len(reasons) - _MOST_REASONS
        return reasons[:_MOST_REASONS] + ([f"and {more} more"] if more > 0 else [])


def tell_losses(standing: Conformance, path: str, span: Span, report: Report, *, required: bool) -> None:
    """Report (LP416) which of a packet's claims the enclosure takes away, why, on which page: a note, an error where
    ``required``.
    """
    lost = standing.lost
    if not lost:
        return
    left = next((level for level in _LEVELS[1:] if level in standing.keeps), "")
    less = f" ({left} is left)" if left and "PDF/A-2a" in lost else ""
    message = f"packets with the enclosure `{path}` are not {_listed(lost)}{less}: {'; '.join(standing.reasons)}"
    rest = ", or leave it out: `conformance: required` asks for that" if required else ""
    hint = f"export it as PDF/A-2 or PDF/A-3, level a, and PDF/UA-1{rest}"
    page = next((breach.page for breach in standing.breaches), None)
    report.add(Diagnostic("LP416", "error" if required else "note", message, span, hint, page=page))


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))
