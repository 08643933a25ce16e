"""Who is let in: one browser on this machine, by a secret that it got once, and only from the page itself.

A page of any other site can make a browser ask this server. What keeps it out: the exact ``Host`` (a name that was pointed at
the loopback is refused), the exact ``Origin`` of whatever changes something, and no CORS header, so that no answer can be read
elsewhere. The secret is no cookie, which a browser sends to every server on this machine, whatever its port: the page keeps it in
the storage of its own origin, and sends it in a header. The page's own files, the same for everybody, are all that is answered
without it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

from msgspec import Struct

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

MOST_BODY_BYTES: Final = 52_428_800
"""The largest list that an import reads; texts have limits of their own."""
MOST_QUERY_BYTES: Final = 4_000
_METHODS: Final = ("GET", "POST")
_PRIVATE: Final = "/api/"
_ENTRY: Final = "/api/enter"
"""Where the page exchanges the token of its address for the key."""
_SHOWN: Final = frozenset({"/api/events", "/api/pdf", "/api/picture", "/api/print-run"})
"""What the browser itself asks for, which adds no header: the page writes a pass into these addresses, good for nothing else."""
_POLICY: Final = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)
HEADERS: Final = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    (b"cache-control", b"no-store"),
)
"""On every answer: nothing is kept by the browser, nothing comes from elsewhere, nothing may show the page in a frame."""


class Refusal(Struct, frozen=True):
    """An answer to what is not let in. It says what to do, and nothing about the campaign."""

    status: int
    text: str


_NO_HOST: Final = Refusal(403, "This address is not the preview's own.")
_NO_ORIGIN: Final = Refusal(403, "Only the preview's own page may ask this.")
_NO_METHOD: Final = Refusal(405, "This cannot be asked here.")
_TOO_LARGE: Final = Refusal(413, "This is too large.")
_NO_KEY: Final = Refusal(
    403,
    "This browser does not have the key to the preview.\n\n"
    "Open the address that letterpack printed in the terminal. It works once: press Enter in the terminal for a new one.",
)


class Guard:
    """Lets requests pass to ``app`` that come from the page, in the browser that has the key.

    ``port`` is the server's. ``new_token()`` gives a new address's token, which works once; the key that it is exchanged for is
    good until the server ends. ``last_seen`` is when anybody had the key, by the monotonic clock.
    """

    def __init__(self, app: App, port: int) -> None:
        self._app = app
        self._hosts = frozenset((f"127.0.0.1:{port}", f"localhost:{port}"))
        self._origins = frozenset([f"http://{host}" for host in self._hosts])
        self._key, self._pass = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._token = ""
        self.last_seen = time.monotonic()

    def new_token(self) -> str:
        """Return a new token; the one before works no more."""
        self._token = secrets.token_urlsafe(32)
        return self._token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let it pass."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = _Headers(scope["headers"])
        refusal = self._foreign(scope, headers) or _oversized(scope, headers)
        is_entry = (scope["method"], scope["path"]) == ("POST", _ENTRY)
        if refusal is None and is_entry and _is_same(headers.one(b"x-letterpack-token"), self._token):
            self._token = ""
            keys = json.dumps({"key": self._key, "pass": self._pass})
            await _answer(send, 200, b"application/json", keys)
            return
        is_private = scope["path"].startswith(_PRIVATE)
        if refusal is None and is_private and not self._has_key(scope, headers):
            refusal = _NO_KEY
        if refusal is not None:
            await _answer(send, refusal.status, b"text/plain; charset=utf-8", refusal.text)
            return
        if is_private:
            self.last_seen = time.monotonic()
        await self._app(scope, _bounded(receive), _with_headers(send))

    def _foreign(self, scope: Scope, headers: _Headers) -> Refusal | None:
        """Return why a request cannot come from the page; None where it can."""
        if headers.all(b"host") not in [[host] for host in self._hosts]:
            return _NO_HOST
        if scope["method"] not in _METHODS:
            return _NO_METHOD
        origins, site = headers.all(b"origin"), headers.all(b"sec-fetch-site")
        is_ours = len(origins) == 1 and origins[0] in self._origins
        if not is_ours and (origins or scope["method"] == "POST"):
            return _NO_ORIGIN
        opened_by_hand = scope["method"] == "GET" and site == ["none"]
        return None if site in ([], ["same-origin"]) or opened_by_hand else _NO_ORIGIN

    def _has_key(self, scope: Scope, headers: _Headers) -> bool:
        if scope["method"] == "GET" and scope["path"] in _SHOWN:
            given = parse_qs(scope["query_string"].decode("latin-1")).get("pass", [""])
            if _is_same(given[0], self._pass):
                return True
        return _is_same(headers.one(b"x-letterpack-key"), self._key)


class _Headers:
    """A request's headers."""

    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._raw = raw

    def all(self, name: bytes) -> list[str]:
        """Return all values of the header ``name``."""
        return [value.decode("latin-1") for key, value in self._raw if key == name]

    def one(self, name: bytes) -> str:
        """Return the value of the header ``name``; nothing unless it is there once."""
        values = self.all(name)
        return values[0] if len(values) == 1 else ""


def _is_same(given: str, secret: str) -> bool:
    """Whether ``given`` is the ``secret``, if there is one."""
    return bool(secret) and secrets.compare_digest(given.encode(), secret.encode())


def _oversized(scope: Scope, headers: _Headers) -> Refusal | None:
    length = headers.all(b"content-length")
    is_fitting = len(scope["query_string"]) <= MOST_QUERY_BYTES and (not length or _is_at_most(length[0], MOST_BODY_BYTES))
    return None if is_fitting else _TOO_LARGE


def _is_at_most(number: str, most: int) -> bool:
    return number.isascii() and number.isdigit() and len(number) <= len(str(most)) and int(number) <= most


def _bounded(receive: Receive) -> Receive:
    """Return a ``receive`` that ends a request which says nothing of its length and grows too long."""
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        return {"type": "http.disconnect"} if taken > MOST_BODY_BYTES else message

    return receive_bounded


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", ())}
            message["headers"] = [*message.get("headers", ()), *[each for each in HEADERS if each[0] not in own]]
        await send(message)

    return send_with_headers


async def _answer(send: Send, status: int, kind: bytes, text: str) -> None:
    body = text.encode()
    headers = [*HEADERS, (b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
