"""``letterpack.read_source`` and ``write_source``: the campaign's own text files, for programs in which people write them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from threading import Lock
from typing import Final

from letterpack.disk import Disk
from letterpack.errors import LetterpackError, SourceChanged
from letterpack.files import no_more_readable_than, sources_of
from letterpack.formats.line_ends import editable, with_ends_of
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.limits import MOST_YAML_BYTES
from letterpack.patterns import late
from letterpack.world import PathOutside, World

_SOURCES: Final = late(
    r"letter(\.[A-Za-z0-9-]{1,40})?\.md|addressees\.(yaml|csv|jsonl)|signatories\.csv|letterpack\.yaml|review\.yaml"
)
"""What people write with their hands. Data files and attached files are not edited through these functions."""
_writing = Lock()
"""Of two writers in this process, the second finds that the file has changed."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source of a campaign: its ``name`` in the folder, its ``text``, and the SHA-256 of its bytes.

    ``sha256`` is empty where there is no such file yet. ``text`` is None where the file cannot be edited as text, and ``why``
    says why. Lines of ``text`` end with a line feed, whatever they end with in the file.
    """

    name: str
    sha256: str
    text: str | None
    why: str = ""


def source_names(campaign: AnyCampaign) -> tuple[str, ...]:
    """Return the sorted names of the sources that people write, as far as they exist."""
    return tuple([name for name in opened(campaign).world.names("") if _SOURCES.fullmatch(name)])


def read_source(campaign: AnyCampaign, name: str) -> SourceFile:
    """Return one of the campaign's sources. Raises ``LetterpackError`` where ``name`` is not one that people write."""
    return _read(opened(campaign).world, _known(name))


def write_source(campaign: AnyCampaign, name: str, text: str, *, sha256: str) -> SourceFile:
    """Replace a source with ``text``, completely or not at all, and return it as it is now.

    ``sha256`` is the digest that the writer saw, empty for a file that did not exist. Raises ``SourceChanged``, and overwrites
    nothing, if somebody else has changed the file since. Raises ``OutputFailed`` and ``LetterpackError``.
    """
    found, known = opened(campaign), _known(name)
    with _writing:
        before = _bytes(found.world, known)
        if _digest(before) != sha256:
            raise SourceChanged(
                f"`{known}` changed since you opened it", "compare your text with the file, and save again what should stay"
            )
        try:
            data = _encoded(text, before)
        except UnicodeEncodeError as error:
            raise LetterpackError("the text has half a character in it", "take it out, and type it again") from error
        if len(data) > MOST_YAML_BYTES:
            raise LetterpackError(f"the text of `{known}` is too long", f"keep it under {MOST_YAML_BYTES:,} bytes")
        with no_more_readable_than(sources_of(found.path)):
            Disk(found.path).write(known, [data])
    return _read(found.world, known)


def _known(name: str) -> str:
    if not _SOURCES.fullmatch(name):
        raise LetterpackError(f"`{PurePosixPath(name).name}` is not a source that can be edited", "name one such as letter.md")
    return name


def _bytes(world: World, name: str) -> bytes | None:
    try:
        return world.read(name) if world.exists(name) else None
    except PathOutside as error:
        raise LetterpackError(f"`{name}` is a link out of the campaign", "put the file itself in its place") from error


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _read(world: World, name: str) -> SourceFile:
    try:
        data = _bytes(world, name)
    except OSError as error:
        return SourceFile(name, "", None, error.strerror or "it cannot be read")
    if data is None:
        return SourceFile(name, "", "")
    if len(data) > MOST_YAML_BYTES:
        return SourceFile(name, _digest(data), None, "it is too large to be edited here")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return SourceFile(name, _digest(data), None, "it is not in UTF-8")
    return SourceFile(name, _digest(data), editable(text.removeprefix("\ufeff")))


def _encoded(text: str, before: bytes | None) -> bytes:
    """Return ``text`` with the byte order mark that the file had, and its ends of lines: those of lines that stay, too."""
    old = (before or b"").decode("utf-8", "replace")
    mark = "\ufeff" if old.startswith("\ufeff") else ""
    return (mark + with_ends_of(old.removeprefix("\ufeff"), text)).encode("utf-8")
