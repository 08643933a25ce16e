"""Findings as JUnit XML: a test a packet, and a test a source file, for the test tab of any CI system."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from letterpack.diagnostics import Diagnostic
from letterpack.render.acting import without_acting
from letterpack.spans import Span

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

NO_WRONG: Final[Mapping[str, str]] = MappingProxyType({})
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (production 2, Char) keeps out, however it is written."""
_WRITTEN: Final = {"##[": "##&#91;", "::": ":&#58;"}
"""What would act in the log of a GitHub Actions run, as XML writes it otherwise."""


def render_junit(
    findings: Iterable[Diagnostic],
    packets: Iterable[str] = (),
    files: Sequence[str] = (),
    wrong: Mapping[str, str] = NO_WRONG,
    *,
    strict: bool = False,
    limits: Sequence[str] = (),
) -> str:
    """Return ``findings`` as one JUnit document, in which each of ``limits`` is a test that was skipped.

    ``packets`` are the ids of all packets and ``files`` all sources that were checked, with or without a finding. An error fails
    its test; a warning does with ``strict``; what fails nothing stands in the test's output. ``wrong`` maps all packets with an
    error to the code of one: of thousands, not all errors are among the findings.
    """
    of_packet: dict[str, list[Diagnostic]] = defaultdict(list)
    of_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for found in findings:
        (of_packet[found.packet] if found.packet else of_file[found.span.file]).append(found)
    for packet, code in wrong.items():
        if not any(found.severity == "error" for found in of_packet.get(packet, ())):
            of_packet[packet].append(Diagnostic(code, "error", "errors of this packet are counted and not listed", Span(packet)))
    suites = [
        _suite("letterpack.sources", dict.fromkeys((*files, *of_file)), of_file, strict=strict),
        _suite("letterpack.packets", dict.fromkeys((*packets, *of_packet)), of_packet, strict=strict),
    ]
    if limits:
        cases = [
            f"    <testcase classname={quoted('letterpack.limits')} name={quoted(each)}><skipped/></testcase>" for each in limits
        ]
        head = f'  <testsuite name="letterpack.limits" tests="{len(cases)}" failures="0" errors="0" skipped="{len(cases)}">'
        suites.append(("\n".join([head, *cases, "  </testsuite>"]), len(cases), 0))
    tests, failures = sum(suite[1] for suite in suites), sum(suite[2] for suite in suites)
    head = f'<testsuites name="letterpack" tests="{tests}" failures="{failures}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *(suite[0] for suite in suites), "</testsuites>"]) + "\n"


def _suite(name: str, tests: Iterable[str], findings: dict[str, list[Diagnostic]], *, strict: bool) -> tuple[str, int, int]:
    """Return a suite's XML, and how many tests it has and how many of them fail."""
    failing = ("error", "warning") if strict else ("error",)
    cases = [_case(name, test, findings.get(test, []), failing) for test in tests]
    failures = sum("<failure" in case for case in cases)
    head = f'  <testsuite name="{name}" tests="{len(cases)}" failures="{failures}" errors="0" skipped="0">'
    return "\n".join([head, *cases, "  </testsuite>"]), len(cases), failures


def _case(suite: str, name: str, findings: Sequence[Diagnostic], failing: tuple[str, ...]) -> str:
    head = f"    <testcase classname={quoted(suite)} name={quoted(name)}"
    if not findings:
        return f"{head}/>"
    broken = [found for found in findings if found.severity in failing]
    others = [found for found in findings if found.severity not in failing]
    parts = [f"{head}>"]
    if broken:
        first = broken[0]
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        said = xml_text("\n".join(map(_line, broken)))
        parts.append(f"      <failure type={quoted(first.code)} message={quoted(first.message + more)}>{said}</failure>")
    if others:
        parts.append(f"      <system-out>{xml_text(chr(10).join(map(_line, others)))}</system-out>")
    return "\n".join([*parts, "    </testcase>"])


def _line(found: Diagnostic) -> str:
    page = f" (page {found.page})" if found.page else ""
    hint = f"\n  = hint: {found.hint}" if found.hint else ""
    return f"{found.span}{page}: {found.severity}[{found.code}]: {found.message}{hint}"


def xml_text(text: str) -> str:
    """Return ``text`` as an element holds it."""
    return without_acting(escape(_NO_XML.sub("\ufffd", text), _WRITTEN), _reference)


def quoted(text: str) -> str:
    """Return ``text`` as an attribute holds it, quotes and all."""
    return without_acting(quoteattr(_NO_XML.sub("\ufffd", text), _WRITTEN), _reference)


def _reference(char: str) -> str:
    return f"&#{ord(char)};"


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the document."""
    yield render_junit(
        outcome.findings, outcome.packets, outcome.files, outcome.wrong, strict=outcome.strict, limits=outcome.limits
    ).rstrip("\n")
