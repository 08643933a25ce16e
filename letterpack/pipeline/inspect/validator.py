"""An outside judge of what packets claim: veraPDF's command, where one is installed.

A Java program takes a second to start and longer than we do for each file, so it sees the first packets that make a claim. Our
own rules look at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from letterpack.files import open_within
from letterpack.model.manifest import PacketRow
from letterpack.programs import Limits, ProgramFailed, find_program, run_program

MOST_FILES: Final = 20
_COMMAND: Final = "verapdf"
_LIMITS: Final = Limits(seconds=300, output_bytes=64 << 20)
_FLAVOURS: Final = {"PDF/A-2a": "2a", "PDF/A-2b": "2b", "PDF/A-2u": "2u", "PDF/UA-1": "ua1"}


def judged_by_verapdf(folder: Path, rows: dict[str, PacketRow]) -> dict[str, tuple[str, ...]]:
    """Return the clauses that packets break according to veraPDF, by packet id; nothing where it is not installed."""
    command = find_program(_COMMAND)
    if command is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for claim, flavour in _FLAVOURS.items():
        claiming = [row for row in rows.values() if claim in row.claims and _is_there(folder, row.file)][:MOST_FILES]
        by_file = {str((folder / row.file).resolve()): row.id for row in claiming}
        for file, clauses in _run(command, flavour, list(by_file)) if by_file else ():
            if (name := by_file.get(str(Path(file).resolve()))) is not None and clauses:
                found[name] = (*found.get(name, ()), *[f"{claim} {clause}" for clause in clauses])
    return found


def _is_there(folder: Path, file: str) -> bool:
    try:
        open_within(folder, file).close()
    except OSError:
        return False
    return True


def _run(command: Path, flavour: str, files: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each file's name with the clauses that it breaks; nothing where veraPDF fails: it is asked, not relied on."""
    try:
        ran = run_program(command, ["--flavour", flavour, "--format", "json", *files], _LIMITS)
        jobs = json.loads(ran.output)["report"]["jobs"]
    except (ProgramFailed, ValueError, KeyError, TypeError):
        return
    for job in jobs:
        results = job.get("validationResult") or []
        rules = [
            rule
            for result in (results if isinstance(results, list) else [results])
            for rule in result.get("details", {}).get("ruleSummaries", [])
        ]
        clauses = dict.fromkeys([f"{rule.get('clause')}-{rule.get('testNumber')}" for rule in rules])
        yield str(job.get("itemDetails", {}).get("name", "")), tuple(clauses)
