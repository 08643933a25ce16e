"""Of many findings the first are told and the others counted: a check of a million packets holds a few thousand."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from letterpack.campaign.joint import joint_members
from letterpack.checks.before_build import BEFORE_BUILD
from letterpack.checks.evidence.texts import signatory_texts
from letterpack.checks.evidence.whose import NameFilter, OthersFinder, words_of
from letterpack.checks.verdict import judge
from letterpack.diagnostics import MOST_OF_A_CODE, Diagnostic, Report
from letterpack.formats.nearest import hinted
from letterpack.model.campaign import Settings, Signatory
from letterpack.pipeline.source_rules import _of_signatories
from letterpack.spans import Span
from letterpack.values import replace
from tests.checks.batches import make
from tests.test_merge import Row, to

DAY = date(2026, 11, 2)


def finding(number: int, severity="error") -> Diagnostic:
    return Diagnostic("LP301", severity, f"there is no packet for `p{number}`", Span("a.csv", number), packet=f"p{number}")


def test_what_is_beyond_the_limit_is_counted_and_says_so() -> None:
    count = MOST_OF_A_CODE + 345
    verdict = judge([*map(finding, range(count)), finding(1, "warning")], Settings(), DAY)
    assert (verdict.counts["error"], verdict.counts["warning"]) == (count, 1)
    assert len(verdict.findings) == MOST_OF_A_CODE + 2
    told = [each for each in verdict.findings if each.packet is None]
    assert [each.message for each in told] == ["345 more findings of LP301 are counted and not listed"]
    assert (told[0].severity, told[0].span) == ("error", Span("a.csv"))
    assert len(verdict.wrong) == count


def test_what_is_counted_is_counted_once_wherever_it_is_handed_on() -> None:
    first, second = Report(), Report()
    first.extend(finding(number) for number in range(MOST_OF_A_CODE + 345))
    second.extend(first)
    for found in (second, judge(second, Settings(), DAY).findings):
        assert sum(each.counted for each in found) == MOST_OF_A_CODE + 345
        assert [each.counted for each in found if each.packet is None] == [346]
    assert (len(second), second.errors) == (len(first), first.errors) == (MOST_OF_A_CODE + 345,) * 2


def test_a_finding_of_two_rules_is_counted_once() -> None:
    verdict = judge([finding(1), finding(1)], Settings(), DAY)
    assert (verdict.counts["error"], len(verdict.findings)) == (1, 1)


@given(st.lists(st.text(st.characters(categories=("L", "Nd", "Zs", "Po"))), min_size=1, max_size=8))
def test_what_names_an_addressee_passes_the_filter(values) -> None:
    people = [to(f"a{number}", name=value) for number, value in enumerate(values)]
    text = " and ".join(values)
    whose, named = OthersFinder([text]), NameFilter(lambda: people)
    for each in people:
        whose.add(each)
    passed = set(named.stretches(text))
    assert all(words_of(each.value) in passed for each in whose.named_in(text))


def test_packets_that_name_each_others_addressees_are_found(tmp_path) -> None:
    batch = make(tmp_path / "campaign")
    first, third = batch.pdf("first").read_bytes(), batch.pdf("third").read_bytes()
    batch.pdf("first").write_bytes(third)
    batch.pdf("third").write_bytes(first)
    found = {(each.packet, each.message) for each in batch.check("LP303").findings}
    assert ("first", "the packet for `first` says `Carla Moreau` of `third`") in found
    assert ("third", "the packet for `third` says `Anna Lindqvist` of `first`") in found


def test_of_a_long_list_the_nearest_ids_are_looked_for_a_few_times() -> None:
    ids = [f"p{number}" for number in range(4_000)]
    report = Report()
    joint_members([replace(to(each), jointly=(f"{each}x",)) for each in ids[:100]], ids, report)
    assert sum(each.hint.startswith("did you mean") for each in report) == hinted(len(ids)) == 50


FAULTY = (
    "XXXX",
    "a@example.org",
    "=SUM(A1)",
    "**Ada",
    "Jos\u00c3\u00a9",
    "M\u0430ria",
    "N/A",
    "Yes",
    "[NAME]",
    "Ada Bell Ada Bell",
)


def test_what_rules_find_in_a_cell_they_find_among_many_rows() -> None:
    """A rule is asked of many rows at once whether it doubts them; rows that say the same are told each."""
    settings, origin = Settings(), Row(1)
    blank: dict[str, Any] = dict.fromkeys([each.name for each in fields(Signatory)], "")
    for text in FAULTY:
        rows = [Signatory(**{**blank, "name": name, "country": "NO", "origin": origin}) for name in ("Ada Bell", text, text)]
        sources: Any = SimpleNamespace(campaign=SimpleNamespace(settings=settings, signatories=rows, letters={}))
        over = [(rule.doubts, rule.text) for rule in BEFORE_BUILD if rule.text]
        found = list(_of_signatories(sources, over))
        assert found == [each for row in rows for one in signatory_texts(row) for _, look in over for each in look(sources, one)]
        assert len(found) >= 2, text
