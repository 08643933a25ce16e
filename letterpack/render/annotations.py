"""Findings for those who host the sources: workflow commands of GitHub Actions, which a pull request shows at their lines, a code
quality report of GitLab (GitLab docs, Code Quality), SARIF 2.1.0 (OASIS Standard, 27 March 2020); and entries of `suppress`.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from letterpack import __version__
from letterpack.campaign.settings import FILE as SETTINGS
from letterpack.codes import find_code
from letterpack.diagnostics import SEVERITIES, Diagnostic, Json, Severity, is_rule, numbered
from letterpack.render.columns import isolated, uncommanded, without_acting
from letterpack.render.json import uncommanded_json
from letterpack.render.words import in_folder
from letterpack.spans import Span

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

MOST: Final = 10
"""Annotations of one level that GitHub keeps of a step; later ones are dropped unsaid (GitHub docs, Workflow commands)."""
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "note": "notice"}
_SEVERITIES: Final[dict[Severity, str]] = {"error": "critical", "warning": "minor", "note": "info"}
HEAD: Final = "# For letterpack.yaml: delete what you do not accept; say why, and until when.\n"
_MOST: Final = 120
"""Characters of a finding's words beside its fingerprint."""
MOST_RESULTS: Final = 5_000
"""Results that GitHub's code scanning shows of a run (GitHub docs, SARIF support); it refuses a file with more than 25,000."""
_MOST_RELATED: Final = 100
"""Places beside its own that a viewer lists for a result (GitHub refuses more than 1,000)."""
_MOST_DESCRIPTION: Final = 1_000
"""Characters of a rule's description, of which GitHub takes 1,024."""
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def render_github(findings: Iterable[Diagnostic], folder: str = "", limited: str = "") -> str:
    """Return ``findings`` as workflow commands, errors first, and a last line that counts those beyond GitHub's limit.

    ``folder`` is the campaign's path in the repository, which annotations need to find their file; empty for its root. A summary
    that is ``limited`` is an annotation, too: few people read the log.
    """
    told = list(findings)
    given = Counter([found.severity for found in told])
    room = {**dict.fromkeys(SEVERITIES, MOST), "note": MOST - bool(limited)}
    if any(given[severity] > room[severity] for severity in SEVERITIES):
        room["note"] -= 1  # For the line that counts the rest, which is a notice as well.
    lines = [f"::notice title=letterpack::{_escaped(limited)}"] if limited else []
    lines += [
        _command(found, folder)
        for severity in SEVERITIES
        for found in islice(_spread([each for each in told if each.severity == severity]), room[severity])
    ]
    left = [f"{count - room[severity]} {_LEVELS[severity]}s" for severity, count in given.items() if count > room[severity]]
    if left:
        lines.append(f"::notice title=letterpack::{' and '.join(left)} more are not shown here: GitHub keeps {MOST} of a level")
    return "".join(f"{line}\n" for line in lines)


def _spread(findings: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield one finding of each code in each file, then a second of each, and so on: of many alike, none pushes another out.

    Faults of the sources come before those of packets, and what cannot be read before what rules say: a cause has consequences.
    """
    alike: dict[tuple[bool, bool, str, str], list[Diagnostic]] = {}
    for each in sorted(findings, key=lambda found: (found.span, found.packet or "")):
        alike.setdefault((each.packet is not None, is_rule(each.code), each.code, each.span.file), []).append(each)
    for nth in zip_longest(*[group for _, group in sorted(alike.items(), key=lambda pair: pair[0])]):
        yield from (each for each in nth if each is not None)


def _command(found: Diagnostic, folder: str) -> str:
    span = found.span
    properties = {"file": in_folder(folder, span.file)}
    if span.line:
        properties["line"] = str(span.line)
    if span.column:
        properties |= {"col": str(span.column), "endColumn": str(span.column + span.length)}
    properties["title"] = found.code + (f" (packet {found.packet})" if found.packet else "")
    said = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
    return f"::{_LEVELS[found.severity]} {said}::{_escaped(found.message + (chr(10) + found.hint if found.hint else ''))}"


def _escaped(text: str, more: str = "") -> str:
    """As the runner's toolkit escapes: nothing in a source can end a command or begin one."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return without_acting(text)


def github(outcome: Outcome) -> Iterator[str]:
    """Yield the workflow commands, and the summary for whoever reads the log."""
    limited = outcome.summary if outcome.limits else ""
    yield from render_github(outcome.findings, outcome.folder, limited).splitlines()
    yield isolated(uncommanded(outcome.summary))


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


def gitlab(outcome: Outcome) -> Iterator[str]:
    """Yield the report."""
    yield render_gitlab(outcome.findings, outcome.folder, outcome.limits).rstrip("\n")


def render_suppress(findings: Iterable[Diagnostic]) -> str:
    """Return ``findings`` of rules as entries of ``suppress``, one a code, with the fingerprints and words of its findings.
    Reason and date are left to whoever accepts them.
    """
    by_code: dict[str, list[Diagnostic]] = defaultdict(list)
    for found in findings:
        if is_rule(found.code):
            by_code[found.code].append(found)
    return "".join([HEAD, "suppress:\n" if by_code else "suppress: []\n", *[_entry(*each) for each in sorted(by_code.items())]])


def _entry(code: str, findings: Iterable[Diagnostic]) -> str:
    rows = [f"      - {each.fingerprint}  # {_said(each)}\n" for each in findings]
    return "".join([f"  - code: {code}\n", '    reason: ""\n', "    expires:\n", "    findings:\n", *rows])


def _said(found: Diagnostic) -> str:
    packet = f" (packet {found.packet})" if found.packet else ""
    said = " ".join(f"{found.span}{packet}: {found.message}".split())
    return uncommanded(said if len(said) <= _MOST else f"{said[: _MOST - 1]}…")


def suppress(outcome: Outcome) -> Iterator[str]:
    """Yield the entries."""
    yield render_suppress(outcome.findings).rstrip("\n")


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
    kept = sorted(ordered[:MOST_RESULTS], key=lambda found: found.order)
    codes = sorted({found.code for found in kept})
    place = folder if campaign is None else campaign
    name = quote("letterpack/" if place in ("", ".") else f"letterpack/{place}/", errors="surrogatepass")
    results: list[Json] = [_result(found, codes.index(found.code), folder) for found in numbered(kept)]
    driver: dict[str, Json] = {"name": "letterpack", "version": version, "semanticVersion": version}
    run: dict[str, Json] = {
        "tool": {"driver": {**driver, "rules": [_rule(code) for code in codes]}},
        "automationDetails": {"id": name},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    told: list[Json] = [{"level": "note", "message": {"text": each}} for each in limits]
    if len(ordered) > len(kept):
        told.append({"level": "warning", "message": {"text": f"{len(ordered) - len(kept)} more findings are left out"}})
    run["invocations"] = [{"executionSuccessful": ran, **({"toolExecutionNotifications": told} if told else {})}]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return uncommanded_json(json.dumps(log, indent=1)) + "\n"


def _rule(code: str) -> Json:
    page = find_code(code)
    if page is None:
        return {"id": code}
    said = " ".join((page.page.partition("## What")[2].partition("\n## ")[0] or page.page).split())
    return {
        "id": code,
        "shortDescription": {"text": f"{page.title[:1].upper()}{page.title[1:]}."},
        "fullDescription": {"text": said if len(said) <= _MOST_DESCRIPTION else f"{said[: _MOST_DESCRIPTION - 1]}…"},
        "help": {"text": page.page, "markdown": page.page},
        "defaultConfiguration": {"level": page.severity},
    }


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
    region: dict[str, Json] = {"startLine": span.line or 1}
    if span.line and span.column:
        region |= {"startColumn": span.column, "endColumn": span.column + span.length}
    return {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}


def sarif(outcome: Outcome) -> Iterator[str]:
    """Yield the log."""
    # What a check that could not run tells of is the campaign's folder.
    campaign = outcome.folder if outcome.ran else outcome.findings[0].span.file
    yield render_sarif(outcome.findings, __version__, outcome.folder, outcome.limits, ran=outcome.ran, campaign=campaign).rstrip(
        "\n"
    )
