"""A comparison as JUnit XML: a test a packet, and one a file that is made of them, which fails where anything changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from letterpack.model.change import Change, Comparison, Located, PacketChanges, ProductChanges
from letterpack.render.junit import quoted, xml_text
from letterpack.review.telling import STATUS_WORDS, became, headline, one_line

_SUITE = "letterpack.diff"
_PRODUCTS = "letterpack.diff.products"


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
    yield from map(_case, comparison.packets)
    yield from map(_product, comparison.products)
    yield "  </testsuite>"
    yield "</testsuites>"


def _case(packet: PacketChanges) -> str:
    head = f"    <testcase classname={quoted(_SUITE)} name={quoted(packet.id)}"
    if packet.status == "identical":
        return f"{head}/>"
    if packet.status == "failed":
        return f"{head}>\n      <error type={quoted('failed')} message={quoted(packet.why)}/>\n    </testcase>"
    lines = [line for each in packet.changes for line in _lines(each)]
    return _failing(head, packet.status, lines or [STATUS_WORDS[packet.status]])


def _product(product: ProductChanges) -> str:
    head = f"    <testcase classname={quoted(_PRODUCTS)} name={quoted(product.file or product.name)}"
    if product.status == "identical":
        return f"{head}/>"
    if product.status == "failed":
        why = " ".join(product.notes)
        return f"{head}>\n      <error type={quoted('failed')} message={quoted(why)}/>\n    </testcase>"
    return _failing(head, product.status, [became(product), *map(_line, product.changes), *product.notes])


def _failing(head: str, status: str, lines: Sequence[str]) -> str:
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    said = xml_text("\n".join(lines))
    failure = f"      <failure type={quoted(status)} message={quoted(lines[0] + more)}>{said}</failure>"
    return "\n".join([f"{head}>", failure, "    </testcase>"])


def _lines(found: Located) -> Iterator[str]:
    yield _line(found.change)
    yield from [f"  {_line(each.change)}" for each in found.follows]


def _line(change: Change) -> str:
    page = f" (page {change.page})" if change.page else ""
    gone = f" [-{one_line(change.before)}-]" if change.before else ""
    come = f" {{+{one_line(change.after)}+}}" if change.after else ""
    note = f" {change.note}" if change.note else ""
    return f"{headline(change)}{page}:{gone}{come}{note}".rstrip(":")
