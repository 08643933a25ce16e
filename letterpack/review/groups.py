"""One and the same change in many packets is one group, and what matters most comes first.

Changes are one by their exact words. Where those are the addressee's own in both packets, the words up to them decide: so a field
in a sentence divides no group, and a word that stands in some addresses by chance divides none either.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct, field

from letterpack.model.change import Change, Consequence, Group, Located, PacketChanges
from letterpack.patterns import late
from letterpack.review.causes import CARRIER_PAGE, FRAME, core, repeats, root_of
from letterpack.review.document import loosened
from letterpack.values import replace

MOST_LABELS: Final = 1_000
"""Packets that came or went and whose names are looked for in lists of copies."""


class Caused(NamedTuple):
    """A group by its number: its change, and those that follow from it in its packets."""

    number: int
    change: Change
    follows: Sequence[Change]


def folded(groups: Sequence[Caused], labels: Mapping[int, Sequence[str]]) -> dict[int, int]:
    """Return which of ``groups`` belong under which other, by their numbers.

    ``labels`` say to whom the packets of a group go that came or went.
    """
    under = {**_of_others(groups), **_of_copies(groups, labels), **_of_moves(groups)}
    return {number: root for number in under if (root := root_of(number, under)) != number}


def _of_others(groups: Sequence[Caused]) -> dict[int, int]:
    """Return under which group those belong whose change follows there from another one, in words that the program puts into each
    letter: an enclosure that a letter has no more is missing in the list that its copies have, too.
    """
    following = {_said(each): group.number for group in groups for each in group.follows if each.field in FRAME}
    return {group.number: following[said] for group in groups if (said := _said(group.change)) in following}


def _said(change: Change) -> tuple[str, str, str, str]:
    return (change.kind, change.field, change.before, change.after)


def _of_copies(groups: Sequence[Caused], labels: Mapping[int, Sequence[str]]) -> dict[int, int]:
    copies = [each for each in groups if each.change.kind == "text" and each.change.field == "copies"]
    if not copies:
        return {}
    said = {number: [set(_words(label)) for label in found] for number, found in labels.items()}
    return {each.number: above for each in copies if (above := _cause(each.change, groups, said)) is not None}


def _of_moves(groups: Sequence[Caused]) -> dict[int, int]:
    """Return under which group others belong that moved as something of it did, whatever words stand there."""
    ways: dict[tuple[float, float], int] = {}
    found: dict[int, int] = {}
    for number, change, follows in groups:
        own = [way for each in (change, *follows) if (way := _way(each))]
        if change.kind == "moved" and own:
            above = ways.get(own[0])
            if above is None:
                ways.update({way: number for way in own if way not in ways})
            else:
                found[number] = above
    return found


def _way(change: Change) -> tuple[float, float] | None:
    """Return how far something moved, to a tenth of a millimetre, as blocks of one packet are told together."""
    if change.kind != "moved" or change.dx_mm is None or change.dy_mm is None:
        return None
    return round(change.dx_mm, 1), round(change.dy_mm, 1)


def _cause(change: Change, groups: Sequence[Caused], labels: Mapping[int, Sequence[set[str]]]) -> int | None:
    """Return the group of the packet that came or went, or is a copy of another letter now, whose name a list of copies says."""
    gone, come = core(change.before, change.after)
    named, is_one_sided = {*(come or gone)}, bool(come) != bool(gone)
    for number, cause, _ in groups:
        if number in labels:
            went = cause.field.startswith("removed") or (cause.field == CARRIER_PAGE and not cause.after)
            fits = is_one_sided and (cause.kind == "address" or bool(come) != went)
            if fits and named and any(named <= label for label in labels[number]):
                return number
        if cause.kind == "address" and repeats(cause, change):
            return number
    return None


def _words(text: str) -> list[str]:
    return [word.strip(".,:;") for word in loosened(text).casefold().split()]


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
    places: array[int] = field(default_factory=lambda: array("L"))
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
        self._ids: list[str] = []

    def add(self, packet: PacketChanges) -> PacketChanges:
        """Return ``packet``, the next one, with its changes in order and the numbers of their groups."""
        self._ids.append(packet.id)
        if not packet.changes:
            return packet
        ordered = sorted(packet.changes, key=lambda each: self._rank(each.change, harmless=each.harmless))
        used: set[int] = set()
        numbers = []
        for located in ordered:
            group = self._group(located, packet.own_words, used, None)
            numbers.append(group.number)
            self._note(group, packet, located)
            for consequence in located.follows:
                below = self._group(consequence, packet.own_words, used, group)
                group.follows[below.number] = below
                self._note(below, packet, consequence)
                group.digest.update(_exactly(consequence.change))
            if is_of_packet(located.change) or located.change.kind == "address":
                self._label(group.number, packet.label)
        return replace(packet, changes=tuple(ordered), groups=tuple(numbers))

    def _label(self, number: int, label: str) -> None:
        labels = self._labels.setdefault(number, [])
        if len(labels) < MOST_LABELS:
            labels.append(label)

    def _note(self, group: _Open, packet: PacketChanges, located: Located) -> None:
        place = len(self._ids) - 1
        if not group.places or group.places[-1] != place:
            group.places.append(place)
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

    def groups(self) -> tuple[Group, ...]:
        """Return all groups, worst first, the largest first among equals."""
        caused = [
            Caused(each.number, each.located.change, [one.located.change for one in each.follows.values()]) for each in self._tops
        ]
        under = folded(caused, self._labels)
        tops = {each.number: each for each in self._tops}
        below: dict[int, list[_Open]] = {}
        for number, above in under.items():
            below.setdefault(above, []).append(tops.pop(number))
        made = [self._made(each, below.get(each.number, ())) for each in tops.values()]
        return tuple(sorted(made, key=self._place))

    def _place(self, group: Group) -> tuple[tuple[int, int], int, int]:
        return self._rank(group.change, harmless=group.harmless), -len(group.packets), group.numbers[0]

    def _names(self, group: _Open) -> tuple[str, ...]:
        return tuple([self._ids[place] for place in group.places])

    def _made(self, group: _Open, more: Sequence[_Open]) -> Group:
        below = [*group.follows.values(), *[part for each in more for part in (each, *each.follows.values())]]
        digest = group.digest.copy()
        for each in more:
            digest.update(each.digest.digest())
            group.places = array("L", sorted({*group.places, *each.places}))
        consequences = [Consequence(each.located.change, self._names(each)) for each in below]
        return Group(
            group.located.change,
            self._names(group),
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
