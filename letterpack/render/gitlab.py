"""Findings as a code quality report of GitLab, which a merge request shows at their lines (GitLab docs, Code Quality)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from letterpack.campaign.settings import FILE as SETTINGS
from letterpack.diagnostics import Diagnostic, Json, Severity, numbered
from letterpack.render.json import uncommanded_json
from letterpack.render.words import in_folder

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

_SEVERITIES: Final[dict[Severity, str]] = {"error": "critical", "warning": "minor", "note": "info"}


def render_gitlab(findings: Iterable[Diagnostic], folder: str = "", limits: Iterable[str] = ()) -> str:
    """Return ``findings`` as a list in JSON, and each of ``limits`` as a row about the settings. ``folder`` is the campaign's
    path in the repository, empty for its root.
    """
    rows = [*[_row(found, folder) for found in numbered(findings)], *[_limit(each, folder) for each in limits]]
    return uncommanded_json(json.dumps(rows, indent=1)) + "\n"


def _row(found: Diagnostic, folder: str) -> Json:
    packet = f"packet {found.packet}: " if found.packet else ""
    return {
        "description": f"{packet}{found.message}" + (f". {found.hint[:1].upper()}{found.hint[1:]}" if found.hint else ""),
        "check_name": found.code,
        "fingerprint": found.fingerprint,
        "severity": _SEVERITIES[found.severity],
        "location": {"path": in_folder(folder, found.span.file), "lines": {"begin": found.span.line or 1}},
    }


def _limit(said: str, folder: str) -> Json:
    return {
        "description": said,
        "check_name": "letterpack",
        "fingerprint": hashlib.sha256(said.encode()).hexdigest()[:16],
        "severity": "info",
        "location": {"path": in_folder(folder, SETTINGS), "lines": {"begin": 1}},
    }


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the report."""
    yield render_gitlab(outcome.findings, outcome.folder, outcome.limits).rstrip("\n")
