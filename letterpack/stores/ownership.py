"""What is ours in a folder: only what a manifest lists is ever replaced or removed.

A folder is wholly ours when every file in it is in its own ``manifest.json``. What systems drop into folders unasked
(``.DS_Store``) does not count.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Final

from letterpack.errors import ManifestUnreadable, OutputRefused
from letterpack.files import LITTER, read_regular
from letterpack.manifest import CARRIED, LEDGER, NAME, iter_files
from letterpack.stores.files import STAGED_NAMES, FolderFiles

_REMEDY: Final = "name another folder with --out, or move your files out of this one; nothing was changed"


def refuse_foreign(out: Path) -> None:
    """Raise ``OutputRefused`` unless ``out`` is absent, an empty folder, or wholly ours. Raises ``OSError``."""
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputRefused(f"`{out}` is a file and not a folder", "name a folder with --out")
    if os.path.ismount(out):
        raise OutputRefused(
            f"`{out}` is a mount point and cannot be exchanged", f"name a folder inside it: --out {out / 'build'}"
        )
    first = next(_entries(out), None)
    if first is None:
        return
    try:
        if _is_all_listed(out):
            return
        listed = _with_folders(iter_files(FolderFiles(out, str(out))))
    except ManifestUnreadable as error:
        why = error.message if (out / NAME).exists() else "no manifest says that letterpack made it"
        raise OutputRefused(f"`{out}` contains `{first.rstrip('/')}`, and {why}", _REMEDY) from error
    if foreign := sorted(path for path in _entries(out) if path not in listed):
        others = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise OutputRefused(f"`{out / foreign[0]}`{others} is not in the manifest, so letterpack did not make it", _REMEDY)


def remove_batch(folder: Path) -> bool:
    """Remove a batch that is no longer wanted, its manifest last; return whether all of it went.

    What the manifest does not list stays, and the manifest with it, and the answer is False. A folder without a whole
    manifest was never a batch, since its build was cut short. Raises ``OSError``.
    """
    is_own = cache(partial(_is_own, folder))
    try:
        if _is_all_listed(folder):
            remove_own(folder)
            return True
        listed = set(iter_files(FolderFiles(folder, str(folder))))
        for path in listed - {NAME}:
            if is_own(path.rpartition("/")[0]):
                (folder / path).unlink(missing_ok=True)
        others = set(_entries(folder)) - _with_folders(listed) - {STAGED_NAMES, LEDGER}
        foreign = {path for path in others if path.partition("/")[0] != CARRIED}
    except ManifestUnreadable:
        foreign = _beside_the_staged(folder)
    if foreign:
        return False
    remove_own(folder)
    return True


def _is_all_listed(folder: Path) -> bool:
    """Whether the manifest in ``folder`` lists all that is there, and all that it lists is there.

    A million files take no memory: of each folder their number is compared, and the sum of what their names hash to, which
    nobody outside this process can foresee.
    """
    listed: dict[str, tuple[int, int]] = {}
    there: dict[str, tuple[int, int]] = {}
    folders: set[str] = set()
    for path in iter_files(FolderFiles(folder, str(folder))):
        _add(listed, path)
    for path in _entries(folder):
        if path.endswith("/"):
            folders.add(path)
        else:
            _add(there, path)
    below = [PurePosixPath(each) for each in listed]
    return there == listed and folders <= {f"{above}/" for each in below for above in (each, *each.parents)}


def _add(sums: dict[str, tuple[int, int]], path: str) -> None:
    below, _, name = path.rpartition("/")
    number, names = sums.get(below, (0, 0))
    sums[below] = number + 1, names + hash(name)


def _is_own(folder: Path, below: str) -> bool:
    """Whether what is in ``below`` lies in ``folder`` itself: a forged manifest may come with a link as ``packets``."""
    return Path(os.path.realpath(folder / below)) == Path(os.path.realpath(folder)) / below


def remove_own(folder: Path) -> None:
    """Remove a folder of ours, last what says so: cut short, it leaves again something that may go. Raises ``OSError``."""
    telling = (folder / NAME, folder / LEDGER, folder / STAGED_NAMES)
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry not in telling:
            entry.unlink()
    for entry in telling:
        entry.unlink(missing_ok=True)
    folder.rmdir()


def _with_folders(files: Iterable[str]) -> set[str]:
    """Return ``files`` with the folders that they are in, as ``_entries`` gives them."""
    listed = set(files)
    # Nearly all files are in one folder: its parents are looked up once.
    below = {path.rpartition("/")[0] for path in listed}
    folders = {folder for path in below for folder in (PurePosixPath(path), *PurePosixPath(path).parents)}
    return listed | {f"{folder}/" for folder in folders}


def _beside_the_staged(folder: Path) -> set[str]:
    """Return what was put into ``folder`` by somebody else than the build that was making a batch there and was killed."""
    try:
        staged = read_regular(folder / STAGED_NAMES, follow=False).decode("utf-8").splitlines()
    except FileNotFoundError:
        staged = []
    return {path.partition("/")[0] for path in _entries(folder)} - {*staged, STAGED_NAMES, NAME}


def _entries(folder: Path, below: str = "") -> Iterator[str]:
    """Yield the path from ``folder`` of all that is in it but litter; with ``/`` at the end of a folder, and ``//`` where it is
    a link, a pipe or a device, which is never ours.
    """
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                if entry.name not in LITTER:
                    yield below + entry.name
                continue
            is_folder = entry.is_dir(follow_symlinks=False)
            yield f"{below}{entry.name}/" if is_folder else f"{below}{entry.name}//"
            if is_folder:
                yield from _entries(Path(entry), f"{below}{entry.name}/")
