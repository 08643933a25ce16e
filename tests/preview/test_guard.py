"""Who is let in, and who is not: every door that local servers have been entered by, tried on the guard itself."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from letterpack.preview.guard import HEADERS, MOST_BODY_BYTES, Guard, Message, Receive, Scope, Send

PORT = 40_123
HOST = f"127.0.0.1:{PORT}"


class Inside:
    """What the guard protects: it counts whom it has let in."""

    def __init__(self) -> None:
        self.visits = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.visits += 1
        while (message := await receive())["type"] == "http.request" and message.get("more_body"):
            pass
        status = 200 if message["type"] == "http.request" else 499
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"inside"})


class Door:
    """A guard with its insides, asked as a server asks it."""

    def __init__(self) -> None:
        self.inside = Inside()
        self.guard = Guard(self.inside, PORT)
        self.key = ""

    def ask(
        self,
        path: str = "/api/state",
        query: str = "",
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: tuple[bytes, ...] = (b"",),
    ) -> tuple[int, dict[bytes, bytes]]:
        """Return the status and the headers of the answer."""
        own = {"host": HOST, "x-letterpack-key": self.key} | (headers or {})
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in own.items() if value],
        }
        waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
        waiting[-1]["more_body"] = False
        sent: list[Message] = []

        async def receive() -> Message:
            return waiting.pop(0)

        async def send(message: Message) -> None:
            sent.append(message)

        asyncio.run(self.guard(scope, receive, send))
        self.body = sent[1]["body"]
        return sent[0]["status"], dict(sent[0]["headers"])

    def enter(self, token: str) -> int:
        """Ask for the keys, and keep them."""
        headers = {"origin": f"http://{HOST}", "x-letterpack-token": token, "x-letterpack-key": ""}
        status, _ = self.ask("/api/enter", method="POST", headers=headers)
        if status == 200:
            keys = json.loads(self.body)
            self.key, self.url_pass = keys["key"], keys["pass"]
        return status


@pytest.fixture
def door() -> Door:
    made = Door()
    assert made.enter(made.guard.new_token()) == 200
    return made


def test_a_token_works_once() -> None:
    door = Door()
    token = door.guard.new_token()
    assert [door.enter(token), door.enter(token)] == [200, 403]


def test_a_new_token_ends_the_one_before() -> None:
    door = Door()
    old, new = door.guard.new_token(), door.guard.new_token()
    assert [door.enter(old), door.enter(new)] == [403, 200]


@pytest.mark.parametrize("token", ["", "x", "\xe9" * 43, "%00", "x" * 3_000])
def test_a_guessed_token_opens_nothing(token) -> None:
    door = Door()
    assert door.enter(token) == 403  # Nor does an empty one before there is any.
    door.guard.new_token()
    assert door.enter(token) == 403
    assert door.inside.visits == 0


def test_the_pages_files_are_everybodys_and_nothing_else_is() -> None:
    """They are the program's own; whoever gets them, as a server that was sent cookies could, has no key."""
    door = Door()
    assert door.ask("/")[0] == door.ask("/page/main.js")[0] == 200
    assert door.ask("/", headers={"origin": "http://evil.example"})[0] == 403
    for path in ("/api/state", "/api/", "/api/enter", "/api/picture", "/api/x"):
        assert door.ask(path, headers={"cookie": "letterpack=x"})[0] == 403


def test_a_pass_in_an_address_shows_and_does_nothing_else(door) -> None:
    """The browser itself asks for pictures, the PDF and the stream, without a header; such an address stands in its history."""
    key, door.key = door.key, ""
    for path in ("/api/picture", "/api/pdf", "/api/print-run", "/api/events"):
        assert door.ask(path, f"pass={door.url_pass}")[0] == 200
        assert door.ask(path, f"pass={key}")[0] == 403
    post = {"origin": f"http://{HOST}"}
    assert door.ask("/api/state", f"pass={door.url_pass}")[0] == 403
    assert door.ask("/api/picture", f"pass={door.url_pass}", method="POST", headers=post)[0] == 403
    assert door.ask("/api/state", headers={"x-letterpack-key": door.url_pass})[0] == 403


def test_the_page_itself_is_let_in(door) -> None:
    assert door.ask()[0] == 200
    assert door.ask(method="POST", headers={"origin": f"http://{HOST}"})[0] == 200
    assert door.ask(headers={"host": f"localhost:{PORT}"})[0] == 200
    assert door.ask(headers={"sec-fetch-site": "same-origin"})[0] == 200
    assert door.ask(headers={"sec-fetch-site": "none"})[0] == 200
    assert door.inside.visits == 5


FOREIGN: list[dict[str, Any]] = [
    {"headers": {"host": "evil.example"}},
    {"headers": {"host": f"evil.example:{PORT}"}},
    {"headers": {"host": f"127.0.0.1.evil.example:{PORT}"}},
    {"headers": {"host": "127.0.0.1"}},
    {"headers": {"host": f"127.0.0.1:{PORT + 1}"}},
    {"headers": {"host": f"127.1:{PORT}"}},
    {"headers": {"host": f"[::1]:{PORT}"}},
    {"headers": {"host": f"0.0.0.0:{PORT}"}},
    {"headers": {"host": f"{HOST}@evil.example"}},
    {"headers": {"host": ""}},
    {"headers": {"origin": "http://evil.example"}},
    {"headers": {"origin": "null"}},
    {"headers": {"origin": f"https://{HOST}"}},
    {"headers": {"origin": f"http://127.0.0.1:{PORT + 1}"}},
    {"headers": {"origin": f"http://{HOST}.evil.example"}},
    {"method": "POST"},
    {"method": "POST", "headers": {"origin": "null"}},
    {"method": "POST", "headers": {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site"}},
    {"method": "POST", "headers": {"origin": f"http://{HOST}", "sec-fetch-site": "none"}},
    {"headers": {"sec-fetch-site": "cross-site"}},
    {"headers": {"sec-fetch-site": "same-site"}},
    {"headers": {"x-letterpack-key": ""}},
    {"headers": {"x-letterpack-key": "guessed"}},
    {"headers": {"x-letterpack-key": "\xff"}},
    {"path": "/api/picture", "query": "pass=", "headers": {"x-letterpack-key": ""}},
    {"path": "/api/picture", "query": "pass=guessed", "headers": {"x-letterpack-key": ""}},
    {"method": "OPTIONS"},
    {"method": "PUT", "headers": {"origin": f"http://{HOST}"}},
    {"method": "TRACE"},
    {"query": "x" * 5_000},
    {"method": "POST", "headers": {"origin": f"http://{HOST}", "content-length": str(MOST_BODY_BYTES + 1)}},
    {"method": "POST", "headers": {"origin": f"http://{HOST}", "content-length": "-1"}},
    {"method": "POST", "headers": {"origin": f"http://{HOST}", "content-length": "9" * 5_000}},
]


@pytest.mark.parametrize("asked", FOREIGN, ids=str)
def test_anything_else_is_kept_out_and_told_nothing(door, asked) -> None:
    status, headers = door.ask(**asked)
    assert status in (403, 405, 413)
    assert door.inside.visits == 0
    assert not [name for name in headers if name.startswith(b"access-control")]
    assert b"set-cookie" not in headers and door.key.encode() not in door.body


def test_a_host_that_is_said_twice_is_nobodys(door) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", HOST.encode()), (b"host", b"evil.example"), (b"x-letterpack-key", door.key.encode())]
    scope = {"type": "http", "method": "GET", "path": "/api/state", "query_string": b"", "headers": headers}
    asyncio.run(door.guard(scope, receive, send))
    assert sent[0]["status"] == 403 and door.inside.visits == 0


def test_no_websocket_is_opened(door) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    asyncio.run(door.guard({"type": "websocket", "headers": [(b"host", HOST.encode())]}, receive, send))
    assert [message["type"] for message in sent] == ["websocket.close"] and door.inside.visits == 0


def test_a_body_that_says_nothing_of_its_length_is_cut_off(door) -> None:
    piece = b"x" * (1 << 20)
    pieces = (piece,) * (MOST_BODY_BYTES // len(piece) + 2)
    assert door.ask(method="POST", headers={"origin": f"http://{HOST}"}, body=pieces)[0] == 499


@pytest.mark.parametrize("asked", [{}, {"headers": {"x-letterpack-key": ""}}, {"headers": {"host": "evil.example"}}], ids=str)
def test_every_answer_has_the_headers_that_protect_it(door, asked) -> None:
    _, headers = door.ask(**asked)
    for name, value in HEADERS:
        assert headers[name] == value
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert headers[b"cache-control"] == b"no-store"
