"""A campaign that is open, and what all calls share: the progress of a call, and errors of the system as ours."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from os import PathLike
from pathlib import Path
from typing import Final, ParamSpec, TypeAlias, TypeVar

from msgspec import Struct

from letterpack.disk import Disk
from letterpack.errors import CampaignNotFound, LetterpackError
from letterpack.remedies import SystemFailed, is_of_the_system
from letterpack.wording.commands import pasted
from letterpack.world import PathOutside, World


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign that you use more than once, from any thread. Its files are read each time a function needs them.

    ``path`` is its folder. ``world`` is what is read in it: a program that holds changes of its own lays them over the disk.
    """

    path: Path
    world: World

    @classmethod
    def open(cls, path: str | PathLike[str]) -> Campaign:
        """Return the campaign in the folder ``path``. Raises ``CampaignNotFound``."""
        folder = Path(path)
        _require(folder)
        return cls(folder, Disk(folder))


AnyCampaign: TypeAlias = "str | PathLike[str] | Campaign"


def opened(campaign: AnyCampaign) -> Campaign:
    """Return ``campaign``, opened where it is a path. Raises ``CampaignNotFound``."""
    return campaign if isinstance(campaign, Campaign) else Campaign.open(campaign)


def _require(folder: Path) -> None:
    if folder.is_file():
        raise CampaignNotFound(f"`{folder}` is a file, and a campaign is a folder", f"name the folder: `{folder.parent}`")
    if not folder.is_dir():
        raise CampaignNotFound(
            f"there is no folder `{folder}`", f"`{pasted('letterpack', 'init', str(folder))}` starts a campaign there"
        )
    if not os.access(folder, os.R_OK | os.X_OK):
        raise CampaignNotFound(f"`{folder}` cannot be opened: permission denied", "ask for the right to read the folder")


Given = ParamSpec("Given")
Result = TypeVar("Result")


def told_plainly(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Return ``function`` raising ``SystemFailed`` where it met an error of the system, or may take no more memory, and
    ``LetterpackError`` for a link out of the campaign.

    An ``OSError`` that a library has raised for reasons of its own stays what it is.
    """

    @wraps(function)
    def call(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except OSError as error:
            if not is_of_the_system(error):
                raise
            raise SystemFailed.of(error) from error
        except (MemoryError, ImportError, RuntimeError) as error:
            failed = SystemFailed.of_memory(error)
            if failed is None:
                raise
            raise failed from error
        except PathOutside as error:
            raise LetterpackError(f"`{error}` leads out of the campaign", "put the file itself in the link's place") from error

    return call


Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many packets are done, and how many addressees or packets there are."""


class Watcher(Struct, frozen=True):
    """What to call: for packets that are done, and once if another build has to end first."""

    progress: Progress | None = None
    waiting: Callable[[], None] | None = None


_watcher: Final[ContextVar[Watcher | None]] = ContextVar("letterpack_watcher", default=None)


@contextmanager
def watch(progress: Progress | None = None, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Report the progress of all calls inside the ``with``, in this thread.

    ``progress`` is called with the number of packets done and the number of all packets. ``waiting`` is called once if another
    build into the same place has to end first.
    """
    before = _watcher.set(Watcher(progress, waiting))
    try:
        yield
    finally:
        _watcher.reset(before)


def watcher() -> Watcher:
    """Return what to call during the current call."""
    return _watcher.get() or Watcher()
