"""A preview in a process of its own, and plain requests to it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.preview.forking import Forked

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Served:
    """A preview that runs: of which folder, its address with the token, and the keys that ``enter`` got for it."""

    process: subprocess.Popen[str] | Forked
    folder: Path
    address: str
    key: str = ""
    url_pass: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def head(self) -> str:
        """Return the lines that a request on a plain socket begins with, after the first."""
        return f"Host: 127.0.0.1:{self.port}\r\nX-Letterpack-Key: {self.key}\r\n"

    def ask(
        self, path: str, *, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Send a request as the page would, with ``headers`` over its own; None leaves one out."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        own = {"X-Letterpack-Key": self.key} if self.key else {}
        if method == "POST":
            own |= {"Origin": self.origin, "Content-Type": "application/json"}
        sent = {name: value for name, value in (own | (headers or {})).items() if value}
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        read = answer.read()
        connection.close()
        return answer.status, read, answer.headers

    def told(self, path: str) -> dict[str, object]:
        status, body, _ = self.ask(path)
        assert status == 200, body
        found = json.loads(body)
        assert isinstance(found, dict)
        return found

    def post(self, path: str, said: object, headers: dict[str, str] | None = None) -> tuple[int, dict[str, object]]:
        status, body, _ = self.ask(path, method="POST", body=json.dumps(said).encode(), headers=headers)
        return status, json.loads(body) if body.startswith(b"{") else {}

    def enter(self) -> None:
        """Exchange the token for the keys, as the page does."""
        token = parse_qs(urlsplit(self.address).query)["token"][0]
        status, body, _ = self.ask("/api/enter", method="POST", headers={"X-Letterpack-Token": token})
        assert status == 200
        keys = json.loads(body)
        self.key, self.url_pass = keys["key"], keys["pass"]

    def end(self) -> int:
        """End it as Ctrl-C does, and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(180)


@contextmanager
def served(folder: Path, *options: str, forked: bool = hasattr(os, "fork")) -> Iterator[Served]:
    """Serve the campaign in ``folder`` while the block runs; ``forked`` spares the seconds that it takes to load the program."""
    arguments = ["preview", str(folder), "--no-open", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder.parent / "cache")}
    process = Forked(arguments, environment) if forked else started(arguments, environment)
    assert process.stdout is not None and process.stderr is not None
    try:
        address = process.stdout.readline().strip()
        assert address, process.stderr.read()
        yield Served(process, folder, address)
    finally:
        _ended(process)
        process.stdout.close()
        process.stderr.close()


def _ended(process: subprocess.Popen[str] | Forked) -> None:
    """End a preview as Ctrl-C does, so that what it ran is measured; one that does not listen, by force."""
    if process.poll() is None and os.name != "nt":
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
    if process.poll() is None:
        process.kill()
    process.wait(180)


def started(arguments: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start the command as a user does."""
    command = [sys.executable, "-m", "letterpack", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    )
