"""Stage 7 of 7, the record: ``manifest.json``, written and read a row at a time.

Every line but a bracket holds a JSON value as ``json.dumps(value, sort_keys=True, ensure_ascii=False)`` gives it, and a packet
is one line: so a hundred thousand packets are never held at once, and two manifests compare line by line. Reading takes any
JSON of the same content.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from itertools import islice
from json.encoder import encode_basestring as quoted
from types import TracebackType
from typing import BinaryIO, Final, Self

from msgspec import Struct

from letterpack.errors import ManifestUnreadable
from letterpack.manifest.rows import PACKETS, REMEDY, Packets, Rest, Version, decoded, other_lines, packet_of, row_lines, within
from letterpack.model.campaign import Input
from letterpack.model.manifest import EnclosureRow, FontRow, ManifestHead, PacketRow, PrintRunRow, ProductRow
from letterpack.model.products import PRINT_RUN
from letterpack.values import replace
from letterpack.world import BatchFiles, Stage

NAME: Final = "manifest.json"
LEDGER: Final = ".letterpack-rows"
"""In a batch that is being made: what it is made by, and the rows of the packets that are whole."""
VERSION: Final = 1
CARRIED: Final = ".letterpack-campaign"
"""The folder in a batch that is being made where its campaign lies for workers."""
SEPARATOR: Final = b",\n  "
"""What stands between two rows: workers may join the rows that they rendered with it."""

_RARE: Final = ("blank", "stamp")
"""Of an enclosure, what is not written where there is none."""
_COPY_BYTES: Final = 1 << 20
FIRST: Final = b"\n  "
"""What stands before the first row."""
_WARNED: Final = ', "warned": true'


class Manifest(Struct, frozen=True):
    """A manifest without its packets, which ``iter_packets`` streams."""

    head: ManifestHead
    print_runs: tuple[PrintRunRow, ...]
    products: tuple[ProductRow, ...] = ()


def render_row(row: PacketRow) -> bytes:
    """Return the line of ``row``, without indent, comma and line end."""
    return (
        f'{{"addressee": {quoted(row.addressee)}, "claims": {_plain(row.claims)}, "enclosures": {_enclosures(row.enclosures)}, '
        f'"file": {quoted(row.file)}, {_fonts(row.fonts) if row.fonts else ""}"id": {quoted(row.id)}, '
        f'"inputs_sha256": {quoted(row.inputs_sha256)}, '
        f'"kind": {quoted(row.kind)}, "language": {quoted(row.language)}, "pages": {row.pages}, '
        f'"sha256": {quoted(row.sha256)}, "sheets": {row.sheets}{_WARNED if row.warned else ""}}}'
    ).encode()


def row_values(row: PacketRow) -> dict[str, object]:
    """Return what the line of ``row`` says."""
    values: dict[str, object] = json.loads(render_row(row))
    return values


@lru_cache(maxsize=256)
def _plain(texts: tuple[str, ...]) -> str:
    return _json(texts)


@lru_cache(maxsize=256)
def _enclosures(rows: tuple[EnclosureRow, ...]) -> str:
    return _json([{key: value for key, value in asdict(row).items() if value or key not in _RARE} for row in rows])


@lru_cache(maxsize=256)
def _fonts(rows: tuple[FontRow, ...]) -> str:
    return f'"fonts": {_json([asdict(row) for row in rows])}, '


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


class ManifestWriter:
    """Writes a manifest while its packets are made; a context manager.

    Rows come in mailing order and wait in a ledger; ``finish`` writes the manifest into ``stage``, where the batch's files go
    too. Raises ``OSError``.
    """

    def __init__(self, stage: Stage, head: ManifestHead) -> None:
        self.stage = stage
        self._head = head
        self._rows = stage.ledger()
        self._first_row = self._rows.write(_json(asdict(head.builder)).encode())
        self._between = FIRST
        self._warned = False

    def packet(self, row: PacketRow) -> None:
        """Add the next packet."""
        self.raw(render_row(row))

    def raw(self, rows: bytes) -> None:
        """Add a row as ``render_row`` gives it, or several that ``SEPARATOR`` joins."""
        self._rows.write(self._between)
        self._rows.write(rows)
        self._rows.flush()
        self._between = SEPARATOR

    def warn(self) -> None:
        """Take note that something was found while packets were made."""
        self._warned = True

    def more(self, piece: bytes) -> None:
        """Go on with the rows that ``raw`` began: a large stretch of them may come in pieces of any size."""
        self._rows.write(piece)

    def finish(self, products: Iterable[PrintRunRow | ProductRow] = (), fonts: Iterable[FontRow] = ()) -> None:
        """Write the manifest; ``products`` were made of the packets, ``fonts`` are what these use beside those of its head."""
        rest = manifest_of(replace(self._head, warned=self._warned), products, fonts)
        before, after = around(rest, is_empty=self._between is FIRST)
        self._rows.seek(self._first_row)
        with self.stage.create(NAME) as file:
            file.write(before)
            shutil.copyfileobj(self._rows, file, _COPY_BYTES)
            file.write(after)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # A full disk fails again when the buffer is flushed: the first error is the one to tell.
        with suppress(*(OSError,) if error else ()):
            self._rows.close()


def manifest_of(head: ManifestHead, products: Iterable[PrintRunRow | ProductRow], fonts: Iterable[FontRow]) -> Manifest:
    """Return the manifest with ``head``; ``products`` were made of the packets, ``fonts`` are what these use beside its own."""
    all_fonts = sorted({*head.fonts, *fonts}, key=lambda row: (row.family, row.style, row.file, row.sha256))
    rows = tuple(products)
    return Manifest(
        replace(head, fonts=tuple(all_fonts)),
        tuple([row for row in rows if isinstance(row, PrintRunRow)]),
        tuple([row for row in rows if isinstance(row, ProductRow)]),
    )


def around(manifest: Manifest, *, is_empty: bool) -> tuple[bytes, bytes]:
    """Return what the file has before its packets and after them; ``is_empty`` where there are none. Before the first of their
    rows stands ``FIRST``, between two ``SEPARATOR``.
    """
    head = manifest.head
    before = (
        f'{{\n "builder": {_json(asdict(head.builder))},\n "fonts": {_lines(head.fonts)},\n "inputs": {_lines(head.inputs)},\n'
        f' "manifest_version": {VERSION},\n'
    )
    end = "]" if is_empty else "\n ]"
    after = (
        f'{end},\n "partial": {_json(head.partial)},\n "print_runs": {_lines(manifest.print_runs)},\n'
        f' "products": {_lines(manifest.products)},\n "profile": {_json(head.profile)},\n "status": {_json(head.status)},\n'
        f' "warned": {_json(head.warned)}\n}}\n'
    )
    return before.encode() + PACKETS, after.encode()


def _lines(rows: Sequence[FontRow | Input | PrintRunRow | ProductRow]) -> str:
    """Return a JSON array with a row a line."""
    lines = ",\n  ".join(_json(asdict(row)) for row in rows)
    return f"[\n  {lines}\n ]" if rows else "[]"


def read_manifest(batch: BatchFiles, name: str = NAME) -> Manifest:
    """Return what the manifest of ``batch``, the file ``name`` in it, says but for its packets.

    Raises ``ManifestUnreadable`` and ``OSError``.
    """
    shown = f"`{batch.shown(name)}`"
    with opened(batch, name) as file:
        data = b"".join(other_lines(file))
    version = decoded(data, Version, shown).manifest_version
    if version != VERSION:
        raise ManifestUnreadable(
            f"{shown} is of version {version}, but this letterpack reads version {VERSION}",
            "use the letterpack that built it, or build the batch again",
        )
    rest = decoded(data, Rest, shown)
    return Manifest(
        ManifestHead(rest.partial, rest.status, rest.builder, rest.inputs, rest.fonts, rest.profile, rest.warned),
        tuple([within(row, f"a row of `print_runs` in {shown}") for row in rest.print_runs]),
        tuple([within(row, f"a row of `products` in {shown}") for row in rest.products]),
    )


def listed_products(manifest: Manifest) -> Iterator[tuple[ProductRow, ProductRow | PrintRunRow]]:
    """Yield the products that ``manifest`` lists, print runs too, each as any product's row and as it is written."""
    for run in manifest.print_runs:
        yield ProductRow(PRINT_RUN, run.file, run.sha256, run.packets), run
    for row in manifest.products:
        yield row, row


def iter_packets(batch: BatchFiles, name: str = NAME) -> Iterator[PacketRow]:
    """Yield the packets that the manifest of ``batch`` lists, holding one at a time.

    Raises ``ManifestUnreadable`` and ``OSError``.
    """
    count, shown = 0, f"`{batch.shown(name)}`"
    with opened(batch, name) as file:
        for line in row_lines(file):
            row = packet_of(line, f"packet {count + 1} of {shown}")
            if row is None:
                break
            count += 1
            yield row
        else:
            if count:
                return
    # Somebody has laid it out anew.
    whole = decoded(batch.read(name), Packets, shown)
    yield from [within(row, f"a packet of {shown}") for row in islice(whole.packets, count, None)]


def iter_files(batch: BatchFiles) -> Iterator[str]:
    """Yield the path of every file that the manifest of ``batch`` lists, itself last.

    Raises ``ManifestUnreadable`` and ``OSError``.
    """
    yield from (row.file for row in iter_packets(batch))
    manifest = read_manifest(batch)
    yield from [run.file for run in manifest.print_runs]
    yield from [product.file for product in manifest.products]
    yield NAME


def opened(batch: BatchFiles, name: str) -> BinaryIO:
    """Open the manifest of ``batch``, the file ``name`` in it. Raises ``ManifestUnreadable`` and ``OSError``."""
    try:
        return batch.open(name)
    except FileNotFoundError:
        hint = "name a folder that `letterpack build` has made"
        raise ManifestUnreadable(f"there is no `{batch.shown(name)}`", hint) from None
    except OSError as error:
        if error.errno not in (errno.EISDIR, errno.EINVAL, errno.ELOOP, errno.EPERM):
            raise
        raise ManifestUnreadable(f"`{batch.shown(name)}` cannot be read: {error.strerror}", REMEDY) from None
