"""One and the same change in many packets is one group, and what matters most comes first.

Changes are one by their exact words. Where those are the addressee's own in both packets, the words up to them decide: so a field
in a sentence divides no group, and a word that stands in some addresses by chance divides none either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, TypeAlias

from msgspec import Struct, field

from letterpack.model.change import Change, Consequence, Group, Located, PacketChanges
from letterpack.patterns import late
from letterpack.review.across import MOST_LABELS, Caused, folded
from letterpack.review.members import NamesOf, PacketIds, Stretches
from letterpack.review.readdressed import CARRIER_PAGE
from letterpack.review.words import loosened
from letterpack.values import replace

MOST_GROUPS: Final = 10_000
"""Nobody looks at more; what comes then is counted by its kind and field, and told packet by packet."""
_OWN: Final = "⟨own⟩"
_DATE: Final = late(r"\b(1[89]|20|21)\d\d\b|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_PUSHED: Final = late(r", \d+ mm from the top|, on \d+ pages$|in \d+ places; the first: .*$")
"""Of a picture: where the text above pushed it to. Of a font: in how many places of a packet it is."""
_BESIDE: Final = late(r", at the words “(.*)”")
"""Of a picture: what stands there."""
_FIRST: Final = ("address", "salutation", "language", "subject", "date", "reference", "signature")
_KINDS: Final = ("address", "active", "text", "enclosure", "signatory", "pages", "pixels", "tags", "font", "moved", "metadata")
_BODY: Final = ("address", "active", "text", "enclosure")
_Key: TypeAlias = tuple[object, ...]


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
        if is_of_packet(change):
            return (1, len(_FIRST))
        if change.kind in ("address", "text", "metadata") and change.field in _FIRST:
            return (1, _FIRST.index(change.field))
        return self._of_words(change) or (4 + (change.kind not in _BODY), _KINDS.index(change.kind))

    def _of_words(self, change: Change) -> tuple[int, int] | None:
        """Return the rank of a text for the names or dates in it, ``None`` without any."""
        if change.kind != "text":
            return None
        if self._names & set(loosened(f"{change.before} {change.after}").split()):
            return (2, 0)
        return (3, 0) if _DATE.search(change.before) or _DATE.search(change.after) else None


def is_of_packet(change: Change) -> bool:
    """Whether a packet came, went, has another id, or is a copy now, or a letter of its own."""
    return change.kind == "pages" and (change.field.endswith("packet") or change.field == CARRIER_PAGE)


class _Beside:
    """The words beside a change, outward from it, and which of them are the addressee's own."""

    __slots__ = ("own", "words")

    def __init__(self, words: Sequence[str], own_words: frozenset[str]) -> None:
        self.words = list(words)
        self.own = [is_own(word, own_words) for word in words]

    def meets(self, other: _Beside) -> bool:
        """Whether both are the same up to where each says the addressee's own; from there on, nothing is compared."""
        for index, (word, theirs) in enumerate(zip(self.words, other.words, strict=False)):
            if word != theirs:
                if not (self.own[index] and other.own[index]):
                    return False
                del self.words[index:], self.own[index:]
                return True
        return True


class _Open(Struct, eq=False):
    """A group while packets come."""

    number: int
    located: Located
    around: tuple[_Beside, _Beside]
    places: Stretches = field(default_factory=Stretches)
    follows: dict[int, _Open] = field(default_factory=dict)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)


class Grouper:
    """Puts the changes of packets, as they come, into groups."""

    def __init__(self, rank: Ranker) -> None:
        self._rank = rank
        self._found: list[_Open] = []
        self._tops: list[_Open] = []
        self._by_key: dict[_Key, list[_Open]] = {}
        self._labels: dict[int, list[str]] = {}

    def add(self, place: int, packet: PacketChanges) -> PacketChanges:
        """Return ``packet``, which came as number ``place``, with its changes in order and the numbers of their groups."""
        if not packet.changes:
            return packet
        ordered = sorted(packet.changes, key=lambda each: self._rank(each.change, harmless=each.harmless))
        used: set[int] = set()
        numbers = []
        for located in ordered:
            group = self._group(located, packet.own_words, used, None)
            numbers.append(group.number)
            self._note(group, place, packet, located)
            for consequence in located.follows:
                below = self._group(consequence, packet.own_words, used, group)
                group.follows[below.number] = below
                self._note(below, place, packet, consequence)
                group.digest.update(_exactly(consequence.change))
            if is_of_packet(located.change):
                self._label(group.number, packet.label)
        return replace(packet, changes=tuple(ordered), groups=tuple(numbers))

    def _label(self, number: int, label: str) -> None:
        labels = self._labels.setdefault(number, [])
        if len(labels) < MOST_LABELS:
            labels.append(label)

    def _note(self, group: _Open, place: int, packet: PacketChanges, located: Located) -> None:
        group.places.add(place)
        group.digest.update(repr((packet.id, packet.sha256)).encode("utf-8", "surrogatepass"))
        group.digest.update(_exactly(located.change))

    def _group(self, located: Located, own: frozenset[str], used: set[int], above: _Open | None) -> _Open:
        change, under = located.change, above.number if above else -1
        around = _Beside(change.lead.split()[::-1], own), _Beside(_behind(change).split(), own)
        keys = list(dict.fromkeys((_key(change, under), _masked(change, under, own))))
        for key in keys:
            for group in self._by_key.get(key, ()):
                if group.number not in used and all(a.meets(b) for a, b in zip(group.around, around, strict=True)):
                    used.add(group.number)
                    return group
        return self._new(located, around, keys, used, above)

    def _new(
        self, located: Located, around: tuple[_Beside, _Beside], keys: Sequence[_Key], used: set[int], above: _Open | None
    ) -> _Open:
        if len(self._found) >= MOST_GROUPS:
            keys, located = [(located.change.kind, located.change.field)], _many(located)
            if keys[0] in self._by_key:
                return self._by_key[keys[0]][0]
        group = _Open(len(self._found), replace(located, follows=()), around)
        self._found.append(group)
        if above is None:
            self._tops.append(group)
        for key in keys:
            self._by_key.setdefault(key, []).append(group)
        used.add(group.number)
        return group

    def groups(self, names: NamesOf) -> tuple[Group, ...]:
        """Return all groups, worst first, the largest first among equals; ``names`` gives the packets' ids."""
        caused = [
            Caused(each.number, each.located.change, [one.located.change for one in each.follows.values()]) for each in self._tops
        ]
        under = folded(caused, self._labels)
        tops = {each.number: each for each in self._tops}
        below: dict[int, list[_Open]] = {}
        for number, above in under.items():
            below.setdefault(above, []).append(tops.pop(number))
        made = [self._made(each, below.get(each.number, ()), names) for each in tops.values()]
        return tuple(sorted(made, key=self._place))

    def _place(self, group: Group) -> tuple[tuple[int, int], int, int]:
        return self._rank(group.change, harmless=group.harmless), -len(group.packets), group.numbers[0]

    def _made(self, group: _Open, more: Sequence[_Open], names: NamesOf) -> Group:
        below = [*group.follows.values(), *[part for each in more for part in (each, *each.follows.values())]]
        digest = group.digest.copy()
        for each in more:
            digest.update(each.digest.digest())
            group.places.join(each.places)
        consequences = [Consequence(each.located.change, PacketIds(each.places, names)) for each in below]
        return Group(
            group.located.change,
            PacketIds(group.places, names),
            group.located.harmless,
            tuple(consequences),
            (group.number, *[each.number for each in more]),
            digest.hexdigest(),
        )


def _many(located: Located) -> Located:
    note = "more of this kind, all different: its packets say which"
    return Located(Change(located.change.kind, located.change.field, "", "", note=note), harmless=located.harmless)


def _behind(change: Change) -> str:
    """Return the words behind a change; those that stand where a page looks different."""
    beside = _BESIDE.search(change.note) if change.kind == "pixels" else None
    return beside[1] if beside else change.trail


def _exactly(change: Change) -> bytes:
    return repr(change).encode("utf-8", "surrogatepass")


def _key(change: Change, under: int) -> _Key:
    """Return what makes two changes one: all but the page and the words around, which are compared by themselves."""
    note = _BESIDE.sub("", _PUSHED.sub("", change.note)) if change.kind == "pixels" else _PUSHED.sub("", change.note)
    return (under, change.kind, change.field, change.before, change.after, change.dx_mm, change.dy_mm, note)


def _masked(change: Change, under: int, own: frozenset[str]) -> _Key:
    """Return the key of a text that says the addressee's own."""
    if change.kind != "text":
        return _key(change, under)
    return _key(change._replace(before=_without(change.before, own), after=_without(change.after, own)), under)


def is_own(word: str, own_words: frozenset[str]) -> bool:
    """Whether a word, what stands around it aside, is one of the addressee's own."""
    return loosened(word).strip(".,:;!?()") in own_words


@lru_cache(maxsize=256)
def _without(text: str, own_words: frozenset[str]) -> str:
    """Return ``text`` with one sign for each stretch of the addressee's own words."""
    parts: list[str] = []
    for word in text.split():
        own = is_own(word, own_words)
        if not own:
            parts.append(word)
        elif not parts or parts[-1] != _OWN:
            parts.append(_OWN)
    return " ".join(parts)


def numbered(groups: Sequence[Group]) -> dict[int, int]:
    """Return the place among ``groups`` of each number that packets know a group by."""
    return {number: place for place, group in enumerate(groups) for number in group.numbers}
