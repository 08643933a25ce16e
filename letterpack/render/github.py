"""Findings as annotations of a GitHub Actions run: workflow commands, which a pull request shows at their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Final

from letterpack.diagnostics import SEVERITIES, Diagnostic, Severity, is_rule
from letterpack.render.acting import without_acting
from letterpack.render.columns import isolated, uncommanded
from letterpack.render.words import in_folder

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

MOST: Final = 10
"""Annotations of one level that GitHub keeps of a step; later ones are dropped unsaid (GitHub docs, Workflow commands)."""
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "note": "notice"}


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


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the workflow commands, and the summary for whoever reads the log."""
    limited = outcome.summary if outcome.limits else ""
    yield from render_github(outcome.findings, outcome.folder, limited).splitlines()
    yield isolated(uncommanded(outcome.summary))
