"""``--format suppress``: what was found as entries of ``suppress`` in letterpack.yaml, to be pasted there.

Each entry lists the findings of one code by their fingerprints. Reason and date are left to whoever accepts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from letterpack.diagnostics import Diagnostic, is_rule
from letterpack.render.columns import uncommanded

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

HEAD: Final = "# For letterpack.yaml: delete what you do not accept; say why, and until when.\n"
_MOST: Final = 120
"""Characters of a finding's words beside its fingerprint."""


def render_suppress(findings: Iterable[Diagnostic]) -> str:
    """Return ``findings`` of rules as YAML, a comment that says which is which behind each."""
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


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the entries."""
    yield render_suppress(outcome.findings).rstrip("\n")
