"""What differs between two sets of packets: what ``diff`` finds, and what its reports say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.model.observed import Shown

ChangeKind: TypeAlias = Literal[
    "text", "invisible", "address", "signatory", "moved", "font", "metadata", "pages", "enclosure", "tags", "pixels", "active"
]
Status: TypeAlias = Literal["failed", "changed", "new", "removed", "layout", "metadata", "identical"]
"""What became of a packet: ``layout`` where it says the same and looks otherwise, ``metadata`` where it looks the same too."""

ProductStatus: TypeAlias = Literal["failed", "changed", "new", "removed", "identical"]
"""What became of a file that is made of the packets."""


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


class Located(Struct, frozen=True):
    """A change with its places in the old file and in the new one.

    ``harmless`` where it is no more than another way to write down the same letters. ``follows`` are its consequences, which
    would not be there without it: a count in the text, a label, a running head.
    """

    change: Change
    old: tuple[Spot, ...] = ()
    new: tuple[Spot, ...] = ()
    harmless: bool = False
    follows: tuple[Located, ...] = ()


@dataclass(frozen=True, slots=True)
class PacketChanges:
    """One packet: what became of it.

    ``pages`` are the numbers of its pages before and now, None where there is no file. ``reflowed`` counts the blocks that
    stand elsewhere because something else changed. ``notes`` say what could not be known, ``why`` why it could not be
    compared. ``own_words`` are those of its own address, which do not make a change another one. ``groups`` are the numbers of
    the groups that its changes belong to, as they came. ``reading_sha256`` is what reviewers approve of the new file.
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
    reading_sha256: str = ""
    groups: tuple[int, ...] = ()


class Consequence(Struct, frozen=True):
    """A change that another one brings with it, and the ids of the packets where it does."""

    change: Change
    packets: Sequence[str]


class Group(Struct, frozen=True):
    """One and the same change in ``packets`` (ids in order). The first of them stands for all.

    ``follows`` are its consequences. ``numbers`` are those that packets know it by. ``key`` is a digest of the change, of its
    consequences, and of the files before and after of all packets: who has looked at it has looked at exactly this.
    """

    change: Change
    packets: Sequence[str]
    harmless: bool = False
    follows: tuple[Consequence, ...] = ()
    numbers: tuple[int, ...] = ()
    key: str = ""


class ProductChanges(Struct, frozen=True):
    """A file that is made of the packets, by its product's name and title: what became of it.

    ``changes`` say in their fields which row and which cell; ``more`` are counted alone. ``notes`` say what could not be known.
    """

    name: str
    title: str
    file: str
    status: ProductStatus
    changes: tuple[Change, ...] = ()
    more: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that ``diff`` found. ``old`` and ``new`` name the two sides as the user did; ``notes`` say what could not be
    found out. ``products`` are print runs, lists, envelopes and labels.

    ``counted`` says how many packets became what, where they are more than should be asked twice. ``digests`` are those of the
    two manifests, empty where there is none.
    """

    old: str
    new: str
    sources: tuple[Change, ...]
    packets: Sequence[PacketChanges]
    groups: tuple[Group, ...]
    notes: tuple[str, ...] = ()
    counted: Mapping[Status, int] | None = None
    digests: tuple[str, str] = ("", "")
    products: tuple[ProductChanges, ...] = ()

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many packets became what."""
        return Counter(packet.status for packet in self.packets) if self.counted is None else self.counted

    @property
    def same(self) -> bool:
        """Whether nothing differs: neither packets, nor what is made of them, nor sources."""
        return not self.sources and self.counts.keys() <= {"identical"} and not self.other_products

    @property
    def failed(self) -> bool:
        """Whether a packet, or a product, could not be compared."""
        return "failed" in self.counts or any(each.status == "failed" for each in self.products)

    @property
    def other_products(self) -> tuple[ProductChanges, ...]:
        """The products that are not what they were."""
        return tuple([each for each in self.products if each.status != "identical"])
