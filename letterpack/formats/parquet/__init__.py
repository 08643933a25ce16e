"""A list in Apache Parquet as the CSV that it would be saved as: surveyed first, then turned into text in a process with limits.

The text waits in a file without a name, and is streamed as any other table is, also by the processes that this one forks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from importlib.util import find_spec
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from letterpack.errors import LetterpackError
from letterpack.formats.decode import Refused
from letterpack.formats.parquet.text_file import TextFile, UnnamedFile

_READ_BYTES: Final = 1 << 18
_MOST_KEPT: Final = 2
"""Files whose text is kept: a finding shows a line again, and the preview reads a list at each change of the letter."""


class NotInstalled(Refused):
    """What reads Parquet is not installed."""


class ParquetText(Struct, frozen=True):
    """The text of a Parquet file, CSV in UTF-8; the file's digest; what those columns hold that are no text, by their indices."""

    text: UnnamedFile
    sha256: str
    unreadable: Mapping[int, str]

    def called(self, name: str) -> TextFile:
        """Return the text as a world with one file."""
        return TextFile(name, self.text)


_kept: Final[OrderedDict[str, ParquetText]] = OrderedDict()


def read_parquet(stream: BinaryIO) -> ParquetText:
    """Return the file ``stream`` as text. Raises ``Refused`` with the reason, ``OSError``, and ``LetterpackError`` where the
    disk has no room for the text.
    """
    digest = sha256()
    while piece := stream.read(_READ_BYTES):
        digest.update(piece)
    found = _kept.pop(digest.hexdigest(), None) or _converted(stream, digest.hexdigest())
    _kept[found.sha256] = found
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return found


def can_read_parquet() -> bool:
    """Whether what reads such files is installed."""
    return find_spec("pyarrow") is not None


def _converted(stream: BinaryIO, digest: str) -> ParquetText:
    from letterpack.formats.confined import OutOfBounds, confined
    from letterpack.formats.parquet.survey import most_unpacked, survey
    from letterpack.formats.parquet.text import TextSaid, write_text

    most_bytes = most_unpacked(survey(stream))
    if not can_read_parquet():
        raise NotInstalled("is a Parquet file, and what reads such files is not installed")
    try:
        text = UnnamedFile()
    except OSError as error:
        raise _no_room(error.strerror or str(error)) from error
    try:
        said = msgspec.json.decode(confined(lambda: write_text(stream, text.file, most_bytes)), type=TextSaid)
    except OutOfBounds as error:
        raise Refused("is damaged, or asks for more memory than a list needs") from error
    if said.no_room:
        raise _no_room(said.no_room)
    if said.fault:
        raise Refused(said.fault, said.line)
    return ParquetText(text, digest, said.unreadable)


def _no_room(why: str) -> LetterpackError:
    return LetterpackError(
        f"the folder for temporary files cannot hold a list as text: {why}",
        "make room there, or name another folder in the environment variable TMPDIR",
    )
