"""Comparisons as they are told: what a change brings with it, what could not be compared, and what is too much to be told."""

from __future__ import annotations

import pytest

from letterpack.model.change import Change, Comparison, Consequence, Group, Located, PacketChanges, ProductChanges
from letterpack.render.changes import changes_markdown, changes_text
from letterpack.render.junit import changes_junit
from letterpack.review import groups
from letterpack.review.groups import Grouper, Ranker
from letterpack.review.telling import headline

NAME = Change("text", "paragraph", "three", "four", page=1, lead="We name", trail="people.")
COUNT = Change("text", "count", "3", "4")
ROW = Change("text", "row P1", "a", "b")
FOLLOWING = tuple([Consequence(Change("moved", f"line {index}", "", "", dy_mm=2.0), ("P1", "P2")) for index in range(5)])
GROUP = Group(NAME, ("P1", "P2"), follows=(Consequence(COUNT, ("P1",)), *FOLLOWING), numbers=(0,))
ALL = Comparison(
    "old",
    "new",
    (Change("text", "letter.md: subject", "", "Release", note="new"),),
    (
        PacketChanges("P1", "Ada", "changed", (Located(NAME, follows=(Located(COUNT),)),), (1, 2)),
        PacketChanges("P2", "Bo", "changed", (Located(NAME),), (1, 1)),
        PacketChanges("P3", "Cy", "failed", why="it is damaged"),
        PacketChanges("P4", "Di", "identical", pages=(1, 1)),
    ),
    (GROUP,),
    ("fonts were not looked at",),
    products=(
        ProductChanges("mailing-list", "the mailing list", "list.csv", "changed", (ROW,) * 21, 4, ("its head is new",)),
        ProductChanges("print-run", "the print run", "run.pdf", "failed", notes=("it is locked",)),
        ProductChanges("labels", "labels", "labels.pdf", "identical"),
    ),
)
NOTHING = Comparison("old", "new", (), (PacketChanges("P1", "Ada", "identical"),), ())


def test_in_a_terminal() -> None:
    lines = list(changes_text(ALL))
    assert lines[:8] == [
        "sources",
        "letter.md: subject (new)",
        "  + Release",
        "",
        "2 packets: paragraph",
        "    We name [-three-]{+four+} people.",
        "  with it, P1: count: 3 → 4",
        "  with it: line 0 moved 2.0 mm down",
    ]
    assert "  … and 1 more with it" in lines
    assert "  … and 5 more changes in it" in lines
    assert "  its head is new" in lines
    assert lines[-5:] == [
        "P3  failed         it is damaged",
        "P1  changed        1 → 2 pages · Ada",
        "P2  changed        Bo",
        "1 failed · 2 changed · 1 identical",
        "note: fonts were not looked at",
    ]
    assert list(changes_text(NOTHING)) == ["the same: 1 identical"]


def test_in_a_terminal_with_colors() -> None:
    lines = list(changes_text(ALL, colour=True))
    assert "    We name \x1b[31m[-three-]\x1b[0m\x1b[32m{+four+}\x1b[0m people." in lines
    assert "\x1b[1;31mP3  failed         it is damaged\x1b[0m" in lines
    assert lines[-2] == "1 failed · 2 changed · 1 identical"


def test_for_a_pull_request() -> None:
    told = changes_markdown(ALL)
    for line in (
        "### letterpack diff: 1 failed · 2 changed · 1 identical",
        "- ❌ **P3 could not be compared**: it is damaged",
        "- **paragraph** in 2 packets (P1, P2, …): We name <del>three</del> → <ins>four</ins> people.",
        "  - with it: count in P1: <del>3</del> → <ins>4</ins>",
        "  - … and 1 more with it",
        "  - … and 5 more in it",
        "  - _its head is new_",
        "| P1 | changed | 1 → 2 | Ada |",
        "| P2 | changed | 1 | Bo |",
    ):
        assert line in told.splitlines()
    assert changes_markdown(NOTHING) == "### letterpack diff: No differences\n\n`old` → `new`\n"


def test_for_a_build_server() -> None:
    told = "\n".join(changes_junit(ALL))
    assert '<testsuites name="letterpack" tests="7" failures="3" errors="2">' in told
    assert 'name="P3">\n      <error type="failed" message="it is damaged"/>' in told
    assert 'name="run.pdf">\n      <error type="failed" message="it is locked"/>' in told
    assert 'name="labels.pdf"/>' in told
    assert "\n  count: [-3-] {+4+}</failure>" in told


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change("moved", "date", "", "", dx_mm=0.2), "date moved 0.2 mm right"),
        (Change("moved", "date", "", "", dx_mm=-3.0, dy_mm=-1.0), "date moved 3.0 mm left and 1.0 mm up"),
        (Change("moved", "date", "", "", dy_mm=0.01), "date moved to another page"),
        (Change("moved", "paragraph", "160.0 mm wide", "158.0 mm wide"), "paragraph set otherwise"),
        (Change("font", "font", "", ""), "font"),
        (Change("font", "size", "", ""), "font: size"),
        (Change("pages", "an enclosure", "", ""), "pages: an enclosure"),
    ],
)
def test_a_change_in_few_words(change: Change, said: str) -> None:
    assert headline(change) == said


def test_changes_that_nobody_can_look_at_are_counted_by_their_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "MOST_GROUPS", 2)
    grouper = Grouper(Ranker())
    for number in range(5):
        change = Change("text", "paragraph", f"old {number}", f"new {number}")
        grouper.add(PacketChanges(f"P{number}", "", "changed", (Located(change),)))
    told = grouper.groups()
    assert [(each.change.after, len(each.packets)) for each in told] == [("", 3), ("new 0", 1), ("new 1", 1)]
    assert told[0].change.note == "more of this kind, all different: its packets say which"


def test_a_harmless_change_comes_last() -> None:
    grouper = Grouper(Ranker())
    odd, plain = Change("invisible", "address", "é", "é"), Change("font", "size", "1", "2")
    grouper.add(PacketChanges("P0", "", "changed", (Located(odd, harmless=True), Located(plain))))
    assert [each.change for each in grouper.groups()] == [plain, odd]
