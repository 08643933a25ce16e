"""Stage 7 of 7, the exchange: a finished folder takes the place of another in one step.

``os.replace`` cannot replace a folder that is not empty. Linux and macOS can exchange two names in one step; where the system
or the file system cannot (9p, some overlays and network shares), a journal says what is being done, and ``recover`` completes
it. Whoever calls holds the lock of the parent folder.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from letterpack.errors import OutputFailed
from letterpack.files import read_regular
from letterpack.patterns import late

JOURNAL_NAME: Final = ".letterpack-journal"
_OWN_FOLDER: Final = late(r"\.letterpack-[0-9a-f]{16}")
_NO_EXCHANGE: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EXDEV, errno.EPERM})
_FEW_FILES: Final = 64
"""Up to so many files are synced one by one: syncing a whole file system waits for what other programs have written, too."""

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
"""Linux, ``linux/fs.h``."""
_RENAME_SWAP: Final = 2
"""macOS, ``sys/stdio.h``."""


def own_name() -> str:
    """Return a new name for a folder of ours beside the output: hidden, and known to the next build for what it is."""
    return f".letterpack-{secrets.token_hex(8)}"


def own_folders(parent: Path) -> list[Path]:
    """Return the folders of ours in ``parent``: what an earlier build left there when it was killed."""
    with os.scandir(parent) as entries:
        return sorted(
            parent / entry.name for entry in entries if _OWN_FOLDER.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False)
        )


def publish(staged: Path, out: Path, *, must_last: bool = True) -> Path | None:
    """Put the folder ``staged`` in the place of ``out``, and return where the old one now is, or None where there was none.

    Both stand in the same folder. ``out`` is a folder or absent. What ``must_last`` is on the disk before, so that it outlives
    the system. Raises ``OSError``, and then ``out`` is as it was.
    """
    if must_last:
        sync(staged)
    old: Path | None = None
    if _is_vacant(out):
        _move_in(staged, out)
    elif _exchange(staged, out):
        old = staged
    else:
        old = _exchange_in_steps(staged, out)
    _sync_folder(out.parent)
    return old


def recover(parent: Path) -> None:
    """Complete the exchange that an earlier command began in ``parent`` and did not finish.

    Raises ``OSError``, and ``OutputFailed`` where the journal is damaged.
    """
    journal = parent / JOURNAL_NAME
    journal.with_suffix(".new").unlink(missing_ok=True)
    try:
        text = read_regular(journal, follow=False).decode("utf-8", "replace")
    except FileNotFoundError:
        return
    out, staged, old = _read_journal(journal, text)
    # Killed between the two renames: the new folder is whole and synced, so it takes the place. An empty folder is no batch.
    if _is_vacant(out):
        _move_in(staged if staged.exists() else old, out)
        _sync_folder(parent)
    journal.unlink()


def _exchange_in_steps(staged: Path, out: Path) -> Path:
    """Do with two renames what the system cannot do with one; a journal stands for as long as they take."""
    old = out.with_name(own_name())
    journal = out.with_name(JOURNAL_NAME)
    fresh = journal.with_suffix(".new")
    fresh.write_text(json.dumps({"out": out.name, "staged": staged.name, "old": old.name}), encoding="utf-8")
    _sync_file(fresh)
    fresh.replace(journal)
    _sync_folder(out.parent)
    try:
        out.rename(old)
        staged.rename(out)
    except BaseException:
        if not out.exists():
            old.rename(out)
        journal.unlink()
        raise
    _sync_folder(out.parent)
    journal.unlink()
    return old


def _read_journal(journal: Path, text: str) -> tuple[Path, Path, Path]:
    """Return the output folder, the staged one and the place of the old one that a journal names."""
    with suppress(ValueError, TypeError, KeyError):
        names = json.loads(text)
        out, staged, old = str(names["out"]), str(names["staged"]), str(names["old"])
        if Path(out).name == out and _OWN_FOLDER.fullmatch(staged) and _OWN_FOLDER.fullmatch(old):
            return journal.with_name(out), journal.with_name(staged), journal.with_name(old)
    raise OutputFailed(
        f"`{journal}` is damaged, so an exchange that was cut short cannot be completed",
        "look into the folders `.letterpack-*` beside it for the batch, then delete the file",
    )


def _is_vacant(out: Path) -> bool:
    """Whether ``out`` is absent or an empty folder."""
    return not out.exists() or (out.is_dir() and not any(out.iterdir()))


def _move_in(folder: Path, out: Path) -> None:
    """Rename ``folder`` to a vacant ``out``; nothing happens where there is no ``folder``."""
    if not folder.exists():
        return
    if os.name == "nt" and out.exists():
        out.rmdir()
    folder.rename(out)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot."""
    call = _exchange_call()
    if call is None:
        return False
    failed = call(os.fsencode(one), os.fsencode(other))
    if failed and failed not in _NO_EXCHANGE:
        raise OSError(failed, os.strerror(failed), str(other))
    return not failed


def _exchange_call() -> Callable[[bytes, bytes], int] | None:
    """Return a function that exchanges two paths and gives an error number or 0; None where the system has none."""
    if sys.platform not in ("linux", "darwin"):
        return None
    # Loaded here: it costs 5 ms, and a first build has nothing to exchange.
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    try:
        native = library.renameat2 if sys.platform == "linux" else library.renamex_np
    except AttributeError:
        return None

    def call(one: bytes, other: bytes) -> int:
        if sys.platform == "linux":
            return _failed(lambda: native(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE))
        return _failed(lambda: native(one, other, _RENAME_SWAP))

    return call


def _failed(call: Callable[[], int]) -> int:
    """Return the error number of ``call`` into the system, 0 where it did what it should. Where a signal interrupts it, it is
    made again, as Python makes its own calls again (PEP 475).
    """
    import ctypes

    while call():
        if ctypes.get_errno() != errno.EINTR:
            return ctypes.get_errno()
    return 0


def sync(folder: Path) -> None:
    """Return once all in ``folder`` is on the disk. Raises ``OSError``."""
    if len(list(islice(_files(folder), _FEW_FILES + 1))) > _FEW_FILES and _sync_file_system(folder):
        return
    for path in _files(folder):
        _sync_file(path)
    for name, _, _ in os.walk(folder):
        _sync_folder(Path(name))


def _files(folder: Path) -> Iterator[Path]:
    return (Path(path, name) for path, _, names in os.walk(folder) for name in names)


def _sync_file_system(folder: Path) -> bool:
    """Sync the whole file system that holds ``folder``; False where the system cannot."""
    if sys.platform == "linux":
        import ctypes

        library = ctypes.CDLL(None, use_errno=True)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            if failed := _failed(lambda: library.syncfs(descriptor)):
                raise OSError(failed, os.strerror(failed), str(folder))
        finally:
            os.close(descriptor)
        return True
    if sys.platform == "darwin":
        os.sync()
        return True
    return False


def _sync_file(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(path: Path) -> None:
    """Sync the names in a folder, where the system can: Windows and some network shares cannot."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
