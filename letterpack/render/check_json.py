"""The result of a check as the contract's JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from letterpack.render.json import finding_json, uncommanded_json

if TYPE_CHECKING:
    from letterpack.pipeline.inspect import CheckResult


def render_check(result: CheckResult, strict: bool) -> str:
    """Return ``result`` as JSON with sorted keys, in ASCII; ``ok`` says whether the check passes."""
    count = Counter(found.severity for found in result.findings)
    answer = {
        "version": 1,
        "ok": result.ok(strict),
        "built": result.built,
        "summary": {
            "packets_expected": len(result.packets),
            "packets_found": result.found,
            "errors": count["error"],
            "warnings": count["warning"],
            "notes": count["note"],
            "suppressed": result.suppressed,
        },
        "findings": [finding_json(found) for found in result.findings],
    }
    return uncommanded_json(json.dumps(answer, sort_keys=True, indent=1)) + "\n"
