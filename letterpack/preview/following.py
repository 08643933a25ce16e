"""Sees the campaign's files change, and lets the desk read them again.

The system says so, where it can: network disks and folders of another system often say nothing. Whoever knows that asks for
polling; else it is found out, since what stands in the folders is compared with what was heard.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing, suppress
from itertools import islice
from pathlib import Path
from typing import Final, TypeAlias

from watchfiles import Change, awatch
from watchfiles.main import FileChange

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


Changed: TypeAlias = Callable[[frozenset[str]], Awaitable[None]]


async def follow(folder: Path, changed: Changed, *, seen: Standing | None = None, polls: bool = False) -> None:
    """Call ``changed`` with the names of the campaign's files that change in ``folder``, until the task is cancelled.

    ``seen`` is what stood there when the files were read: what has changed since is told first. With ``polls``, the files are
    looked at again and again; without, that is so once a change came that nobody told.
    """
    watched = folders(folder)
    before, seen = seen, state(watched)
    if before is not None and (names := _differing(before, seen)):
        await changed(names)
    while True:
        try:
            seen, polls = await _follow(folder, watched, seen, changed, polls=polls)
        except FileNotFoundError:  # A folder that is gone, or put elsewhere: another one may take its place.
            await asyncio.sleep(_LOOK_AGAIN_MS / 1_000)
        except (OSError, RuntimeError):  # The system has no more watches to give: watchfiles raises its own RuntimeError.
            polls = True
            await asyncio.sleep(_POLL_MS / 1_000)
        watched = folders(folder)
        before, seen = seen, state(watched)
        if names := _differing(before, seen):
            await changed(names)


def standing(folder: Path) -> Standing:
    """Return the campaign's sources as they stand."""
    return state(folders(folder))


async def _follow(
    folder: Path, watched: tuple[Path, ...], seen: Standing, changed: Changed, *, polls: bool
) -> tuple[Standing, bool]:
    """Follow the folders ``watched`` until there are others, or polling must begin.

    Returns what stands there, and whether it must. Raises ``OSError`` and ``RuntimeError``.
    """
    places, untold = identities(watched), False
    async with aclosing(_changes(watched, polls=polls)) as heard:
        async for changes in heard:
            before, seen, now = seen, state(watched), folders(folder)
            told = frozenset([Path(path).name for _, path in changes if Path(path) not in watched])
            names = told | _differing(before, seen)
            begins_polling = untold and not changes and not names and not polls
            untold = not changes and bool(names)
            # Another folder may have taken the place of one that is watched.
            moved = now != watched or identities(now) != places
            if names or moved:
                await changed(names)
            if moved or begins_polling:
                return seen, polls or begins_polling
    return seen, polls


def _changes(watched: tuple[Path, ...], *, polls: bool) -> AsyncGenerator[set[FileChange], None]:
    return awatch(
        *watched,
        recursive=False,
        step=_STEP_MS,
        debounce=_DEBOUNCE_MS,
        watch_filter=_is_source,
        yield_on_timeout=True,
        rust_timeout=_LOOK_AGAIN_MS,
        force_polling=polls or None,
        poll_delay_ms=_POLL_MS,
    )


def _differing(before: Standing, now: Standing) -> frozenset[str]:
    """Return the names of the files that are not as they were."""
    return frozenset([path.name for path in before.keys() | now.keys() if before.get(path) != now.get(path)])


def identities(watched: Iterable[Path]) -> tuple[tuple[int, int], ...]:
    """Return which folders these are, whatever they are called; none of what is not there."""
    found = []
    for folder in watched:
        with suppress(OSError):
            known = folder.stat()
            found.append((known.st_dev, known.st_ino))
    return tuple(found)


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
