"""``letterpack.read_source`` and ``write_source``: the campaign's own text files, for programs in which people write;
the editor and the page that are opened on them, and ``proof``, the packets while they are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.disk import Disk
from letterpack.errors import LetterpackError, SourceChanged
from letterpack.files import no_more_readable_than, real_path, sources_of
from letterpack.formats.line_ends import editable, with_ends_of
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.limits import MOST_YAML_BYTES
from letterpack.patterns import late
from letterpack.programs import ProgramFailed, find_program, launch_program, show_address
from letterpack.world import PathOutside, World

if TYPE_CHECKING:
    from letterpack.pipeline.proof import Proof


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


class _Editor(Struct, frozen=True):
    """How an editor is found, and told where to go. All of these hand over to a window and return at once."""

    find: Callable[[], Path | None]
    arguments: tuple[str, ...]


_EDITORS: Final[dict[str, _Editor]] = {
    "code": _Editor(lambda: find_program("code"), ("--goto", "{file}:{line}:{column}")),
    "codium": _Editor(lambda: find_program("codium"), ("--goto", "{file}:{line}:{column}")),
    "subl": _Editor(lambda: find_program("subl"), ("{file}:{line}:{column}",)),
    "zed": _Editor(lambda: find_program("zed"), ("{file}:{line}:{column}",)),
    "kate": _Editor(lambda: find_program("kate"), ("--line", "{line}", "--column", "{column}", "{file}")),
    "gedit": _Editor(lambda: find_program("gedit"), ("{file}", "+{line}:{column}")),
}
"""By name, in the order in which they are looked for."""


def editor_names() -> tuple[str, ...]:
    """Return the names of the editors that can be opened at a line."""
    return tuple(_EDITORS)


def open_editor(campaign: AnyCampaign, name: str, *, line: int = 1, column: int = 1, editor: str = "") -> bool:
    """Open a source of ``campaign`` at a line (1-based) in the user's ``editor``, by default the first that is installed.

    Returns whether there is one. Raises ``LetterpackError`` where ``name`` is not a source, ``editor`` not one that is known,
    or where it cannot be started.
    """
    found = opened(campaign)
    if name not in source_names(found):
        raise LetterpackError("this is not a source of the campaign", "name one such as letter.md")
    if editor and editor not in _EDITORS:
        raise LetterpackError(f"`{editor}` is not an editor that letterpack knows", f"choose one of {', '.join(_EDITORS)}")
    for each in [_EDITORS[editor]] if editor else _EDITORS.values():
        if (program := each.find()) is not None:
            place = {"file": str(real_path(found.path) / name), "line": line, "column": column}
            _launch(program, [argument.format(**place) for argument in each.arguments])
            return True
    return False


def open_page(address: str) -> bool:
    """Open an address of this machine's loopback in the user's browser. Returns whether there was a browser to ask.

    Raises ``LetterpackError`` where it cannot be started.
    """
    if not address.startswith("http://127.0.0.1:"):
        raise LetterpackError("only a page of this machine is opened", "open the address yourself")
    try:
        return show_address(address)
    except ProgramFailed as error:
        raise LetterpackError(f"the browser {error}", "open the address yourself") from error


def _launch(program: Path, arguments: list[str]) -> None:
    try:
        launch_program(program, arguments)
    except ProgramFailed as error:
        raise LetterpackError(f"`{program.name}` {error}", "open it yourself") from error


def proof(campaign: AnyCampaign, *, before: Proof | None = None) -> Proof:
    """Read ``campaign`` as it is now, and return who gets which packet.

    A packet is made when it is asked for; nothing is written. Mistakes in the sources are its ``findings``. Raises
    ``CampaignNotFound``.

    ``before`` is an earlier proof of the same campaign: pages that it has read are not read again. Use the two in one thread.
    """
    from letterpack.pipeline.proof import read_proof

    return read_proof(opened(campaign).world, before)
