"""Editable copies of a letter: one file a format, each with a ``written`` that gives the file's bytes."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from letterpack.model.exported import ExportedLetter

LETTER_FILES: Final = {
    "docx": "letterpack.render.letter_files.docx",
    "odt": "letterpack.render.letter_files.odt",
    "html": "letterpack.render.letter_files.html",
    "txt": "letterpack.render.letter_files.txt",
}


def written_as(name: str, letter: ExportedLetter) -> bytes:
    """Return ``letter`` as a file of the format ``name``."""
    made: bytes = import_module(LETTER_FILES[name]).written(letter)
    return made
