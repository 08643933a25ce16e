"""What tags have wrong is said in words; sound ones have nothing wrong, and a tree that runs in circles is read to its end."""

from __future__ import annotations

import pytest

from letterpack.readback.foreign import ForeignObjects
from letterpack.readback.tags import Tags, document_faults, elements_below, number_tree, read_tags, tag_faults
from letterpack.readback.values import Ref, parse
from tests.enclosures.makers import hand_made

OBJECTS = ForeignObjects(hand_made([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]))


def tag(role: str, *kids: str, more: str = "") -> str:
    return f"<</S/{role}/K[{' '.join(kids)}]{more}>>"


def tags(*tops: str) -> Tags:
    return read_tags(OBJECTS, parse(f"<</K[{' '.join(tops)}]/RoleMap<</Said/Told/Told/P>>>>".encode())[0], [])


CELL, WORDS = tag("TD"), tag("Span")
HEAD = tag("TH", more="/A<</O/Table/Scope/Column>>")
TALL = tag("TD", more="/A<</O/Table/RowSpan 2>>")


@pytest.mark.parametrize(
    "tops",
    [
        [tag("Said"), tag("H1", WORDS), tag("H2", WORDS)],
        [tag("Sect", tag("H", WORDS)), tag("Sect", tag("H", WORDS))],
        [tag("Table", tag("Caption"), tag("THead", tag("TR", HEAD, HEAD)), tag("TBody", tag("TR", CELL, CELL)))],
        [tag("Table", tag("TR", TALL, CELL), tag("TR", CELL))],
        [tag("Table", tag("TR", CELL, TALL), tag("TR", CELL))],
        [tag("Note", more="/ID(a)"), tag("Note", more="/ID(b)")],
        [tag("L", tag("LI", tag("Lbl"), tag("LBody")))],
    ],
)
def test_sound_tags_have_nothing_wrong(tops: list[str]) -> None:
    assert tag_faults(OBJECTS, tags(*tops)) == ()


@pytest.mark.parametrize(
    ("tops", "said"),
    [
        ([tag("Odd")], "has a tag `Odd` that no reader knows"),
        ([tag("TR", CELL)], "has a tag TR in nothing"),
        ([tag("L", tag("P"))], "has a tag P right in L"),
        ([tag("Table", tag("THead", tag("TR", HEAD)))], "has a table with a head and no body"),
        ([tag("Table", tag("TBody", tag("TR", CELL)), tag("TR", CELL))], "has a table with rows beside its body"),
        (
            [tag("Table", tag("TBody", tag("TR", CELL)), tag("Caption"), tag("TBody", tag("TR", CELL)))],
            "has a table with a head, a foot or a caption out of place",
        ),
        ([tag("Table", tag("TBody"))], "has a table without rows"),
        ([tag("Table", tag("TR", CELL, CELL), tag("TR", CELL))], "has a table whose rows are not of one length"),
        ([tag("Table", tag("TR", CELL, CELL, TALL), tag("TR", CELL))], "has a table whose rows are not of one length"),
        ([tag("Table", tag("TR", TALL))], "has a table whose rows are not of one length"),
        ([tag("Table", tag("TR", tag("TH")))], "has a head of a table that does not say what it heads"),
        ([tag("H2", WORDS)], "has a first heading of level 2"),
        ([tag("H1", WORDS), tag("H3", WORDS)], "has a heading of level 3 below one of level 1"),
        ([tag("H1", WORDS), tag("H", WORDS)], "has headings with and without a level"),
        ([tag("Sect", tag("H", WORDS), tag("H", WORDS))], "has two headings without a level in one section"),
        ([tag("H1")], "has a heading without text"),
        ([tag("Figure")], "has a picture without alternative text"),
        ([tag("Note")], "has a note without an identifier"),
        ([tag("Note", more="/ID(a)"), tag("Note", more="/ID(a)")], "has two notes with one identifier"),
        ([tag("Link", WORDS)], "has a tag Link that leads nowhere"),
        ([tag("P", more="/Lang(of my own)")], "has a language `of my own` that is none"),
        ([tag("P", "<</Type/MCR/MCID 0>>")], "has contents on page 0 that do not lead to their tag"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_else(tops: list[str], said: str) -> None:
    assert tag_faults(OBJECTS, tags(*tops)) == (said,)


def test_a_file_that_doubts_its_own_tags_or_its_language() -> None:
    root, _ = parse(b"<</MarkInfo<</Suspects true>>/Lang(of my own)/ViewerPreferences<</DisplayDocTitle true>>>>")
    assert isinstance(root, dict)
    assert [*document_faults(OBJECTS, root)] == [
        "says of its own tags that they may be wrong",
        "has a language `of my own` that is none",
    ]


def test_a_tree_that_runs_in_circles_is_read_once() -> None:
    """Each node has itself below it twice: whoever read every path would never come to an end."""
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R/StructTreeRoot 3 0 R>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</K 4 0 R/ParentTree 5 0 R>>",
        b"<</S/Sect/K[4 0 R 4 0 R]>>",
        b"<</Nums[0 4 0 R]/Kids[5 0 R 5 0 R]>>",
    ]
    objects = ForeignObjects(hand_made(bodies))
    found = read_tags(objects, Ref(3, 0), [])
    assert len([*found.walk()]) <= 2
    assert len([*elements_below(objects, [Ref(4, 0), Ref(4, 0)])]) == 1
    assert number_tree(objects, Ref(5, 0)) == {0: Ref(4, 0)}
