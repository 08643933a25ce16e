"""Pieces of a print run again: the pages that jammed, as they were, in a PDF that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Final, NamedTuple, cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from letterpack.errors import LetterpackError
from letterpack.manifest import iter_packets, read_manifest
from letterpack.model.manifest import PrintRunRow, printed_pages
from letterpack.world import BatchFiles

MARK: Final = "Reprint"
"""What the PDF's title begins with."""
END: Final = b"% A reprint by letterpack\n"
"""The file's last line, a comment, by which a later reprint knows it."""
_LEFT_OUT: Final = ("/DPart",)
"""A page's part leads to all other parts, and to their pages."""
_BUILD: Final = "build it: letterpack build --print-run"


class RunPiece(NamedTuple):
    """A packet's place in its print run: the run's file, the 0-based index of its first page, and how many pages it has there."""

    id: str
    file: str
    start: int
    pages: int


def reprint(batch: BatchFiles, ids: Sequence[str], first: str, last: str) -> tuple[bytes, tuple[RunPiece, ...]]:
    """Return the pages of the pieces ``ids``, and of those from ``first`` to ``last``, in the run's order, and which they are.

    Raises ``LetterpackError`` where there is no print run, where it is not the one that was built, and for an unknown id.
    """
    wanted = _chosen(list(_pieces(batch, _runs(batch))), ids, first, last)
    files = dict.fromkeys([piece.file for piece in wanted])
    return _written({file: batch.read(file) for file in files}, wanted), wanted


def _runs(batch: BatchFiles) -> tuple[PrintRunRow, ...]:
    runs = read_manifest(batch).print_runs
    if not runs:
        raise LetterpackError(f"`{batch.shown('')}` has no print run", _BUILD)
    for run in runs:
        if batch.digest(run.file) != run.sha256:
            raise LetterpackError(f"`{batch.shown(run.file)}` is not the file that was built", _BUILD)
    return runs


def _pieces(batch: BatchFiles, runs: Sequence[PrintRunRow]) -> Iterator[RunPiece]:
    """Yield where each packet of ``runs`` stands: each begins on a front side, the first behind a sheet of totals, if any."""
    rows = {row.id: row for row in iter_packets(batch)}
    for run in runs:
        step = 2 if run.sides == "both" else 1
        at = step if run.totals else 0
        for name in run.packets:
            length = -(-printed_pages(rows[name], run.sides) // step) * step
            yield RunPiece(name, run.file, at, length)
            at += length


def _chosen(pieces: list[RunPiece], ids: Sequence[str], first: str, last: str) -> tuple[RunPiece, ...]:
    at = {piece.id: index for index, piece in enumerate(pieces)}
    for name in (*ids, *filter(None, (first, last))):
        if name not in at:
            hint = "use an id of the mailing list or of the build's table"
            raise LetterpackError(f"there is no piece `{name}` in the print run", hint)
    begin, end = at.get(first, 0), at.get(last, len(pieces) - 1)
    if begin > end:
        raise LetterpackError(f"`{first}` comes after `{last}` in the print run", "exchange --from and --to")
    ranged = range(begin, end + 1) if first or last else range(0)
    chosen = {*ranged, *[at[name] for name in ids]}
    if not chosen:
        raise LetterpackError("nothing is chosen", "name pieces, or give --from and --to")
    return tuple([pieces[index] for index in sorted(chosen)])


def _written(runs: Mapping[str, bytes], pieces: Sequence[RunPiece]) -> bytes:
    """Return a PDF of the pages of ``pieces`` and of nothing else: their content streams are those of ``runs``, byte for byte."""
    readers, writer = {file: PdfReader(BytesIO(run)) for file, run in runs.items()}, PdfWriter()
    for piece in pieces:
        for index in range(piece.start, piece.start + piece.pages):
            writer.add_page(readers[piece.file].pages[index], _LEFT_OUT)
        writer.add_outline_item(title=piece.id, page_number=len(writer.pages) - piece.pages)
    root = readers[pieces[0].file].trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    intents = root.get("/OutputIntents")
    if intents is not None:
        kept = [each.get_object().clone(writer) for each in cast(ArrayObject, intents.get_object())]
        writer.root_object[NameObject("/OutputIntents")] = ArrayObject(kept)
    named = f"{pieces[0].id} to {pieces[-1].id}" if len(pieces) > 1 else pieces[0].id
    writer.metadata = {"/Title": TextStringObject(f"{MARK}: {named}"), "/Producer": TextStringObject("letterpack")}
    out = BytesIO()
    writer.write(out)
    return out.getvalue() + END
