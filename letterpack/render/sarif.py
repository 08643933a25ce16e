"""Findings as SARIF 2.1.0 (OASIS Standard, 27 March 2020): one run, a rule a code, a result a finding."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, metadata
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from letterpack import __version__
from letterpack.codes import find_code
from letterpack.diagnostics import Diagnostic, Json, numbered
from letterpack.render.json import uncommanded_json
from letterpack.render.words import in_folder
from letterpack.spans import Span

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

MOST: Final = 5_000
"""Results that GitHub's code scanning shows of a run (GitHub docs, SARIF support); it refuses a file with more than 25,000."""
_MOST_RELATED: Final = 100
"""Places beside its own that a viewer lists for a result (GitHub refuses more than 1,000)."""
_MOST_TEXT: Final = 1_000
"""Characters of a rule's description, of which GitHub takes 1,024."""
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(
    findings: Iterable[Diagnostic],
    version: str,
    folder: str = "",
    limits: Iterable[str] = (),
    *,
    ran: bool = True,
    campaign: str | None = None,
) -> str:
    """Return ``findings`` as a SARIF log of the program in its ``version``, errors first where there are too many.

    ``folder`` is where files are looked for in the repository, and ``campaign`` the campaign's path there, the same by default.
    The run's name (3.17) has it: code scanning takes two logs of one name for one, and would close what it knows of a second
    campaign. Columns count code points, and the log says so. ``limits`` are told as the tool's notes. ``ran`` is false of a check
    that could not run.
    """
    ordered = sorted(findings, key=lambda found: ("error", "warning", "note").index(found.severity))
    kept = sorted(ordered[:MOST], key=lambda found: found.order)
    codes = sorted({found.code for found in kept})
    results: list[Json] = [_result(found, codes.index(found.code), folder) for found in numbered(kept)]
    driver: dict[str, Json] = {"name": "letterpack", "version": version, "semanticVersion": version, **_home()}
    run: dict[str, Json] = {
        "tool": {"driver": {**driver, "rules": [_rule(code) for code in codes]}},
        "automationDetails": {"id": _run_name(folder if campaign is None else campaign)},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    told: list[Json] = [{"level": "note", "message": {"text": each}} for each in limits]
    if len(ordered) > len(kept):
        told.append({"level": "warning", "message": {"text": f"{len(ordered) - len(kept)} more findings are left out"}})
    run["invocations"] = [{"executionSuccessful": ran, **({"toolExecutionNotifications": told} if told else {})}]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return uncommanded_json(json.dumps(log, indent=1)) + "\n"


def _run_name(campaign: str) -> str:
    """Return what code scanning takes for the log's category: all up to the last slash."""
    return quote("letterpack/" if campaign in ("", ".") else f"letterpack/{campaign}/", errors="surrogatepass")


def _rule(code: str) -> Json:
    page = find_code(code)
    if page is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": f"{page.title[:1].upper()}{page.title[1:]}."},
        "fullDescription": {"text": _beginning(page.page)},
        "help": {"text": page.page, "markdown": page.page},
        "defaultConfiguration": {"level": page.severity},
    }


def _home() -> dict[str, Json]:
    """Return where the program is told of (3.19.7), if its package names a page: an address where nothing is helps nobody. For
    the same reason no rule has a ``helpUri``: its own page is in the log, whole.
    """
    try:
        urls = metadata("letterpack").get_all("Project-URL") or []
    except PackageNotFoundError:
        urls = []
    named = dict([url.split(", ", 1) for url in urls if ", " in url])
    return {"informationUri": named["Homepage"]} if "Homepage" in named else {}


def _beginning(page: str) -> str:
    """Return what a code's page says first, as one text."""
    what = page.partition("## What")[2].partition("\n## ")[0] or page
    said = " ".join(what.split())
    return said if len(said) <= _MOST_TEXT else f"{said[: _MOST_TEXT - 1]}…"


def _result(found: Diagnostic, index: int, folder: str) -> Json:
    message = found.message + (f". {found.hint[:1].upper()}{found.hint[1:]}" if found.hint else "")
    result: dict[str, Json] = {
        "ruleId": found.code,
        "ruleIndex": index,
        "level": found.severity,
        "message": {"text": message if message.endswith((".", "…")) else f"{message}."},
        "locations": [{"physicalLocation": _place(found.span, folder)}],
        # Not `primaryLocationLineHash`, which the action that uploads the log works out from the line.
        "partialFingerprints": {"finding/v2": found.fingerprint},
    }
    if found.related:
        result["relatedLocations"] = [
            {"id": number, "physicalLocation": _place(related.span, folder), "message": {"text": related.message}}
            for number, related in enumerate(found.related[:_MOST_RELATED], 1)
        ]
    if found.packet:
        result["properties"] = {"packet": found.packet, "page": found.page}
    return result


def _place(span: Span, folder: str) -> dict[str, Json]:
    # The name of a file may be no text: it then holds halves of pairs.
    uri = quote(in_folder(folder, span.file), errors="surrogatepass")
    place: dict[str, Json] = {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}}
    if span.line and span.column:
        place["region"] = {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + span.length}
    else:
        place["region"] = {"startLine": span.line or 1}
    return place


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the log."""
    # What a check that could not run tells of is the campaign's folder.
    campaign = outcome.folder if outcome.ran else outcome.findings[0].span.file
    log = render_sarif(outcome.findings, __version__, outcome.folder, outcome.limits, ran=outcome.ran, campaign=campaign)
    yield log.rstrip("\n")
