"""Strips at places become content: one flip, one mark for each stretch of one path, artifacts outside the document."""

from __future__ import annotations

import re

from letterpack.model.galley import Drawing, Mark, Strip, TagNode, shape_of
from letterpack.model.pdf import Fragment, Graphic, PdfObject
from letterpack.press.pdf.content import TaggedPath, content_of, indexes_of_marks

P, Q = (TagNode("P", "1"),), (TagNode("L", "2"), TagNode("LBody", "3"))
FOOT = (TagNode("Artifact", "foot", (("Type", "Pagination"), ("Subtype", "Footer"))),)
PICTURE = Graphic(100.0, 50.0, Fragment((PdfObject((b"<<>>",), is_stream=True),)), 0)


def strip(*marks: Mark, **more) -> Strip:
    return Strip(15.0, 0.0, 0.0, marks, **more)


def content(*placed, first: int = 0):
    return content_of(placed, 800.0, first, lambda _: "X0")


def test_y_is_turned_over_once() -> None:
    found = content((strip(Mark(5.0, 10.0, "(a)Tj", P)), 70.0, 100.0))
    assert "1 0 0 1 75.00 690.00 Tm (a)Tj" in found.operators


def test_lines_of_one_element_share_a_mark() -> None:
    lines = [(strip(Mark(0.0, 10.0, "(a)Tj", P)), 70.0, y) for y in (100.0, 115.0)]
    found = content(*lines, (strip(Mark(0.0, 10.0, "(b)Tj", Q)), 70.0, 130.0), first=4)
    assert found.tagged == [TaggedPath(P, is_empty=False), TaggedPath(Q, is_empty=False)]
    assert re.findall(r"/(\w+)<</MCID (\d+)>>BDC", found.operators) == [("P", "4"), ("LBody", "5")]


def test_an_element_without_text_is_there_and_has_no_content() -> None:
    line = strip(Mark(0.0, 10.0, "(a)Tj", P), Mark(0.0, 10.0, "", Q), Mark(5.0, 10.0, "(b)Tj", P))
    found = content((line, 70.0, 100.0))
    assert found.tagged == [TaggedPath(P, is_empty=False), TaggedPath(Q, is_empty=True)]
    assert (found.marked, found.operators.count("BDC")) == (1, 1)
    assert list(indexes_of_marks([line])) == [[0, 1, 0]]


def test_a_line_from_right_to_left_is_written_as_it_is_seen_and_numbered_as_it_is_read() -> None:
    before, behind = [strip(Mark(0.0, 10.0, f"({name})Tj", P)) for name in "xy"]
    line = strip(
        Mark(90.0, 10.0, "(a)Tj", P), Mark(50.0, 10.0, "(b)Tj", Q), Mark(0.0, 10.0, "(c)Tj", P), Mark(0.0, 22.0, "(d)Tj", P)
    )
    placed = [(each, 0.0, y) for each, y in ((before, 0.0), (line, 12.0), (behind, 40.0))]
    found = content(*placed, first=3)
    shown = re.findall(r"/(\w+)<</MCID (\d)>>BDC [^(]*\((\w)\)", found.operators)
    assert shown == [("P", "3", "x"), ("P", "6", "c"), ("LBody", "5", "b"), ("P", "4", "a"), ("P", "7", "d"), ("P", "8", "y")]
    assert [each.path for each in found.tagged] == [P, P, Q, P, P, P]
    assert list(indexes_of_marks([before, line, behind])) == [[0], [1, 2, 3, 4], [5]]
    words = found.operators.split()
    assert (words.count("BT"), words.count("ET"), words.count("EMC")) == (3, 3, 6)


def test_packets_share_a_plan_only_where_their_lines_run_alike() -> None:
    lines = [(strip(Mark(x, 10.0, "(a)Tj", P), Mark(50.0, 10.0, "(b)Tj", Q)),) for x in (0.0, 10.0, 90.0)]
    assert shape_of(lines[0]) == shape_of(lines[1]) != shape_of(lines[2])


def test_artifacts_have_no_number() -> None:
    found = content((strip(Mark(0.0, 10.0, "(1)Tj", FOOT)), 70.0, 780.0))
    assert found.tagged == []
    assert "/Artifact<</Type/Pagination/Subtype/Footer>>BDC" in found.operators


def test_everything_that_begins_ends() -> None:
    found = content(
        (strip(Mark(0.0, 10.0, "(a)Tj", P), vectors="0 0 m 9 9 l S"), 70.0, 100.0),
        (strip(drawings=(Drawing(0.0, 0.0, 50.0, 25.0, PICTURE, P),)), 70.0, 120.0),
        (strip(Mark(0.0, 10.0, "(b)Tj", FOOT)), 70.0, 780.0),
    )
    words = found.operators.split()
    assert words.count("BT") == words.count("ET") == 2
    assert found.operators.count("BDC") == words.count("EMC") == 4
    assert words.count("q") == words.count("Q") == 2


def test_a_drawing_is_scaled_into_its_box() -> None:
    found = content((strip(drawings=(Drawing(10.0, 5.0, 50.0, 25.0, PICTURE, ()),)), 70.0, 100.0))
    assert "q 0.50000 0 0 0.50000 80.00 670.00 cm /X0 Do Q" in found.operators
    assert found.tagged == []
