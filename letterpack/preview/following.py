"""Sees the campaign's files change, and lets the desk read them again.

The system says so, where it can: network disks and folders of another system often say nothing. Whoever knows that asks for
polling; else it is found out, since what stands in the folders is compared with what was heard.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from watchfiles import Change, awatch

_MOST_FOLDERS: Final = 64
_STEP_MS: Final = 5
"""After a change, what comes within this time belongs to it."""
_DEBOUNCE_MS: Final = 50
_LOOK_AGAIN_MS: Final = 2_000
"""How often folders that are new are looked for."""
_POLL_MS: Final = 300
_MOST_FILES: Final = 5_000
"""That are looked at in a folder: a campaign has some twenty."""
_NOT_SOURCES: Final = frozenset({"build", "node_modules", "__pycache__"})


Standing: TypeAlias = dict[Path, tuple[int, int]]
"""When each source was changed, in nanoseconds, and its size in bytes."""


async def follow(folder: Path, changed: Callable[[frozenset[str]], Awaitable[None]], *, polls: bool = False) -> None:
    """Call ``changed`` with the names of the campaign's files that change in ``folder``, until the task is cancelled.

    With ``polls``, the files are looked at again and again; without, that is so once a change came that nobody told.
    """
    watched, is_polling, untold = folders(folder), polls, False
    seen = state(watched)
    while True:
        async for changes in awatch(
            *watched,
            recursive=False,
            step=_STEP_MS,
            debounce=_DEBOUNCE_MS,
            watch_filter=_is_source,
            yield_on_timeout=True,
            rust_timeout=_LOOK_AGAIN_MS,
            force_polling=is_polling or None,
            poll_delay_ms=_POLL_MS,
        ):
            before, seen, now = seen, state(watched), folders(folder)
            names = frozenset([Path(path).name for _, path in changes if Path(path) not in watched])
            if not changes:
                silent = frozenset([path.name for path in before.keys() | seen.keys() if before.get(path) != seen.get(path)])
                is_polling = is_polling or (untold and not silent)
                names, untold = silent, bool(silent)
            else:
                untold = False
            if names or now != watched:
                await changed(names)
            if now != watched or (is_polling and not polls):
                watched, polls = now, is_polling
                break


def state(watched: Iterable[Path]) -> Standing:
    """Return the sources in the folders ``watched`` as they stand."""
    found: Standing = {}
    for folder in watched:
        with suppress(OSError), os.scandir(folder) as entries:
            for each in islice(entries, _MOST_FILES):
                if _is_source(Change.modified, each.name):
                    with suppress(OSError):
                        known = each.stat()
                        found[Path(each.path)] = (known.st_mtime_ns, known.st_size)
    return found


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
