"""``build --format json``, streamed: a packet a line, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letterpack.pipeline.build import BuildResult


def build_json(result: BuildResult) -> Iterator[str]:
    """Yield the lines of ``{"ok", "out", "packets": [manifest rows], "findings": []}``, keys sorted, in ASCII."""
    findings = [found.to_dict() for found in result.findings]
    yield f'{{"findings": {json.dumps(findings, sort_keys=True)},'
    yield f'"ok": {json.dumps(result.ok)}, "out": {json.dumps(result.out)},'
    yield '"packets": ['
    waiting = ""
    for packet in result.packets() if result.ok else ():
        if waiting:
            yield f"{waiting},"
        waiting = json.dumps(asdict(packet), sort_keys=True)
    if waiting:
        yield waiting
    yield "]}"
