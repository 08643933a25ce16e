"""What it costs to open a stranger's PDF: found out in a child process, which draws each page under limits of time and memory.

Nothing that draws a page has a limit of its own, and what a page costs cannot be counted from outside: its pictures unpack to
sizes that no dictionary states, a line of a million corners is a line. So each file that may be a stranger's is drawn once where
it can do no harm. The limits are far from what honest files need on a slow machine. What passes is opened in this process.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Final

from msgspec import Struct
from pypdf.errors import FileNotDecryptedError, LimitReachedError
from pypdf.filters import decode_stream_data
from pypdf.generic import IndirectObject, StreamObject

from letterpack.limits import (
    LARGEST_PAINTED_PT2,
    MEGABYTE,
    MOST_COMPARED_BYTES,
    MOST_COMPARED_PAGES,
    MOST_DRAWING_MEMORY_BYTES,
    MOST_ENCLOSURE_STREAM_BYTES,
    drawing_seconds,
    letters_within,
    looked_into,
)
from letterpack.overheard import overheard
from letterpack.pdfcopy.bounded import OF_DAMAGE, CountingReader, TooMuchWork, limited
from letterpack.programs import PythonProcess, start_python

_CHILD: Final = Path(__file__).with_name("drawing_child.py")
_SCALE: Final = 110 / 72
"""Pixels a point, as pages are compared."""
_SECONDS_A_PAGE: Final = 0.02
_BUSY: Final = 10
"""So many times as long as its limit of processor time a file may take by the clock: the machine may have other work."""
_DAMAGED: Final = "it is damaged, and what it holds cannot be weighed"
_REASONS: Final = {
    TooMuchWork: "it has more objects than any sound file",
    LimitReachedError: f"a part of it unpacks to more than {MOST_ENCLOSURE_STREAM_BYTES // MEGABYTE} MB",
    FileNotDecryptedError: "a password protects it",
}
_MOST_REMEMBERED: Final = 4_096


class TooHeavy(Exception):
    """A file is not opened; the message says why, in words for who compares it."""


class DrawingCost(Struct, frozen=True):
    """Why a file is not drawn (empty where it can be) and on which 1-based page; the first page that is larger than A1, or 0."""

    refusal: str = ""
    page: int = 0
    large_page: int = 0


_costs: Final[dict[bytes, DrawingCost]] = {}
_reasons: Final[dict[bytes, str]] = {}
"""Of files that were drawn, and that were weighed, by their digests."""


def drawing_cost(data: bytes) -> DrawingCost:
    """Return what it costs to draw the pages of the PDF ``data``. A file is drawn once, however often it is asked for."""
    digest = hashlib.sha256(data).digest()
    if digest not in _costs:
        if len(_costs) >= _MOST_REMEMBERED:
            _costs.clear()
        _costs[digest] = _child.draw(data)
    return _costs[digest]


def too_heavy(data: bytes) -> str:
    """Return in words why the PDF ``data`` is not opened; empty where it may be. One that was weighed is not weighed again."""
    if len(data) > MOST_COMPARED_BYTES:
        return f"it is larger than {MOST_COMPARED_BYTES // MEGABYTE} MB"
    digest = hashlib.sha256(data).digest()
    if digest not in _reasons:
        if len(_reasons) >= _MOST_REMEMBERED:
            _reasons.clear()
        _reasons[digest] = _why_too_heavy(data)
    return _reasons[digest]


def _why_too_heavy(data: bytes) -> str:
    try:
        with overheard("pypdf"), limited():
            if why := _large_part(CountingReader(BytesIO(data)), len(data)):
                return why
    except (TooMuchWork, *OF_DAMAGE) as error:
        # What is damaged is no lighter: PDFium mends what pypdf cannot, and draws it.
        return next((why for kind, why in _REASONS.items() if isinstance(error, kind)), _DAMAGED)
    cost = drawing_cost(data)
    return cost.refusal or (f"page {cost.large_page} is larger than A1" if cost.large_page else "")


def _large_part(reader: CountingReader, size_bytes: int) -> str:
    """Return in words what of a file is too large for whoever reads its objects, which no child process does."""
    if len(reader.pages) > MOST_COMPARED_PAGES:
        return f"it has more than {MOST_COMPARED_PAGES:,} pages"
    most_bytes = left_bytes = looked_into(size_bytes)
    for generation, found in reader.xref.items():
        for number in found:
            value = reader.get_object(IndirectObject(number, generation, reader))
            if isinstance(value, StreamObject) and "/Width" not in value:
                # What pypdf unpacks for us it would keep.
                left_bytes -= len(decode_stream_data(value) if "/Filter" in value else value.get_data())
                if left_bytes < 0:
                    return f"what is in it unpacks to more than {most_bytes // MEGABYTE} MB"
    return ""


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
        where = f"page {page}" if page else "it"
        doing = "to draw" if page else "to open"
        if last.get("exceeded") == "memory":
            why = f"{where} takes more than {MOST_DRAWING_MEMORY_BYTES // MEGABYTE} MB of memory {doing}"
        elif last.get("exceeded"):
            why = f"{where} takes more than {seconds:.0f} seconds {doing}"
        elif "pages" not in last:
            why = f"{where} ends the program that draws it"
        elif last["letters"] > letters_within(len(data)):
            return DrawingCost("its pages show too many letters for its size")
        else:
            return DrawingCost(large_page=last["large"])
        return DrawingCost(why, page)

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


_NEEDED: Final = ("pypdfium2", "pypdfium2_raw")
_child: Final = _Child()
