"""Commands run as the entry point runs them, in a home of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests.build.making import in_memory
from tests.cli.conftest import letterpack
from tests.trying import many

__all__ = ["letterpack"]


@pytest.fixture(params=["memory", "folder"][: many(1, 2)])
def any_store(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test with its batches in memory, and in a wide run in folders, too: a change is the same wherever batches lie."""
    with in_memory() if request.param == "memory" else nullcontext():
        yield


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path_factory.mktemp("cache")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(cache))
