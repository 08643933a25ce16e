"""Writing with what the campaign offers, letters that are dropped, and reviews of colleagues."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

import letterpack
from tests.installed import module

playwright = module("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Page, Route, expect  # noqa: E402

pytestmark = pytest.mark.loopback


def writing(page: Page) -> None:
    page.locator("#tab-write").click()
    expect(page.locator("#area")).to_have_value(re.compile("date"))
    page.locator("#area").press("Control+End")


def test_the_campaigns_own_fields_are_offered_while_they_are_written(opened: Page, spring: Path) -> None:
    people = spring / "addressees.yaml"
    text = people.read_text(encoding="utf-8")
    people.write_text(text.replace("    country:", "    fields: {prisoner: Jane Example}\n    country:"), encoding="utf-8")
    writing(opened)
    opened.keyboard.type("\nWe ask for {{ pris")
    offers = opened.locator("#offers")
    expect(offers.get_by_role("option")).to_have_count(1)
    expect(offers).to_contain_text("Jane Example")
    assert not Axe().run(opened).response["violations"]
    opened.keyboard.press("Enter")
    expect(opened.locator("#pages")).to_contain_text("We ask for Jane Example")
    expect(offers).to_be_hidden()
    assert "{{ addressee.fields.prisoner }}" in (spring / "letter.md").read_text(encoding="utf-8")


def test_what_comes_to_be_known_while_it_is_written_is_offered_then(opened: Page, spring: Path) -> None:
    writing(opened)
    held: list[Route] = []
    is_held = True

    def hold(asked: Route) -> None:
        if is_held:
            held.append(asked)
        else:
            asked.continue_()

    opened.route("**/api/offers*", hold)
    people = spring / "addressees.yaml"
    text = people.read_text(encoding="utf-8")
    people.write_text(text.replace("    country:", "    fields: {prisoner: Jane Example}\n    country:"), encoding="utf-8")
    opened.keyboard.type("\nWe ask for {{ pris")
    offers = opened.locator("#offers")
    while not held:
        opened.wait_for_timeout(10)
    expect(offers).to_be_hidden()
    is_held = False
    for each in held:
        each.continue_()
    expect(offers).to_contain_text("Jane Example")
    opened.locator("#area").evaluate("area => { area.scrollTop -= 3; }")
    opened.wait_for_timeout(100)
    expect(offers).to_be_visible()
    opened.locator("#area").evaluate("area => { area.scrollTop = 0; }")
    expect(offers).to_be_hidden()


def test_blocks_for_some_are_offered_with_their_readers(opened: Page, spring: Path) -> None:
    writing(opened)
    opened.keyboard.type("\n::: pros")
    offers = opened.locator("#offers")
    expect(offers).to_contain_text("for prosecutor-general")
    opened.keyboard.press("Escape")
    expect(offers).to_be_hidden()
    opened.keyboard.type("e")
    opened.keyboard.press("Tab")
    opened.keyboard.type("Only for you.")
    expect(opened.locator("#area")).to_have_value(re.compile("::: for prosecutor-general\nOnly for you.\n:::"))
    opened.locator("#after").click()
    expect(opened.locator("#pages")).to_contain_text("Only for you.")


def test_a_letter_of_a_word_processor_is_shown_before_it_is_written(opened: Page, spring: Path, tmp_path: Path) -> None:
    letter = tmp_path / "Our Letter.DOCX"
    body = "".join(
        [f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in ("Dear Minister,", "We write about the press law.", "Thank you.")]
    )
    with zipfile.ZipFile(letter, "w") as docx:
        docx.writestr("[Content_Types].xml", TYPES)
        docx.writestr("_rels/.rels", RELATIONS)
        docx.writestr(
            "word/document.xml", f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
        )
    before = (spring / "letter.md").read_text(encoding="utf-8")
    opened.locator("#tab-write").click()
    opened.locator("details.import summary").click()
    opened.locator("#import-as").select_option("letter")
    opened.locator("#import-file").set_input_files(letter)
    expect(opened.locator(".seen")).to_contain_text("We write about the press law.")
    assert (spring / "letter.md").read_text(encoding="utf-8") == before
    opened.get_by_role("button", name="Write it").click()
    expect(opened.locator("#pages")).to_contain_text("We write about the press law.")


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def test_what_cannot_be_imported_is_said_kindly(opened: Page, tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(b"\x89PNG")
    opened.locator("#tab-write").click()
    opened.locator("details.import summary").click()
    opened.locator("#import-file").set_input_files(file)
    expect(opened.locator("details.import .card.error")).to_contain_text("cannot be imported here")


def test_changes_are_filtered_and_approved_by_group(opened: Page, spring: Path) -> None:
    assert letterpack.build(spring).ok
    letter, people = spring / "letter.md", spring / "addressees.yaml"
    letter.write_text(letter.read_text(encoding="utf-8").replace("without fear", "without any fear"), encoding="utf-8")
    people.write_text(people.read_text(encoding="utf-8").replace("1 Example Square", "9 Example Square"), encoding="utf-8")
    expect(opened.locator("#pages")).to_contain_text("without any fear")
    opened.locator("#tab-changes").click()
    opened.locator("#reviewer").fill("Ada")
    opened.get_by_role("button", name="Since the last build").click()
    cards = opened.locator("#panel-changes .card", has=opened.get_by_role("button", name="Approve this change"))
    expect(cards).to_have_count(2)
    opened.locator("#change-kind").select_option("address")
    expect(cards).to_have_count(1)
    opened.locator("#change-kind").select_option("")
    opened.locator("#find-change").fill("fear")
    expect(cards).to_have_count(1)
    opened.locator("#find-change").fill("")
    cards.filter(has_text="9 Example").get_by_role("button", name="Approve this change").click()
    address, words = cards.filter(has_text="9 Example"), cards.filter(has_text="any")
    expect(address).to_contain_text("✓ Approved by Ada")
    # An approval is of a change; a packet waits for its others.
    expect(address).to_contain_text("2 packets have other changes to approve")
    assert letterpack.read_review(spring).approvals == ()
    opened.locator("#only-open").check()
    expect(cards).to_have_count(1)
    words.get_by_role("button", name="Comment", exact=True).click()
    opened.keyboard.type("Why any?")
    words.get_by_role("button", name="Add the comment").click()
    expect(words.locator(".card")).to_contain_text("Why any?")
    assert not Axe().run(opened).response["violations"]
    words.get_by_role("button", name="Approve this change").click()
    expect(cards).to_have_count(0)
    review = letterpack.read_review(spring)
    assert {each.packet for each in review.approvals} == {"minister-of-justice", "prosecutor-general"}
    proof = letterpack.proof(spring)
    assert {each.sha256 for each in review.approvals} == {
        packet.reading_sha256 for packet in map(proof.packet, seen(proof)) if packet
    }
    (remark,) = review.comments
    assert (remark.packet, remark.text) == ("", "Why any?") and "without [any] fear" in remark.change
    assert len(review.changes) == 2


def seen(proof: letterpack.Proof) -> list[str]:
    return [entry.id for entry in proof.entries]


def test_a_colleagues_review_is_added(opened: Page, spring: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "review.yaml"
    theirs.write_text('comments:\n  - {id: "abc", by: "Zoe", on: "2026-01-01", text: "Which office?"}\n', encoding="utf-8")
    opened.locator("#tab-changes").click()
    opened.locator("#review-file").set_input_files(theirs)
    expect(opened.locator("#panel-changes .card.warning")).to_contain_text("Which office?")
    assert [each.by for each in letterpack.read_review(spring).comments] == ["Zoe"]
