"""Break small sound files of every kind for so many seconds, and keep what ends in a traceback or a signal.

``python -m benchmarks.fuzz SECONDS [SEED]``: what is found goes into ``tests/bombs/corpus/``, where a test reads it from then on.
"""

from __future__ import annotations

import sys
import time
from hashlib import sha256
from random import Random

from tests.bombs.arena import Arena
from tests.bombs.fuzzing import CORPUS, SEEDS, mutated


def main(seconds: float, number: int) -> None:
    random, arena, names = Random(number), Arena(), sorted(SEEDS)
    end, tried, found = time.monotonic() + seconds, 0, 0
    dearest = (0.0, "")
    while time.monotonic() < end:
        name = names[tried % len(names)]
        data = mutated(SEEDS[name].data, random)
        outcome = arena.run(SEEDS[name].with_bytes(data), *SEEDS[name].arguments)
        tried += 1
        dearest = max(dearest, (outcome.cpu_s, name))
        if outcome.exit not in (0, 1, 2):
            found += 1
            place = CORPUS / name / sha256(data).hexdigest()[:12]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            print(f"{place}: exit {outcome.exit}\n{outcome.said[-1500:]}", flush=True)
    arena.close()
    print(f"{tried:,} files in {seconds:.0f} s, {found} of them faults")
    print(f"the dearest took {dearest[0]:.2f} s of CPU ({dearest[1]})")


if __name__ == "__main__":
    main(float(sys.argv[1]), int(next(iter(sys.argv[2:]), 1)))
