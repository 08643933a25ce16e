"""An outside judge of what packets claim: veraPDF's command, where one is installed.

A Java program takes a second to start and longer than we do for each file, so it sees the first packets that make a claim. Our
own rules look at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from letterpack.model.manifest import PacketRow
from letterpack.programs import Limits, ProgramFailed, find_program, run_program
from letterpack.scratch import private_folder
from letterpack.standards import every_standard
from letterpack.world import BatchFiles

MOST_FILES: Final = 20
_COMMAND: Final = "verapdf"
_LIMITS: Final = Limits(seconds=300, output_bytes=64 << 20)


def judged_by_verapdf(batch: BatchFiles, rows: Mapping[str, PacketRow]) -> dict[str, tuple[str, ...]]:
    """Return the clauses that packets break according to veraPDF, by packet id; nothing where it is not installed."""
    command = find_program(_COMMAND)
    if command is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for standard in every_standard():
        held = (row for row in rows.values() if standard.name in row.claims and batch.exists(row.file))
        claiming = list(islice(held, MOST_FILES)) if standard.flavour else []
        for name, clauses in _judged(command, standard.flavour, batch, claiming) if claiming else ():
            found[name] = (*found.get(name, ()), *[f"{standard.name} {clause}" for clause in clauses])
    return found


def _judged(command: Path, flavour: str, batch: BatchFiles, rows: Sequence[PacketRow]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the id of each packet of ``rows`` that breaks clauses, and those. A batch may be anywhere, so veraPDF gets copies."""
    with private_folder() as folder:
        by_file = {}
        for number, row in enumerate(rows):
            path = (folder / f"{number}.pdf").resolve()
            path.write_bytes(batch.read(row.file))
            by_file[path] = row.id
        for file, clauses in _run(command, flavour, [str(path) for path in by_file]):
            if (name := by_file.get(Path(file).resolve())) is not None and clauses:
                yield name, clauses


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
