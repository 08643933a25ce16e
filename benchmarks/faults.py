"""Faults at random: a call of a random command fails, or the command is ended there, and what stands after it is looked at.

``python -m benchmarks.faults COUNT [SEED [KIND...]]``, a KIND being kill, end, error or lasting: all in turn without.
"""

from __future__ import annotations

import errno
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from tests.faults.kernel import CHANGING, OPENING, Fault
from tests.faults.scenarios import COUNTED, ERRORS, SCENARIOS, Ground, fresh, ground, judge, lay_out
from tests.faults.trial import Trials

KINDS = ("kill", "end", "error", "lasting")


def main(count: int, seed: int, kinds: tuple[str, ...]) -> None:
    random, trials, place = Random(seed), Trials(), Path(tempfile.mkdtemp())
    lay_out(place / "laid", trials)
    grounds = {name: ground(each, place / "laid", place / str(at), trials) for at, (name, each) in enumerate(SCENARIOS.items())}
    tried: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for number in range(count):
        kind, name = kinds[number % len(kinds)], random.choice(list(grounds))
        fault = _fault(kind, grounds[name], random)
        root = fresh(grounds[name].template, place / "trial")
        ran = trials.run(root, "camp", grounds[name].scenario.arguments, fault)
        tried[kind] += 1
        if found := judge(grounds[name], root, ran, fault, trials):
            wrong[kind] += 1
            hit = ran.calls[fault.at - 1] if fault.at <= len(ran.calls) else None
            print(f"{kind} in {name} at {hit}: {fault}, exit {ran.exit}: {found}\n{ran.said[-600:]}", flush=True)
    trials.close()
    shutil.rmtree(place)
    print(", ".join([f"{tried[kind]:,} x {kind}: {wrong[kind]} wrong" for kind in kinds]))


def _fault(kind: str, made: Ground, random: Random) -> Fault:
    at = random.randint(1, len(made.calls))
    if kind == "kill":
        return Fault(COUNTED, at, signal=signal.SIGKILL)
    if kind == "end":
        return Fault(COUNTED, at, signal=random.choice((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)))
    if kind == "lasting":
        return Fault(CHANGING | OPENING, at, random.choice((errno.ENOSPC, errno.EIO, errno.EROFS, errno.EDQUOT)), lasting=True)
    errors = next(errors for names, errors in ERRORS if made.calls[at - 1][0] in names)
    return Fault(COUNTED, at, random.choice(errors))


if __name__ == "__main__":
    main(int(sys.argv[1]), int("".join(sys.argv[2:3]) or 1), tuple(sys.argv[3:]) or KINDS)
