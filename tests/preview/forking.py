"""Previews that need not load the program: each is forked from a process that has, with its own streams, folder and environment.

``python -m tests.preview.forking`` is that process. It is asked over a socket, with a line of JSON and three descriptors: where
the preview's output and its errors go, and where it is told how the preview began and ended.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

from tests.warming import warm_up

ROOT = Path(__file__).resolve().parents[2]


class Forked:
    """A preview that was forked, as ``subprocess.Popen`` would show it."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        out, error, told = os.pipe(), os.pipe(), os.pipe()
        given = [out[1], error[1], told[1]]
        socket.send_fds(_source(), [json.dumps({"arguments": arguments, "environment": dict(environment)}).encode()], given)
        for descriptor in given:
            os.close(descriptor)
        self.stdout: IO[str] = os.fdopen(out[0], encoding="utf-8")
        self.stderr: IO[str] = os.fdopen(error[0], encoding="utf-8")
        self.returncode: int | None = None
        self._told = os.fdopen(told[0], encoding="utf-8")
        self.pid = int(self._told.readline())
        self._over = threading.Event()
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        with self._told:
            self.returncode = int(self._told.readline())
        self._over.set()

    def poll(self) -> int | None:
        """Return its exit code once it has ended."""
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it has ended, and return its exit code, negative for a signal."""
        if not self._over.wait(timeout):
            raise subprocess.TimeoutExpired("preview", timeout or 0)
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as nobody can refuse."""
        self.send_signal(signal.SIGKILL)


@cache
def _source() -> socket.socket:
    """Return the way to the process that has loaded the program; it ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.preview.forking", str(theirs.fileno())], pass_fds=[theirs.fileno()], env=environment
    )
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _serve(asked: socket.socket) -> None:
    import letterpack.cli
    import letterpack.cli.writing
    import letterpack.preview.server  # noqa: F401

    warm_up()
    # Who waits for a preview is nobody's to wait for, and Ctrl-C is for the tests.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        said, descriptors, _, _ = socket.recv_fds(asked, 1 << 20, 3)
        if not said:
            return
        if not os.fork():
            asked.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _wait_for(json.loads(said), *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)


def _wait_for(said: dict[str, object], out: int, error: int, told: int) -> None:
    """Fork the preview, tell its id, wait for it, and tell how it ended."""
    child = os.fork()
    if not child:
        os.close(told)
        _become(said, out, error)
    os.close(out)
    os.close(error)
    os.write(told, f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    os.write(told, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(said: dict[str, object], out: int, error: int) -> None:
    """Be the preview, to the end of this process."""
    from letterpack.cli import main

    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for place, descriptor in enumerate((nothing, out, error)):
        os.dup2(descriptor, place)
        os.close(descriptor)
    # The streams of the process that it was forked from know of other files.
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout, sys.stderr = os.fdopen(1, "w", closefd=False), os.fdopen(2, "w", closefd=False, errors="backslashreplace")
    arguments, environment = said["arguments"], said["environment"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["letterpack", *arguments]
    main()
    sys.exit(0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
