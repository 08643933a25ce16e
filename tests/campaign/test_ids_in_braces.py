"""Words for one addressee, marked by an id in braces, never reach everybody unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build.making import campaign, in_memory, make, person

HEAD = "---\ndate: 2026-11-20\nsubject: Release\nstatus: final\n---\n\n"


def found(body: str) -> list[str]:
    who = [person("Alpha", salutation="Dear Minister,"), person("Beta", salutation="Dear Minister,")]
    with in_memory():
        made = make(Path("campaign"), campaign(who, f"{HEAD}{body}\n", ["Example Union"]))
    return [each.code for each in made.findings if each.severity == "error"]


@pytest.mark.parametrize(
    "marked", ["[a]{alpha}", "[a] {alpha}", "[a]{alpha, beta}", "[a]{@beta}", "**a**{alpha}", "[a]{for alpha}"]
)
def test_an_id_in_braces_is_reported(marked: str) -> None:
    assert set(found(f"We write {marked} to you.")) & {"LP149", "LP171"}


@pytest.mark.parametrize("text", ["[a]{gamma}", "the set {1, 2}", "[1]{2, 3}"])
def test_braces_that_name_nobody_are_text(text: str) -> None:
    assert not set(found(f"We write {text} to you.")) & {"LP149", "LP171"}
