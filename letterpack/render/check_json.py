"""The result of a check as the contract's JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from letterpack.pipeline.inspect import CheckResult


def check_json(result: CheckResult, *, strict: bool) -> Iterator[str]:
    """Yield ``result`` as JSON with sorted keys, in ASCII; ``ok`` says whether the check passes."""
    yield json.dumps(result.to_dict(strict=strict), sort_keys=True, indent=1)
