"""The folder as a store, which ``--out DIR`` names: a whole new folder appears, or nothing has changed.

A batch is made in a hidden folder beside the output and exchanged for it once it is complete and on the disk. Killed at any
moment, the process leaves the old batch or the new one; what else it left, the next build removes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from itertools import chain, count
from os.path import samestat
from pathlib import Path
from stat import S_IMODE
from urllib.parse import urlsplit

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.errors import OutputRefused
from letterpack.files import real_path, refuse_links, refuse_place, remove_abandoned
from letterpack.manifest import LEDGER, NAME
from letterpack.model.manifest import PACKETS
from letterpack.spans import Span
from letterpack.stores.exchange import JOURNAL_NAME, own_folders, own_name, publish
from letterpack.stores.exchange import recover as recover_exchange
from letterpack.stores.files import STAGED_NAMES, FolderFiles, FolderStage, output_errors
from letterpack.stores.lock import locked
from letterpack.stores.ownership import refuse_foreign, remove_batch, remove_own
from letterpack.temporary import uninterrupted


class FolderStore(Struct, frozen=True):
    """The folder at ``path``, which may not be there yet; a ``Store``. A batch that ``must_last`` outlives a crash of the system:
    to remove one that was made for a moment, and is not on the disk yet, takes a tenth of the time.
    """

    path: Path
    must_last: bool = True

    @property
    def name(self) -> str:
        """The path as it was typed."""
        return str(self.path)

    @property
    def is_shared(self) -> bool:
        """Every process of this machine reaches it."""
        return True

    def exists(self) -> bool:
        """Whether it is a folder."""
        return self.path.is_dir()

    def batch(self) -> FolderFiles:
        """Return what is in the folder, an exchange that was cut short completed. Raises ``OutputRefused``, ``OutputFailed``."""
        if self.path.parent.is_dir():
            recover(self.path)
        return FolderFiles(self.path, self.name)

    def staged(
        self, report: Report, on_wait: Callable[[], None] | None = None, *, resume: bool = False
    ) -> AbstractContextManager[StagedFolder]:
        """Begin a new batch, beside the folder that it takes the place of. Raises ``OutputRefused`` and ``OutputFailed``."""
        return open_batch(self.path, report=report, on_wait=on_wait, resume=resume, must_last=self.must_last)


def open_store(address: str) -> FolderStore:
    """Return the folder behind a ``file://`` address (RFC 8089)."""
    # Brings half of the standard library's HTTP along, and few write addresses.
    from urllib.request import url2pathname

    return FolderStore(Path(url2pathname(urlsplit(address).path)))


class StagedFolder:
    """A batch in the making, in a folder beside ``out``, where it appears, links followed; a ``Staging``."""

    def __init__(self, out: Path, folder: Path, mode: int, report: Report, left: Sequence[Path], *, must_last: bool) -> None:
        """``left`` are folders that packets may be taken from. What ``must_last`` is on the disk before it appears, and outlives
        a crash of the system.
        """
        self.out = out
        self.stage = FolderStage(folder)
        self.earlier = tuple([FolderFiles(each, each.name) for each in left])
        self._mode = mode
        self._report = report
        self._must_last = must_last

    def commit(self) -> None:
        """Put the batch in the place of the old one, whose files go.

        What could not be removed, or must not be, is reported as LP500 and LP501: the new batch is in place all the same.
        Raises ``OutputFailed``; the old batch is then untouched.
        """
        staged = self.stage.folder
        if not (staged / NAME).is_file():
            raise FileNotFoundError(staged / NAME)
        with uninterrupted():
            with output_errors(self.out):
                self.stage.finish()
                staged.chmod(S_IMODE(self.out.stat().st_mode) if self.out.exists() else self._mode)
                old = publish(staged, self.out, must_last=self._must_last)
            if old is not None:
                _remove(old, self.out, self._report)
            for past in self.earlier:
                if past.folder != self.out:
                    _remove(past.folder, self.out, self._report)


@contextmanager
def open_batch(
    out: Path,
    *,
    report: Report | None = None,
    on_wait: Callable[[], None] | None = None,
    resume: bool = False,
    must_last: bool = True,
) -> Iterator[StagedFolder]:
    """Give a new batch for the folder ``out``; leaving without its ``commit`` leaves everything as it was, and to ``resume``,
    what was made until then beside it.

    Waits for another build in the same place, having called ``on_wait``. Removes what earlier builds left when they were
    killed. Raises ``OutputRefused`` where ``out`` holds anything that is not ours, and ``OutputFailed`` where it cannot be
    written, also for such an error inside the ``with``.
    """
    target = _target(out, "--out")
    report = Report() if report is None else report
    with ExitStack() as stack:
        with output_errors(target):
            stack.enter_context(_parents(target))
            stack.enter_context(locked(target.parent, on_wait))
            recover_exchange(target.parent)
            remove_abandoned(target.parent)
            refuse_foreign(target)
            left = [target] if resume and target.exists() else []
            for folder in own_folders(target.parent):
                if resume and _has_packets(folder):
                    left.append(_out_of_reach(folder, target))
                else:
                    _remove(folder, target, report)
            staged, mode = stack.enter_context(_staging(target, keep=resume))
        batch = StagedFolder(target, staged, mode, report, left, must_last=must_last)
        with output_errors(target, staged):
            yield batch


@contextmanager
def new_folder(out: Path, option: str) -> Iterator[FolderStage]:
    """Give a folder to be filled, which appears at ``out``, named with ``option``, when the ``with`` is left without an error.

    Nothing is ever replaced. What a killed command has left beside it goes first, but for packets that a build may resume. Raises
    ``OutputRefused`` where anything but an empty folder is there, and ``OutputFailed``.
    """
    target = _target(out, option)
    with ExitStack() as stack:
        with output_errors(target, option=option):
            stack.enter_context(_parents(target))
            stack.enter_context(locked(target.parent))
            if target.exists() and (not target.is_dir() or any(target.iterdir())):
                hint = f"name another place with {option}, or move that one away"
                raise OutputRefused(f"`{out}` already exists and is not an empty folder", hint)
            for folder in own_folders(target.parent):
                if not _has_packets(folder):
                    _remove(folder, target, Report())
            staged, mode = stack.enter_context(_staging(target, keep=False))
        with output_errors(target, staged, option):
            yield FolderStage(staged)
            with uninterrupted():
                (staged / STAGED_NAMES).unlink(missing_ok=True)
                staged.chmod(mode)
                publish(staged, target)


def recover(out: Path) -> None:
    """Complete the exchange that a killed build may have left half done at ``out``: for commands that read a batch, or one of its
    packets.

    Raises ``OutputRefused`` and ``OutputFailed``.
    """
    refuse_links(out, "--out")
    target = _led_to(out, "--out")
    with output_errors(target):
        if (target.parent / JOURNAL_NAME).exists():
            with locked(target.parent):
                recover_exchange(target.parent)


def _target(out: Path, option: str) -> Path:
    """Return the folder to write that ``out``, named with ``option``, stands for: a link stays, and what it leads to is
    exchanged.
    """
    refuse_place(out, option)
    return _led_to(out, option)


def _led_to(out: Path, option: str) -> Path:
    with output_errors(out, option=option):
        if out.is_symlink() and not out.exists():
            raise OutputRefused(f"`{out}` is a link to nothing", "make the folder it should lead to, or remove the link")
        target = real_path(out)
    if target == target.parent:
        raise OutputRefused(f"`{out}` is a whole file system", f"name a folder with {option}")
    return target


@contextmanager
def _parents(target: Path) -> Iterator[None]:
    """Make the folders above ``target``; those that were not there and are empty in the end go again."""
    missing = [folder for folder in target.parents if not folder.exists()]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    finally:
        with uninterrupted():
            for folder in missing:
                with suppress(OSError):
                    folder.rmdir()


@contextmanager
def _staging(target: Path, *, keep: bool) -> Iterator[tuple[Path, int]]:
    """Give a folder beside ``target`` for a batch to be made in, with the mode that it is to have in the end, and remove it
    unless it has been moved away, or has packets that the next build is to ``keep``.

    Until then nobody else may look into it: it holds blind copies, and a killed build leaves it behind.
    """
    folder = target.with_name(own_name())
    builder, made = os.getpid(), []
    try:
        with uninterrupted():
            folder.mkdir()
            made.append(folder.stat())
            folder.chmod(0o700)
        yield folder, S_IMODE(made[0].st_mode)
    finally:
        # A forked worker that leaves by an exception unwinds this frame too, and the folder is not its own; after an
        # exchange the name stands for the old batch, which goes by its manifest.
        with uninterrupted(), suppress(OSError):
            is_left = os.getpid() == builder and bool(made) and samestat(folder.stat(), made[0])
            if is_left and keep and _has_packets(folder):
                FolderStage(folder).forget_campaign()
            elif is_left:
                remove_own(folder)


def _has_packets(folder: Path) -> bool:
    """Whether packets in ``folder``, which a build has left, are known for what they are."""
    return (folder / PACKETS).is_dir() and any((folder / name).is_file() for name in (LEDGER, NAME))


def _remove(folder: Path, out: Path, report: Report) -> None:
    """Remove a folder of ours; keep, in plain sight, what somebody else has put into it."""
    try:
        folder = _out_of_reach(folder, out)
        if remove_batch(folder):
            return
        kept = _kept_name(out)
        folder.rename(kept)
        (kept / NAME).unlink(missing_ok=True)
    except OSError as error:
        hint = "fix the cause; the next build removes the folder"
        report.warning("LP501", Span(folder.name), f"what is left of an old batch could not be removed: {error.strerror}", hint)
    else:
        report.warning(
            "LP500",
            Span(kept.name),
            f"files that letterpack did not make were in the old batch, and are now in `{kept.name}`",
            "move them to a place of their own: the output folder is letterpack's alone",
        )


def _out_of_reach(folder: Path, out: Path) -> Path:
    """Return where a folder of ours is now: under a new name, which workers that outlived a killed build do not know."""
    return folder.rename(out.with_name(own_name()))


def _kept_name(out: Path) -> Path:
    """Return a name beside ``out`` that is not taken."""
    numbers = chain([""], (f"-{number}" for number in count(2)))
    names = (out.with_name(f"{out.name}-kept{number}") for number in numbers)
    return next(name for name in names if not name.exists())
