"""PDFs opened by PDFium, which is not for several threads at a time: everything that looks at a page comes by here.

A program may call the library from several threads, and an executor that somebody brings may have some.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

import pypdfium2 as pdfium

from letterpack.pdfcopy.weighing import TooHeavy, too_heavy

_alone: Final = RLock()
"""Held by a thread while it has a PDF open. It may open a second one."""


@contextmanager
def opened(data: bytes, *, is_light: bool = False) -> Iterator[pdfium.PdfDocument]:
    """Give the PDF ``data``, opened, while no other thread has one. PDFium has no limits: what may be a stranger's is weighed,
    unless it ``is_light``.

    Raises ``TooHeavy``, and ``PdfiumError`` for no PDF. The pages of a document are closed with it.
    """
    if not is_light and (why := too_heavy(data)):
        raise TooHeavy(why)
    with _alone, pdfium.PdfDocument(data) as document:
        yield document
