"""Findings as annotations of a GitHub Actions run: workflow commands, which a pull request shows at their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from letterpack.diagnostics import Diagnostic, Severity
from letterpack.render.acting import without_acting

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

MOST: Final = 10
"""Annotations of one level that GitHub keeps of a step; later ones are dropped unsaid (GitHub docs, Workflow commands)."""
_LEVELS: Final[dict[Severity, str]] = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(findings: Iterable[Diagnostic], folder: str = "") -> str:
    """Return ``findings`` as workflow commands, and a last line that counts those beyond GitHub's limit.

    ``folder`` is the campaign's path in the repository, which annotations need to find their file; empty for its root.
    """
    given: Counter[Severity] = Counter()
    lines = []
    for found in findings:
        given[found.severity] += 1
        if given[found.severity] <= MOST:
            lines.append(_command(found, folder))
    left = [f"{count - MOST} {_LEVELS[severity]}s" for severity, count in given.items() if count > MOST]
    if left:
        lines.append(f"::notice title=letterpack::{' and '.join(left)} more are not shown here: GitHub keeps {MOST} of a level")
    return "".join(f"{line}\n" for line in lines)


def _command(found: Diagnostic, folder: str) -> str:
    span = found.span
    properties = {"file": f"{folder}/{span.file}" if folder else span.file}
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
    yield from render_github(outcome.findings, outcome.folder).removesuffix("\n").split("\n")
    yield outcome.summary
