"""A suppression holds findings and not a rule: what moves stays accepted, what is new does not go with it."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from yaml import safe_load

from letterpack.checks.verdict import Verdict, judge
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Settings, Suppression
from letterpack.render.annotations import render_suppress
from letterpack.spans import Span
from tests.checks.sources import found, letter

DAY = date(2026, 11, 2)
WORDS = st.sampled_from(
    ["`[NAME]` is a placeholder", "`TODO` is a placeholder", "a word is there twice", "on page 3, `a` is out"]
)
FINDINGS = st.builds(
    lambda message, line, packet: Diagnostic("LP302", "error", message, Span("letter.md", line, 1), packet=packet),
    WORDS,
    st.integers(1, 50),
    st.sampled_from([None, "a", "b"]),
)


def accepting(*fingerprints: str, code: str = "LP302") -> Settings:
    return Settings(suppress=(Suppression(code, "known", date(2999, 1, 1), fingerprints),))


def told(verdict: Verdict, code: str = "LP302") -> list[str]:
    return [each.fingerprint for each in verdict.findings if each.code == code]


@given(st.lists(FINDINGS, max_size=12), st.randoms(use_true_random=False))
def test_what_is_accepted_is_no_more_than_what_was_listed(findings: list[Diagnostic], random) -> None:
    first = judge(findings, Settings(), DAY)
    listed = [name for name in told(first) if random.random() < 0.5]
    again = judge(findings, accepting(*listed), DAY) if listed else first
    assert sorted(told(again)) == sorted(set(told(first)) - set(listed))
    assert sum(again.suppressed.values()) == len(listed)
    assert again.counts["error"] == len(told(again))


@given(st.lists(FINDINGS, min_size=1, max_size=8, unique=True), FINDINGS)
def test_one_more_is_told_whatever_it_says(findings: list[Diagnostic], new: Diagnostic) -> None:
    listed = told(judge(findings, Settings(), DAY))
    verdict = judge([*findings, new], accepting(*listed), DAY)
    assert verdict.counts["error"] == (new not in findings)


@given(st.lists(FINDINGS, max_size=8, unique=True), st.integers(1, 1000))
def test_lines_that_move_change_no_fingerprint(findings: list[Diagnostic], by: int) -> None:
    moved = [
        Diagnostic(each.code, "error", each.message, Span("letter.md", each.span.line + by, 7), packet=each.packet)
        for each in findings
    ]
    assert sorted(told(judge(findings, Settings(), DAY))) == sorted(told(judge(moved, Settings(), DAY)))


def test_days_and_pages_that_go_by_change_no_fingerprint() -> None:
    def at(message: str, file: str = "addressees.yaml") -> str:
        return Diagnostic("LP318", "warning", message, Span(file)).fingerprint

    assert at("`m` was verified on 2019-01-07, 297 days ago") == at("`m` was verified on 2019-01-07, 1,298 days ago")
    assert at("on page 3, `x` stands outside") == at("on page 12, `x` stands outside")
    assert at("`3 days` and `page 1` are quoted") != at("`4 days` and `page 1` are quoted")
    assert at("the letter says 13 signatories, but there are 12") != at("the letter says 13 signatories, but there are 11")
    assert at("x", "build/manifest.json") == at("x", "/srv/mail/build/manifest.json")


def test_what_is_listed_and_not_there_is_told_one_by_one() -> None:
    there = Diagnostic("LP302", "error", "`TODO` is a placeholder", Span("letter.md", 3))
    gone = "0123456789abcdef"
    from letterpack.checks.verdict import Judge

    accepting_both = Judge(accepting(there.fingerprint, gone), DAY)
    accepting_both.add([there])
    [left] = accepting_both.verdict(is_whole=True).findings
    assert (left.code, left.severity) == ("LP300", "warning")
    assert left.message == f"the suppression of LP302 names `{gone}`, and there is no such finding"


def test_a_suppression_of_a_code_says_how_many_it_holds() -> None:
    findings = [Diagnostic("LP302", "error", f"`{word}`", Span("letter.md")) for word in ("a", "b")]
    verdict = judge(findings, accepting(), DAY)
    [note] = verdict.findings
    assert (note.code, note.severity, verdict.suppressed) == ("LP300", "note", {"LP302": 2})
    assert "all findings of its code, now 2, and new ones unseen" in note.message


def test_a_list_goes_before_the_entry_for_a_code() -> None:
    findings = [Diagnostic("LP302", "error", f"`{word}`", Span("letter.md")) for word in ("a", "b")]
    settings = Settings(suppress=(*accepting().suppress, *accepting(findings[0].fingerprint).suppress))
    verdict = judge(findings, settings, DAY)
    assert verdict.suppressed == {"LP302": 2}
    assert "now 1" in verdict.findings[0].message


def test_what_the_command_prints_is_what_the_settings_read() -> None:
    findings = found(letter("Dear [NAME], we write TODO.\n\nAnd again [NAME]: *\u202etxt*."), "LP302")
    assert len(findings) >= 3
    pasted = safe_load(render_suppress(judge(findings, Settings(), DAY).findings))
    assert [entry["code"] for entry in pasted["suppress"]] == ["LP302"]
    assert pasted["suppress"][0]["reason"] == ""
    names = pasted["suppress"][0]["findings"]
    assert len(set(names)) == len(findings)
    assert [each for each in names if each.endswith("-2")]
    verdict = judge(findings, accepting(*names), DAY)
    assert (verdict.counts["error"], verdict.suppressed) == (0, {"LP302": len(findings)})
    assert safe_load(render_suppress([])) == {"suppress": []}
