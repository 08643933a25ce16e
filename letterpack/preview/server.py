"""The one socket: on the loopback, for one browser, until the terminal or the idle clock ends it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeGuard

import uvicorn
from msgspec import Struct
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

import letterpack
from letterpack.preview.desk import ENDS, Desk
from letterpack.preview.following import follow, standing
from letterpack.preview.guard import Guard
from letterpack.preview.routes import Routes, page_files
from letterpack.preview.work import Worker

if TYPE_CHECKING:
    from letterpack import Campaign

LOOPBACK: Final = "127.0.0.1"
MOST_CONNECTIONS: Final = 128
"""A browser opens six; what comes beyond is told to come later."""
MOST_WAITING: Final = 64
"""Connections without a request that is being answered; a browser keeps six, and some of a page that was closed.
Beyond that number, those that came first give way to those that come.
"""
_MOST_HEADER_BYTES: Final = 16_384
_IDLE_LOOK_SECONDS: Final = 1.0


class YieldingConnection(H11Protocol):
    """A connection that may be closed while no request of it is being answered."""

    since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # As in uvicorn's own.
        """Take part, and close the oldest that wait beyond what there is room for."""
        super().connection_made(transport)
        self.since = time.monotonic()
        waiting = sorted(filter(_is_waiting, self.connections), key=lambda each: each.since)
        for each in waiting[:-MOST_WAITING]:
            each.transport.close()


def _is_waiting(connection: Any) -> TypeGuard[YieldingConnection]:  # noqa: ANN401 -- uvicorn's set has other kinds too.
    return isinstance(connection, YieldingConnection) and (connection.cycle is None or connection.cycle.response_complete)


class PreviewOptions(Struct, frozen=True):
    """How the page is served.

    ``port`` 0 takes a free one. ``read_only`` lets nobody change a source or a batch. ``idle_minutes`` 0 waits for ever.
    ``editor`` is opened at a line: the first that is installed where it is empty. ``polls`` looks for changes again and again,
    where the disk tells of none.
    """

    port: int = 0
    read_only: bool = False
    idle_minutes: int = 0
    editor: str = ""
    polls: bool = False


class _Server(uvicorn.Server):
    """uvicorn's server, which calls ``ends`` before it waits for requests to end."""

    def __init__(self, config: uvicorn.Config, ends: Callable[[], None]) -> None:
        super().__init__(config)
        self._ends = ends

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End, once requests have ended."""
        self._ends()
        await super().shutdown(sockets)


class Preview:
    """The page of one campaign, with its socket open: whoever has the ``address`` may come."""

    def __init__(self, campaign: Campaign, options: PreviewOptions) -> None:
        """Open the socket. Raises ``LetterpackError`` where the port is taken."""
        self._options = options
        self._socket = _listening(options.port)
        self.port = int(self._socket.getsockname()[1])
        self._desk = Desk(campaign, read_only=options.read_only, editor=options.editor)
        self._worker = Worker(campaign.path)
        routes = Routes(self._desk, self._worker, page_files()).table()
        self._guard = Guard(Starlette(routes=routes, lifespan=self._running), self.port)
        config = uvicorn.Config(
            self._guard,
            http=YieldingConnection,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            backlog=MOST_CONNECTIONS,
            h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
            timeout_graceful_shutdown=1,
        )
        self._server = _Server(config, self._ends)

    def address(self) -> str:
        """Return a new address of the page, which works once."""
        return f"http://{LOOPBACK}:{self.port}/?token={self._guard.new_token()}"

    def run(self, started: Callable[[], None]) -> None:
        """Serve until somebody ends it; ``started`` is called when the page can be opened."""
        self._started = started
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._worker.stop()
            self._desk.close()
            self._socket.close()

    def stop(self) -> None:
        """Let ``run`` return; for any thread."""
        self._server.should_exit = True

    def _ends(self) -> None:
        """Let requests come to their end that would wait for something: uvicorn breaks off whatever is left a second later."""
        self._worker.stop()
        self._desk.tell(ENDS)

    @asynccontextmanager
    async def _running(self, _: Starlette) -> AsyncIterator[None]:
        """Read the campaign, and follow its files as long as the server runs."""
        folder = self._desk.campaign.path
        seen = standing(folder)  # Before it is read, which can take seconds: nothing that is saved meanwhile is missed.
        await self._desk.refresh()
        tasks = [
            asyncio.create_task(follow(folder, self._desk.changed, seen=seen, polls=self._options.polls)),
            asyncio.create_task(self._idle()),
        ]
        self._started()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task

    async def _idle(self) -> None:
        """End the server when no page has asked anything for long."""
        while True:
            await asyncio.sleep(_IDLE_LOOK_SECONDS)
            if not self._desk.is_watched and is_idle(self._options.idle_minutes, time.monotonic() - self._guard.last_seen):
                self.stop()


def is_idle(minutes: int, seconds_since: float) -> bool:
    """Whether a server that is to end after ``minutes`` (0: never) has waited long enough."""
    return minutes > 0 and seconds_since > 60 * minutes


def _listening(port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # On Windows SO_REUSEADDR lets any program take the port of another one.
        option: int = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
        opened.setsockopt(socket.SOL_SOCKET, option, 1)
        opened.bind((LOOPBACK, port))
        opened.listen(MOST_CONNECTIONS)
    except OSError as error:
        opened.close()
        raise letterpack.LetterpackError(
            f"port {port} of this machine cannot be used: {error.strerror or error}", "leave out --port, or name another one"
        ) from error
    return opened
