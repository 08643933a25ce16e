"""One arena for all bombs of a worker."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.bombs.arena import Arena


@pytest.fixture(scope="session")
def arena() -> Iterator[Arena]:
    if not hasattr(os, "fork"):
        pytest.skip("memory can be limited for a process on POSIX systems alone")
    found = Arena()
    yield found
    found.close()
