"""What a check finds: seeded faults, clean letters, edits of packets whose digests the manifest owns up to, and whole campaigns.

``python -m benchmarks.found [FOLDER...]``: a FOLDER holds campaigns, a folder each, which are built into memory and checked.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import letterpack
from letterpack.diagnostics import Report
from tests.checks.batches import Batch, make
from tests.checks.faulty import FAULTS, Fault, faults, files_of
from tests.checks.sources import Dict, found, sources_of
from tests.checks.surgery import opened, written
from tests.checks.test_clean_letters import CLEAN
from tests.checks.test_strange import EDITS

DAY = date(2026, 11, 20)


def main(folders: list[Path]) -> None:
    every = [fault for path in sorted(FAULTS.glob("*.toml")) for fault in faults(path)]
    print(f"seeded faults: {sum(map(_is_found, every)):,} of {len(every):,} found by their rule")
    letters = [entry for path in sorted(CLEAN.glob("*.toml")) for entry in tomllib.loads(path.read_text("utf-8"))["campaign"]]
    alarms = Counter(code for entry in letters for code in _alarms(entry))
    print(f"clean letters: {len(letters)}, with errors and warnings: {_told(alarms)}")
    with tempfile.TemporaryDirectory() as folder:
        batch = make(Path(folder) / "campaign")
        remade, read = zip(*[_edited(batch, edit) for edit in EDITS.values()], strict=True)
    print(f"edits of a packet: {sum(remade)} of {len(EDITS)} found by making it again, {sum(read)} by reading alone")
    for path in folders:
        campaigns = sorted(each for each in path.iterdir() if (each / "letter.md").exists())
        said = Counter(finding for each in campaigns for finding in _of_campaign(each))
        print(f"{len(campaigns)} campaigns in {path}: {_told(said)}")


def _is_found(fault: Fault) -> bool:
    read = Report()
    return any(each.code == fault.code for each in (*found(fault.sources(read), fault.code), *read))


def _alarms(entry: dict[str, object]) -> list[str]:
    read = Report()
    told = [*found(sources_of(Dict(files_of(entry)), DAY, read)), *read]
    return [f"{each.code} {each.severity}" for each in told if each.severity != "note"]


def _edited(batch: Batch, edit: object) -> tuple[bool, bool]:
    """Return whether an edit of a packet is found by its bytes, and whether by reading alone."""
    assert callable(edit)
    packet, manifest = batch.pdf("third"), batch.root / "build/manifest.json"
    kept = packet.read_bytes(), manifest.read_bytes()
    try:
        file = opened(kept[0])
        edit(file)
        packet.write_bytes(written(file))
        batch.own_up()
        return bool(batch.check("LP331").findings), not batch.check("LP304", "LP333").ok
    finally:
        packet.write_bytes(kept[0])
        manifest.write_bytes(kept[1])


def _of_campaign(folder: Path) -> list[str]:
    out = Path(tempfile.mkdtemp()) / "build"
    built = letterpack.build(folder, out=out)
    checked = letterpack.check(folder, build=out) if built.ok else built
    return [f"{each.code} {each.severity}" for each in checked.findings if each.severity != "note"]


def _told(counts: Counter[str]) -> str:
    return ", ".join([f"{number} x {what}" for what, number in sorted(counts.items())]) or "none"


if __name__ == "__main__":
    main([Path(each) for each in sys.argv[1:]])
