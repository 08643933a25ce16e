"""What reviewers say: written as rows that git merges, read back as it was said, and asked for where a letter is final."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import letterpack
from letterpack.diagnostics import Report
from letterpack.formats.yaml.edits import scalar
from letterpack.formats.yaml.review import read_review, review_text
from letterpack.model.review import Approval, ApprovedChange, Comment, Review
from letterpack.starter import start_campaign
from tests.installed import program
from tests.worlds import DictWorld

DAY = date(2026, 11, 1)
SAID = st.text(min_size=1, max_size=60).filter(str.strip)
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
DIGESTS = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
APPROVALS = st.builds(Approval, packet=IDS, by=SAID, on=DAYS, sha256=DIGESTS)
MAYBE = st.one_of(st.just(""), SAID)
COMMENTS = st.builds(
    Comment, id=IDS, packet=st.one_of(st.just(""), IDS), by=SAID, on=DAYS, text=SAID, settled=MAYBE, change=MAYBE
)
CHANGES = st.builds(ApprovedChange, change=SAID, by=SAID, on=DAYS, sha256=DIGESTS)


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


def once(key: Callable[[Any], object], some: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(some, max_size=4, unique_by=key)


@given(
    once(lambda each: (each.packet, each.by, each.sha256), APPROVALS),
    once(lambda each: each.id, COMMENTS),
    once(lambda each: (each.sha256, each.by), CHANGES),
)
def test_what_is_written_is_read_as_it_was(
    approvals: list[Approval], comments: list[Comment], changes: list[ApprovedChange]
) -> None:
    review = Review(tuple(approvals), tuple(comments), tuple(changes))
    report = Report()
    read = read_review(DictWorld({"review.yaml": review_text(review)}), report)
    assert list(report) == [] and read is not None
    for name in ("approvals", "comments", "changes"):
        assert sorted(map(repr, getattr(read, name))) == sorted(map(repr, getattr(review, name)))
    assert review_text(read) == review_text(review)


@pytest.mark.parametrize("char", "\u202a\u202e\u2066\u2069")
def test_what_turns_letters_is_written_as_its_number(char: str) -> None:
    """A comment must not show the lines of the file in another order than they have."""
    text = f"a{char}b"
    said = review_text(Review((), (Comment("1", "", "Ada", DAY, text),)))
    assert char not in said
    read = read_review(DictWorld({"review.yaml": said}), Report())
    assert read is not None and read.comments[0].text == text
    for style in ("", "'", '"'):
        written = scalar(text, style, flow=False)
        assert char not in written and yaml.safe_load(written) == text


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


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run([program("git"), *who, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("begun", [False, True])
def test_git_merges_all_that_two_reviewers_say_on_two_branches(spring: Path, begun: bool) -> None:
    """With `review.yaml merge=union`, also where both approve the same, and settle the same comment."""
    seen, key = readings(spring), "a" * 64
    question = letterpack.comment(spring, "Why?", by="Zoe", on=DAY).comments[0].id if begun else ""
    (spring / ".gitattributes").write_text("review.yaml merge=union\n", encoding="utf-8")
    git(spring, "init", "-q", "-b", "main")
    git(spring, "add", ".")
    git(spring, "commit", "-qm", "Begin")
    for who in ("Ada", "Ben"):
        git(spring, "checkout", "-q", "-b", who, "main")
        letterpack.approve(spring, seen, by=who, on=DAY)
        letterpack.approve_changes(spring, {key: "paragraph: [a → b]"}, by=who, on=DAY)
        letterpack.comment(spring, f"{who} asks", by=who, on=DAY, change="paragraph: [a → b]")
        if question:
            letterpack.settle(spring, question, by=who)
        git(spring, "add", ".")
        git(spring, "commit", "-qm", who)
    git(spring, "merge", "-q", "-m", "Both", "Ada")
    review = letterpack.read_review(spring)
    assert {(each.packet, each.by) for each in review.approvals} == {(packet, who) for packet in seen for who in ("Ada", "Ben")}
    assert {each.by for each in review.changes} == {"Ada", "Ben"}
    assert {each.text for each in review.open_comments} == {"Ada asks", "Ben asks"}
    assert len(review.comments) == (3 if begun else 2)
    assert letterpack.merge_review(spring, (spring / "review.yaml").read_text(encoding="utf-8")).open_comments
    assert review_text(letterpack.read_review(spring)) == review_text(review)


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


@pytest.mark.parametrize("severity", ["note", "warning", "error", "off"])
def test_a_campaign_may_ask_for_a_review_that_nobody_has_begun(spring: Path, severity: str) -> None:
    (spring / "letterpack.yaml").write_text(f"rules: {{LP330: {severity}}}\n", encoding="utf-8")
    finish(spring)
    assert letterpack.build(spring).ok
    found = letterpack.check(spring, select=["LP330"]).findings
    assert [(each.severity, each.packet) for each in found] == (
        [] if severity == "off" else [(severity, packet) for packet in ("minister-of-justice", "prosecutor-general")]
    )
    if severity == "error":
        with pytest.raises(letterpack.NotSealed, match="not approved"):
            letterpack.seal(spring, by="Dee", on=DAY)


def test_a_change_is_approved_and_remarked_on(spring: Path) -> None:
    key, said = "b" * 64, "salutation:  [Dear Sir →\nDear Madam]"
    assert letterpack.approve_changes(spring, {key: said}, by="Ada", on=DAY).approvals == ()
    letterpack.approve_changes(spring, {key: said}, by=" Ada ", on=DAY)
    review = letterpack.comment(spring, "Sure?", by="Ben", on=DAY, change=said)
    plain = "salutation: [Dear Sir → Dear Madam]"
    assert [(each.change, each.by, each.sha256) for each in review.changes] == [(plain, "Ada", key)]
    assert [each.change for each in review.open_comments] == [plain]
    with pytest.raises(letterpack.LetterpackError, match="not a change"):
        letterpack.approve_changes(spring, {"x": said}, by="Ada", on=DAY)
    finish(spring)
    assert f"a comment of Ben ({plain}) is open: `Sure?`" in said_by_check(spring)


def test_a_review_never_grows_beyond_what_can_be_read(spring: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letterpack.comment(spring, "Which office?", by="Ada", on=DAY)
    before = (spring / "review.yaml").read_bytes()
    monkeypatch.setattr("letterpack.library.reviewing.MOST_YAML_BYTES", len(before) + 100)
    with pytest.raises(letterpack.LetterpackError, match="would be larger"):
        letterpack.comment(spring, "x" * 200, by="Ada", on=DAY)
    assert (spring / "review.yaml").read_bytes() == before


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
