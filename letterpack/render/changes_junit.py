"""A comparison as JUnit XML: a test a packet, which fails where anything changed."""

from __future__ import annotations

from letterpack.model.change import Change, Comparison, PacketChanges
from letterpack.render.junit import quoted, xml_text
from letterpack.review.telling import STATUS_WORDS, headline, one_line

_SUITE = "letterpack.diff"


def changes_junit(comparison: Comparison) -> str:
    """Return the document without its last line end: a packet that could not be compared is an error, a changed one a failure."""
    cases = [_case(packet) for packet in comparison.packets]
    failures = sum([packet.status not in ("identical", "failed") for packet in comparison.packets])
    errors = sum([packet.status == "failed" for packet in comparison.packets])
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="letterpack" {counts}>',
        f'  <testsuite name="{_SUITE}" {counts} skipped="0">',
        *cases,
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines)


def _case(packet: PacketChanges) -> str:
    head = f"    <testcase classname={quoted(_SUITE)} name={quoted(packet.id)}"
    if packet.status == "identical":
        return f"{head}/>"
    if packet.status == "failed":
        return f"{head}>\n      <error type={quoted('failed')} message={quoted(packet.why)}/>\n    </testcase>"
    lines = [_line(each.change) for each in packet.changes] or [STATUS_WORDS[packet.status]]
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    said = xml_text("\n".join(lines))
    failure = f"      <failure type={quoted(packet.status)} message={quoted(lines[0] + more)}>{said}</failure>"
    return "\n".join([f"{head}>", failure, "    </testcase>"])


def _line(change: Change) -> str:
    page = f" (page {change.page})" if change.page else ""
    gone = f" [-{one_line(change.before)}-]" if change.before else ""
    come = f" {{+{one_line(change.after)}+}}" if change.after else ""
    note = f" {change.note}" if change.note else ""
    return f"{headline(change)}{page}:{gone}{come}{note}".rstrip(":")
