"""A page of another server on this machine, in the browser that has the preview open: it neither reads nor writes the letter."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.installed import module

module("playwright.sync_api")

from playwright.sync_api import Page  # noqa: E402

pytestmark = pytest.mark.loopback
TRY = """async ([preview, digest]) => {
    const found = [];
    const told = async (ask) => { try { found.push(await ask()); } catch (error) { found.push(`refused: ${error}`); } };
    const letter = `${preview}/api/source?name=letter.md`;
    const write = JSON.stringify({ name: "letter.md", text: "stolen", sha256: digest });
    const json = { "content-type": "application/json" };
    const keyed = { ...json, "x-letterpack-key": "guess", "x-letterpack-token": "guess" };
    for (const options of [{}, { credentials: "include" }, { mode: "no-cors", credentials: "include" }, { headers: keyed }])
        await told(async () => (await fetch(letter, options)).text());
    for (const headers of [{ "content-type": "text/plain" }, json, keyed])
        for (const mode of ["cors", "no-cors"])
            for (const path of ["source", "enter", "work"]) {
                const options = { method: "POST", mode, credentials: "include", headers, body: write };
                await told(async () => (await fetch(`${preview}/api/${path}`, options)).text());
            }
    const form = document.body.appendChild(document.createElement("form"));
    Object.assign(form, { method: "post", action: `${preview}/api/source`, enctype: "text/plain", target: "shown" });
    form.appendChild(Object.assign(document.createElement("input"), { name: write.slice(0, -1) + ', "x":"', value: '"}' }));
    const shown = document.body.appendChild(Object.assign(document.createElement("iframe"), { name: "shown" }));
    form.submit();
    const frame = document.body.appendChild(Object.assign(document.createElement("iframe"), { src: preview }));
    const script = document.body.appendChild(Object.assign(document.createElement("script"), { src: letter }));
    const tab = window.open(preview);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    for (const other of [shown.contentWindow, frame.contentWindow, tab])
        for (const look of [() => other.document.body.innerText, () => JSON.stringify({ ...other.localStorage })])
            await told(async () => look());
    found.push(document.cookie, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }));
    return found;
}"""


@contextmanager
def neighbor(asked: list[str]) -> Iterator[str]:
    """Serve an empty page at another port, and note the heads of all that is asked for."""

    class Neighbor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.path}\n{self.headers}")
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>a neighbor</title>")

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Neighbor) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_page_at_another_port_neither_reads_nor_writes_the_letter(opened: Page, spring: Path) -> None:
    letter = spring / "letter.md"
    before = letter.read_bytes()
    address = opened.evaluate("location.origin")
    reads = "async () => { const answer = await fetch('/api/source?name=letter.md', { headers: %s }); return answer.json(); }"
    key = "{ 'x-letterpack-key': localStorage.getItem('letterpack-secret-key') }"
    source = opened.evaluate(reads % key)
    secret = opened.evaluate("localStorage.getItem('letterpack-secret-key')")
    assert source["text"] == before.decode() and secret
    asked: list[str] = []
    with neighbor(asked) as other:
        page = opened.context.new_page()
        page.goto(other)
        found = page.evaluate(TRY, [address, source["sha256"]])
    assert len(found) > 20
    words = "freedom of expression"
    assert words in source["text"] and not [each for each in found if words in each or secret in each]
    assert asked and not [each for each in asked if secret in each or "cookie" in each.lower()]
    assert letter.read_bytes() == before
