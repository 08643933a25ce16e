"""What reviewers say: written as rows that git merges, read back as it was said, and asked for where a letter is final."""

from __future__ import annotations

import subprocess
import threading
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import letterpack
from letterpack.diagnostics import Report
from letterpack.formats.yaml.review import read_review, review_text
from letterpack.model.review import Approval, Comment, Review
from letterpack.starter import start_campaign
from tests.worlds import DictWorld

DAY = date(2026, 11, 1)
SAID = st.text(min_size=1, max_size=60).filter(str.strip)
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
DIGESTS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
APPROVALS = st.builds(Approval, packet=IDS, by=SAID, on=DAYS, sha256=DIGESTS)
COMMENTS = st.builds(
    Comment, id=IDS, packet=st.one_of(st.just(""), IDS), by=SAID, on=DAYS, text=SAID, settled=st.one_of(st.just(""), SAID)
)


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    folder = tmp_path / "spring"
    start_campaign(folder, date(2026, 3, 2))
    return folder


def readings(spring: Path) -> dict[str, str]:
    proof = letterpack.proof(spring)
    made = {entry.id: proof.packet(entry.id) for entry in proof.entries}
    return {name: packet.reading_sha256 for name, packet in made.items() if packet is not None}


def finish(spring: Path) -> None:
    letter = spring / "letter.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("status: draft", "status: final"), encoding="utf-8")
    assert "status: final" in letter.read_text(encoding="utf-8")


def said_by_check(spring: Path) -> list[str]:
    assert letterpack.build(spring).ok
    return [found.message for found in letterpack.check(spring, select=["LP330"]).findings]


@given(st.lists(APPROVALS, max_size=4), st.lists(COMMENTS, max_size=4, unique_by=lambda each: each.id))
def test_what_is_written_is_read_as_it_was(approvals: list[Approval], comments: list[Comment]) -> None:
    review = Review(tuple(approvals), tuple(comments))
    report = Report()
    read = read_review(DictWorld({"review.yaml": review_text(review)}), report)
    assert list(report) == [] and read is not None
    assert sorted(map(repr, read.approvals)) == sorted(map(repr, review.approvals))
    assert sorted(map(repr, read.comments)) == sorted(map(repr, review.comments))
    assert review_text(read) == review_text(review)


def test_every_row_is_a_line_and_sorted() -> None:
    approvals = [Approval(name, "Ada", DAY, "0" * 64) for name in ("c", "a", "b")]
    comments = [Comment(each, "", "Ada", DAY, "two\nlines") for each in ("2", "1")]
    lines = review_text(Review(tuple(approvals), tuple(comments))).splitlines()
    assert [line.split('"')[1] for line in lines if line.startswith("  - ")] == ["a", "b", "c", "1", "2"]


def test_git_merges_two_reviewers(tmp_path: Path) -> None:
    rows = [Approval(f"p{number}", "Ada", DAY, "0" * 64) for number in range(9)]
    texts = {
        "base": review_text(Review(tuple(rows[1:8:2]))),
        "ours": review_text(Review((*rows[1:8:2], rows[0]))),
        "theirs": review_text(Review((*rows[1:8:2], rows[6]))),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    merged = subprocess.run(
        ["git", "merge-file", "-p", "ours", "base", "theirs"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert merged.returncode == 0
    assert merged.stdout == review_text(Review((*rows[1:8:2], rows[0], rows[6])))


def test_an_approval_of_a_draft_holds_for_the_final_letter(spring: Path) -> None:
    letterpack.approve(spring, readings(spring), by="Ada Sample", on=DAY)
    finish(spring)
    assert said_by_check(spring) == []


def test_a_changed_word_and_a_new_packet_need_an_approval(spring: Path) -> None:
    letterpack.approve(spring, readings(spring), by="Ada Sample", on=DAY)
    finish(spring)
    people = spring / "addressees.yaml"
    people.write_text(people.read_text(encoding="utf-8").replace("2 Example Square", "3 Example Square"), encoding="utf-8")
    assert said_by_check(spring) == ["the packet `prosecutor-general` is not what Ada Sample approved on 2026-11-01"]
    changed = readings(spring)
    review = letterpack.approve(spring, {"prosecutor-general": changed["prosecutor-general"]}, by="Ada  Sample ", on=DAY)
    assert len(review.approvals) == 2
    assert said_by_check(spring) == []
    new = "bcc:\n  - {id: new, name: Nina Example, address: [4 Example Square, 1234 Sampleton], country: NO}\n"
    people.write_text(people.read_text(encoding="utf-8") + new, encoding="utf-8")
    assert "the packet `new` has no approval" in said_by_check(spring)


def test_a_draft_and_a_campaign_without_reviews_are_asked_for_nothing(spring: Path) -> None:
    letterpack.comment(spring, "Why?", by="Ben", on=DAY)
    assert said_by_check(spring) == []
    finish(spring)
    assert len(said_by_check(spring)) == 3
    (spring / "review.yaml").unlink()
    assert said_by_check(spring) == []


def test_a_comment_is_open_until_it_is_settled(spring: Path) -> None:
    review = letterpack.comment(spring, " Is this\nright? ", by="Ben", on=DAY, packet="prosecutor-general")
    (said,) = review.open_comments
    assert (said.text, said.packet, said.by) == ("Is this\nright?", "prosecutor-general", "Ben")
    assert list(letterpack.settle(spring, said.id, by="Ada").open_comments) == []
    with pytest.raises(letterpack.LetterpackError):
        letterpack.settle(spring, "nothing", by="Ada")


def test_the_seal_says_who_approved(spring: Path) -> None:
    seen = readings(spring)
    letterpack.approve(spring, seen, by="Ada", on=DAY)
    letterpack.approve(spring, dict(list(seen.items())[:1]), by="Ben", on=DAY)
    letterpack.approve(spring, dict.fromkeys(seen, "0" * 64), by="Cy", on=DAY)
    finish(spring)
    assert letterpack.build(spring).ok
    sealed = letterpack.seal(spring, by="Dee", on=DAY).seal
    assert [(each.by, each.packets) for each in sealed.approvals] == [("Ada", 2), ("Ben", 1)]
    assert '{"by": "Ada", "packets": 2}' in (spring / "seal.json").read_text(encoding="utf-8")
    assert [found.code for found in letterpack.check(spring).findings if found.severity == "error"] == []


def test_a_campaign_may_have_its_seal_wait_for_the_review(spring: Path) -> None:
    (spring / "letterpack.yaml").write_text("rules: {LP330: error}\n", encoding="utf-8")
    review = letterpack.comment(spring, "Why?", by="Ben", on=DAY)
    finish(spring)
    assert letterpack.build(spring).ok
    with pytest.raises(letterpack.NotSealed, match="comment of Ben"):
        letterpack.seal(spring, by="Dee", on=DAY)
    letterpack.settle(spring, review.comments[0].id, by="Ada")
    with pytest.raises(letterpack.NotSealed, match="not approved"):
        letterpack.seal(spring, by="Dee", on=DAY)
    letterpack.approve(spring, readings(spring), by="Ada", on=DAY)
    assert letterpack.seal(spring, by="Dee", on=DAY)


def test_reviewers_at_once_are_all_heard(spring: Path) -> None:
    threads = [
        threading.Thread(target=letterpack.comment, args=(spring, f"Remark {number}"), kwargs={"by": "A", "on": DAY})
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(letterpack.read_review(spring).comments) == 8


@pytest.mark.parametrize("by", ["", "  ", "x" * 201])
def test_a_reviewer_has_a_name(spring: Path, by: str) -> None:
    with pytest.raises(letterpack.LetterpackError, match="name"):
        letterpack.comment(spring, "Why?", by=by, on=DAY)
    assert not (spring / "review.yaml").exists()


@pytest.mark.parametrize("packets", [{"../x": "0" * 64}, {"a": "0"}, {"A B": "0" * 64}, {"a": "Z" * 64}])
def test_only_packets_are_approved(spring: Path, packets: dict[str, str]) -> None:
    with pytest.raises(letterpack.LetterpackError):
        letterpack.approve(spring, packets, by="Ada", on=DAY)


def test_nothing_is_written_over_a_review_that_cannot_be_read(spring: Path) -> None:
    (spring / "review.yaml").write_text("approvals: [", encoding="utf-8")
    with pytest.raises(letterpack.LetterpackError, match=r"review\.yaml:"):
        letterpack.comment(spring, "Why?", by="Ben", on=DAY)
    assert (spring / "review.yaml").read_text(encoding="utf-8") == "approvals: ["
