"""The check reads each packet back and says whose branch stands in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import letterpack

LETTER = """---
date: 2026-03-02
language: en
---
Everybody reads this paragraph of the letter.

::: if addressee.group = donors
We thank you, {{ addressee.name }}, for your support of the fund.
::: else if addressee.group = judges
We ask you to hear the case[ before the summer recess]{if addressee.seats > 3}.
::: else
We ask you to read the enclosed report.
:::
"""
PEOPLE = {"ada": ("donors", 1), "ben": ("judges", 5), "cy": ("judges", 2), "dan": ("others", 1)}


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    rows = [
        f"- {{id: {who}, name: {who.title()} Example, address: [1 Street, Town], fields: {{group: {group}, seats: '{seats}'}}}}"
        for who, (group, seats) in PEOPLE.items()
    ]
    (tmp_path / "letter.md").write_text(LETTER, encoding="utf-8")
    (tmp_path / "addressees.yaml").write_text("\n".join(["to:", *rows, ""]), encoding="utf-8")
    assert letterpack.build(tmp_path).ok
    return tmp_path


def said(campaign: Path) -> list[str]:
    return [found.message for found in letterpack.check(campaign).findings if found.code == "LP304"]


def test_each_packet_has_the_branch_of_its_reader(campaign):
    assert said(campaign) == []


@pytest.mark.parametrize(
    ("packet", "of", "expected"),
    [
        ("ada", "ben", "the text of `::: else if addressee.group = judges` (letter.md:9), which is for `ben`, `cy`"),
        ("dan", "ada", "the text of `::: if addressee.group = donors` (letter.md:7), which is for `ada`"),
        ("ben", "dan", "the text of `::: else` (letter.md:11), which is for `dan`"),
        ("cy", "ben", "the text of `{…}` (letter.md:10), which is for `ben`"),
    ],
)
def test_a_packet_with_another_branch_is_an_error_that_says_whose_it_is(campaign, packet, of, expected):
    shutil.copy(campaign / f"build/packets/{of}.pdf", campaign / f"build/packets/{packet}.pdf")
    assert any(expected in message for message in said(campaign)), said(campaign)
