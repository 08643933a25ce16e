"""How fast finished packets are made again, read back and checked: ``python -m benchmarks.check_speed [PACKETS]``.

Prints what a check costs beside a build of a final letter, in CPU seconds of one process, measured in turns; and, for reading
alone, packets a second with pypdf's plain text extraction beside it. The build of a draft runs no rules over a long list, and is
no measure of a check, which always runs all.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from pypdf import PdfReader

from benchmarks.campaigns import write_campaign
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.readback import PacketReader

ROUNDS = 20
TURNS = 3


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        root = Path(folder) / "campaign"
        write_campaign(root, count, final=True)
        built, checked = in_turns(root, count)
        print(f"build: {count / built:,.0f} packets a CPU second; check: {count / checked:,.0f} (ratio {checked / built:.2f})")
        files = sorted((root / "build/packets").rglob("*.pdf"))
        read_alone(files)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory of a process: {peak / 1024:.0f} MB")


def in_turns(root: Path, count: int) -> tuple[float, float]:
    """Return the least CPU seconds of a build and of a check, both from the sources on."""
    built, checked = [], []
    for _ in range(TURNS):
        start = time.process_time()
        assert build(Disk(root), BuildRequest(root, workers=1)).ok
        built.append(time.process_time() - start)
        start = time.process_time()
        result = check(Disk(root), CheckRequest(root, workers=1))
        checked.append(time.process_time() - start)
        assert result.complete == count
    return min(built), min(checked)


def read_alone(files: list[Path]) -> None:
    reader = PacketReader()
    start = time.process_time()
    for path in files:
        reader.read(path.read_bytes())
    ours = len(files) / (time.process_time() - start)
    start = time.process_time()
    for path in files[:ROUNDS]:
        for page in PdfReader(path).pages:
            page.extract_text()
    theirs = ROUNDS / (time.process_time() - start)
    print(f"readback alone: {ours:,.0f} packets a CPU second; pypdf text: {theirs:,.0f} (ratio {ours / theirs:.0f})")


if __name__ == "__main__":
    main()
