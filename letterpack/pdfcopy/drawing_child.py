"""Draws the pages of strangers' PDFs in a process of its own, and ends where one takes more than it may.

``letterpack.pdfcopy.opened`` starts this file by itself, isolated from the user's folders: it imports nothing of letterpack.
An order is a line of JSON and the bytes of a file. The answers are lines of JSON: each page before it is drawn, then the sum.
A file without end, or one that no limit of PDFium stops, is stopped by a thread that looks at the clock and at the memory.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pypdfium2

_LOOK_S: Final = 0.02
_PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0


class _DrawingLimit(threading.Thread):
    """Ends the process if the file being drawn takes more time or memory than its order allows."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._working = threading.Event()
        self._until_s = 0.0
        self._most_bytes = 0

    def begin(self, seconds: float, memory_bytes: int) -> None:
        self._until_s = time.process_time() + seconds
        self._most_bytes = _resident_bytes() + memory_bytes
        self._working.set()

    def end(self) -> None:
        self._working.clear()

    def more_time(self, seconds: float) -> None:
        self._until_s += seconds

    def run(self) -> None:
        while self._working.wait():
            what = "time" if time.process_time() > self._until_s else "memory" if _resident_bytes() > self._most_bytes else ""
            if what and self._working.is_set():
                _answer(exceeded=what)
                os._exit(1)
            time.sleep(_LOOK_S)


def _resident_bytes() -> int:
    """Return how much memory this process has; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * _PAGE_BYTES
    except OSError:
        pass
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak) if sys.platform == "darwin" else int(peak) << 10


def _answer(**said: object) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


def main() -> None:
    """Follow orders until there are no more."""
    sys.path += sys.argv[1:]
    import pypdfium2 as pdfium

    limit = _DrawingLimit()
    limit.start()
    while line := sys.stdin.buffer.readline():
        order = json.loads(line)
        data = sys.stdin.buffer.read(order["bytes"])
        letters = large = 0
        limit.begin(order["seconds"], order["memory_bytes"])
        try:
            with pdfium.PdfDocument(data) as document:
                pages = len(document)
                limit.more_time(pages * order["seconds_a_page"])
                for number in range(1, min(pages, order["pages"]) + 1):
                    _answer(page=number)
                    area, shown = _drawn(document, number - 1, order)
                    letters += shown
                    large = large or (number if area > order["largest_pt2"] else 0)
        except (pdfium.PdfiumError, MemoryError):
            pages = 0
        limit.end()
        _answer(pages=pages, letters=letters, large=large)


def _drawn(document: pypdfium2.PdfDocument, index: int, order: dict[str, Any]) -> tuple[float, int]:
    """Draw a page, and return its area in square points and how many letters its text has; one that is broken has neither."""
    import pypdfium2 as pdfium

    try:
        page = document[index]
    except pdfium.PdfiumError:
        return 0.0, 0
    width, height = page.get_size()
    area = max(1.0, width * height)
    try:
        page.render(scale=order["scale"] * min(1.0, (order["largest_pt2"] / area) ** 0.5)).close()
        text = page.get_textpage()
        letters = text.count_chars()
        text.close()
    except pdfium.PdfiumError:
        letters = 0
    page.close()
    return area, letters


if __name__ == "__main__":
    main()
