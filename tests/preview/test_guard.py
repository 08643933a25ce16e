"""Who is let in, and who is not: every door that local servers have been entered by, tried on the guard itself."""

from __future__ import annotations

import asyncio
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
        self.cookie = ""

    def ask(
        self,
        path: str = "/",
        query: str = "",
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: tuple[bytes, ...] = (b"",),
    ) -> tuple[int, dict[bytes, bytes]]:
        """Return the status and the headers of the answer."""
        own = {"host": HOST, "cookie": self.cookie} | (headers or {})
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
        return sent[0]["status"], dict(sent[0]["headers"])

    def enter(self) -> tuple[int, dict[bytes, bytes]]:
        status, headers = self.ask(query=f"token={self.guard.key()}")
        self.cookie = headers[b"set-cookie"].decode().partition(";")[0]
        return status, headers


@pytest.fixture
def door() -> Door:
    made = Door()
    made.enter()
    return made


def test_the_token_becomes_a_cookie_that_no_script_and_no_other_site_has() -> None:
    status, headers = Door().enter()
    assert status == 303 and headers[b"location"] == b"/"
    cookie = headers[b"set-cookie"].decode()
    assert cookie.startswith(f"letterpack-{PORT}=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


def test_a_token_works_once(door) -> None:
    token = door.guard.key()
    door.cookie = ""
    assert door.ask(query=f"token={token}")[0] == 303
    assert door.ask(query=f"token={token}")[0] == 403


def test_a_new_token_ends_the_one_before() -> None:
    door = Door()
    old, new = door.guard.key(), door.guard.key()
    assert door.ask(query=f"token={old}")[0] == 403
    assert door.ask(query=f"token={new}")[0] == 303


@pytest.mark.parametrize("token", ["", "x", "\u0430" * 43, "%00", "x" * 3_000])
def test_a_guessed_token_opens_nothing(token) -> None:
    door = Door()
    door.guard.key()
    assert door.ask(query=f"token={token}")[0] == 403
    assert door.inside.visits == 0


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
    {"headers": {"cookie": ""}},
    {"headers": {"cookie": f"letterpack-{PORT}=guessed"}},
    {"headers": {"cookie": f"letterpack-{PORT}="}},
    {"headers": {"cookie": ";;;=\x01"}},
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
    assert b"set-cookie" not in headers


def test_a_host_that_is_said_twice_is_nobodys(door) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    headers = [(b"host", HOST.encode()), (b"host", b"evil.example"), (b"cookie", door.cookie.encode())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
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


@pytest.mark.parametrize("asked", [{}, {"headers": {"cookie": ""}}, {"headers": {"host": "evil.example"}}], ids=str)
def test_every_answer_has_the_headers_that_protect_it(door, asked) -> None:
    _, headers = door.ask(**asked)
    for name, value in HEADERS:
        assert headers[name] == value
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    assert headers[b"cache-control"] == b"no-store"
