"""Findings for CI: what each platform reads, within its limits, and nothing of a source that could speak for itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.codes import every_code
from letterpack.diagnostics import Diagnostic, Related
from letterpack.render.annotations import MOST, MOST_RESULTS, render_github, render_gitlab, render_sarif
from letterpack.render.junit import junit_lines
from letterpack.spans import Span

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0-rtm.5.schema.json").read_text(encoding="utf-8"))
"""The published schema, as Microsoft's package `@microsoft/jest-sarif` (MIT) carries it."""
DUPLICATE = Diagnostic(
    "LP307",
    "error",
    "`B` is `A` again",
    Span("signatories.csv", 3, 2, 4),
    "delete one",
    related=(Related("first", Span("signatories.csv", 2, 2)),),
)
PACKET = Diagnostic("LP301", "error", "the packet is missing", Span("addressees.yaml", 2, 5), packet="minister", page=2)
WARNING = Diagnostic("LP324", "warning", "50% off,\nsays: `::error::x`", Span("letter.md", 7), "mend\r\nit")
NOTE = Diagnostic("LP325", "note", "in capitals", Span("signatories.csv"))
ALL = (DUPLICATE, PACKET, WARNING, NOTE)


def junit_of(*arguments, **options) -> str:
    return "\n".join(junit_lines(*arguments, **options))


def test_github_annotations_point_at_files_of_the_repository() -> None:
    lines = render_github(ALL, "campaigns/kz").splitlines()
    assert lines[0] == (
        "::error file=campaigns/kz/signatories.csv,line=3,col=2,endColumn=6,title=LP307::`B` is `A` again%0Adelete one"
    )
    assert lines[1].startswith(
        "::error file=campaigns/kz/addressees.yaml,line=2,col=5,endColumn=6,title=LP301 (packet minister)::"
    )
    assert lines[2] == "::warning file=campaigns/kz/letter.md,line=7,title=LP324::50%25 off,%0Asays: `::error::x`%0Amend%0D%0Ait"
    assert lines[3] == "::notice file=campaigns/kz/signatories.csv,title=LP325::in capitals"


@given(st.text(), st.text())
def test_a_source_cannot_write_a_workflow_command(message: str, file: str) -> None:
    said = render_github([Diagnostic("LP310", "error", message, Span(file, 1, 1), message)])
    assert said.count("\n") == 1
    assert "\r" not in said
    properties = said.removeprefix("::error ").split("::")[0]
    assert [each.split("=")[0] for each in properties.split(",")] == ["file", "line", "col", "endColumn", "title"]


def test_github_keeps_to_the_limit_and_counts_the_rest() -> None:
    lines = render_github([DUPLICATE] * 13 + [WARNING] * 3).splitlines()
    assert sum(line.startswith("::error ") for line in lines) == MOST == 10
    assert sum(line.startswith("::warning ") for line in lines) == 3
    assert "3 errors more are not shown" in lines[-1]


@pytest.mark.parametrize("count", range(7, 13))
def test_github_shows_what_limits_a_check_within_its_limit(count: int) -> None:
    """Of notices, too: the lines that letterpack adds are some."""
    said = render_github([NOTE] * count + [WARNING], "", "5 of 6 packets without an error · LP301 off (1)").splitlines()
    assert said[0] == "::notice title=letterpack::5 of 6 packets without an error · LP301 off (1)"
    notices = [line for line in said if line.startswith("::notice ")]
    shown = sum("title=LP325" in line for line in notices)
    assert len(notices) == min(count + 1, MOST)
    assert shown == count or f"{count - shown} notices more are not shown" in notices[-1]


def test_junit_has_a_test_for_every_packet_and_every_file() -> None:
    said = ElementTree.fromstring(junit_of(ALL, ("minister", "prosecutor"), ("letter.md", "addressees.yaml")))
    cases = {(case.get("classname"), case.get("name")): case for case in said.iter("testcase")}
    assert set(cases) == {
        ("letterpack.packets", "minister"),
        ("letterpack.packets", "prosecutor"),
        ("letterpack.sources", "letter.md"),
        ("letterpack.sources", "addressees.yaml"),
        ("letterpack.sources", "signatories.csv"),
    }
    assert said.get("tests") == "5"
    assert said.get("failures") == "2"
    failure = cases["letterpack.packets", "minister"].find("failure")
    assert failure is not None
    assert failure.get("type") == "LP301"
    assert "(page 2)" in (failure.text or "")
    assert cases["letterpack.sources", "letter.md"].find("failure") is None
    assert "LP324" in (cases["letterpack.sources", "letter.md"].findtext("system-out") or "")


def test_a_packet_whose_errors_are_counted_alone_fails_its_test() -> None:
    said = ElementTree.fromstring(
        junit_of([PACKET], ("minister", "judge", "speaker"), wrong={"minister": "LP301", "judge": "LP304"})
    )
    failed = {each.attrib["name"]: each[0].attrib["type"] for each in said.findall(".//testcase") if len(each)}
    assert failed == {"minister": "LP301", "judge": "LP304"}


def test_junit_fails_warnings_where_the_check_is_strict() -> None:
    said = ElementTree.fromstring(junit_of([WARNING], files=("letter.md",), strict=True))
    assert said.get("failures") == "1"


@given(st.text(), st.text())
def test_junit_is_xml_whatever_a_source_holds(message: str, packet: str) -> None:
    finding = Diagnostic("LP310", "error", message, Span("letter.md", 1), message, packet=packet)
    ElementTree.fromstring(junit_of([finding], (packet,)))


def test_sarif_keeps_to_its_schema() -> None:
    log = json.loads(render_sarif(ALL, "1.2.3", "campaigns/kz"))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    run = log["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted({each.code for each in ALL})
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    first = next(result for result in run["results"] if result["ruleId"] == "LP307")
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 2, "endColumn": 6}
    assert first["relatedLocations"][0]["message"]["text"] == "first"
    assert all(run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


@pytest.mark.parametrize("broken", [{"version": "2.0.0"}, {"runs": [{"results": []}]}, {"runs": [{"tool": {"driver": {}}}]}])
def test_the_schema_of_sarif_can_refuse(broken: dict[str, object]) -> None:
    log = {"version": "2.1.0", "runs": [], **broken}
    assert not jsonschema.Draft4Validator(SCHEMA).is_valid(log)


def test_sarif_leaves_out_the_least_and_says_how_many() -> None:
    log = json.loads(render_sarif([NOTE] * MOST_RESULTS + [DUPLICATE], "1"))
    run = log["runs"][0]
    assert len(run["results"]) == MOST_RESULTS
    assert any(result["ruleId"] == "LP307" for result in run["results"])
    assert "1 more" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_writes_paths_as_uris() -> None:
    finding = Diagnostic("LP310", "error", "x", Span("enclosures/Рисунок 1.pdf"))
    log = json.loads(render_sarif([finding], "1"))
    uri = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert " " not in uri


def test_github_shows_the_cause_first_and_one_of_each_before_a_second() -> None:
    stale = [Diagnostic("LP311", "error", "out of date", Span("addressees.yaml", 2), packet=f"p{number}") for number in range(40)]
    cause = Diagnostic("LP164", "error", "there is no file", Span("letter.md", 9, 1))
    rule = Diagnostic("LP302", "error", "`TODO` is a placeholder", Span("letter.md", 12, 1))
    said = [line for line in render_github([*stale, DUPLICATE, rule, cause]).splitlines() if line.startswith("::error ")]
    assert len(said) == MOST
    assert re.findall(r"title=(LP\d+)", "\n".join(said[:5])) == ["LP164", "LP302", "LP307", "LP311", "LP311"]


@given(st.lists(st.sampled_from(ALL), max_size=40))
def test_github_shows_each_rule_and_file_that_ten_have_room_for(findings: list[Diagnostic]) -> None:
    said = render_github(findings)
    assert all(f"title={each.code}" in said for each in findings)


def test_sarif_is_what_code_scanning_asks_for() -> None:
    """GitHub docs, SARIF support for code scanning: what is required of rules and results, and how much is taken."""
    run = json.loads(render_sarif(ALL, "1.2.3", "a b", ("LP301 off (3)",)))["runs"][0]
    for rule in run["tool"]["driver"]["rules"]:
        assert {"id", "shortDescription", "fullDescription", "help", "defaultConfiguration"} <= set(rule)
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
    for result in run["results"]:
        [location] = result["locations"]
        place = location["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert place["artifactLocation"]["uri"].startswith("a%20b/")
        assert result["partialFingerprints"]
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "LP301 off (3)"


@pytest.mark.parametrize("folder", ["", "campaigns/kz", "campaigns/пер"])
def test_the_log_of_each_campaign_has_a_category_of_its_own(folder: str) -> None:
    """Code scanning takes what stands before the last slash, and closes the alerts of an earlier log of the same."""
    run = json.loads(render_sarif(ALL, "1.2.3", folder))["runs"][0]
    assert unquote(run["automationDetails"]["id"]) == f"letterpack/{folder}/".replace("//", "/")


def test_every_rule_has_a_description_that_code_scanning_takes() -> None:
    findings = [Diagnostic(code.code, code.severity, "m", Span("letter.md")) for code in every_code()]
    log = json.loads(render_sarif(findings, "1"))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    assert len(rules) == len(findings)
    assert all(
        0 < len(rule["fullDescription"]["text"]) <= 1024 and len(rule["shortDescription"]["text"]) <= 1024 for rule in rules
    )


def test_findings_that_say_the_same_have_fingerprints_of_their_own() -> None:
    run = json.loads(render_sarif([DUPLICATE, DUPLICATE, WARNING], "1"))["runs"][0]
    assert len({each["partialFingerprints"]["finding/v2"] for each in run["results"]}) == 3
    assert len({each["fingerprint"] for each in json.loads(render_gitlab([DUPLICATE, DUPLICATE, WARNING]))}) == 3


def test_gitlab_gets_what_its_report_must_have() -> None:
    """GitLab docs, Code Quality report format: description, check_name, fingerprint, severity, location.path, lines.begin."""
    rows = json.loads(render_gitlab(ALL, "campaigns/kz"))
    assert [row["severity"] for row in rows] == ["critical", "critical", "minor", "info"]
    assert [row["check_name"] for row in rows] == [each.code for each in ALL]
    assert rows[0]["location"] == {"path": "campaigns/kz/signatories.csv", "lines": {"begin": 3}}
    assert rows[3]["location"]["lines"]["begin"] == 1
    assert rows[1]["description"].startswith("packet minister: the packet is missing")
    assert json.loads(render_gitlab(())) == []


def test_junit_skips_a_test_for_what_keeps_packets_from_being_complete() -> None:
    said = ElementTree.fromstring(junit_of((), ("minister",), limits=("LP301 off (3)", "a partial build (1 of 6)")))
    assert [case.get("name") for case in said.iter("testcase") if case.find("skipped") is not None] == [
        "LP301 off (3)",
        "a partial build (1 of 6)",
    ]
    assert (said.get("tests"), said.get("failures")) == ("3", "0")
