"""pypdf with limits, so that no file can hang a command or fill the memory.

Counts, never seconds: the same file has the same answer on every machine, however busy it is.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

from pypdf import PdfReader, apply_configuration
from pypdf.generic import IndirectObject, PdfObject

from letterpack.limits import MOST_ENCLOSURE_OBJECTS, MOST_ENCLOSURE_STREAM_BYTES

OF_DAMAGE: Final = (Exception,)
"""What pypdf raises for what it cannot mend: nearly anything, such as ``AttributeError`` for a number where a name should be."""


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
