"""Findings as SARIF 2.1.0 (OASIS Standard, 27 March 2020): one run, a rule a code, a result a finding."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from letterpack import __version__
from letterpack.codes import find_code
from letterpack.diagnostics import Diagnostic, Json
from letterpack.render.json import uncommanded_json
from letterpack.spans import Span

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

MOST: Final = 5_000
"""Results that GitHub's code scanning shows of a run (GitHub docs, SARIF support); it refuses a file with more than 25,000."""
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(findings: Iterable[Diagnostic], version: str, folder: str = "") -> str:
    """Return ``findings`` as a SARIF log of the program in its ``version``, errors first where there are too many.

    ``folder`` is the campaign's path in the repository. Columns count code points, and the log says so.
    """
    ordered = sorted(findings, key=lambda found: ("error", "warning", "note").index(found.severity))
    kept = sorted(ordered[:MOST], key=lambda found: found.order)
    codes = sorted({found.code for found in kept})
    results: list[Json] = [_result(found, codes.index(found.code), folder) for found in kept]
    run: dict[str, Json] = {
        "tool": {"driver": {"name": "letterpack", "semanticVersion": version, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    if len(ordered) > len(kept):
        text = f"{len(ordered) - len(kept)} more findings are left out"
        run["invocations"] = [
            {"executionSuccessful": True, "toolExecutionNotifications": [{"level": "warning", "message": {"text": text}}]}
        ]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return uncommanded_json(json.dumps(log, indent=1)) + "\n"


def _rule(code: str) -> Json:
    page = find_code(code)
    if page is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": page.title},
        "help": {"text": page.page, "markdown": page.page},
        "defaultConfiguration": {"level": page.severity},
    }


def _result(found: Diagnostic, index: int, folder: str) -> Json:
    message = found.message + (f". {found.hint[:1].upper()}{found.hint[1:]}" if found.hint else "")
    result: dict[str, Json] = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": found.severity,
        "message": {"text": message},
        "locations": [{"physicalLocation": _place(found.span, folder)}],
        "partialFingerprints": {"finding/v1": _fingerprint(found)},
    }
    if found.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(related.span, folder), "message": {"text": related.message}}
            for number, related in enumerate(found.related, 1)
        ]
    if found.packet:
        result["properties"] = {"packet": found.packet, "page": found.page}
    return result


def _place(span: Span, folder: str) -> dict[str, Json]:
    # The name of a file may be no text: it then holds halves of pairs.
    uri = quote(f"{folder}/{span.file}" if folder else span.file, errors="surrogatepass")
    place: dict[str, Json] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if span.line and span.column:
        place["region"] = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    elif span.line:
        place["region"] = {"startLine": span.line}
    return place


def _fingerprint(found: Diagnostic) -> str:
    """What a finding keeps when lines move: its code, file, packet and words."""
    said = "\0".join((found.code, found.span.file, found.packet or "", found.message))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the log."""
    yield render_sarif(outcome.findings, __version__, outcome.folder).rstrip("\n")
