"""Findings as the contract's JSON."""

from __future__ import annotations

from typing import TypeAlias

from letterpack.diagnostics import Diagnostic, Related

Json: TypeAlias = "str | int | list[Json] | dict[str, Json] | None"


def finding_json(found: Diagnostic) -> dict[str, Json]:
    """Return ``found`` as JSON holds it.

    Line and column are 1-based, in code points, and null where the finding is about a whole file or line; page is null if none.
    """
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "hint": found.hint,
        "file": found.span.file,
        "line": found.span.line or None,
        "column": found.span.column or None,
        "packet": found.packet,
        "page": found.page,
        "related": [_related(related) for related in found.related],
    }


def _related(related: Related) -> dict[str, Json]:
    span = related.span
    return {"message": related.message, "file": span.file, "line": span.line or None, "column": span.column or None}


def uncommanded_json(text: str) -> str:
    """Return JSON of the same values in which the log of a GitHub Actions run finds no command of its older form, `##[`."""
    return text.replace("##[", "##\\u005b")
