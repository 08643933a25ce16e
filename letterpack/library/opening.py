"""``letterpack.open_page`` and ``open_editor``: other programs of the user's, started on what letterpack shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.errors import LetterpackError
from letterpack.files import real_path
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.editing import source_names
from letterpack.programs import ProgramFailed, find_program, launch_program, show_address


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
