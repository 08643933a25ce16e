"""Stage 7 of 7, what is ours: only what a manifest lists is ever replaced or removed.

A folder is wholly ours when every file in it is in its own ``manifest.json``. What systems drop into folders unasked
(``.DS_Store``) does not count.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct

from letterpack.errors import ManifestUnreadable, OutputRefused
from letterpack.files import LITTER, read_regular
from letterpack.manifest import CARRIED, LEDGER, NAME, iter_files
from letterpack.stores.files import STAGED_NAMES, FolderFiles
from letterpack.stores.two_threads import in_two_threads

_REMEDY: Final = "name another folder with --out, or move your files out of this one; nothing was changed"


class Listing(Struct, frozen=True):
    """The files in a folder and those below, so that a million take no memory: of each folder the number of ``files`` directly in
    it, and the sum of what their names hash to, which nobody outside this process can foresee.
    """

    files: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, paths: Iterable[str]) -> Listing:
        """Return the listing of ``paths``."""
        files: dict[str, tuple[int, int]] = {}
        for path in paths:
            below, _, name = path.rpartition("/")
            number, names = files.get(below, (0, 0))
            files[below] = number + 1, names + hash(name)
        return cls(files)

    def is_all_of(self, folder: Path) -> bool:
        """Whether these files, and the folders that they are in, are all in ``folder`` but litter. Raises ``OSError``."""
        folders: set[str] = set()
        there = Listing.of(_files_of(folder, folders))
        below = [PurePosixPath(each) for each in self.files]
        return there == self and folders <= {f"{above}/" for each in below for above in (each, *each.parents)}


def _files_of(folder: Path, folders: set[str]) -> Iterator[str]:
    """Yield the path of each file in ``folder``, as ``_entries`` does, and add whatever is no file to ``folders``."""
    for path in _entries(folder):
        if path.endswith("/"):
            folders.add(path)
        else:
            yield path


def refuse_foreign(out: Path) -> Listing | None:
    """Raise ``OutputRefused`` unless ``out`` is absent, an empty folder, or wholly ours. Raises ``OSError``.

    Return what is in it where that is all that its manifest lists, to have it removed the short way later.
    """
    if not out.exists():
        return None
    if not out.is_dir():
        raise OutputRefused(f"`{out}` is a file and not a folder", "name a folder with --out")
    if os.path.ismount(out):
        raise OutputRefused(
            f"`{out}` is a mount point and cannot be exchanged", f"name a folder inside it: --out {out / 'build'}"
        )
    first = next(_entries(out), None)
    if first is None:
        return None
    batch = FolderFiles(out, str(out))
    try:
        listing = Listing.of(iter_files(batch))
        if listing.is_all_of(out):
            return listing
        listed = _with_folders(iter_files(batch))
    except ManifestUnreadable as error:
        why = error.message if (out / NAME).exists() else "no manifest says that letterpack made it"
        raise OutputRefused(f"`{out}` contains `{first.rstrip('/')}`, and {why}", _REMEDY) from error
    if foreign := sorted(path for path in _entries(out) if path not in listed):
        others = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise OutputRefused(f"`{out / foreign[0]}`{others} is not in the manifest, so letterpack did not make it", _REMEDY)
    return None


def remove_batch(folder: Path, listing: Listing | None = None) -> bool:
    """Remove a batch that is no longer wanted, its manifest last; return whether all of it went. ``listing`` is what was in it.

    What the manifest does not list stays, and the manifest with it, and the answer is False. A folder without a whole
    manifest was never a batch, since its build was cut short. Raises ``OSError``.
    """
    if listing is not None and listing.is_all_of(folder):
        in_two_threads(_remove_files, [folder / below for below in listing.files if below])
        remove_own(folder)
        return True
    is_own = cache(partial(_is_own, folder))
    try:
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


def _remove_files(folder: Path) -> None:
    """Remove the files directly in ``folder``."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                Path(entry).unlink()


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
