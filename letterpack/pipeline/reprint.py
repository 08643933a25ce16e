"""Pieces of a print run again: the pages that jammed, as they were, in a PDF that says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final, NamedTuple, cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from letterpack.errors import LetterpackError
from letterpack.manifest import iter_packets, read_manifest
from letterpack.model.manifest import PrintRunRow
from letterpack.world import BatchFiles

MARK: Final = "Reprint"
"""What the PDF's title begins with."""
END: Final = b"% A reprint by letterpack\n"
"""The file's last line, a comment, by which a later reprint knows it."""
_BUILD: Final = "build it: letterpack build --print-run"


class RunPiece(NamedTuple):
    """A packet's place in its print run: the 0-based index of its first page, and how many pages it has there."""

    id: str
    start: int
    pages: int


def reprint(batch: BatchFiles, ids: Sequence[str], first: str, last: str) -> tuple[bytes, tuple[RunPiece, ...]]:
    """Return the pages of the pieces ``ids``, and of those from ``first`` to ``last``, in the run's order, and which they are.

    Raises ``LetterpackError`` where there is no print run, where it is not the one that was built, and for an unknown id.
    """
    run = _run(batch)
    wanted = _chosen(list(_pieces(batch, run)), ids, first, last)
    with_run = batch.read(run.file)
    return _written(with_run, wanted), wanted


def _run(batch: BatchFiles) -> PrintRunRow:
    runs = read_manifest(batch).print_runs
    if not runs:
        raise LetterpackError(f"`{batch.shown('')}` has no print run", _BUILD)
    if batch.digest(runs[0].file) != runs[0].sha256:
        raise LetterpackError(f"`{batch.shown(runs[0].file)}` is not the file that was built", _BUILD)
    return runs[0]


def _pieces(batch: BatchFiles, run: PrintRunRow) -> Iterator[RunPiece]:
    """Yield where each packet of ``run`` stands in it: each begins on a front side."""
    pages = {row.id: row.pages for row in iter_packets(batch)}
    at = 0
    for name in run.packets:
        length = pages[name] + pages[name] % 2
        yield RunPiece(name, at, length)
        at += length


def _chosen(pieces: list[RunPiece], ids: Sequence[str], first: str, last: str) -> tuple[RunPiece, ...]:
    at = {piece.id: index for index, piece in enumerate(pieces)}
    for name in (*ids, *filter(None, (first, last))):
        if name not in at:
            hint = "use an id of the mailing list or of the build's table"
            raise LetterpackError(f"there is no piece `{name}` in the print run", hint)
    begin, end = at.get(first, 0), at.get(last, len(pieces) - 1)
    if begin > end:
        raise LetterpackError(f"`{first}` comes behind `{last}` in the print run", "exchange --from and --to")
    ranged = range(begin, end + 1) if first or last else range(0)
    chosen = {*ranged, *[at[name] for name in ids]}
    if not chosen:
        raise LetterpackError("nothing is chosen", "name pieces, or give --from and --to")
    return tuple([pieces[index] for index in sorted(chosen)])


def _written(run: bytes, pieces: Sequence[RunPiece]) -> bytes:
    """Return a PDF of the pages of ``pieces`` and of nothing else: their content streams are those of ``run``, byte for byte."""
    reader, writer = PdfReader(BytesIO(run)), PdfWriter()
    for piece in pieces:
        for index in range(piece.start, piece.start + piece.pages):
            writer.add_page(reader.pages[index])
        writer.add_outline_item(title=piece.id, page_number=len(writer.pages) - piece.pages)
    root = reader.trailer["/Root"].get_object()
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
