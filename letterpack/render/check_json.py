"""The result of a check as the contract's JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from letterpack.render.json import json_items

if TYPE_CHECKING:
    from letterpack.pipeline.inspect import CheckResult


def check_json(result: CheckResult, *, strict: bool) -> Iterator[str]:
    """Yield ``result`` as JSON with sorted keys, in ASCII; ``ok`` says whether the check passes."""
    rest = dict(result.to_dict(strict=strict, with_findings=False))
    yield f'{{"built": {json.dumps(rest.pop("built"))},'
    yield '"findings": ['
    yield from json_items(found.to_dict() for found in result.findings)
    yield "],"
    yield json.dumps(rest, sort_keys=True).removeprefix("{")
