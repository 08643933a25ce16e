"""Files where they really lie: opened only if they are files, written only where the user pointed, readable by no more people
than what they were made from.

A campaign may be a stranger's. A link in it may not lead out of it, a pipe in a file's place would be waited for without end,
and what a user asks to be written never takes the place of what letterpack has not made.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from io import FileIO
from operator import or_
from pathlib import Path
from typing import BinaryIO, Final

from letterpack.errors import OutputFailed, OutputRefused
from letterpack.patterns import late
from letterpack.remedies import remedy
from letterpack.temporary import CAN_LOCK, is_abandoned, lock, uninterrupted

_CAMPAIGN: Final = "letter.md"
"""What makes a folder a campaign."""
_BUILD: Final = ("manifest.json", "packets")
"""What makes a folder a build."""
LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What systems drop into folders unasked."""
_NOT_FOLLOWED: Final = getattr(os, "O_NOFOLLOW", 0)
_FLAGS: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_GOES_STRAIGHT: Final = os.open in os.supports_dir_fd and bool(_NOT_FOLLOWED)
"""Whether a way can be gone folder by folder, so that nobody can put a link into what was gone already."""
_FOLDER: Final = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0) | _FLAGS
_STEPS: Final = frozenset({"", ".", ".."})
"""Parts of a way that are no names."""
NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS, errno.EXDEV})
"""What ``link`` meets on file systems without hard links."""
_STREAM: Final = late(r"/dev/(stdout|stderr|fd/(\d{1,9}))")
_STREAMS: Final = {"stdout": 1, "stderr": 2}
_HEAD_BYTES: Final = 4096
_PART: Final = late(r"\.letterpack-[0-9a-f]{16}\.part")
_STRICTEST: Final = 0o077
_SOURCES: Final = ("addressees.*", "signatories.*", "letter.*", "letterpack.yaml")
"""The files of a campaign that say who is written to, who signs, and what."""
_umask_lock = threading.Lock()
_umasks: list[int] = []
"""The umask that was there first, then what each who is inside ``no_more_readable_than`` adds to it."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_umasks.clear)
_UNTOUCHED: Final = "what was there is untouched"


def open_regular(path: str | os.PathLike[str], *, follow: bool = True) -> BinaryIO:
    """Open the file at ``path`` for reading; at its name alone where not ``follow``.

    Raises ``OSError`` also where there is a folder, a pipe or a device: none of them is waited for.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _FLAGS | (0 if follow else _NOT_FOLLOWED)
    return _regular(os.open(path, flags), path)


def _regular(descriptor: int, path: str | os.PathLike[str]) -> BinaryIO:
    """Return what is open as ``descriptor``, the file at ``path``. Raises ``OSError`` where it is none, and closes it."""
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder", os.fspath(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device", os.fspath(path))
        return os.fdopen(descriptor, "rb")
    except BaseException:
        with suppress(OSError):
            os.close(descriptor)
        raise


def read_regular(path: str | os.PathLike[str], *, follow: bool = True) -> bytes:
    """Return the bytes of the file at ``path``. Raises ``OSError`` as ``open_regular``."""
    with open_regular(path, follow=follow) as file:
        return file.read()


def open_within(root: Path, path: str) -> BinaryIO:
    """Open the file ``path`` of the folder ``root``. Raises ``OSError`` also where a link leads out of it."""
    straight, _ = _open_straight(root, path)
    if straight is not None:
        return os.fdopen(straight, "rb")
    place, within = Path(os.path.realpath(root / path)), Path(os.path.realpath(root))
    if not place.is_relative_to(within):
        raise OSError(errno.EPERM, "it is a link out of its folder", str(root / path))
    if not _GOES_STRAIGHT or place == within:
        return open_regular(place, follow=False)
    # Links were followed to here; whoever puts one on this way now leads nobody out.
    return _regular(_descend(within, place.relative_to(within).as_posix()), place)


def read_within(root: Path, path: str) -> bytes:
    """Return the bytes of the file ``path`` of the folder ``root``. Raises ``OSError`` as ``open_within``."""
    straight, size = _open_straight(root, path)
    if straight is None:
        with open_within(root, path) as file:
            return file.read()
    try:
        data = os.read(straight, size + 1)
        if len(data) == size:
            return data
        with FileIO(straight, closefd=False) as file:  # It grew or shrank meanwhile, or is more than one call reads.
            return data + file.readall()
    finally:
        os.close(straight)


def _open_straight(root: Path, path: str) -> tuple[int | None, int]:
    """Open a file that no link leads to, by a way that follows none below ``root``: a tenth of the time that it takes to ask
    where each part of the way leads. Return it with its size; None where it is another, or is not there.
    """
    if not _GOES_STRAIGHT or not _STEPS.isdisjoint(path.split("/")):
        return None, 0
    try:
        descriptor = _descend(root, path)
    except OSError:
        return None, 0
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode):
        return descriptor, found.st_size
    os.close(descriptor)
    return None, 0


def _descend(root: Path, path: str) -> int:
    """Open ``path`` of the folder ``root``, by a way that follows no link below it. Raises ``OSError``."""
    *folders, name = path.split("/")
    opened: list[int] = []
    try:
        # The way to ``root`` may be by links, and so it alone is left to the system.
        first = f"{root}/{folders[0]}" if folders else root
        opened.append(os.open(first, _FOLDER | (_NOT_FOLLOWED if folders else 0)))
        for folder in folders[1:]:
            opened.append(os.open(folder, _FOLDER | _NOT_FOLLOWED, dir_fd=opened[-1]))
        return os.open(name, os.O_RDONLY | os.O_NONBLOCK | _FLAGS | _NOT_FOLLOWED, dir_fd=opened[-1])
    finally:
        for descriptor in opened:
            os.close(descriptor)


def real_path(path: str | os.PathLike[str]) -> Path:
    """Return where ``path`` really lies. Of links that go round in a circle, the way to them: nothing is there."""
    return Path(os.path.realpath(path))


def refuse_place(path: Path, option: str) -> None:
    """Raise ``OutputRefused`` where ``refuse_links`` does; and where ``path`` is inside a build, which holds what the program
    owns and nothing else: the next build would refuse to replace it; or where it is a dash, by which people mean no file.
    ``option`` is what the user names the place with.
    """
    if str(path) == "-":
        raise OutputRefused("`-` is not the name of a file or a folder", f"name one with {option}")
    refuse_links(path, option)
    for folder in real_path(path).parents:
        if all((folder / name).exists() for name in _BUILD):
            raise OutputRefused(f"`{path}` is inside the build folder `{folder}`", f"name a place elsewhere with {option}")


def refuse_links(path: Path, option: str) -> None:
    """Raise ``OutputRefused`` where ``path``, named with ``option``, is inside a campaign, and links lead it elsewhere."""
    typed = Path(os.path.abspath(path))  # noqa: PTH100  pathlib's follows links.
    real = real_path(typed)
    for campaign in typed.parents:
        if (campaign / _CAMPAIGN).exists() and not real.is_relative_to(os.path.realpath(campaign)):
            raise OutputRefused(
                f"`{path}` leads out of the campaign, to `{real}`", f"name that place itself with {option}, or remove the link"
            )


def write_named(path: Path, data: bytes, is_ours: Callable[[bytes, bytes], bool], option: str) -> None:
    """Put ``data`` in the file that the user named with ``option``, whole or not at all.

    What stands there is replaced only if it is empty, or ``is_ours`` says so of its first and last 4,096 bytes. Raises
    ``OutputRefused`` and ``OutputFailed``.
    """
    refuse_place(path, option)
    try:
        stream = _open_stream(path)
        if stream is not None:
            with stream:
                stream.write(data)
            return
        before = _refuse_others(path, is_ours, option)
        _exchange(path, data, before)
    except FileExistsError as error:
        raise _others(path, option) from error
    except OSError as error:
        why = error.strerror or str(error)
        hint = f"{remedy(error)}, or name another file with {option}; {_UNTOUCHED}"
        raise OutputFailed(f"`{path}` cannot be written: {why}", hint) from error


def _open_stream(path: Path) -> BinaryIO | None:
    """Open what the user means by a name that the system gives to a stream, such as `/dev/stdout`; None for a file's name.

    One that is open already is shared, so that what stands in a file behind it stays.
    """
    if (found := _STREAM.fullmatch(str(path))) is not None:
        return os.fdopen(os.dup(_STREAMS.get(found[1]) or int(found[2])), "wb")
    is_stream = str(path).startswith("/dev/") and path.exists() and not path.is_file() and not path.is_dir()
    return path.open("ab") if is_stream else None


def _refuse_others(path: Path, is_ours: Callable[[bytes, bytes], bool], option: str) -> os.stat_result | None:
    """Return what is known of the file at ``path``, which may go; None where there is none."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        kind = "a link" if stat.S_ISLNK(found.st_mode) else "a folder" if stat.S_ISDIR(found.st_mode) else "a pipe or a device"
        raise OutputRefused(f"`{path}` is {kind} and not a file", f"name another file with {option}; {_UNTOUCHED}")
    if found.st_size and not is_ours(*_ends(path)):
        raise _others(path, option)
    return found


def _others(path: Path, option: str) -> OutputRefused:
    return OutputRefused(
        f"`{path}` already exists, and letterpack did not make it", f"name another file with {option}, or move that one away"
    )


def _ends(path: Path) -> tuple[bytes, bytes]:
    with open_regular(path, follow=False) as file:
        head = file.read(_HEAD_BYTES)
        file.seek(max(0, file.seek(0, os.SEEK_END) - _HEAD_BYTES))
        return head, file.read(_HEAD_BYTES)


def _exchange(path: Path, data: bytes, before: os.stat_result | None) -> None:
    """Write ``data`` beside ``path`` and give it that name, which nobody else's file may have taken meanwhile."""
    with staged(path, (data,)) as part:
        if before is not None:
            part.chmod(stat.S_IMODE(before.st_mode))
            part.replace(path)
        else:
            take_name(part, path)


@contextmanager
def staged(path: Path, pieces: Iterable[bytes]) -> Iterator[Path]:
    """Write ``pieces`` to a new file beside ``path``, with a name that nobody can foresee, and give that, to be renamed.

    It is gone when the ``with`` is left. What a killed command left there goes first. Raises ``OSError``.
    """
    remove_abandoned(path.parent)
    part = path.with_name(f".letterpack-{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOT_FOLLOWED | _FLAGS, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            lock(descriptor)
            file.writelines(pieces)
            file.flush()
            os.fsync(descriptor)
            if CAN_LOCK:
                yield part
        if not CAN_LOCK:
            yield part
    finally:
        with uninterrupted():
            part.unlink(missing_ok=True)


def remove_abandoned(folder: Path) -> None:
    """Remove what killed commands have left in ``folder`` of files that were not whole yet."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError), open_regular(entry.path, follow=False) as file:
                    if is_abandoned(file.fileno()):
                        Path(entry.path).unlink()


def take_name(part: Path, path: Path) -> None:
    """Give the file ``part`` the name ``path``. Raises ``FileExistsError`` where another file has it, and ``OSError``."""
    try:
        os.link(part, path)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        part.rename(path)


def sources_of(campaign: Path) -> tuple[Path, ...]:
    """Return the sources in the folder ``campaign`` whose rights what is made of them keeps; none where there is no folder."""
    return tuple([path for name in _SOURCES for path in sorted(campaign.glob(name))])


def umask_now() -> int:
    """Return which rights new files do not get. To ask is to change it for a moment: one thread does so at a time."""
    with _umask_lock:
        if _umasks:
            return reduce(or_, _umasks)
        now = os.umask(_STRICTEST)
        os.umask(now)
        return now


@contextmanager
def masked(umask: int) -> Iterator[None]:
    """Let files that a job makes inside the ``with`` have the rights that ``umask`` leaves, which is that of the process it comes
    from: where that is this one, nothing changes.
    """
    before = None if _umasks else os.umask(umask)
    try:
        yield
    finally:
        if before is not None:
            os.umask(before)


@contextmanager
def no_more_readable_than(sources: Iterable[Path]) -> Iterator[None]:
    """Let files that are made inside the ``with`` be readable by nobody who may not read all of ``sources``.

    The process's umask is made stricter for as long; what a user may do with their own files stays. Several threads may be
    inside: the strictest of what they ask for holds for all, and the last one out puts back what the first one met.
    """
    hidden = 0
    for path in sources:
        with suppress(OSError):
            hidden |= ~stat.S_IMODE(path.stat().st_mode) & 0o066
    with _umask_lock:
        if not _umasks:
            _umasks.append(os.umask(_STRICTEST))
        _umasks.append(hidden | hidden >> 2 & 0o011)
        os.umask(reduce(or_, _umasks))
    try:
        yield
    finally:
        with _umask_lock:
            _umasks.remove(hidden | hidden >> 2 & 0o011)
            os.umask(reduce(or_, _umasks))
            if len(_umasks) == 1:
                _umasks.clear()


def user_home() -> Path:
    """Return the user's home; for a user without one, a path at which nothing can be read or written."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def user_cache() -> Path:
    """Return the folder of what makes the next command faster; for a user without a home, one in which nothing can be kept."""
    from platformdirs import user_cache_path

    try:
        return user_cache_path("letterpack", appauthor=False)
    except RuntimeError:
        return Path(os.devnull) / "letterpack"
