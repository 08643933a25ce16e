"""One campaign from the first look to the seal, as its people do it in their browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import letterpack
from tests.installed import module

playwright = module("playwright.sync_api")

from playwright.sync_api import Page, expect  # noqa: E402

pytestmark = pytest.mark.loopback


def test_open_type_see_fix_import_approve_seal(opened: Page, spring: Path, tmp_path: Path) -> None:
    letter = spring / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("status: draft", "status: final"), encoding="utf-8")

    # Type, and see it.
    opened.locator("#tab-write").click()
    area = opened.locator("#area")
    expect(area).to_have_value(re.compile("status: final"))
    area.press("Control+End")
    opened.keyboard.type("\nWe write to {{ addressee.nobody }} again.\n")
    opened.locator("#tab-findings").click()
    card = opened.locator("#panel-findings .card.error").first
    expect(card).to_contain_text("nobody")

    # Fix what is wrong, at its line.
    card.get_by_role("button", name=re.compile("letter.md:")).click()
    expect(area).to_be_focused()
    opened.keyboard.type("We write to you again.")
    expect(opened.locator("#pages")).to_contain_text("We write to you again.")
    expect(opened.locator("#stale")).to_be_hidden()

    # Import who has signed.
    form = tmp_path / "form.csv"
    form.write_text("Name,Organisation,Do you agree to sign?\nZoe Zero,Union of Zeros,yes\n", encoding="utf-8")
    opened.locator("#tab-write").click()
    opened.locator("details.import summary").click()
    opened.locator("#import-file").set_input_files(form)
    opened.get_by_role("button", name="Write it").click()
    expect(opened.locator("#pages")).to_contain_text("Union of Zeros")

    # Approve all packets in a name.
    opened.locator("#tab-changes").click()
    opened.locator("#reviewer").fill("Ada Reviewer")
    opened.get_by_role("button", name="Approve all packets").click()
    expect(opened.locator("#panel-changes .card.good").first).to_contain_text("Ada Reviewer")

    # Build, check and seal.
    opened.locator("#tab-batch").click()
    panel = opened.locator("#panel-batch")
    panel.get_by_role("button", name="Build", exact=True).click()
    expect(opened.locator("#result")).to_contain_text("packets are built")
    panel.get_by_role("button", name="Check", exact=True).click()
    expect(opened.locator("#result")).to_contain_text("packets are checked")
    panel.get_by_label("Your name").fill("Ben Director")
    panel.get_by_role("button", name="Seal", exact=True).click()
    expect(panel).to_contain_text("sealed by Ben Director")

    assert "We write to you again." in letter.read_text(encoding="utf-8")
    assert {each.by for each in letterpack.read_review(spring).approvals} == {"Ada Reviewer"}
    seal = (spring / "seal.json").read_text(encoding="utf-8")
    assert "Ben Director" in seal and "Ada Reviewer" in seal
    assert letterpack.check(spring).ok
