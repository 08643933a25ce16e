"""No test speaks to a network: whatever this process would ask for outside of itself is refused, and the test fails.

Python tells its audit hooks of each name that is looked up and of each connection, whichever module asks (PEP 578). A test that
needs its own loopback says so with the mark ``loopback``.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Final

import pytest

LOOKUPS: Final = frozenset(("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"))
CONNECTIONS: Final = frozenset(("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"))
_FAMILIES: Final = (socket.AF_INET, socket.AF_INET6)


class _Door:
    """Open to loopback while a test with the mark runs. A hook cannot be taken off again, so it asks here."""

    loopback = False


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event in LOOKUPS:
        _require_loopback(event, arguments[0])
    elif event in CONNECTIONS:
        opened, address = arguments[0], arguments[1]
        if isinstance(opened, socket.socket) and opened.family in _FAMILIES:
            _require_loopback(event, address)


def _require_loopback(event: str, address: object) -> None:
    host = address[0] if isinstance(address, tuple) and address else address
    if not (_Door.loopback and is_loopback(host)):
        # No Exception: what would catch it, as a network that is down, must not hide it.
        pytest.fail(f"a test asked the network for {host!r} ({event})")


def is_loopback(host: object) -> bool:
    """Whether ``host`` is this machine and nothing else."""
    said = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if said == "localhost":
        return True
    try:
        return ipaddress.ip_address(str(said)).is_loopback
    except ValueError:
        return False


def pytest_sessionstart() -> None:
    """Close the network for the whole run."""
    sys.addaudithook(_refuse)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Open the test's own loopback where it says so: before its fixtures, also those that other tests share with it."""
    _Door.loopback = item.get_closest_marker("loopback") is not None


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Close it again."""
    _Door.loopback = False
