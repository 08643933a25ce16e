"""Sees the campaign's files change, and lets the desk read them again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from watchfiles import Change, awatch

_MOST_FOLDERS: Final = 64
_STEP_MS: Final = 5
"""After a change, what comes within this time belongs to it."""
_DEBOUNCE_MS: Final = 50
_LOOK_AGAIN_MS: Final = 2_000
"""How often folders that are new are looked for."""
_NOT_SOURCES: Final = frozenset({"build", "node_modules", "__pycache__"})


async def follow(folder: Path, changed: Callable[[frozenset[str]], Awaitable[None]]) -> None:
    """Call ``changed`` with the names of the campaign's files that change in ``folder``, until the task is cancelled."""
    watched = folders(folder)
    while True:
        async for changes in awatch(
            *watched,
            recursive=False,
            step=_STEP_MS,
            debounce=_DEBOUNCE_MS,
            watch_filter=_is_source,
            yield_on_timeout=True,
            rust_timeout=_LOOK_AGAIN_MS,
            raise_interrupt=False,
        ):
            now = folders(folder)
            if changes or now != watched:
                await changed(frozenset([Path(path).name for _, path in changes]))
            if now != watched:
                watched = now
                break


def folders(folder: Path) -> tuple[Path, ...]:
    """Return the campaign's folder and those right in it that can have sources, not what is built, nor hidden ones."""
    try:
        below = [each for each in folder.iterdir() if each.is_dir() and not each.is_symlink() and _may_have_sources(each)]
    except OSError:
        return (folder,)
    return (folder, *sorted(below)[:_MOST_FOLDERS])


def _may_have_sources(folder: Path) -> bool:
    return not folder.name.startswith(".") and folder.name not in _NOT_SOURCES


def _is_source(_: Change, path: str) -> bool:
    """Whether a file can be a source: not a hidden one, nor an editor's copy."""
    name = Path(path).name
    return not name.startswith(".") and not name.endswith(("~", ".swp", ".tmp", ".part"))
