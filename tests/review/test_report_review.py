"""What reviewers say in the report becomes the campaign's review.yaml: comments, filters, and a first review."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import letterpack
from letterpack.starter import start_campaign
from tests.installed import module

playwright = module("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Browser, Page, expect  # noqa: E402

from tests.review.browser import Watch, browser, patient, wait_until_stored  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
NAME = 'Ada "Ä" <b>{x}</b>: #1'
REMARK = 'Is "this" right?\n- yes: {no}\u2028 # <img src=x>'


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    """A campaign with one word changed since its build."""
    folder = tmp_path / "spring"
    start_campaign(folder, date(2026, 3, 2))
    assert letterpack.build(folder).ok
    letter = folder / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("without fear", "without any fear"), encoding="utf-8")
    people = folder / "addressees.yaml"
    people.write_text(people.read_text(encoding="utf-8").replace("1 Example Square", "9 Example Square"), encoding="utf-8")
    return folder


@pytest.fixture
def page(chromium: Browser, spring: Path) -> Iterator[Page]:
    report = spring.parent / "review.html"
    letterpack.diff(letterpack.Rendered(spring), spring).write_report(report)
    opened = shown(chromium, report)
    yield opened
    opened.context.close()


def shown(chromium: Browser, report: Path) -> Page:
    opened = patient(chromium.new_context(viewport={"width": 1360, "height": 900}, accept_downloads=True)).new_page()
    opened.watched = Watch(opened)  # type: ignore[attr-defined]
    opened.goto(report.as_uri())
    return opened


def exported(page: Page) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export review.yaml").click()
    path = waiting.value.path()
    return Path(path).read_text(encoding="utf-8")


def test_marks_and_comments_become_the_campaigns_review(page: Page, spring: Path) -> None:
    page.get_by_role("button", name="Export review.yaml").click()
    expect(page.locator("#exported")).to_contain_text("Write your name first")
    page.locator("#reviewer").fill(NAME)
    card = page.locator(".card", has_text="any").first
    card.get_by_role("button", name="Comment").click()
    card.locator("textarea").fill(REMARK)
    card.get_by_role("button", name="Add the comment").click()
    for box in page.locator("[data-mark]").all():
        box.check()
    review = letterpack.merge_review(spring, exported(page))
    assert {(each.packet, each.by) for each in review.approvals} == {("minister-of-justice", NAME), ("prosecutor-general", NAME)}
    (comment,) = review.comments
    assert comment.by == NAME and comment.text.endswith(REMARK.strip())
    proof = letterpack.proof(spring)
    for each in review.approvals:
        packet = proof.packet(each.packet)
        assert packet is not None and packet.reading_sha256 == each.sha256
    assert letterpack.merge_review(spring, exported(page)) == review
    assert page.watched.errors == []  # type: ignore[attr-defined]


def test_a_packet_is_approved_only_with_all_its_changes_by_one_reviewer(page: Page, spring: Path) -> None:
    page.locator("#reviewer").fill("Ada")
    page.locator("[data-mark]").first.check()
    page.locator("#reviewer").fill("Ben")
    page.locator("[data-mark]").last.check()
    by_packet = {each.packet: each.by for each in letterpack.merge_review(spring, exported(page)).approvals}
    assert len(by_packet) <= 1 and "minister-of-justice" not in by_packet


def test_changes_are_filtered_by_kind_words_and_marks(page: Page) -> None:
    cards, shown_now = page.locator(".card"), page.locator(".card:visible")
    assert cards.count() >= 2
    page.locator("#change-kind").select_option("address")
    expect(shown_now).to_have_count(1)
    page.locator("#change-kind").select_option("")
    page.locator("#find-change").fill("any")
    expect(shown_now).to_have_count(1)
    page.locator("#find-change").fill("")
    page.locator("#reviewer").fill("Ada")
    page.locator("[data-mark]").first.check()
    page.locator("#only-open").check()
    expect(shown_now).to_have_count(cards.count() - 1)
    expect(page.locator("#changes-found")).to_contain_text("shown")
    assert not Axe().run(page).response["violations"]


def test_comments_stay_in_their_own_report(page: Page, chromium: Browser, spring: Path) -> None:
    page.locator("#reviewer").fill("Ada")
    page.locator(".card").first.get_by_role("button", name="Comment").click()
    page.locator(".card textarea").fill("Only here")
    page.get_by_role("button", name="Add the comment").first.click()
    wait_until_stored(page, "letterpack-remarks:")
    page.reload()
    expect(page.locator(".card").first.get_by_role("button", name="Comments (1)")).to_be_visible()
    letter = spring / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("at once", "now"), encoding="utf-8")
    other = spring.parent / "review.html"
    letterpack.diff(letterpack.Rendered(spring), spring).write_report(other)
    page.reload()
    expect(page.locator(".card .comment", has_text="(1)")).to_have_count(0)


def test_a_first_review_shows_every_page(chromium: Browser, spring: Path) -> None:
    report = spring.parent / "first.html"
    command = [sys.executable, "-m", "letterpack", "diff", "--first", str(spring), "--html", str(report)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1 and "2 new" in done.stdout, done.stderr
    packet = letterpack.proof(spring).packet("minister-of-justice")
    pages = len(packet.pages) if packet else 0
    page = shown(chromium, report)
    page.locator("[data-show]").first.click()
    expect(page.locator("#v-stage figure")).to_have_count(pages)
    page.locator("#reviewer").fill("Ada")
    page.locator("[data-mark]").first.check()
    review = letterpack.merge_review(spring, exported(page))
    assert {each.packet for each in review.approvals} == {"minister-of-justice", "prosecutor-general"}
    assert not Axe().run(page).response["violations"]
    page.context.close()


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_seal_is_compared_with_from_the_build_or_from_git(tmp_path: Path) -> None:
    folder = tmp_path / "spring"
    start_campaign(folder, date(2026, 3, 2))
    with pytest.raises(letterpack.CannotCompare, match="no seal"):
        letterpack.diff(letterpack.Sealed(folder), folder)
    letter = folder / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("status: draft", "status: final"), encoding="utf-8")
    assert letterpack.build(folder).ok
    letterpack.seal(folder, by="Ada", on=date(2026, 3, 3))
    assert letterpack.diff(letterpack.Sealed(folder), folder).same
    git(folder, "init", "-q")
    (folder / ".gitignore").write_text("build/\n", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "sealed")
    letter.write_text(letter.read_text(encoding="utf-8").replace("without fear", "without any fear"), encoding="utf-8")
    git(folder, "commit", "-qam", "changed")
    assert len(letterpack.diff(letterpack.Sealed(folder), folder).groups) == 1
    assert letterpack.build(folder).ok
    assert len(letterpack.diff(letterpack.Sealed(folder), folder).groups) == 1
    shutil.rmtree(folder / ".git")
    with pytest.raises(letterpack.CannotCompare, match="not here"):
        letterpack.diff(letterpack.Sealed(folder), folder)


@pytest.mark.parametrize(
    "text", ["approvals: {", "x: 1", "approvals:\n- {packet: a}", "\0", "[" * 5_000, "comments: [{id: a, by: b, on: x, text: y}]"]
)
def test_what_is_no_review_is_refused_and_nothing_is_written(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "spring"
    start_campaign(folder, date(2026, 3, 2))
    with pytest.raises(letterpack.LetterpackError):
        letterpack.merge_review(folder, text)
    assert not (folder / "review.yaml").exists()
