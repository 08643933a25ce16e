"""One and the same change in many packets is one group, and what matters most comes first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from letterpack.model.change import Change, Group, Located, PacketChanges
from letterpack.review.words import loosened

_NEAR: Final = 3
_OWN: Final = "⟨own⟩"
_DATE: Final = re.compile(r"\b(1[89]|20|21)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_FIRST: Final = ("address", "salutation", "language", "subject", "date", "signature")
_KINDS: Final = ("address", "text", "enclosure", "signatory", "pages", "pixels", "tags", "font", "moved", "metadata")
_BODY: Final = ("address", "text", "enclosure")


class Ranker:
    """Orders changes: invisible ones, whom it goes to, salutation, protected names, dates; then body, signatories, layout."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = frozenset(word for name in names for word in loosened(name).split())

    def __call__(self, change: Change, *, harmless: bool = False) -> tuple[int, int]:
        """Return the rank of ``change``, the smallest first."""
        if harmless:
            return (9, 0)
        if change.kind == "invisible":
            return (0, 0)
        if change.kind == "pages" and change.field.endswith("packet"):
            return (1, len(_FIRST))
        if change.kind in ("address", "text") and change.field in _FIRST:
            return (1, _FIRST.index(change.field))
        return self._of_words(change) or (4 + (change.kind not in _BODY), _KINDS.index(change.kind))

    def _of_words(self, change: Change) -> tuple[int, int] | None:
        """Return the rank of a text for the names or dates in it, ``None`` without any."""
        if change.kind != "text":
            return None
        if self._names & set(loosened(f"{change.before} {change.after}").split()):
            return (2, 0)
        return (3, 0) if _DATE.search(change.before) or _DATE.search(change.after) else None


def group_changes(packets: Iterable[PacketChanges], rank: Ranker) -> tuple[Group, ...]:
    """Return the groups of all changes, worst first, the largest first among equals."""
    found: dict[tuple[object, ...], tuple[Located, dict[str, None]]] = {}
    for packet in packets:
        for located in packet.changes:
            key = _key(located.change, packet.own_words)
            found.setdefault(key, (located, {}))[1][packet.id] = None
    groups = [Group(located.change, tuple(ids), located.harmless) for located, ids in found.values()]
    order = {id(group): index for index, group in enumerate(groups)}
    return tuple(
        sorted(groups, key=lambda group: (rank(group.change, harmless=group.harmless), -len(group.packets), order[id(group)]))
    )


def group_key(change: Change, own_words: frozenset[str]) -> tuple[object, ...]:
    """Return what makes two changes one: all but the page, and the addressee's own words, which differ in every packet."""
    return _key(change, own_words)


def _key(change: Change, own_words: frozenset[str]) -> tuple[object, ...]:
    before, after = change.before, change.after
    if change.kind == "text":
        before, after = _without(before, own_words), _without(after, own_words)
    lead = " ".join(_without(change.lead, own_words).split()[-_NEAR:])
    trail = " ".join(_without(change.trail, own_words).split()[:_NEAR])
    return (change.kind, change.field, before, after, change.dx_mm, change.dy_mm, change.note, lead, trail)


@lru_cache(maxsize=1 << 14)
def _without(text: str, own_words: frozenset[str]) -> str:
    """Return ``text`` with one sign for each stretch of the addressee's own words."""
    parts: list[str] = []
    for word in text.split():
        own = loosened(word).strip(".,:;!?()") in own_words
        if not own:
            parts.append(word)
        elif not parts or parts[-1] != _OWN:
            parts.append(_OWN)
    return " ".join(parts)
