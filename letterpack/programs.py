"""The one owner of other programs: which file is started, with which environment, where, and how much of it is borne with.

A campaign may be a stranger's, so nothing of it chooses what runs. A program is the first of its name in a folder of ``PATH``
that is absolute and lies in no campaign; the folder in which the user stands is never looked at. It starts in its own folder,
where no settings of the campaign lie, without a shell, and with an environment of a few names. It ends with us, after its time,
or when it says more than it may.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread, Timer
from typing import IO, Final, TypeAlias

from msgspec import Struct

from letterpack.module_path import is_outside_campaigns, safe_environment

_KEPT: Final = ("HOME", "JAVA_HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "LOCALAPPDATA", "APPDATA")
"""What programs need of the user's environment; whatever else is in it stays with us."""
_SCREEN: Final = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "XDG_RUNTIME_DIR",
    "XDG_CURRENT_DESKTOP",
    "DBUS_SESSION_BUS_ADDRESS",
    "WSL_INTEROP",
)
"""What programs with windows need beside that."""
_SUFFIX: Final = ".exe" if sys.platform == "win32" else ""
"""Windows hands other suffixes to a shell."""
PythonProcess: TypeAlias = "subprocess.Popen[bytes]"
_PIECE_BYTES: Final = 1 << 16


class ProgramFailed(Exception):
    """A program could not be started, took too long, or said too much. The text is half a sentence for a message."""


class Limits(Struct, frozen=True):
    """What is borne with: how long the program runs, and how much it says."""

    seconds: float
    output_bytes: int


class ProgramResult(Struct, frozen=True):
    """How a program ended: its exit code, and what it wrote to stdout."""

    code: int
    output: bytes


def find_program(name: str) -> Path | None:
    """Return the absolute path of the program ``name``; None where no folder outside of campaigns has it."""
    for folder in _trusted_folders():
        place = folder / f"{name}{_SUFFIX}"
        with suppress(PermissionError):  # A folder that this user may not look into.
            if place.is_file() and os.access(place, os.X_OK) and is_outside_campaigns(str(place)):
                return place
    return None


@contextmanager
def safe_python() -> Iterator[None]:
    """Let Python processes that are started meanwhile, as ``multiprocessing`` starts them, look for modules in no campaign."""
    before = dict(os.environ)
    os.environ.update(safe_environment())
    try:
        yield
    finally:
        for name in safe_environment():
            os.environ.pop(name, None)
            if name in before:
                os.environ[name] = before[name]


def run_program(
    program: Path,
    arguments: Sequence[str],
    limits: Limits,
    *,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> ProgramResult:
    """Run ``program`` with ``given`` as its stdin, in ``folder`` or else its own, and return how it ended.

    ``environment`` is added to what every program gets. Raises ``ProgramFailed``.
    """
    with tempfile.TemporaryFile() as stdin:
        stdin.write(given)
        stdin.seek(0)
        try:
            process = subprocess.Popen(
                [str(program), *arguments],
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder or program.parent,
                env={**_environment(), **(environment or {})},
                start_new_session=True,
            )
        except (OSError, ValueError) as error:
            raise ProgramFailed(f"could not be started: {getattr(error, 'strerror', None) or error}") from error
        return _await(process, limits)


def start_python(script: Path, arguments: Sequence[str]) -> PythonProcess:
    """Start our own ``script``, which talks by its stdin and stdout until its stdin ends, in this Python's interpreter.

    It is isolated: neither the user's folder and environment nor the campaign has a say in what it imports. Raises ``OSError``.
    """
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(script), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=script.parent,
        env=_environment(),
        start_new_session=True,
    )


def launch_program(program: Path, arguments: Sequence[str]) -> None:
    """Start ``program``, which has windows of its own, and leave it to itself: it stays when we end.

    It gets what a program needs to find the screen. Raises ``ProgramFailed``.
    """
    screen = {name: os.environ[name] for name in _SCREEN if name in os.environ}
    try:
        process = subprocess.Popen(
            [str(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=program.parent,
            env={**_environment(), **screen},
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ProgramFailed(f"could not be started: {getattr(error, 'strerror', None) or error}") from error
    Thread(target=process.wait, daemon=True).start()


def show_address(address: str) -> bool:
    """Open the page at ``address`` in the user's browser. Returns whether the system has a program for it.

    Raises ``ProgramFailed``.
    """
    if sys.platform == "win32":
        os.startfile(address)
        return True
    program = find_program("open") if sys.platform == "darwin" else find_program("xdg-open") or find_program("wslview")
    if program is not None:
        launch_program(program, [address])
    return program is not None


def _await(process: subprocess.Popen[bytes], limits: Limits) -> ProgramResult:
    late: list[bool] = []

    def give_up() -> None:
        late.append(True)
        _end(process)

    timer = Timer(limits.seconds, give_up)
    timer.daemon = True
    timer.start()
    stdout = process.stdout
    assert stdout is not None
    try:
        output = _bounded(stdout, limits.output_bytes)
        if output is None:
            _end(process)
        code = process.wait()
    except BaseException:
        _end(process)
        process.wait()
        raise
    finally:
        timer.cancel()
        stdout.close()
    if late:
        raise ProgramFailed(f"took longer than {limits.seconds:.0f} seconds")
    if output is None:
        raise ProgramFailed(f"answered with more than {limits.output_bytes:,} bytes")
    return ProgramResult(code, output)


def _bounded(stream: IO[bytes], most_bytes: int) -> bytes | None:
    """Return all that ``stream`` holds; None where that is more than ``most_bytes``."""
    pieces, size = [], 0
    while piece := stream.read(_PIECE_BYTES):
        size += len(piece)
        if size > most_bytes:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and, where the system knows groups, whatever it has started."""
    with suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _trusted_folders() -> Iterator[Path]:
    for entry in os.environ.get("PATH", os.defpath).split(os.pathsep):
        folder = Path(entry)
        if folder.is_absolute() and is_outside_campaigns(entry):
            yield folder


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PATH": os.pathsep.join(map(str, _trusted_folders())), "LC_ALL": "C.UTF-8"}
