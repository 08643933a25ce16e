"""PDFs that may be a stranger's, opened: drawn first in a child process under limits of time and memory, then read here.

Nothing that draws a page has a limit of its own, and what a page costs cannot be counted from outside: its pictures unpack to
sizes that no dictionary states, a line of a million corners is a line. So each such file is drawn once where it can do no harm.
The limits are far from what honest files need on a slow machine. What passes is opened in this process: by PDFium, which is not
for several threads at a time, and by pypdf, which counts, so that the same file has the same answer on every machine.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from threading import Lock, RLock, Timer
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from pypdf import PdfReader, apply_configuration
from pypdf.generic import IndirectObject, PdfObject

from letterpack.limits import (
    LARGEST_PAINTED_PT2,
    MEGABYTE,
    MOST_COMPARED_BYTES,
    MOST_COMPARED_PAGES,
    MOST_DRAWING_MEMORY_BYTES,
    MOST_ENCLOSURE_OBJECTS,
    MOST_ENCLOSURE_STREAM_BYTES,
    drawing_seconds,
    letters_within,
)
from letterpack.programs import PythonProcess, start_python

if TYPE_CHECKING:
    import pypdfium2 as pdfium

OF_DAMAGE: Final = (Exception,)
"""What pypdf raises for what it cannot mend: nearly anything, such as ``AttributeError`` for a number where a name should be."""

_CHILD: Final = Path(__file__).with_name("drawing_child.py")
_NEEDED: Final = ("pypdfium2", "pypdfium2_raw")
_SCALE: Final = 110 / 72
"""Pixels a point, as pages are compared."""
_SECONDS_A_PAGE: Final = 0.02
_BUSY: Final = 10
"""So many times as long as its limit of processor time a file may take by the clock: the machine may have other work."""
_MOST_REMEMBERED: Final = 4_096
_alone: Final = RLock()
"""Held by a thread while it has a PDF open. It may open a second one."""


class TooHeavy(Exception):
    """A file is not opened; the message says why, in words for who compares it."""


class TooMuchWork(Exception):
    """More objects were asked for than any sound file has."""


class CountingReader(PdfReader):
    """Gives up after ``MOST_ENCLOSURE_OBJECTS`` objects. Raises ``TooMuchWork``."""

    _asked = 0

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        """Return the object, counted."""
        self._asked += 1
        if self._asked > MOST_ENCLOSURE_OBJECTS:
            raise TooMuchWork
        return super().get_object(indirect_reference)


def limited() -> AbstractContextManager[object]:
    """Hold pypdf to our limits while the context is open, and from starting a program for pictures in JBIG2."""
    most = MOST_ENCLOSURE_STREAM_BYTES
    return apply_configuration(
        array_based_stream_maximum_output_length=most,
        lzw_maximum_output_length=most,
        run_length_maximum_output_length=most,
        zlib_maximum_output_length=most,
        jbig2_maximum_output_length=most,
        brotli_maximum_output_length=most,
        jbig2dec_binary=None,
    )


@contextmanager
def opened(data: bytes, *, is_light: bool = False) -> Iterator[pdfium.PdfDocument]:
    """Give the PDF ``data``, opened by PDFium, while no other thread has one. It is drawn in the child first, unless it
    ``is_light``.

    Raises ``TooHeavy``, and ``PdfiumError`` for no PDF. The pages of a document are closed with it.
    """
    import pypdfium2

    if not is_light and (why := too_heavy(data)):
        raise TooHeavy(why)
    with _alone, pypdfium2.PdfDocument(data) as document:
        yield document


class DrawingCost(Struct, frozen=True):
    """Why a file is not drawn (empty where it can be) and on which 1-based page; the first page that is larger than A1, or 0."""

    refusal: str = ""
    page: int = 0
    large_page: int = 0


_costs: Final[dict[bytes, DrawingCost]] = {}
"""Of files that were drawn, by their digests."""


def drawing_cost(data: bytes) -> DrawingCost:
    """Return what it costs to draw the pages of the PDF ``data``. A file is drawn once, however often it is asked for."""
    digest = hashlib.sha256(data).digest()
    if digest not in _costs:
        if len(_costs) >= _MOST_REMEMBERED:
            _costs.clear()
        _costs[digest] = _child.draw(data)
    return _costs[digest]


def too_heavy(data: bytes) -> str:
    """Return in words why the PDF ``data`` is not opened; empty where it may be."""
    if len(data) > MOST_COMPARED_BYTES:
        return f"it is larger than {MOST_COMPARED_BYTES // MEGABYTE} MB"
    cost = drawing_cost(data)
    return cost.refusal or (f"page {cost.large_page} is larger than A1" if cost.large_page else "")


class _Child:
    """The process that draws, started when it is first needed and again after a file that ended it."""

    def __init__(self) -> None:
        self._alone = Lock()
        self._process: PythonProcess | None = None
        self._owner = 0
        atexit.register(self.end)

    def draw(self, data: bytes) -> DrawingCost:
        """Return what it costs to draw ``data``."""
        seconds = drawing_seconds(len(data))
        order = {
            "bytes": len(data),
            "seconds": seconds,
            "seconds_a_page": _SECONDS_A_PAGE,
            "memory_bytes": MOST_DRAWING_MEMORY_BYTES,
            "pages": MOST_COMPARED_PAGES,
            "largest_pt2": LARGEST_PAINTED_PT2,
            "scale": _SCALE,
        }
        with self._alone:
            try:
                page, last = self._asked(order, data)
            except OSError as error:
                return DrawingCost(f"no process could be started that draws it ({error.strerror or error})")
        where, doing = (f"page {page}", "to draw") if page else ("it", "to open")
        if exceeded := last.get("exceeded"):
            most = f"{MOST_DRAWING_MEMORY_BYTES // MEGABYTE} MB of memory" if exceeded == "memory" else f"{seconds:.0f} seconds"
            return DrawingCost(f"{where} takes more than {most} {doing}", page)
        if "pages" not in last:
            return DrawingCost(f"{where} ends the program that draws it", page)
        if last["pages"] > MOST_COMPARED_PAGES:
            return DrawingCost(f"it has more than {MOST_COMPARED_PAGES:,} pages")
        if last["letters"] > letters_within(len(data)):
            return DrawingCost("its pages show too many letters for its size")
        return DrawingCost(large_page=last["large"])

    def _asked(self, order: Mapping[str, float], data: bytes) -> tuple[int, Mapping[str, Any]]:
        """Return the last page that was begun, and what was said last; nothing where the process ended without a word."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        guard = Timer(_BUSY * (order["seconds"] + order["pages"] * _SECONDS_A_PAGE), process.kill)
        guard.daemon = True
        guard.start()
        page, last = 0, dict[str, Any]()
        try:
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps(order).encode() + b"\n" + data)
                process.stdin.flush()
            while line := process.stdout.readline():
                last = json.loads(line)
                if "page" not in last:
                    break
                page = last["page"]
        finally:
            guard.cancel()
            if "pages" not in last:
                self.end()
        return page, last

    def _running(self) -> PythonProcess:
        """Return the process; one that was forked from ours has none yet."""
        if self._process is None or self._owner != os.getpid():
            folders = {str(Path(spec.origin).parents[1]) for name in _NEEDED if (spec := find_spec(name)) and spec.origin}
            self._process, self._owner = start_python(_CHILD, sorted(folders)), os.getpid()
        return self._process

    def end(self) -> None:
        """End the process, where there is one."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            with process:
                pass


_child: Final = _Child()
