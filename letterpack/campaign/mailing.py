"""Stage 2 of 7: ``addressees.yaml``, ``.csv`` and ``.jsonl`` become the ``Mailing``.

Two passes: here every entry is judged and its id kept; ``Mailing.to`` makes those that are not held again, one at a time, where
they come from a streamed file. What one addressee says of another is judged when all ids are known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final, Protocol

from msgspec import Struct, field

from letterpack.campaign.addressees import AddresseeReader, changed
from letterpack.campaign.ids import IdRegister, ToIds
from letterpack.campaign.joint import (
    by_member,
    check_copies,
    check_copy_alone,
    check_members,
    check_own_copies,
    joint_members,
    report_named_twice,
    with_letters,
)
from letterpack.campaign.odd_rows import RowsSaid
from letterpack.campaign.streams import Rows, ToStream
from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.file_names import nearly_named, report_misnamed, workbook_named
from letterpack.formats.tables.addressees import open_addressee_table
from letterpack.formats.tables.same_findings import one_for_all
from letterpack.formats.tables.sheets import workbook_of
from letterpack.formats.yaml.addressees import read_addressee_entries
from letterpack.limits import MOST_COPIES_OF_ALL
from letterpack.model.campaign import Addressee, Input, Mailing, Settings
from letterpack.model.columns import ROWS
from letterpack.model.sources import NodeOrigin, plain
from letterpack.spans import Span
from letterpack.world import World

YAML_FILE: Final = "addressees.yaml"
CSV_FILE: Final = "addressees.csv"
LINES_FILE: Final = "addressees.jsonl"
_PARQUET_FILE: Final = "addressees.parquet"
_FILES: Final = (YAML_FILE, CSV_FILE, LINES_FILE)
_LACKED: Final = ("salutation", "enclosures", "fields", "verified", "cc", "bcc")
"""Keys that few addressees have, as ``Mailing.given`` names them."""


def read_mailing(
    world: World, settings: Settings, languages: frozenset[str], default_language: str, report: Report
) -> tuple[Mailing | None, tuple[Input, ...]]:
    """Return the addressees and the files read; None where there are none to send to (LP150 says so).

    Every entry is validated here, once; ``Mailing.to`` gives them again. ``languages`` are those a letter is written in. With
    errors in the report the mailing holds what could be read, for further checks and not for a build.
    """
    found = Report()
    first = _FirstPass(AddresseeReader(world, settings, languages, default_language), found)
    inputs = first.read(world, settings)
    if first.count:
        first.judge()
    elif not found.has_errors:
        _report_none(world, inputs, found)
    report.extend(one_for_all(found))
    return (first.mailing if first.count else None), inputs


class _AddresseeSource(Protocol):
    """The ``to`` addressees of one file."""

    @property
    def count(self) -> int: ...
    def read(self, start: int, stop: int) -> Iterator[Addressee]: ...


class _HeldAddressees(Struct):
    """The ``to`` addressees of ``addressees.yaml``, held in memory as its tree was."""

    addressees: list[Addressee] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.addressees)

    def read(self, start: int, stop: int) -> Iterator[Addressee]:
        yield from self.addressees[start:stop]


class CampaignMailing(Struct):
    """The ``Mailing`` of a campaign: sources in mailing order, each read again when asked."""

    sources: tuple[_AddresseeSource, ...]
    cc: tuple[Addressee, ...]
    bcc: tuple[Addressee, ...]
    joint: Mapping[str, tuple[Addressee, ...]]
    given: frozenset[str]
    own: Mapping[str, tuple[Addressee, ...]]
    """The copies under ``cc`` of one letter among several, by the id of its addressee."""

    @property
    def count(self) -> int:
        """How many ``to`` addressees there are."""
        return sum(source.count for source in self.sources)

    @property
    def stream(self) -> ToStream | None:
        """The one file that all ``to`` addressees come from; None where there is another, or it is no stream."""
        found = [source for source in self.sources if source.count]
        return found[0] if len(found) == 1 and isinstance(found[0], ToStream) else None

    def to(self, start: int = 0, stop: int | None = None) -> Iterator[Addressee]:
        """Yield the ``to`` addressees with index ``start`` to ``stop`` (0-based, stop excluded)."""
        stop = self.count if stop is None else stop
        before = 0
        for source in self.sources:
            if start < before + source.count and stop > before:
                for addressee in source.read(max(0, start - before), min(source.count, stop - before)):
                    own = self.own.get(addressee.id)
                    yield changed(addressee, cc=(*addressee.cc, *own)) if own else addressee
            before += source.count


class _FirstPass:
    """Judges every entry of every file, and keeps ids, copies and joint letters."""

    def __init__(self, reader: AddresseeReader, report: Report) -> None:
        self.reader = reader
        self.report = report
        self.ids = IdRegister()
        self.count = 0
        """How many ``to`` addressees were found."""
        self.hashes = set[int]()
        self.copies: list[Addressee] = []
        self.leaders: list[Addressee] = []
        self.sources: list[_AddresseeSource] = []
        self.joint: dict[str, tuple[Addressee, ...]] = {}
        self.own: dict[str, tuple[Addressee, ...]] = {}
        self.named: dict[str, Addressee] = {}
        """Who names a copy under ``cc`` by its id, by this id."""
        self.given: set[str] = set()

    @property
    def mailing(self) -> CampaignMailing:
        """What was found, once it is judged."""
        owned = {copy.id for copies in self.own.values() for copy in copies}
        cc = tuple([copy for copy in self.copies if copy.kind == "cc" and copy.id not in owned])
        bcc = tuple([copy for copy in self.copies if copy.kind == "bcc"])
        return CampaignMailing(tuple(self.sources), cc, bcc, self.joint, frozenset(self.given), self.own)

    def read(self, world: World, settings: Settings) -> tuple[Input, ...]:
        """Read all files there are; return them with their digests."""
        inputs: list[Input] = []
        there = [file for file in _FILES if is_there(world, file)]
        for file in _FILES if there else ():
            if file not in there:
                report_misnamed(world, file, self.report)
        if YAML_FILE in there:
            inputs += self._yaml(world)
        meant, said = settings.imports.get("addressees"), RowsSaid(settings.imports.get(ROWS, {}), "addressee")
        if is_there(world, _PARQUET_FILE):
            message = f"`{_PARQUET_FILE}` is not read: letterpack reads no Parquet"
            self.report.error("LP112", Span(_PARQUET_FILE), message, f"save the list as `{CSV_FILE}`")
        if table := CSV_FILE if CSV_FILE in there else workbook_of(world, CSV_FILE):
            encoding = settings.encoding if table == CSV_FILE else ""
            inputs += self._stream(world, open_addressee_table(world, table, encoding, self.report, meant, said), said)
        if LINES_FILE in there:
            from letterpack.formats.json.addressees import open_addressee_lines

            inputs += self._stream(world, open_addressee_lines(world, LINES_FILE, settings.encoding, self.report), said)
        return tuple(inputs)

    def judge(self) -> None:
        """Judge what addressees say of each other."""
        to_ids = ToIds(self.ids, self.count)
        groups = joint_members(self.leaders, to_ids, self.report)
        self.copies = with_letters(self.copies, self.named, self.report)
        letters = self.count - sum(len(names) - 1 for names in groups.values())
        if letters > 1:
            self._give_to_letters({name: leader for leader, names in groups.items() for name in names}, to_ids)
        if groups:
            wanted = {name for names in groups.values() for name in names}
            found = {one.id: one for one in self.mailing.to() if one.id in wanted}
            self.joint = by_member(groups, found)
            for leader in groups:
                check_members(self.joint[leader], self.report)
        named = [each for each in self.copies if each.kind == "cc"]
        if len(named) > MOST_COPIES_OF_ALL:
            message = f"there are {len(named):,} copies under `cc`, and letters name at most {MOST_COPIES_OF_ALL:,}"
            hint = "name fewer, or write the others letters of their own"
            self.report.error("LP113", named[MOST_COPIES_OF_ALL].origin.span(), message, hint)
            self.copies = [each for each in self.copies if each.kind != "cc"]
        check_copies(self.copies, letters, to_ids, self.report)

    def _give_to_letters(self, leaders: Mapping[str, str], to_ids: ToIds) -> None:
        """Give each copy under ``cc`` to the letter that it is of: no other one names it."""
        for copy in self.copies:
            if copy.kind == "cc" and copy.copy_of in to_ids:
                letter = leaders.get(copy.copy_of, copy.copy_of)
                self.own[letter] = (*self.own.get(letter, ()), copy)
                self.given.add("cc")

    def _yaml(self, world: World) -> tuple[Input, ...]:
        file = read_addressee_entries(world, YAML_FILE, self.report)
        if file is None:
            return ()
        held = _HeldAddressees()
        for entry in file.entries:
            values = plain(entry.node)
            assert isinstance(values, dict)
            addressee = self.reader.read(values, entry.kind, NodeOrigin(entry.node), self.report)
            if addressee is not None and self.see(addressee):
                (held.addressees if addressee.kind == "to" else self.copies).append(addressee)
        self.sources.append(held)
        return (file.input,)

    def _stream(self, world: World, rows: Rows | None, said: RowsSaid) -> tuple[Input, ...]:
        if rows is None:
            return ()
        stream = ToStream(world, rows, self.reader)
        stream.first_pass(self.report, self.copies.append, self, said)
        self.sources.append(stream)
        return (rows.input,)

    def free_id(self, addressee: Addressee) -> str:
        """Return an id that is free, where the one that was made for ``addressee`` is not; else an empty text."""
        if addressee.id not in self.ids or not self._is_new(addressee):
            return ""
        return self.ids.free(addressee.id, addressee.name, addressee.organization)

    def _is_new(self, addressee: Addressee) -> bool:
        """Whether nobody of the same name has the same address: a row that appears twice is a mistake, and no second letter."""
        about = hash((addressee.id, addressee.name, addressee.title, addressee.organization, addressee.addresses))
        is_new = about not in self.hashes
        self.hashes.add(about)
        return is_new

    def see(self, addressee: Addressee) -> bool:
        """Take the ids of ``addressee`` and its own copies; whether its own was free."""
        free = self.ids.take(addressee.id, addressee.origin, self.report, is_to=addressee.kind == "to")
        self._is_new(addressee)
        self._note(addressee)
        for copy in (*addressee.cc, *addressee.bcc):
            self._note(copy)
            self.ids.take(copy.id, copy.origin, self.report)
            check_copy_alone(copy, self.report)
        if addressee.kind != "to":
            check_copy_alone(addressee, self.report)
        if free and addressee.kind == "to":
            self.count += 1
            if addressee.jointly:
                self.leaders.append(addressee)
            for name in addressee.cc_ids:
                self._name(name, addressee)
            if addressee.copy_of or addressee.cc or addressee.bcc:
                check_own_copies(addressee, self.report)
        return free

    def _name(self, name: str, addressee: Addressee) -> None:
        """Take note that ``addressee`` names the copy ``name``, which is of one letter."""
        if first := self.named.get(name):
            report_named_twice(name, first, addressee, self.report)
        elif len(self.named) <= MOST_COPIES_OF_ALL:  # With more, there is an error anyway.
            self.named[name] = addressee

    def _note(self, addressee: Addressee) -> None:
        """Take note of what ``addressee`` has that many have not."""
        self.given.update([key for key in _LACKED if getattr(addressee, key)])


def _report_none(world: World, inputs: tuple[Input, ...], report: Report) -> None:
    if inputs:
        message = "there is nobody under `to`, so there is no letter to send"
        report.error("LP150", Span(inputs[0].path), message, "list those you write to under `to`")
    else:
        report.error("LP150", Span(YAML_FILE), f"there is no {YAML_FILE}, {CSV_FILE} or {LINES_FILE}", _how_to_have_one(world))


def _how_to_have_one(world: World) -> str:
    for file in _FILES:
        if name := nearly_named(world, file):
            return f"rename `{name}` to {file}"
    if workbook := workbook_named(world, CSV_FILE):
        return f"rename `{workbook}` to addressees{PurePosixPath(workbook).suffix}, or save it as {CSV_FILE}"
    return f"write {YAML_FILE}, or save a spreadsheet as {CSV_FILE}"
