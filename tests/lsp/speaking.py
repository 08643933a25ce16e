"""An editor, as far as the protocol is concerned: it starts the server as editors do, and waits for what it says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Editor:
    """One end of stdin and stdout. Positions are in UTF-16, as editors count where they do not ask for anything else."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.number = 0
        self.version = 0
        self.findings: dict[str, list[dict[str, Any]]] = {}
        self.watched: list[str] = []

    def say(self, method: str, params: object, number: int | None = None) -> None:
        self._write({"method": method, "params": params} | ({} if number is None else {"id": number}))

    def _write(self, said: dict[str, object]) -> None:
        body = json.dumps({"jsonrpc": "2.0"} | said).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def answer(self, number: object) -> None:
        """Agree to what the server asks."""
        self._write({"id": number, "result": None})

    def hear(self) -> dict[str, Any]:
        """Wait for the next message, and keep what it says about findings and files; do what it asks."""
        out = self.process.stdout
        assert out is not None
        length = 0
        while (line := out.readline()) not in (b"\r\n", b""):
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        heard: dict[str, Any] = json.loads(out.read(length))
        if heard.get("method") == "textDocument/publishDiagnostics":
            self.findings[heard["params"]["uri"]] = heard["params"]["diagnostics"]
        if heard.get("method") == "client/registerCapability":
            (wanted,) = heard["params"]["registrations"]
            self.watched = [each["globPattern"] for each in wanted["registerOptions"]["watchers"]]
            self.answer(heard["id"])
        return heard

    def ask(self, method: str, params: object) -> Any:
        """Ask, and wait for the answer."""
        self.number += 1
        self.say(method, params, self.number)
        while (heard := self.hear()).get("id") != self.number or "method" in heard:
            pass
        assert "error" not in heard, heard
        return heard["result"]

    def open(self, path: Path) -> None:
        document = {"uri": path.as_uri(), "languageId": "x", "version": 0, "text": path.read_text(encoding="utf-8")}
        self.say("textDocument/didOpen", {"textDocument": document})

    def type(self, path: Path, text: str) -> None:
        """Put ``text`` in place of all that stands in ``path``, and save nothing."""
        self.version += 1
        document = {"uri": path.as_uri(), "version": self.version}
        self.say("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})

    def wait_for(self, path: Path, *codes: str) -> list[dict[str, Any]]:
        """Wait until the findings of ``path`` have these codes, and return them."""
        while sorted(each["code"] for each in self.findings.get(path.as_uri(), ())) != sorted(codes):
            self.hear()
        return self.findings.get(path.as_uri(), [])


@contextmanager
def editor() -> Iterator[Editor]:
    """Start the server, and end it as the protocol asks."""
    command = [sys.executable, "-P", "-m", "letterpack", "lsp"]
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=place, stdin=pipe, stdout=pipe, stderr=pipe) as process:
        speaking = Editor(process)
        try:
            able = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
            speaking.ask("initialize", {"processId": None, "rootUri": None, "capabilities": able})
            speaking.say("initialized", {})
            yield speaking
            speaking.ask("shutdown", None)
            speaking.say("exit", None)
            assert process.wait() == 0
            assert process.stderr is not None
            assert process.stderr.read() == b""
        finally:
            process.kill()
