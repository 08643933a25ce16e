"""What differs between two sets of packets: what ``diff`` finds, and what its reports say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from letterpack.model.observed import Shown

ChangeKind: TypeAlias = Literal[
    "text", "invisible", "address", "signatory", "moved", "font", "metadata", "pages", "enclosure", "tags", "pixels"
]
Status: TypeAlias = Literal["failed", "changed", "new", "removed", "layout", "metadata", "identical"]
"""What became of a packet: ``layout`` where it says the same and looks otherwise, ``metadata`` where it looks the same too."""


class Change(NamedTuple):
    r"""One change, as a reviewer would tell it.

    ``field`` says what it is about (``address``, ``salutation``, ``paragraph`` …; in sources the file and the key),
    ``before`` and ``after`` what stood there and stands there now; ``"\\n"`` in them ends a line. ``page`` is 1-based, in
    the new file where the thing is still there. ``note`` is what the two texts cannot show: code points, how many others.
    ``lead`` and ``trail`` are the words around.
    """

    kind: ChangeKind
    field: str
    before: str
    after: str
    page: int | None = None
    dx_mm: float | None = None
    dy_mm: float | None = None
    note: str = ""
    lead: str = ""
    trail: str = ""


class Spot(NamedTuple):
    """Where a change is on a page: the characters ``start`` to ``end`` of a line."""

    page_index: int
    line: Shown
    start: int
    end: int


class Located(NamedTuple):
    """A change with its places in the old file and in the new one.

    ``harmless`` where it is no more than another way to write down the same letters.
    """

    change: Change
    old: tuple[Spot, ...] = ()
    new: tuple[Spot, ...] = ()
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class PacketChanges:
    """One packet: what became of it.

    ``pages`` are the numbers of its pages before and now, None where there is no file. ``reflowed`` counts the blocks that
    stand elsewhere because something else changed. ``notes`` say what could not be known, ``why`` why it could not be
    compared. ``own_words`` are those of its own address, which do not make a change another one.
    """

    id: str
    label: str
    status: Status
    changes: tuple[Located, ...] = ()
    pages: tuple[int | None, int | None] = (None, None)
    reflowed: int = 0
    notes: tuple[str, ...] = ()
    why: str = ""
    own_words: frozenset[str] = frozenset()
    sha256: tuple[str, str] = ("", "")


class Group(NamedTuple):
    """One and the same change in ``packets`` (ids in order). The first of them stands for all."""

    change: Change
    packets: tuple[str, ...]
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that ``diff`` found. ``old`` and ``new`` name the two sides as the user did; ``notes`` say what could not be known."""

    old: str
    new: str
    sources: tuple[Change, ...]
    packets: tuple[PacketChanges, ...]
    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs: neither packets nor sources."""
        return not self.sources and all(packet.status == "identical" for packet in self.packets)

    @property
    def failed(self) -> bool:
        """Whether a packet could not be compared."""
        return any(packet.status == "failed" for packet in self.packets)
