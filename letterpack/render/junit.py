"""Findings as JUnit XML: a test a packet, and a test a source file, for the test tab of any CI system.

A comparison too: a test a packet, and one a file that is made of them, which fails if anything changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from letterpack.diagnostics import Diagnostic
from letterpack.model.change import Change, Comparison, Located, PacketChanges, ProductChanges
from letterpack.patterns import late
from letterpack.render.columns import without_acting
from letterpack.review.telling import STATUS_WORDS, became, headline, one_line
from letterpack.spans import Span

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

NO_WRONG: Final[Mapping[str, str]] = MappingProxyType({})
_NO_XML: Final = late("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (production 2, Char) keeps out, however it is written."""
_WRITTEN: Final = {"##[": "##&#91;", "::": ":&#58;"}
"""What would act in the log of a GitHub Actions run, as XML writes it otherwise."""
_SUITE = "letterpack.diff"
_PRODUCTS = "letterpack.diff.products"


class _JunitSuite(Struct, frozen=True):
    """Tests with the findings of each; ``failing`` are the severities that fail one; ``wrong`` are all that have an error."""

    name: str
    tests: Collection[str]
    findings: Mapping[str, Sequence[Diagnostic]]
    failing: frozenset[str]
    wrong: Mapping[str, str]

    def _every_test(self) -> Iterator[str]:
        """Yield the tests, and behind them what has findings and is none of them."""
        others = dict.fromkeys(self.findings)
        for test in self.tests:
            others.pop(test, None)
            yield test
        yield from others

    def _of(self, test: str) -> Sequence[Diagnostic]:
        """Return the findings of a test, with one for errors that are not listed."""
        found, code = self.findings.get(test, ()), self.wrong.get(test)
        if code is None or any(each.severity == "error" for each in found):
            return found
        return (*found, Diagnostic(code, "error", "errors of this packet are counted and not listed", Span(test)))

    def counts(self) -> tuple[int, int]:
        """Return how many tests there are, and how many fail."""
        number = failures = 0
        for number, test in enumerate(self._every_test(), 1):  # noqa: B007 - the last number is the count
            failures += any(found.severity in self.failing for found in self._of(test))
        return number, failures

    def lines(self) -> Iterator[str]:
        """Yield the suite's XML, a test after the other."""
        tests, failures = self.counts()
        yield f'  <testsuite name="{self.name}" tests="{tests}" failures="{failures}" errors="0" skipped="0">'
        for test in self._every_test():
            yield _case(self.name, test, self._of(test), self.failing)
        yield "  </testsuite>"


def junit_lines(
    findings: Iterable[Diagnostic],
    packets: Collection[str] = (),
    files: Sequence[str] = (),
    wrong: Mapping[str, str] = NO_WRONG,
    *,
    strict: bool = False,
    limits: Sequence[str] = (),
) -> Iterator[str]:
    """Yield ``findings`` as one JUnit document, in which each of ``limits`` is a test that was skipped.

    ``packets`` are the ids of all packets and ``files`` all sources that were checked, with or without a finding. An error fails
    its test; a warning does with ``strict``; what fails nothing stands in the test's output. ``wrong`` maps all packets with an
    error to the code of one: of thousands, not all errors are among the findings.
    """
    of_packet: dict[str, list[Diagnostic]] = defaultdict(list)
    of_file: dict[str, list[Diagnostic]] = defaultdict(list)
    for found in findings:
        (of_packet[found.packet] if found.packet else of_file[found.span.file]).append(found)
    failing = frozenset(("error", "warning") if strict else ("error",))
    sources = _JunitSuite("letterpack.sources", tuple(dict.fromkeys(files)), of_file, failing, NO_WRONG)
    suites = (sources, _JunitSuite("letterpack.packets", packets, of_packet, failing, wrong or NO_WRONG))
    tests, failures = (sum(numbers) for numbers in zip(*[suite.counts() for suite in suites], strict=True))
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="letterpack" tests="{tests + len(limits)}" failures="{failures}" errors="0">'
    for suite in suites:
        yield from suite.lines()
    if limits:
        yield f'  <testsuite name="letterpack.limits" tests="{len(limits)}" failures="0" errors="0" skipped="{len(limits)}">'
        for each in limits:
            yield f"    <testcase classname={quoted('letterpack.limits')} name={quoted(each)}><skipped/></testcase>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _case(suite: str, name: str, findings: Sequence[Diagnostic], failing: Collection[str]) -> str:
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
    """Yield the document's lines."""
    return junit_lines(
        outcome.findings, outcome.packets, outcome.files, outcome.wrong, strict=outcome.strict, limits=outcome.limits
    )


def changes_junit(comparison: Comparison) -> Iterator[str]:
    """Yield the document's lines: a packet that could not be compared is an error, a changed one a failure."""
    counts = Counter(comparison.counts)
    products = Counter([each.status for each in comparison.products])
    errors, total = counts["failed"] + products["failed"], len(comparison.packets) + len(comparison.products)
    failures = total - errors - counts["identical"] - products["identical"]
    numbers = f'tests="{total}" failures="{failures}" errors="{errors}"'
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="letterpack" {numbers}>'
    yield f'  <testsuite name="{_SUITE}" {numbers} skipped="0">'
    yield from map(_packet_case, comparison.packets)
    yield from map(_product_case, comparison.products)
    yield "  </testsuite>"
    yield "</testsuites>"


def _packet_case(packet: PacketChanges) -> str:
    head = f"    <testcase classname={quoted(_SUITE)} name={quoted(packet.id)}"
    if packet.status == "identical":
        return f"{head}/>"
    if packet.status == "failed":
        return f"{head}>\n      <error type={quoted('failed')} message={quoted(packet.why)}/>\n    </testcase>"
    lines = [line for each in packet.changes for line in _with_following(each)]
    return _failing(head, packet.status, lines or [STATUS_WORDS[packet.status]])


def _product_case(product: ProductChanges) -> str:
    head = f"    <testcase classname={quoted(_PRODUCTS)} name={quoted(product.file or product.name)}"
    if product.status == "identical":
        return f"{head}/>"
    if product.status == "failed":
        why = " ".join(product.notes)
        return f"{head}>\n      <error type={quoted('failed')} message={quoted(why)}/>\n    </testcase>"
    return _failing(head, product.status, [became(product), *map(_change_line, product.changes), *product.notes])


def _failing(head: str, status: str, lines: Sequence[str]) -> str:
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    said = xml_text("\n".join(lines))
    failure = f"      <failure type={quoted(status)} message={quoted(lines[0] + more)}>{said}</failure>"
    return "\n".join([f"{head}>", failure, "    </testcase>"])


def _with_following(found: Located) -> Iterator[str]:
    yield _change_line(found.change)
    yield from [f"  {_change_line(each.change)}" for each in found.follows]


def _change_line(change: Change) -> str:
    page = f" (page {change.page})" if change.page else ""
    gone = f" [-{one_line(change.before)}-]" if change.before else ""
    come = f" {{+{one_line(change.after)}+}}" if change.after else ""
    note = f" {change.note}" if change.note else ""
    return f"{headline(change)}{page}:{gone}{come}{note}".rstrip(":")
