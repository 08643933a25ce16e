"""How fast finished packets are read back and checked: ``python -m benchmarks.check_speed [PACKETS]``.

Prints packets a second on this machine's cores, and for one process reading alone, with pypdf's plain text extraction beside it.
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


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3_000
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        root = Path(folder) / "campaign"
        write_campaign(root, count)
        assert build(Disk(root), BuildRequest(root)).ok
        start = time.perf_counter()
        result = check(Disk(root), CheckRequest(root))
        seconds = time.perf_counter() - start
        assert result.complete == count
        print(f"letterpack check: {count / seconds:,.0f} packets a second, sources and all ({seconds:.1f} s)")
        files = sorted((root / "build/packets").glob("*.pdf"))
        read_alone(files)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"peak memory of a process: {peak / 1024:.0f} MB")


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
