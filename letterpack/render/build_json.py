"""``build --format json``, streamed: a packet a line, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from letterpack.manifest import row_values
from letterpack.render.json import json_items

if TYPE_CHECKING:
    from letterpack.pipeline.build import BuildResult


def build_json(result: BuildResult) -> Iterator[str]:
    """Yield the lines of ``{"ok", "out", "packets": [manifest rows], "kept", "findings": []}``, keys sorted, in ASCII."""
    yield '{"findings": ['
    yield from json_items(found.to_dict() for found in result.findings)
    yield "],"
    yield f'"kept": {result.kept}, "ok": {json.dumps(result.ok)}, "out": {json.dumps(result.out)},'
    yield '"packets": ['
    yield from json_items(map(row_values, result.packets()))
    yield "]}"
