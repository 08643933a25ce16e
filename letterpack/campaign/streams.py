"""Stage 2 of 7: the ``to`` addressees of one file, the first of them held, the others read again as often as asked.

The first reading judges every row, notes where every 64th begins, and keeps a checksum of each; a later one starts near the
row it is asked for, and refuses a file that has changed meanwhile.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from typing import Final, Protocol
from zlib import crc32

from msgspec import Struct, field

from letterpack.campaign.addressees import AddresseeReader, changed
from letterpack.campaign.odd_rows import RowsSaid
from letterpack.diagnostics import Report
from letterpack.errors import CannotBuild
from letterpack.formats.nearest import did_you_mean
from letterpack.formats.tables.csv_rows import Start
from letterpack.formats.yaml.addressees import KINDS
from letterpack.limits import MOST_REFUSED
from letterpack.model.campaign import Addressee, Input, Kind
from letterpack.model.sources import Record, SourceValue
from letterpack.spans import Span
from letterpack.world import PathOutside, World

STRIDE: Final = 64
"""Rows between two known places. Reading up to 63 rows in vain costs a worker about 2 ms."""

MOST_HELD: Final = 16_384
"""Addressees of a file that stay in memory, about 1.5 KB each: a mailing of the usual size is read once."""


class Rows(Protocol):
    """A file of addressees that can be streamed: a table or JSON Lines."""

    @property
    def input(self) -> Input:
        """The file and its digest."""
        ...

    @property
    def encoding(self) -> str:
        """How its text is encoded."""
        ...

    def rows(self, world: World, report: Report, start: Start | None = None) -> Iterator[Record]:
        """Yield the rows from ``start`` on."""
        ...


class Register(Protocol):
    """Knows which ids are taken."""

    def free_id(self, addressee: Addressee) -> str:
        """Return an id that is free, where the one that was made for ``addressee`` is not; else an empty text."""
        ...

    def see(self, addressee: Addressee) -> bool:
        """Take the ids of ``addressee``; whether they were free."""
        ...


class ToStream(Struct):
    """The ``to`` addressees of ``file``. ``held`` are the first of them; ``checksums`` has a CRC-32 of each one's row,
    ``places`` the start of every 64th. ``refused`` are the offsets of rows that are no addressees, as findings say;
    ``named`` are the ids, by their offsets, of rows that have none of their own and would have got one that is taken.
    """

    world: World
    file: Rows
    reader: AddresseeReader
    checksums: array[int] = field(default_factory=lambda: array("L"))
    places: list[Start] = field(default_factory=list)
    held: list[Addressee] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    named: dict[int, str] = field(default_factory=dict)

    def __reduce__(self) -> tuple[object, ...]:
        """Go to other processes without those that are held: each reads those that it needs."""
        held: list[Addressee] = []
        return ToStream, (self.world, self.file, self.reader, self.checksums, self.places, held, self.refused, self.named)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.checksums)

    def first_pass(self, report: Report, keep: Callable[[Addressee], None], register: Register, said: RowsSaid) -> None:
        """Judge every row, until too many are wrong. ``register`` takes each addressee and says whether it counts; ``keep`` takes
        those that are copies; ``said`` is what the user says of rows unlike the others.
        """
        wrong = WrongRows(report)
        for record in self._people(report, wrong, said):
            kind = _kind(record, report)
            addressee = self.reader.read(_without_kind(record), kind, record.origin, report)
            if addressee is not None and "id" not in record.values and (free := register.free_id(addressee)):
                self.named[record.origin.offset_bytes] = free
                addressee = changed(addressee, id=free)
            if addressee is None or not register.see(addressee):
                self.refused.add(record.origin.offset_bytes)
            if wrong.are_too_many(record):
                return
            if record.origin.offset_bytes in self.refused or addressee is None:
                continue
            if kind != "to":
                keep(addressee)
                continue
            if self.count % STRIDE == 0:
                self.places.append(Start(record.origin.offset_bytes, record.origin.line))
            self.checksums.append(self._checksum(record))
            if len(self.held) < MOST_HELD:
                self.held.append(addressee)

    def _people(self, report: Report, wrong: WrongRows, said: RowsSaid) -> Iterator[Record]:
        """Yield the rows but for those that are said to be nothing, or are odd among the first ``MOST_HELD``."""
        rows = self._rows(report)
        first: list[Record] = []
        for record in islice(rows, MOST_HELD):
            first.append(record)
            if wrong.are_too_many(record):
                return
        left_out = said.left_out(first, report)
        for index, record in enumerate(chain(first, rows)):
            if index in left_out or (index >= MOST_HELD and said.is_nothing(record)):
                self.refused.add(record.origin.offset_bytes)
            else:
                yield record

    def read(self, start: int, stop: int) -> Iterator[Addressee]:
        """Yield the addressees with index ``start`` to ``stop`` of this file. Raises ``CannotBuild`` where it has changed."""
        yield from self.held[start:stop]
        start = max(start, len(self.held))
        if start < min(stop, self.count):
            yield from self._read_again(start, stop)

    def _read_again(self, start: int, stop: int) -> Iterator[Addressee]:
        index = start - start % STRIDE
        silent = Report()
        for record in self._rows(silent, self.places[start // STRIDE]):
            if _kind(record, silent) != "to" or record.origin.offset_bytes in self.refused:
                continue
            if self._checksum(record) != self.checksums[index]:
                break
            if index >= start:
                addressee = self._read(record, "to", silent)
                if addressee is None:
                    break
                yield addressee
            index += 1
            if index >= min(stop, self.count):
                return
        raise self._changed()

    def _read(self, record: Record, kind: Kind, report: Report) -> Addressee | None:
        values = _without_kind(record)
        ident = self.named.get(record.origin.offset_bytes)
        return self.reader.read({**values, "id": ident} if ident else values, kind, record.origin, report)

    def _rows(self, report: Report, start: Start | None = None) -> Iterator[Record]:
        """Yield the rows of a file that was sound a moment ago. Raises ``CannotBuild`` where it is no longer."""
        try:
            yield from self.file.rows(self.world, report, start)
        except (OSError, PathOutside, UnicodeError) as error:
            raise self._changed() from error

    def _changed(self) -> CannotBuild:
        return CannotBuild(f"`{self.file.input.path}` changed while it was being read", "run the command again")

    def _checksum(self, record: Record) -> int:
        return crc32(record.origin.raw.encode(self.file.encoding))


def _kind(record: Record, report: Report) -> Kind:
    value = record.values.get("kind")
    if value is None:
        return "to"
    text = value.strip().casefold() if isinstance(value, str) else ""
    for kind in KINDS:
        if text == kind or (not text and kind == "to"):
            return kind
    hint = did_you_mean(text, KINDS, "choose `to`, `cc` or `bcc`")
    report.error("LP159", record.origin.span("kind"), f"`{text}` is not a choice for `kind`", hint)
    return "to"


class WrongRows:
    """Counts the rows of a list about which ``report`` has an error."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._errors = report.errors
        self._count = 0

    def are_too_many(self, record: Record) -> bool:
        """Whether with ``record``, which was just judged, more rows are wrong than anybody looks through: LP113 says so."""
        if self._report.errors == self._errors:
            return False
        self._count += 1
        if self._count > MOST_REFUSED:
            message = f"more than {MOST_REFUSED:,} rows of the list are wrong, and what follows was not read"
            hint = "correct those that are listed, and try again"
            self._report.error("LP113", Span(record.origin.span().file), message, hint)
        self._errors = self._report.errors
        return self._count > MOST_REFUSED


def _without_kind(record: Record) -> Mapping[str, SourceValue]:
    return {key: value for key, value in record.values.items() if key != "kind"} if "kind" in record.values else record.values
