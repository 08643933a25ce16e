"""A reprint read back: that it says what it is, of which run, and that its pages are those of its pieces in the run.

It may be a stranger's file: it is weighed before it is opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from pypdf import PageObject, PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from letterpack.diagnostics import Diagnostic
from letterpack.errors import LetterpackError
from letterpack.pdfcopy.bounded import OF_DAMAGE, TooMuchWork, limited
from letterpack.pdfcopy.weighing import too_heavy
from letterpack.pipeline.inspect.result import REPRINT
from letterpack.pipeline.reprint import END, MARK, noting, page_at, pieces_of, runs_of, said_of_runs, written
from letterpack.spans import Span
from letterpack.world import BatchFiles

_HINT: Final = "do not print it; make it again: letterpack reprint"
_MOST_FAULTS: Final = 20


def reprint_findings(data: bytes, shown: str, batch: BatchFiles) -> Iterator[Diagnostic]:
    """Yield what is wrong with the reprint ``data``, in the file ``shown``, beside the print run of ``batch``."""
    for number, fault in enumerate(_faults(data, batch)):
        if number == _MOST_FAULTS:
            return
        yield Diagnostic(REPRINT, "error", f"the reprint {fault}", Span(shown), _HINT)


def _faults(data: bytes, batch: BatchFiles) -> Iterator[str]:
    if why := too_heavy(data):
        yield f"cannot be read: {why}"
        return
    try:
        with limited():
            faults = list(_read(data, batch))
    except LetterpackError as error:
        faults = [f"has nothing that it could be compared with: {error.message}"]
    except (TooMuchWork, *OF_DAMAGE) as error:
        faults = [f"cannot be read: {error}"]
    yield from faults


def _read(data: bytes, batch: BatchFiles) -> Iterator[str]:
    reader = PdfReader(BytesIO(data))
    about = reader.metadata
    if not data.endswith(END) or not str((about and about.title) or "").startswith(f"{MARK}: "):
        yield "does not say that it is a reprint"
    named = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    among = frozenset(named)
    ends = dict[str, int]()
    pieces = {piece.id: piece for piece in noting(pieces_of(batch), ends) if piece.id in among}
    unknown = [name for name in named if name not in pieces]
    if unknown or not named:
        yield f"contains `{unknown[0]}`, which is not in the print run" if unknown else "names no packet"
        return
    wanted = [pieces[name] for name in named]
    if wanted != sorted({*wanted}, key=[*pieces.values()].index):
        yield "does not have its packets once each and in the order of the run"
    if str((about and about.subject) or "") != said_of_runs(wanted):
        yield "is of another print run than is in the build"
    if len(reader.pages) != sum([piece.pages for piece in wanted]):
        yield "has more or fewer pages than its packets in the print run"
        return
    with runs_of(batch, wanted) as runs:
        readers = {file: PdfReader(run) for file, run in runs.items()}
        pairs = [(piece, index) for piece in wanted for index in range(piece.start, piece.start + piece.pages)]
        is_same = True
        for (number, page), (piece, index) in zip(enumerate(reader.pages, 1), pairs, strict=True):
            if _digest(page) != _digest(page_at(readers[piece.file], index)):
                is_same = False
                yield f"has a page {number} that is not that of the packet for `{piece.id}` in the print run"
        if is_same and data != written(runs, wanted, ends):
            yield "contains more than the pages of its packets, or was saved by another program"


def _digest(page: PageObject) -> bytes:
    """Return a digest of all that a page leads to, but for the tree of pages and of parts."""
    digest, seen = hashlib.sha256(), dict[tuple[int, int], int]()
    waiting: list[PdfObject | bytes] = [page]
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            key = (value.idnum, value.generation)
            if key in seen:
                digest.update(b"again %d " % seen[key])
                continue
            seen[key] = len(seen)
            found = value.get_object()
            value = found if found is not None else b"null"
        if isinstance(value, StreamObject):
            digest.update(b"stream %d " % len(value.get_data()) + value.get_data())
        if isinstance(value, DictionaryObject):
            for name in sorted(value, reverse=True):
                if name not in ("/Parent", "/DPart", "/Length", "/Filter", "/DecodeParms"):
                    waiting += [value.raw_get(name), name.encode("utf-8", "surrogatepass")]
        elif isinstance(value, ArrayObject):
            waiting += [*reversed(value), b"array %d " % len(value)]
        else:
            digest.update(value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass"))
    return digest.digest()
