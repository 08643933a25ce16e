"""Pieces of a print run again: the pages that jammed, as they were, in a PDF that says what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from io import BytesIO
from typing import BinaryIO, Final, cast

from msgspec import Struct
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, PdfObject, TextStringObject

from letterpack.errors import LetterpackError, ManifestUnreadable
from letterpack.kept import Kept
from letterpack.manifest import iter_packets, read_manifest
from letterpack.model.manifest import PacketRow, PrintRunRow, printed_pages
from letterpack.world import BatchFiles

MARK: Final = "Reprint"
"""What the PDF's title begins with."""
END: Final = b"% A reprint by letterpack\n"
"""The file's last line, a comment, by which a later reprint knows it."""
_LEFT_OUT: Final = ("/DPart",)
"""A page's part leads to all other parts, and to their pages."""
_INHERITED: Final = ("/MediaBox", "/Resources", "/CropBox", "/Rotate")
"""What pages may have from the tree above them (ISO 32000-1, 7.7.3.4)."""
_MOST_LEVELS: Final = 16
"""Of the tree of pages; a run of ours has three or four."""
_BUILD: Final = "build it: letterpack build --print-run"


class RunPiece(Struct, frozen=True):
    """A packet's place in its print run: the run's file and its digest, the 0-based index of its first page, how many it has."""

    id: str
    file: str
    sha256: str
    start: int
    pages: int


class _Printed(Struct, frozen=True):
    """How many pages of a packet are printed on both sides, and on the front alone."""

    both: int
    front: int


def reprint(batch: BatchFiles, ids: Sequence[str], first: str, last: str) -> tuple[bytes, tuple[RunPiece, ...]]:
    """Return the pages of the pieces ``ids``, and of those from ``first`` to ``last``, in the run's order, and which they are.

    Raises ``LetterpackError`` where there is no print run, where it is not the one that was built, and for an unknown id.
    """
    ends = dict[str, int]()
    wanted = _chosen(noting(pieces_of(batch), ends), ids, first, last)
    with runs_of(batch, wanted) as runs:
        return written(runs, wanted, ends), wanted


@contextmanager
def runs_of(batch: BatchFiles, pieces: Iterable[RunPiece]) -> Iterator[Mapping[str, BinaryIO]]:
    """Open the files that ``pieces`` stand in. Raises ``LetterpackError`` where one is not the one that was built."""
    with ExitStack() as stack:
        yield {file: stack.enter_context(_opened(batch, file, sha256)) for file, sha256 in dict.fromkeys(map(_file, pieces))}


def said_of_runs(pieces: Iterable[RunPiece]) -> str:
    """Return what a reprint of ``pieces`` says of the files that they are of."""
    return "; ".join([f"Of {file}, sha256 {sha256}" for file, sha256 in dict.fromkeys(map(_file, pieces))])


def _file(piece: RunPiece) -> tuple[str, str]:
    return piece.file, piece.sha256


def _runs(batch: BatchFiles) -> tuple[PrintRunRow, ...]:
    runs = read_manifest(batch).print_runs
    if not runs:
        raise LetterpackError(f"`{batch.shown('')}` has no print run", _BUILD)
    return runs


def _opened(batch: BatchFiles, file: str, sha256: str) -> BinaryIO:
    """Open a run to be read in part: it may have 2 GB."""
    if batch.digest(file) != sha256:
        raise LetterpackError(f"`{batch.shown(file)}` is not the file that was built", _BUILD)
    return batch.open(file)


def pieces_of(batch: BatchFiles) -> Iterator[RunPiece]:
    """Yield where each packet of the print run stands: each begins on a front side, the first behind a sheet of totals, if any.

    Raises ``LetterpackError`` where there is no print run.
    """
    runs, printed = _runs(batch), _PrintedPages(batch)
    for run in runs:
        step = 2 if run.sides == "both" else 1
        at = step if run.totals else 0
        for name in run.packets:
            pages = printed.of(name)
            length = -(-(pages.both if run.sides == "both" else pages.front) // step) * step
            yield RunPiece(name, run.file, run.sha256, at, length)
            at += length


class _PrintedPages:
    """How many pages of each packet are printed. Most runs have them in the manifest's order, and none is held then."""

    def __init__(self, batch: BatchFiles) -> None:
        self._batch = batch
        self._rows = iter_packets(batch)
        self._all: Kept[_Printed] | None = None

    def of(self, name: str) -> _Printed:
        """Return those of the packet called ``name``. Raises ``ManifestUnreadable`` where the manifest has none."""
        row = next(self._rows, None) if self._all is None else None
        if row is not None and row.id == name:
            return _printed(row)
        if self._all is None:
            self._all = Kept(((row.id, _printed(row)) for row in iter_packets(self._batch)), _Printed)
        found = self._all.get(name)
        if found is None:
            where = self._batch.shown("")
            raise ManifestUnreadable(f"the manifest of `{where}` lists no packet `{name}`, which is in its run", _BUILD)
        return found


def noting(pieces: Iterable[RunPiece], ends: dict[str, int]) -> Iterator[RunPiece]:
    """Yield ``pieces``, and note how many pages each file has up to the end of its last piece."""
    for piece in pieces:
        ends[piece.file] = piece.start + piece.pages
        yield piece


def _printed(row: PacketRow) -> _Printed:
    return _Printed(printed_pages(row, "both"), printed_pages(row, "front"))


def _chosen(pieces: Iterable[RunPiece], ids: Sequence[str], first: str, last: str) -> tuple[RunPiece, ...]:
    """Return the pieces ``ids``, and those from ``first`` to ``last``, without holding the others."""
    unmet, seen = set(filter(None, (*ids, first, last))), set[str]()
    chosen, wanted = list[RunPiece](), frozenset(ids)
    is_inside, is_reversed, is_behind = bool(last) and not first, False, False
    for piece in pieces:
        unmet.discard(piece.id)
        is_inside = is_inside or piece.id == first
        is_reversed = is_reversed or (is_behind and piece.id == first)
        if is_inside or piece.id in wanted:
            _refuse_twice(piece, seen)
            chosen.append(piece)
        is_behind = is_behind or piece.id == last
        is_inside = is_inside and not is_behind
    for name in (*ids, first, last):
        if name in unmet:
            hint = "use an id of the mailing list or of the build's table"
            raise LetterpackError(f"there is no piece `{name}` in the print run", hint)
    if is_reversed:
        raise LetterpackError(f"`{first}` comes after `{last}` in the print run", "exchange --from and --to")
    if not chosen:
        raise LetterpackError("nothing is chosen", "name pieces, or give --from and --to")
    return tuple(chosen)


def _refuse_twice(piece: RunPiece, seen: set[str]) -> None:
    if piece.id in seen:
        raise ManifestUnreadable(f"the manifest lists `{piece.id}` twice in its print run", _BUILD)
    seen.add(piece.id)


def page_at(run: PdfReader, index: int) -> PageObject:
    """Return the page of ``run`` with this 0-based index, and what it inherits. Of the tree of pages, what leads there alone is
    read: a run may have some hundred thousand. Raises ``LetterpackError`` where the tree has no such page.
    """
    inherited, kids, left = dict[str, PdfObject](), ArrayObject([run.root_object.raw_get("/Pages")]), index
    for _ in range(_MOST_LEVELS):
        for place in kids:
            node = cast(DictionaryObject, place.get_object())
            pages = int(cast(int, node.get("/Count", 1)))
            if left < pages:
                break
            left -= pages
        else:
            break
        if "/Kids" not in node:
            page = PageObject(run, place if isinstance(place, IndirectObject) else None)
            page.update({**inherited, **node})
            return page
        inherited |= {key: node.raw_get(key) for key in _INHERITED if key in node}
        kids = cast(ArrayObject, node["/Kids"])
    number = index + 1
    raise LetterpackError(f"the print run has no page {number}", _BUILD)


def _page_count(run: PdfReader) -> int:
    """Return how many pages ``run`` says that it has, without a look at each."""
    return int(cast(int, cast(DictionaryObject, run.root_object["/Pages"]).get("/Count", 0)))


def written(runs: Mapping[str, BinaryIO], pieces: Sequence[RunPiece], ends: Mapping[str, int]) -> bytes:
    """Return a PDF of the pages of ``pieces`` and of nothing else: their content streams are those of ``runs``, byte for byte. It
    says that it is a reprint, and of which runs.

    Raises ``LetterpackError`` where a run has other pages than its pieces end with (``ends``): each stands behind all others.
    """
    readers, writer = {file: PdfReader(run) for file, run in runs.items()}, PdfWriter()
    for file, reader in readers.items():
        if ends[file] != (count := _page_count(reader)):
            message = f"`{file}` has {count:,} pages, and the manifest counts {ends[file]:,}"
            raise LetterpackError(message, _BUILD)
    for piece in pieces:
        for index in range(piece.start, piece.start + piece.pages):
            writer.add_page(page_at(readers[piece.file], index), _LEFT_OUT)
        writer.add_outline_item(title=piece.id, page_number=len(writer.pages) - piece.pages)
    root = readers[pieces[0].file].trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    intents = root.get("/OutputIntents")
    if intents is not None:
        kept = [each.get_object().clone(writer) for each in cast(ArrayObject, intents.get_object())]
        writer.root_object[NameObject("/OutputIntents")] = ArrayObject(kept)
    named = f"{pieces[0].id} to {pieces[-1].id}" if len(pieces) > 1 else pieces[0].id
    about = {"/Title": f"{MARK}: {named}", "/Subject": said_of_runs(pieces), "/Producer": "letterpack"}
    writer.metadata = {key: TextStringObject(value) for key, value in about.items()}
    out = BytesIO()
    writer.write(out)
    return out.getvalue() + END
