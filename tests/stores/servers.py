"""S3 servers of this machine's own, and one that stands between and fails."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

import pytest

BUCKET: Final = "letters"
_SCRIPTS: Final = Path(sysconfig.get_path("scripts"))


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def environment(port: int) -> dict[str, str]:
    """Return what a user sets to reach the server at ``port``."""
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "letterpackkey",
        "AWS_SECRET_ACCESS_KEY": "letterpacksecret",
        "AWS_REGION": "us-east-1",
    }


@contextmanager
def moto() -> Iterator[int]:
    """Give the port of a server that keeps what it is given in memory; it knows ``If-None-Match``."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with _running(command, port):
        _request(port, "PUT", f"/{BUCKET}")
        yield port


@contextmanager
def rclone(folder: Path) -> Iterator[int]:
    """Give the port of a server over ``folder``; it knows neither ``If-None-Match`` nor parts of objects."""
    program = shutil.which("rclone", path=os.fspath(_SCRIPTS)) or shutil.which("rclone")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("rclone is missing")
        pytest.skip("rclone is missing")
    (folder / BUCKET).mkdir()
    port = free_port()
    with _running([program, "serve", "s3", "--addr", f"127.0.0.1:{port}", os.fspath(folder)], port):
        yield port


@contextmanager
def between(port: int, fault: Callable[[str, str, int], str]) -> Iterator[int]:
    """Give the port of a server that hands on to the one at ``port``, and does what ``fault`` says of a method, a path and a
    number: a status to answer with instead, and what more to say; ``cut`` to break the connection before, ``lost`` after it was
    done, ``slow``, or "".
    """
    count = iter(range(1 << 30))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            if not self.raw_requestline or not self.parse_request():
                self.close_connection = True
                return
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            wanted = fault(self.command, self.path, next(count))
            if wanted == "slow":
                time.sleep(0.3)
            if wanted == "cut" or wanted[:3].isdecimal():
                self.close_connection = True
                if wanted != "cut":
                    status, _, body_said = wanted.partition(" ")
                    head = f"HTTP/1.1 {status} Refused\r\nContent-Length: {len(body_said)}\r\nConnection: close\r\n\r\n"
                    self.wfile.write(f"{head}{body_said}".encode())
                return
            onward = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
            headers = {key: value for key, value in self.headers.items() if key.lower() != "connection"}
            onward.request(self.command, self.path, body, headers)
            answer = onward.getresponse()
            data = answer.read()
            onward.close()
            if wanted == "lost":
                self.close_connection = True
                return
            lines = [f"HTTP/1.1 {answer.status} {answer.reason}"]
            skipped = {"connection", "transfer-encoding", "content-length"}
            lines += [f"{key}: {value}" for key, value in answer.getheaders() if key.lower() not in skipped]
            size = answer.getheader("Content-Length", str(len(data))) if self.command == "HEAD" else str(len(data))
            self.wfile.write("\r\n".join([*lines, f"Content-Length: {size}", "", ""]).encode("latin-1") + data)
            self.wfile.flush()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while True:
                if process.poll() is not None:
                    pytest.fail(f"{command[0]} ended with {process.returncode}")
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                time.sleep(0.05)
            yield
        finally:
            process.kill()


def _request(port: int, method: str, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request(method, path)
    assert connection.getresponse().status < 300
    connection.close()
