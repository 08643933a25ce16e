"""Commands run as the entry point runs them, in a home of their own."""

from __future__ import annotations

import pytest

from tests.build.making import any_store
from tests.cli.conftest import letterpack

__all__ = ["any_store", "letterpack"]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path_factory.mktemp("cache")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(cache))
