"""The print run: PDFs of all packets for a printer, in the order of the list or as the post sorts, in one file or several.

Packets go into the PDF as they come, unless what comes first depends on the last: then they wait in a file without a name, which
sorts them too. So a million of them take no more memory than a few.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.checks.evidence.postcodes import postcode_in
from letterpack.kept import Kept
from letterpack.languages import language
from letterpack.languages.numbers import in_figures
from letterpack.languages.tags import locale_of
from letterpack.marks import campaign_marks
from letterpack.model.campaign import CampaignRead, Printing
from letterpack.model.manifest import PacketRow, PrintRunRow, ProductRow, printed_pages, printed_sheets
from letterpack.model.pdf import Enclosure, Fragment, Graphic
from letterpack.model.products import PRINT_RUN
from letterpack.model.recipient import PartRecipient
from letterpack.press.packet_file import Extension
from letterpack.press.planner import RunPage
from letterpack.press.print_run import FILE, PrintRun, RunLayout, RunPacket, about_run
from letterpack.press.run_size import RunSize
from letterpack.press.standards import Sheet
from letterpack.products import Piece, PieceAddress, Product, Setting, fit_for
from letterpack.readback.product_rows import ToldRow, rows_of_pages
from letterpack.text.fonts import Font
from letterpack.wording.totals import totals_words

_NUMBERS: Final = 9_999
_NO_ENVELOPE: Final = "none"
_SORTED_BY: Final = "\0"
"""Stands between what packets are sorted by, and before any letter or figure."""
_MOST_TOTALS: Final = 14
"""Rows of one kind on the sheet of totals; the rest are counted together."""


class _Shape(Struct, frozen=True):
    """What packets share of their pages."""

    pages: tuple[RunPage, ...]
    fonts: tuple[tuple[str, Fragment], ...]
    graphics: tuple[tuple[str, Graphic], ...]
    sheet: Sheet


class _Waiting(Struct, frozen=True):
    """A packet that waits: its shape by number, and what is its own."""

    row: PacketRow
    address: PieceAddress
    shape: int
    streams: tuple[bytes, ...]
    glyphs: tuple[tuple[str, tuple[int, ...]], ...]


class _RunPlace(Struct, frozen=True):
    """What is known of a packet that waits: its file, as far as the packet says it, and its number among those that came."""

    group: str
    number: int
    sheets: int
    pages: int
    country: str


class _RunEntry(Struct, frozen=True):
    """A packet as it is written into a run."""

    row: PacketRow
    pages: RunPacket
    enclosures: list[Enclosure]
    recipient: PartRecipient | None

    def goes_into(self, size: RunSize, most: int = 0) -> bool:
        """Count the packet in the ``size`` of its file; False if that would have more than ``most`` bytes then."""
        about = self.recipient
        said = (about.name, about.title, about.organization, *about.lines) if about is not None else ()
        return size.take(self.row, self.pages, self.enclosures, said, most=most)


class _FileTotals:
    """What a sheet of totals counts."""

    def __init__(self) -> None:
        self.sheets, self.countries, self.pages = Counter[int](), Counter[str](), 0

    def add(self, place: _RunPlace) -> None:
        self.sheets[place.sheets] += 1
        self.countries[place.country] += 1
        self.pages += place.pages


class _RunMaker:
    def __init__(self, setting: Setting) -> None:
        self._setting, self._campaign = setting, setting.campaign
        self._printing = setting.campaign.settings.printing
        self._marks = campaign_marks(setting.campaign)
        self._runs: dict[str, PrintRun] = {}
        self._sizes: dict[str, tuple[int, RunSize]] = {}
        self._continued: dict[str, tuple[str, int]] = {}
        """Which file each of those goes on with that another was too small for, and its number there, from 2."""
        self._all = self._empty()
        """How large one file of all that waits would be."""
        self._waits = self._printing.order == "post" or self._printing.totals
        self._count = 0
        self._kept: Kept[_Waiting] = Kept()
        self._places = Kept((), _RunPlace)
        self._shapes: dict[_Shape, int] = {}
        self._in_order: list[_Shape] = []
        self._fonts: dict[str, Font] = {}

    def add(self, piece: Piece) -> None:
        """Add the packet's pages, or let them wait."""
        assert piece.pages is not None
        packet = self._packet(piece.row, piece.address, piece.pages)
        if self._waits:
            self._keep(piece, piece.pages)
            packet.goes_into(self._all)
        else:
            self._write(self._with_room(self._file(self._group(piece.row), self._count), packet), packet)
        self._count += 1

    def finish(self) -> tuple[PrintRunRow, ...]:
        """Write what waits, and complete the PDFs."""
        totals: dict[str, _FileTotals] = {}
        for file, place in self._sorted() if self._printing.totals else ():
            totals.setdefault(file, _FileTotals()).add(place)
        for file, counted in totals.items():
            self._run(file).totals(self._setting.page(self._totals_rows(file, counted)))
        self._sizes.clear()
        for file, place in self._sorted():
            self._write(file, self._waiting(place))
        if not self._runs:
            self._run(FILE)
        return tuple([run.finish() for _, run in sorted(self._runs.items(), key=self._by_file)])

    def _run(self, file: str) -> PrintRun:
        run = self._runs.get(file)
        if run is None:
            number = _run_number(self._campaign, file) if self._marks else 0
            layout = RunLayout(file, self._printing.sides, self._marks, number, self._campaign.settings.paper.weight_gsm)
            title = self._campaign.settings.name or totals_words(self._campaign.letter.language)[1].title
            about = about_run(self._campaign, title)
            run = self._runs[file] = PrintRun(self._setting.create(file), about, self._setting.profile, layout)
        return run

    def _packet(self, row: PacketRow, address: PieceAddress, pages: RunPacket) -> _RunEntry:
        """Return a packet as it is written, what it encloses read again: that does not travel with its pages."""
        enclosures = [self._setting.enclosure(each, row.language) for each in row.enclosures]
        recipient = _recipient(row, address, self._printing) if self._setting.profile.names_parts else None
        return _RunEntry(row, pages, enclosures, recipient)

    def _write(self, file: str, packet: _RunEntry) -> None:
        self._run(file).add(packet.row.id, packet.pages, packet.enclosures, packet.recipient)

    def _with_room(self, file: str, packet: _RunEntry) -> str:
        """Return the file that ``packet`` goes into, which belongs into ``file``: another one behind it if that would be too
        large. A packet that is too large itself has a file of its own.
        """
        number, size = self._sizes.get(file) or (1, self._empty())
        if not packet.goes_into(size, self._printing.file_bytes):
            number, size = number + 1, self._empty()
            packet.goes_into(size)
        self._sizes[file] = number, size
        if number == 1:
            return file
        stem, _, suffix = file.rpartition(".")
        continued = f"{stem}-{number}.{suffix}"
        self._continued[continued] = (file, number)
        return continued

    def _by_file(self, pair: tuple[str, object]) -> tuple[str, int]:
        """Return what a pair of a file and anything is sorted by: the file, and what it goes on in behind it."""
        return self._continued.get(pair[0], (pair[0], 1))

    def _empty(self) -> RunSize:
        return RunSize(len(self._setting.profile.intent.icc), marked=self._marks is not None)

    def _group(self, row: PacketRow) -> str:
        """Return what a file's name says of the packets in it."""
        sheets = printed_sheets(row, self._printing.sides)
        if self._printing.split == "sheets":
            return f"{sheets}-sheets" if sheets > 1 else "1-sheet"
        if self._printing.split == "envelope":
            taken = fit_for(self._setting.form, sheets).envelope
            return (taken.name or taken.size.lower()) if sheets <= taken.max_sheets else _NO_ENVELOPE
        return ""

    def _file(self, group: str, index: int) -> str:
        """Return the file of the packet that comes as number ``index``, from 0, among those that are not told apart otherwise."""
        if self._printing.split == "pieces":
            group = f"{index // self._printing.pieces + 1:03}"
        stem, _, suffix = FILE.rpartition(".")
        return f"{stem}-{group}.{suffix}" if group else FILE

    def _keep(self, piece: Piece, pages: RunPacket) -> None:
        shared = _Shape(pages.pages, pages.fonts, pages.graphics, pages.sheet)
        shape = self._shapes.setdefault(shared, len(self._shapes))
        if shape == len(self._in_order):
            self._in_order.append(shared)
        self._fonts.update({each.name: each.font for each in pages.extensions})
        glyphs = tuple([(each.name, each.glyphs) for each in pages.extensions])
        self._kept.add(str(self._count), _Waiting(piece.row, piece.address, shape, pages.streams, glyphs))
        row, sides, home = piece.row, self._printing.sides, self._campaign.settings.sender.country
        sheets, country, group = printed_sheets(row, sides), piece.address.country or home, self._group(row)
        place = _RunPlace(group, self._count, sheets, printed_pages(row, sides), country)
        # The name is what packets are sorted by, as texts that compare as the post wants them.
        by_post = ("" if country == home else country, postcode_in(piece.address.lines, country), f"{sheets:06}")
        order = by_post if self._printing.order == "post" else ()
        self._places.add(_SORTED_BY.join((group, *order, f"{self._count:09}")), place)

    def _waiting(self, place: _RunPlace) -> _RunEntry:
        """Return a packet that has waited."""
        waiting = self._kept[str(place.number)]
        shape = self._in_order[waiting.shape]
        extensions = tuple([Extension(name, self._fonts[name], glyphs) for name, glyphs in waiting.glyphs])
        pages = RunPacket(shape.pages, shape.fonts, shape.graphics, shape.sheet, waiting.streams, extensions)
        return self._packet(waiting.row, waiting.address, pages)

    def _sorted(self) -> Iterator[tuple[str, _RunPlace]]:
        """Yield the packets that wait, in their order, each with its file."""
        for index, (_, place) in enumerate(self._places.by("name")):
            file = self._file(place.group, index)
            if self._all.size_bytes > self._printing.file_bytes:
                file = self._with_room(file, self._waiting(place))
            yield file, place

    def _totals_rows(self, file: str, counted: _FileTotals) -> list[tuple[str, str]]:
        """Return what the sheet of totals of ``file`` says, in the letter's language: texts, and what stands beside them."""
        campaign, settings = self._campaign, self._campaign.settings
        tag, words = totals_words(campaign.letter.language)
        said, home = language(tag), settings.sender.country
        sheets = sum([each * count for each, count in counted.sheets.items()])
        by_sheets = [(in_figures(str(each), tag), count) for each, count in sorted(counted.sheets.items())]
        codes = sorted(counted.countries, key=lambda code: "" if code == home else code)
        by_country = [(f"{said.country(code)} ({code})" if code else words.no_country, counted.countries[code]) for code in codes]
        rows = [
            (settings.name or words.title, ""),
            (file.rpartition("/")[2], ""),
            (said.date(campaign.letter.date), ""),
            ("", ""),
            (words.packets, _number(counted.sheets.total(), tag)),
            (words.sheets, _number(sheets, tag)),
            (words.pages, _number(counted.pages, tag)),
            (words.printed, words.both if settings.printing.sides == "both" else words.front),
        ]
        if self._marks:
            run = words.run.format(number=in_figures(f"{_run_number(campaign, file):04}", tag))
            rows.append((words.marks, self._marks.name + said.comma + run))
        rows += [("", ""), (words.by_sheets, ""), *_first(by_sheets, words.others, tag)]
        return [*rows, ("", ""), (words.by_country, ""), *_first(by_country, words.others, tag)]


def _first(rows: Sequence[tuple[str, int]], others: str, tag: str) -> list[tuple[str, str]]:
    """Return the first ``rows``, and one of all ``others`` if there are too many."""
    most = len(rows) if len(rows) <= _MOST_TOTALS else _MOST_TOTALS - 1
    rest = [(others, sum([count for _, count in rows[most:]]))] if rows[most:] else []
    return [(label, _number(count, tag)) for label, count in [*rows[:most], *rest]]


def _number(count: int, tag: str) -> str:
    from babel.numbers import format_decimal

    return in_figures(format_decimal(count, locale=locale_of(tag)), tag)


def _recipient(row: PacketRow, address: PieceAddress, printing: Printing) -> PartRecipient | None:
    """Return what a run may say of whom a packet goes to: of a blind copy nothing, of others their names if asked for."""
    if row.kind == "bcc":
        return None
    if printing.recipients == "ids":
        return PartRecipient(row.id)
    names = {"name": dict(address.names).get("honorific", ""), **dict(address.names)}
    name, title, organization = [names.get(key, "") for key in ("name", "title", "organization")]
    return PartRecipient(row.id, name, title, organization, address.lines, address.country)


def _run_number(campaign: CampaignRead, file: str) -> int:
    """Return the number of the run in ``file`` in its insertion marks, which differs with the sources and the file."""
    said = "\n".join([file, *[each.sha256 for each in campaign.inputs]])
    return int.from_bytes(hashlib.sha256(said.encode("utf-8")).digest()[:8]) % _NUMBERS + 1


def _told(file: BinaryIO, row: ProductRow | PrintRunRow) -> Iterator[ToldRow]:
    """Yield how the run is printed, what its sheet of totals says, and its packets, which are compared by themselves."""
    assert isinstance(row, PrintRunRow)
    printed = "on both sides" if row.sides == "both" else "on the front alone"
    cells = {"printed": printed, "sheets": str(row.sheets), "insertion marks": row.marks, "claims": ", ".join(row.claims)}
    if row.marks and not row.totals:
        cells["run"] = f"{row.number:04}"
    yield ToldRow("", cells)
    if row.totals:
        yield from rows_of_pages(file, ["sheet of totals"])
    yield from [ToldRow(packet, {}) for packet in row.packets]


PRODUCTS: Final = (
    Product(
        name=PRINT_RUN,
        title="the print run",
        file=FILE,
        begin=_RunMaker,
        takes_pages=True,
        arranges=lambda settings: settings.printing.order != "list" or bool(settings.printing.split),
        told=_told,
    ),
)
