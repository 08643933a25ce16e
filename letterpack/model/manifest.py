"""``manifest.json``: what was built from what. Internal to the house, never mailed.

Keys are sorted, there is no clock in it and no absolute path. The rows of packets are streamed, so this module holds the
rows' types only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from typing import Final, Literal, Protocol

from letterpack.model.campaign import Input, Kind

PACKETS: Final = "packets"
"""The folder of the packets in a batch."""


MOST_IN_A_FOLDER: Final = 5_000
"""Packets: of a mailing to more addressees, they are in folders below, which file systems and programs find things in sooner."""
_SIXTEEN: Final = 16
_ASKED_AGAIN: Final = 256
"""Paths that are remembered: a check asks for each twice, within a job."""
MOST_DIGITS: Final = 3
"""Of the names of those folders, where they are looked for without a manifest: enough for 20 million packets."""


@lru_cache(maxsize=_ASKED_AGAIN)
def packet_path(packet_id: str, addressees: int) -> str:
    """Return the path of a packet's file in a batch that goes to so many ``addressees``. Which folder it is in, the packet's own
    id alone says: others come and go, and it stays.
    """
    digits = _digits(addressees)
    folder = f"{hashlib.sha256(packet_id.encode()).hexdigest()[:digits]}/" if digits else ""
    return f"{PACKETS}/{folder}{packet_id}.pdf"


def packet_folders(addressees: int) -> tuple[str, ...]:
    """Return the folders in which a batch has its packets that goes to so many ``addressees``."""
    digits = _digits(addressees)
    return tuple([f"{PACKETS}/{name}" for name in folder_names(digits)]) if digits else (PACKETS,)


def folder_names(digits: int) -> tuple[str, ...]:
    """Return the names of all folders with names of so many ``digits``."""
    return tuple([f"{number:0{digits}x}" for number in range(_SIXTEEN**digits)])


@cache
def _digits(addressees: int) -> int:
    return next(digits for digits in count() if addressees <= MOST_IN_A_FOLDER * _SIXTEEN**digits)


@dataclass(frozen=True, slots=True)
class EnclosureRow:
    """An enclosure in a packet: path in the campaign, digest, number of pages. The first ``blank`` of them are blank, so that it
    begins on the front of a sheet; ``stamp`` is what is stamped on the others.
    """

    path: str
    sha256: str
    pages: int
    blank: int = 0
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class FontRow:
    """A font that packets use: family, style (``regular``, ``bold`` …), digest and name of its file; ``NAME#2`` is a face of a
    collection, by 0-based index.
    """

    family: str
    style: str
    sha256: str
    file: str


@dataclass(frozen=True, slots=True)
class PacketRow:
    """A packet. ``pages`` counts all PDF pages; ``sheets`` is ``ceil(pages / 2)``; ``file`` is relative to the build folder.
    ``fonts`` are those that nothing is set in which all packets of its letter share. It is ``warned`` where something was found
    while it was made: whoever takes it over would not find that again, and so makes it.
    """

    id: str
    addressee: str
    kind: Kind
    file: str
    pages: int
    sheets: int
    language: str
    enclosures: tuple[EnclosureRow, ...]
    claims: tuple[str, ...]
    inputs_sha256: str
    sha256: str
    fonts: tuple[FontRow, ...] = ()
    warned: bool = False


class PagesRow(Protocol):
    """What a packet's row says of its pages; the blank ones follow from its enclosures."""

    @property
    def pages(self) -> int:
        """How many there are, blank ones too."""
        ...

    @property
    def enclosures(self) -> tuple[EnclosureRow, ...]:
        """The last ones are those of its enclosures."""
        ...


def printed_pages(row: PagesRow, sides: Literal["both", "front"]) -> int:
    """Return how many pages of a packet are printed: on the front alone, none that is blank."""
    return row.pages if sides == "both" else row.pages - len(blank_pages(row))


def blank_pages(row: PagesRow) -> frozenset[int]:
    """Return which pages of a packet are blank, by 0-based index: backs, so that what is behind them begins on a front."""
    at, found = row.pages - sum([each.pages for each in row.enclosures]), set[int]()
    for each in row.enclosures:
        found.update(range(at, at + each.blank))
        at += each.pages
    return frozenset(found)


def printed_sheets(row: PacketRow, sides: Literal["both", "front"]) -> int:
    """Return how many sheets a packet takes, printed on these ``sides``."""
    return row.sheets if sides == "both" else printed_pages(row, sides)


@dataclass(frozen=True, slots=True)
class PrintRunRow:
    """A print run: file relative to the build folder, digest, ids of its packets in order, the standards it claims.

    It is printed on which ``sides`` of how many ``sheets``, those of its packets; where it has ``totals``, a sheet of them comes
    first. ``marks`` are the insertion marks on them, by name, empty where there are none, and ``number`` is the run's in these.
    """

    file: str
    sha256: str
    packets: tuple[str, ...]
    claims: tuple[str, ...]
    sides: Literal["both", "front"] = "both"
    sheets: int = 0
    totals: bool = False
    marks: str = ""
    number: int = 0

    @property
    def pieces(self) -> tuple[str, ...]:
        """Its packets, as any product's row calls them."""
        return self.packets


@dataclass(frozen=True, slots=True)
class ProductRow:
    """What else was made of the packets: the product's name, its file relative to the build folder, the file's digest, the ids of
    the packets it is made of, in order.
    """

    name: str
    file: str
    sha256: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Builder:
    """What built it: versions that can change a packet's bytes."""

    letterpack: str
    python: str
    zlib: str
    libraries: Mapping[str, str]

    @property
    def named(self) -> dict[str, str]:
        """The versions, each by the name that messages have for it."""
        return {"letterpack": self.letterpack, "Python": self.python, "zlib": self.zlib, **self.libraries}


@dataclass(frozen=True, slots=True)
class ManifestHead:
    """Everything in the manifest but the packets and print runs. ``profile`` is empty where a manifest of an earlier version does
    not name it; ``warned`` where something was found while packets were made.
    """

    partial: bool
    status: Literal["draft", "final"]
    builder: Builder
    inputs: tuple[Input, ...]
    fonts: tuple[FontRow, ...]
    profile: str
    warned: bool = False
