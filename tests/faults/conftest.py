"""What all faults have in common: the process that commands are forked from, and where each scenario begins, laid out once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.faults.scenarios import SCENARIOS, Ground, ground, lay_out
from tests.faults.trial import Trials


@pytest.fixture(scope="session")
def trials() -> Iterator[Trials]:
    made = Trials()
    yield made
    made.close()


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory, trials: Trials) -> Callable[[str], Ground]:
    """Return where the scenario of a name begins; what it gives is only read."""
    laid = tmp_path_factory.mktemp("faults") / "laid"
    lay_out(laid, trials)
    return cache(lambda name: ground(SCENARIOS[name], laid, tmp_path_factory.mktemp("ground"), trials))
