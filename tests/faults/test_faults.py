"""Every call to the system may fail, and every moment may be the last: no batch is mixed, no file of the user's is lost, and the
next command works.

A dozen faults of each kind are tried here, hundreds in a wide run; ``python -m benchmarks.faults COUNT`` tries as many as it
is told.
"""

from __future__ import annotations

import errno
import signal
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults.kernel import CHANGING, OPENING, Fault, is_supported
from tests.faults.scenarios import COUNTED, SCENARIOS, Ground, faults_of, fresh, judge
from tests.faults.trial import Trials
from tests.trying import many

pytestmark = pytest.mark.skipif(not is_supported(), reason="only Linux hands the calls of a process to another one")
TRIED = many(1, 40)
ENDS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LASTING = (errno.ENOSPC, errno.EIO)
"""A disk that is full, and one that is gone."""


@pytest.fixture(params=list(SCENARIOS))
def made(request: pytest.FixtureRequest, begun: Callable[[str], Ground]) -> Ground:
    return begun(request.param)


def test_any_fault_leaves_all_whole(made: Ground, trials: Trials, tmp_path: Path) -> None:
    random = Random(repr(made.scenario))
    ends = [Fault(COUNTED, random.randint(1, len(made.calls)), signal=number) for number in ENDS]
    full = [Fault(CHANGING | OPENING, random.randint(1, len(made.calls)), error, lasting=True) for error in LASTING]
    refused = random.sample(list(faults_of(made)), TRIED)
    for fault in [*refused, *random.sample(ends, many(1, len(ends))), *random.sample(full, many(1, len(full)))]:
        root = fresh(made.template, tmp_path / "trial")
        ran = trials.run(root, "camp", made.scenario.arguments, fault)
        assert not judge(made, root, ran, fault, trials), (fault, ran)


def test_a_call_that_is_refused_is_seen(made: Ground, trials: Trials, tmp_path: Path) -> None:
    """The faults that the others try do happen: a first call that fails for good keeps a command from its work."""
    root = fresh(made.template, tmp_path / "trial")
    ran = trials.run(root, "camp", made.scenario.arguments, Fault(COUNTED, 1, errno.EIO, lasting=True))
    assert ran.calls
    assert ran.exit in (1, 2), ran.said
