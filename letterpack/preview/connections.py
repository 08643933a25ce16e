"""Connections that say nothing keep nobody out: beyond a number, those that came first give way to those that come."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Final, TypeGuard

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST_WAITING: Final = 64
"""Connections without a request that is being answered; a browser keeps six, and some of a page that was closed."""


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
