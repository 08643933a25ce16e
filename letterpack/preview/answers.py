"""How a request is read, and how an answer is put in words: what all routes share."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from letterpack.interface import speaker
from letterpack.preview.work import JsonObject

_MOST_JSON_BYTES: Final = 9_000_000
"""A source with all its characters escaped is refused by its own limit first."""
_OURS: Final = frozenset({"message", "hint", "trouble", "why"})
"""Keys of sentences of ours in an answer. What else stands in one is the campaign's, or the page's to say."""


class CannotAnswer(Exception):
    """What was asked cannot be done; the page shows why."""

    def __init__(self, message: str, hint: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.message, self.hint, self.status = message, hint, status


async def in_words(request: Request, answer: JsonObject, status: int = 200) -> Response:
    """Return ``answer`` with its sentences in the language of the page that asked. A list of findings takes a moment."""

    def told(value: Any) -> Any:  # noqa: ANN401  JSON.
        if isinstance(value, dict):
            return {key: say(each) if key in _OURS and isinstance(each, str) else told(each) for key, each in value.items()}
        return [told(each) for each in value] if isinstance(value, list) else value

    say = await voice_of(request)
    return JSONResponse(await asyncio.to_thread(told, answer), status)


async def voice_of(request: Request) -> Callable[[str], str]:
    """Return what says a sentence of ours in the language of the page that asked."""
    return await asyncio.to_thread(speaker, request.headers.get("accept-language", "").partition(",")[0])


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield ``file`` in pieces of a megabyte, and close it."""
    with file:
        while piece := file.read(1 << 20):
            yield piece


async def body_of(request: Request, most_bytes: int) -> bytes:
    """Return what a request brings. Raises ``CannotAnswer`` where that is more than ``most_bytes``."""
    taken, pieces = 0, []
    try:
        async for piece in request.stream():
            taken += len(piece)
            if taken > most_bytes:
                raise CannotAnswer("this is too large", status=413)
            pieces.append(piece)
    except ClientDisconnect:
        raise CannotAnswer("this is too large", status=413) from None
    return b"".join(pieces)


async def json_of(request: Request) -> JsonObject:
    """Return what a request says. Raises ``CannotAnswer`` unless it is a JSON object of a sensible size."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise CannotAnswer("this is not JSON", status=415)
    data = await body_of(request, _MOST_JSON_BYTES)
    try:
        said: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise CannotAnswer("this is not JSON") from None
    if not isinstance(said, dict):
        raise CannotAnswer("this is not a JSON object")
    return said
