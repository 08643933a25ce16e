"""What was made of the packets, before and now: print runs, lists, envelopes, labels, and the data that goes to services."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from msgspec import Struct
from rapidfuzz.distance import Indel

from letterpack.kept import Kept
from letterpack.manifest import listed_products, read_manifest
from letterpack.model.change import Change, ProductChanges
from letterpack.model.manifest import PrintRunRow, ProductRow
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.compare.batches import BatchToCompare
from letterpack.products import FileTold, Product, find_product
from letterpack.readback.product_rows import LOOK, SIZE, TEXT, NotTold, ToldRow
from letterpack.values import replace
from letterpack.world import BatchFiles

HANDOVER: Final = "handover"
MOST_CHANGES: Final = 200
"""Of one product that are told; the rest are counted."""
_DIGEST: Final = "sha256"
_MOST_KEYS: Final = 20
"""Of rows that have the same change, those that are named."""
_MOST_LINES: Final = 2_000
"""Of a text that are compared line by line."""
_MOST_DATA_BYTES: Final = 1 << 20
_SAME: Final = "its bytes differ, and it says the same"
_ONE_SIDE: Final = (
    "products are on one side that letterpack.yaml does not ask for: they are not compared with what is built for this"
)


class _ProductFound(Struct, frozen=True):
    """A product's file of one side: its row as any product's, and as it is written."""

    files: BatchFiles
    row: ProductRow
    written: ProductRow | PrintRunRow


def compare_products(
    old: BatchToCompare, new: BatchToCompare, differs: Callable[[str], bool]
) -> tuple[tuple[ProductChanges, ...], tuple[str, ...]]:
    """Return what became of each product's file, and what could not be known; ``differs`` says whether a packet is another.

    Raises ``ManifestUnreadable`` and ``OSError``.
    """
    if not (old.manifest and new.manifest):
        return tuple(_handed_over(old, new)), ()
    before, after = _made(old), _made(new)
    notes: list[str] = []
    found: list[ProductChanges] = []
    for file in sorted({*before, *after}):
        was, now = before.get(file), after.get(file)
        if (was is None and old.is_built) or (now is None and new.is_built):
            notes = [_ONE_SIDE]
        else:
            found.append(_compared(was, now, differs))
    return tuple(found), tuple(notes)


def _made(batch: BatchToCompare) -> dict[str, _ProductFound]:
    """Return the products of a batch by their files; of one that no manifest can be read of, nothing."""
    if batch.manifest is None or batch.manifest.files is None:
        return {}
    files, manifest = batch.manifest.files, read_manifest(batch.manifest.files, batch.manifest.name)
    return {row.file: _ProductFound(files, row, written) for row, written in listed_products(manifest) if row.name in PRODUCTS}


def _compared(old: _ProductFound | None, new: _ProductFound | None, differs: Callable[[str], bool]) -> ProductChanges:
    there = new or old
    assert there is not None
    product = find_product(there.row.name)
    about = ProductChanges(product.name, product.title, there.row.file, "identical")
    if old is None or new is None:
        return replace(about, status="new" if new else "removed")
    try:
        if old.files.digest(old.row.file) == new.files.digest(new.row.file):
            return about
        return _told(about, _changes(product, old, new, differs))
    except OSError as error:
        return replace(about, status="failed", notes=(f"a file cannot be read: {error.strerror or error}",))


class _RowChange(NamedTuple):
    """A change in the row ``key``, empty where it is the whole file's; its field names the cell, empty for the row itself."""

    key: str
    change: Change


def _told(about: ProductChanges, found: Iterator[_RowChange]) -> ProductChanges:
    """Return ``about`` with as many changes as people read, one that many rows have once."""
    rows: dict[Change, list[str]] = {}
    more = 0
    try:
        for key, change in found:
            told = change if change.field else change._replace(field=key)
            if told in rows:
                rows[told].append(key)
            elif len(rows) < MOST_CHANGES:
                rows[told] = [key]
            else:
                more += 1
    except NotTold as why:
        return replace(about, status="changed", notes=(f"what it says is not compared: {why}",))
    if not rows:
        return replace(about, notes=(_SAME,))
    return replace(about, status="changed", changes=tuple([_in_rows(*each) for each in rows.items()]), more=more)


def _in_rows(change: Change, keys: list[str]) -> Change:
    if len(keys) > 1:
        named = ", ".join([*keys[:_MOST_KEYS], *(["…"] if len(keys) > _MOST_KEYS else [])])
        return change._replace(note=f"{len(keys):,} rows: {named}")
    (key,) = keys
    return change if not key or change.field == key else change._replace(field=f"{key}: {change.field}")


def _changes(product: Product, old: _ProductFound, new: _ProductFound, differs: Callable[[str], bool]) -> Iterator[_RowChange]:
    if product.told is not None:
        yield from _what_is_told(product.told, product.looks, old, new)
    if product.takes_pages:
        here = frozenset(old.row.pieces)
        if count := sum([piece in here and differs(piece) for piece in new.row.pieces]):
            note = f"{count:,} of its packets {'is not as it was' if count == 1 else 'are not as they were'}"
            yield _RowChange("", Change("text", "packets", "", "", note=note))


def _what_is_told(told: FileTold, looks: FileTold | None, old: _ProductFound, new: _ProductFound) -> Iterator[_RowChange]:
    """Yield what differs in what two files say; in how they look where that is all that differs, or all that can be told."""
    is_same = True
    try:
        for change in _between(told, old, new):
            is_same = False
            yield change
    except NotTold:
        if looks is None:
            raise
    if is_same and looks is not None:
        yield from _between(looks, old, new)


def _between(told: FileTold, old: _ProductFound, new: _ProductFound) -> Iterator[_RowChange]:
    with old.files.open(old.row.file) as was, new.files.open(new.row.file) as now:
        yield from _rows(told(was, old.written), told(now, new.written))


def _rows(old: Iterable[ToldRow], new: Iterable[ToldRow]) -> Iterator[_RowChange]:
    """Yield what differs between two files, row by row; rows are found by their keys."""
    before = Kept((row.key, (number, dict(row.cells))) for number, row in enumerate(old))
    seen, last, is_sorted, digests = set[int](), -1, True, 0
    for row in new:
        was = before.get(row.key)
        if was is None:
            yield _RowChange(row.key, Change("text", "", "", "", note="new"))
            continue
        number, cells = was
        seen.add(number)
        is_sorted, last = is_sorted and number > last, number
        digests += cells.get(_DIGEST) != row.cells.get(_DIGEST)
        yield from _cells(row, cells)
    for key, (number, _) in before.items():
        if number not in seen:
            yield _RowChange(key, Change("text", "", "", "", note="gone"))
    if not is_sorted:
        yield _RowChange("", Change("text", "order", "", "", note="the same rows are in another order"))
    if digests:
        note = f"{digests:,} {'packet has' if digests == 1 else 'packets have'} another digest"
        yield _RowChange("", Change("text", _DIGEST, "", "", note=note))


def _cells(row: ToldRow, before: dict[str, str]) -> Iterator[_RowChange]:
    names = [name for name in dict.fromkeys((*before, *row.cells)) if name != _DIGEST]
    other = [name for name in names if before.get(name, "") != row.cells.get(name, "")]
    for name in other:
        was, now = before.get(name, ""), row.cells.get(name, "")
        if name != LOOK:
            yield _RowChange(row.key, Change("text", "" if name == TEXT else name, *_lines_apart(was, now)))
        elif not {SIZE, TEXT} & {*other}:
            yield _RowChange(row.key, Change("pixels", "", "", "", note="it looks different, in the same words"))


def _lines_apart(before: str, after: str) -> tuple[str, str]:
    """Return the lines of two texts that are not in both."""
    was, now = before.split("\n"), after.split("\n")
    if max(len(was), len(now)) > _MOST_LINES:
        return before, after
    apart = [each for each in Indel.opcodes(was, now) if each.tag != "equal"]
    gone = [line for each in apart for line in was[each.src_start : each.src_end]]
    come = [line for each in apart for line in now[each.dest_start : each.dest_end]]
    return "\n".join(gone), "\n".join(come)


def _handed_over(old: BatchToCompare, new: BatchToCompare) -> Iterator[ProductChanges]:
    """Yield what became of the data that lies beside packets, as a service takes it."""
    if not (old.beside or new.beside):
        return
    about = ProductChanges(HANDOVER, "the data beside the packets", "", "identical")
    if not (old.beside and new.beside):
        yield replace(about, status="new" if new.beside else "removed")
        return
    try:
        found = _told(about, _rows(_data(old), _data(new)))
    except OSError as error:
        found = replace(about, status="failed", notes=(f"a file cannot be read: {error.strerror or error}",))
    yield found if found.changes else replace(found, notes=())


def _data(batch: BatchToCompare) -> Iterator[ToldRow]:
    for key, (files, path) in batch.beside.items():
        with files.open(path) as file:
            data = file.read(_MOST_DATA_BYTES + 1)
        if len(data) > _MOST_DATA_BYTES:
            raise NotTold(f"`{path}` is too large")
        yield ToldRow(key, {TEXT: data.decode("utf-8", "replace").strip("\n")})
