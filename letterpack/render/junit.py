"""Findings as JUnit XML: a test a packet, and a test a source file, for the test tab of any CI system.

A comparison too: a test a packet, and one a file that is made of them, which fails if anything changed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from letterpack.diagnostics import Diagnostic
from letterpack.model.change import Change, Comparison
from letterpack.patterns import late
from letterpack.render.columns import without_acting
from letterpack.review.telling import STATUS_WORDS, became, headline, one_line
from letterpack.spans import Span

if TYPE_CHECKING:
    from letterpack.render.formats import Outcome

_NO_XML: Final = late("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (production 2, Char) keeps out, however it is written."""
_WRITTEN: Final = {"##[": "##&#91;", "::": ":&#58;"}
"""What would act in the log of a GitHub Actions run, as XML writes it otherwise."""
_NO_WRONG: Final[Mapping[str, str]] = MappingProxyType({})


class _Test(NamedTuple):
    """A test: its group and name, the elements in it, and whether it is a ``failure``, an ``error`` or ``skipped``."""

    group: str
    name: str
    elements: str = ""
    kind: str = ""


def _document(suites: Mapping[str, Callable[[], Iterable[_Test]]]) -> Iterator[str]:
    """Yield the lines of one document. Each suite is asked twice, so that a hundred thousand tests need no memory."""
    counts = {name: Counter([test.kind for test in tests()]) for name, tests in suites.items()}
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="letterpack" {_numbers(sum(counts.values(), Counter[str]()))}>'
    for name, tests in suites.items():
        yield f'  <testsuite name="{name}" {_numbers(counts[name])} skipped="{counts[name]["skipped"]}">'
        for test in tests():
            head = f"    <testcase classname={_quoted(test.group)} name={_quoted(test.name)}"
            yield f"{head}>\n{test.elements}\n    </testcase>" if test.elements else f"{head}/>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _numbers(counts: Counter[str]) -> str:
    return f'tests="{counts.total()}" failures="{counts["failure"]}" errors="{counts["error"]}"'


def _element(kind: str, type: str, message: str, lines: Sequence[str] = ()) -> str:
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    said = f">{_xml_text(chr(10).join(lines))}</{kind}>" if lines else "/>"
    return f"      <{kind} type={_quoted(type)} message={_quoted(message + more)}{said}"


def junit_lines(
    findings: Iterable[Diagnostic],
    packets: Collection[str] = (),
    files: Sequence[str] = (),
    wrong: Mapping[str, str] = _NO_WRONG,
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

    def tests(suite: str, names: Iterable[str], found: Mapping[str, Sequence[Diagnostic]]) -> Iterator[_Test]:
        for name in dict.fromkeys((*names, *found)):
            own, code = found.get(name, ()), wrong.get(name) if suite == "letterpack.packets" else None
            if code and all(each.severity != "error" for each in own):
                unlisted = "errors of this packet are counted and not listed"
                own = (*own, Diagnostic(code, "error", unlisted, Span(name)))
            broken = [each for each in own if each.severity in failing]
            others = [_line(each) for each in own if each.severity not in failing]
            parts = [_element("failure", broken[0].code, broken[0].message, [*map(_line, broken)])] if broken else []
            parts += [f"      <system-out>{_xml_text(chr(10).join(others))}</system-out>"] if others else []
            yield _Test(suite, name, "\n".join(parts), "failure" if broken else "")

    suites: dict[str, Callable[[], Iterable[_Test]]] = {
        "letterpack.sources": lambda: tests("letterpack.sources", files, of_file),
        "letterpack.packets": lambda: tests("letterpack.packets", packets, of_packet),
    }
    if limits:
        suites["letterpack.limits"] = lambda: [_Test("letterpack.limits", each, "      <skipped/>", "skipped") for each in limits]
    return _document(suites)


def _line(found: Diagnostic) -> str:
    page = f" (page {found.page})" if found.page else ""
    hint = f"\n  = hint: {found.hint}" if found.hint else ""
    return f"{found.span}{page}: {found.severity}[{found.code}]: {found.message}{hint}"


def _xml_text(text: str) -> str:
    return without_acting(escape(_NO_XML.sub("\ufffd", text), _WRITTEN), _reference)


def _quoted(text: str) -> str:
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
    return _document({"letterpack.diff": lambda: _change_tests(comparison)})


def _change_tests(comparison: Comparison) -> Iterator[_Test]:
    for packet in comparison.packets:
        lines = []
        for each in packet.changes:
            lines += [_change_line(each.change), *[f"  {_change_line(other.change)}" for other in each.follows]]
        yield _change_test("letterpack.diff", packet.id, packet.status, packet.why, lines or [STATUS_WORDS[packet.status]])
    for product in comparison.products:
        lines = [became(product), *map(_change_line, product.changes), *product.notes]
        name = product.file or product.name
        yield _change_test("letterpack.diff.products", name, product.status, " ".join(product.notes), lines)


def _change_test(group: str, name: str, status: str, why: str, lines: Sequence[str]) -> _Test:
    if status == "identical":
        return _Test(group, name)
    if status == "failed":
        return _Test(group, name, _element("error", status, why), "error")
    return _Test(group, name, _element("failure", status, lines[0], lines), "failure")


def _change_line(change: Change) -> str:
    page = f" (page {change.page})" if change.page else ""
    gone = f" [-{one_line(change.before)}-]" if change.before else ""
    come = f" {{+{one_line(change.after)}+}}" if change.after else ""
    note = f" {change.note}" if change.note else ""
    return f"{headline(change)}{page}:{gone}{come}{note}".rstrip(":")
