"""What stands in few documents: each becomes something, or is said to be left out."""

from __future__ import annotations

import pytest

from tests.intake.test_letter_import import PNG, body, refused, taken
from tests.intake.test_letter_kinds import odt, region
from tests.intake.word_files import SPACES, complex_field, paragraph, run, word

X = run("x")


def drawn(inside: str) -> str:
    """A run with a drawing of Word."""
    return f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr="Seal"/>{inside}</wp:inline></w:drawing></w:r>'


def picture(name: str) -> str:
    return drawn(f'<a:graphic><a:blip r:embed="{name}"/></a:graphic>')


CHART = drawn('<a:graphic><a:graphicData><c:chart r:id="chart1"/></a:graphicData></a:graphic>')
DIAGRAM = drawn('<a:graphic><a:graphicData><dgm:relIds r:dm="none"/></a:graphicData></a:graphic>')
CHARTS = {"chart1": ("chart", f"<c:chartSpace {SPACES}><a:t>Cases per year</a:t></c:chartSpace>")}


def cell(*inside: str) -> str:
    return f"<w:tc>{''.join(inside)}</w:tc>"


def table(*rows: tuple[str, ...]) -> str:
    return f"<w:tbl>{''.join('<w:tr>' + ''.join(row) + '</w:tr>' for row in rows)}</w:tbl>"


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


ODD_WORD = {
    "letters as a picture": (
        paragraph(f'<w:r><w:pict><v:shape><v:textpath string="Freedom"/></v:shape></w:pict></w:r>{X}'),
        "x",
        [("WordArt", "Freedom")],
    ),
    "picture that is not there": (paragraph(picture("none") + X), "x", [("picture that is not in the document", "Seal")]),
    "line and shape": (
        paragraph(f'<w:r><w:pict><v:rect o:hr="t"/></w:pict></w:r><w:r><w:pict><v:shape/></w:pict></w:r>{X}'),
        "x",
        [("line", ""), ("shape", "")],
    ),
    "object": (
        paragraph(f'<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>{X}'),
        "x",
        [("embedded object", "Excel.Sheet.12")],
    ),
    "charts": (
        paragraph(CHART + DIAGRAM + CHART + X),
        "x",
        [("chart", "Cases per year"), ("SmartArt", ""), ("chart", "Cases per year")],
    ),
    "document within": (paragraph("one") + '<w:altChunk r:id="c"/>', "one", [("document within the document", "")]),
    "alternatives of paragraphs": (
        f"<mc:AlternateContent><mc:Choice>{paragraph('new')}</mc:Choice><mc:Fallback>{paragraph('old')}</mc:Fallback>"
        f"</mc:AlternateContent><mc:AlternateContent><mc:Fallback>{paragraph('only')}</mc:Fallback></mc:AlternateContent>",
        "new\n\nonly",
        [],
    ),
    "alternatives of runs": (
        paragraph(
            f"<mc:AlternateContent><mc:Choice>{run('new')}</mc:Choice><mc:Fallback>{run('old')}</mc:Fallback>"
            f"</mc:AlternateContent><mc:AlternateContent><mc:Fallback>{run(' only')}</mc:Fallback></mc:AlternateContent>"
        ),
        "new only",
        [],
    ),
    "around paragraphs": (f"<w:customXml>{paragraph('in')}</w:customXml><w:sdt><w:sdtPr/></w:sdt>", "in", []),
    "breaks": (
        paragraph("one") + paragraph("two", "<w:pageBreakBefore/>") + paragraph("three", "<w:sectPr/>"),
        "one\n\ntwo\n\nthree",
        [("page break", ""), ("section break", "")],
    ),
    "field for an address": (
        paragraph(complex_field("ADDRESSBLOCK", "1 Example Square") + X),
        "x",
        [("field ADDRESSBLOCK (letterpack prints the address and the salutation itself)", "1 Example Square")],
    ),
    "field without a name": (paragraph(complex_field("", "shown")), "shown", []),
    "field with texts around it": (
        paragraph(complex_field('MERGEFIELD Title \\b "Dear " \\f ", "', "Minister")),
        "{{ addressee.title }}",
        [
            ("what `Title` was last filled with", "Minister"),
            ("texts around `Title`, which are printed only if it is filled", "Dear  , "),
        ],
    ),
    "links within": (
        paragraph(complex_field("HYPERLINK \\l part2", "see") + f'<w:hyperlink w:anchor="b">{run(" below")}</w:hyperlink>'),
        "see below",
        [("link within the document", "part2 below")],
    ),
    "signs": (
        paragraph('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:noBreakHyphen/><w:dayLong/><w:t>x</w:t></w:r>'),
        "\u2011x",
        [("symbol", "Wingdings F0FC"), ("field", "dayLong")],
    ),
    "field over two paragraphs": (
        paragraph(f"{mark('begin')}<w:r><w:instrText>QUOTE</w:instrText></w:r>{mark('separate')}{run('one')}")
        + paragraph(f"{run('two')}{mark('end')}{run(' after')}"),
        "one\n\ntwo after",
        [("field QUOTE", "QUOTE")],
    ),
    "marks of fields that are none": (
        paragraph(f"{mark('separate')}{run('all')}{mark('end')}{mark('')}{run(' words')}{mark('end')}"),
        "all words",
        [],
    ),
    "field that shows nothing": (
        paragraph(f"{mark('begin')}<w:r><w:instrText>MERGEFIELD Title</w:instrText></w:r>{mark('end')}{X}"),
        "{{ addressee.title }}x",
        [],
    ),
    "references to what is not there": (
        paragraph(f'<w:r><w:footnoteReference w:id="9"/><w:endnoteReference w:id="9"/></w:r>{X}'),
        "x",
        [],
    ),
    "reading without its characters": (
        paragraph(f"<w:r><w:ruby><w:rt>{run('over')}</w:rt></w:ruby></w:r>{X}"),
        "x",
        [("reading beside characters", "over")],
    ),
    "control without a name": (
        paragraph(f"<w:sdt><w:sdtContent>{run('kept')}</w:sdtContent></w:sdt><w:sdt><w:sdtPr/></w:sdt>{X}"),
        "keptx",
        [],
    ),
    "prompt that has no name": (
        paragraph(f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt>{X}"),
        "x",
        [("prompt of the content control ``", "Click here")],
    ),
    "table in a cell": (
        table(
            (cell(paragraph("a"), table((cell(paragraph("b")),)), paragraph("")), cell(paragraph("c"))),
            (cell(paragraph("d")), cell(paragraph("e"))),
        ),
        "| a b | c |\n|---|---|\n| d | e |",
        [("frame around paragraphs", "b\n"), ("paragraphs of a cell, which become one", "")],
    ),
}


@pytest.mark.parametrize(("xml", "text", "left"), ODD_WORD.values(), ids=ODD_WORD)
def test_of_word(xml: str, text: str, left: list[tuple[str, str]]) -> None:
    made = taken(word(xml, CHARTS))
    assert body(made) == text
    assert [(each.kind, each.words) for each in made.left_out] == left


def test_a_picture_within_a_line_stands_below_it() -> None:
    made = taken(word(paragraph(run("before ") + picture("a.png") + run(" after")), {}, {}, **{"a.png": PNG}))
    assert body(made) == "before after\n\n![Seal](pictures/picture-1.png)"
    assert [each.kind for each in made.left_out] == ["place of a picture within a line: it stands below the paragraph"]


ODD_ODT = {
    "pictures and shapes": (
        '<text:p>x</text:p><draw:frame><draw:image xlink:href="Pictures/none.png"/></draw:frame>'
        "<draw:custom-shape><text:p>A star</text:p></draw:custom-shape>",
        "x",
        [("picture that is not in the document", "Pictures/none.png"), ("shape", "A star")],
    ),
    "box beside the text": (
        "<text:p>x</text:p><draw:frame><draw:text-box><text:p>aside</text:p></draw:text-box></draw:frame>",
        "x",
        [("text box", "aside")],
    ),
    "index": (
        "<text:p>x</text:p><text:alphabetical-index><text:p>Words of it</text:p></text:alphabetical-index>",
        "x",
        [("alphabetical-index", "Words of it")],
    ),
    "spaces": ('<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:meta>m</text:meta></text:p>', "a b cm", []),
    "readings": (
        "<text:p><text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>かんじ</text:ruby-text></text:ruby></text:p>",
        "漢字",
        [("reading beside characters", "かんじ")],
    ),
    "links": (
        '<text:p><text:a xlink:href="#part">within</text:a> <text:a xlink:href="https://example.org">out</text:a></text:p>',
        "within [out](https://example.org)",
        [("link within the document", "within")],
    ),
    "endnote": (
        '<text:p>x<text:note text:note-class="endnote"><text:note-body><text:p>end</text:p></text:note-body>'
        "</text:note></text:p>",
        "x[^1]\n\n[^1]: end",
        [("endnotes, which become footnotes", "")],
    ),
    "heads of a list": (
        "<text:list><text:list-header><text:p>head</text:p></text:list-header><text:list-item><text:p>one</text:p>"
        "</text:list-item><text:list-header><text:p>between</text:p></text:list-header><text:list-item/></text:list>",
        "- head\n\n- one\n\n  between",
        [],
    ),
    "merged cells": (
        '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>a</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row><table:table-row><table:table-cell><text:p>b</text:p></table:table-cell>"
        "<table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>",
        "| a |  |\n|---|---|\n| b | c |",
        [("merged cells, which become one filled and others empty", "")],
    ),
    "hidden text": (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
        '<text:p>a<text:span text:style-name="H"> secret</text:span></text:p>',
        "a",
        [("hidden text", "secret")],
    ),
    "colored text": (
        '<style:style style:name="R" style:family="text"><style:text-properties fo:color="#ff0000"/></style:style>'
        '<text:p>a<text:span text:style-name="R"> red</text:span></text:p>',
        "a red",
        [("colored text", " red")],
    ),
    "page break": (
        '<style:style style:name="N" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>'
        '<text:p>a</text:p><text:p text:style-name="N">b</text:p>',
        "a\n\nb",
        [("page break", "")],
    ),
    "a frame around nothing": ("<text:p>x</text:p><draw:frame/>", "x", [("shape", "")]),
    "a field as it was last filled": (
        '<text:p>x <text:database-display text:column-name="Title">Minister</text:database-display></text:p>',
        "x {{ addressee.title }}",
        [("what `Title` was last filled with", "Minister")],
    ),
    "sections within sections": ("<text:section><text:section><text:p>x</text:p></text:section></text:section>", "x", []),
    "rows of nothing": ("<text:p>x</text:p><table:table/><text:list/>", "x", []),
    "changes of nobody": ('<text:p>a<text:change text:change-id="none"/>b</text:p>', "ab", []),
    "a comment that does not end": (
        '<text:p>We <office:annotation office:name="n"><text:p>Sure?</text:p></office:annotation>ask</text:p>',
        "We ask",
        [("comment by somebody", "Sure?")],
    ),
}


@pytest.mark.parametrize(("xml", "text", "left"), ODD_ODT.values(), ids=ODD_ODT)
def test_of_libreoffice(xml: str, text: str, left: list[tuple[str, str]]) -> None:
    made = taken(odt(xml), comment="drop", name="letter.odt")
    assert body(made) == text
    assert [(each.kind, each.words) for each in made.left_out] == left


POINT = '<text:change text:change-id="c1"/>'
TAKEN_OUT = {
    "spans": ("<text:p>x <text:span>y</text:span></text:p>", f"<text:p>a <text:span>b</text:span>{POINT} d</text:p>", "a bx y d"),
    "spans of two paragraphs": (
        "<text:p>x</text:p><text:p><text:span>z</text:span></text:p>",
        f"<text:p>a {POINT}<text:span>c</text:span> d</text:p>",
        "a x\n\nzc d",
    ),
    "the beginning": ("<text:p>x</text:p>", f"<text:p>{POINT} d</text:p>", "x d"),
    "nothing": ("", f"<text:p>c{POINT} d</text:p>", "c d"),
    "a table": (
        "<table:table><table:table-row><table:table-cell><text:p>q</text:p></table:table-cell></table:table-row></table:table>",
        f"<text:p>a</text:p>{POINT}<text:p>b</text:p>",
        "a\n\n| q |\n|---|\n\nb",
    ),
}


@pytest.mark.parametrize(("gone", "around", "text"), TAKEN_OUT.values(), ids=TAKEN_OUT)
def test_what_was_deleted_is_back_where_it_is_rejected(gone: str, around: str, text: str) -> None:
    tracked = f"<text:tracked-changes>{region('c1', 'deletion', gone)}</text:tracked-changes>"
    assert body(taken(odt(tracked + around), "reject", name="letter.odt")) == text


START, END = '<text:change-start text:change-id="c1"/>', '<text:change-end text:change-id="c1"/>'
PUT_IN = {
    "a whole paragraph": (f"<text:p>one</text:p><text:p>{START}two</text:p><text:p>three{END}</text:p>", "one"),
    "a span": (f"<text:p>{START}<text:span>two</text:span>{END} tail</text:p>", "tail"),
    "without an end": (f"<text:p>one {START}two</text:p>", "one two"),
}


@pytest.mark.parametrize(("around", "text"), PUT_IN.values(), ids=PUT_IN)
def test_what_was_inserted_is_gone_where_it_is_rejected(around: str, text: str) -> None:
    tracked = f"<text:tracked-changes>{region('c1', 'insertion')}</text:tracked-changes>"
    assert body(taken(odt(tracked + around), "reject", name="letter.odt")) == text


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("13/03/2026", "2026-03-13"),
        ("03/13/2026", "2026-03-13"),
        ("3/3/2026", "2026-03-03"),
        ("04.03.2026", "2026-03-04"),
        ("2026-03-04", "2026-03-04"),
        ("2026年3月4日", "2026-03-04"),
        ("04/03/2026", None),  # Of March or of April
        ("31.02.2026", None),
    ],
)
def test_a_date_of_figures_is_taken_where_it_is_plain(line: str, day: str | None) -> None:
    letter = f"Paris, {line}\n\nDear Minister,\n\n{'long words ' * 9}\n\nSincerely,\nAda\n"
    front = taken(letter.encode(), name="letter.txt").front
    assert (front.get("date"), front.get("place")) == (day, "Paris" if day else None)


def test_lines_with_a_label() -> None:
    above = "Subject: Release of Jane Example\n\nOur ref: AB-12\n\nDear Minister,\n\nWe write.\n\n"
    below = "Sincerely,\n\nAda Sample\n\ncc: the press\n\nEnclosures\n\nA list\n"
    made = taken((above + below).encode(), name="letter.txt")
    assert (made.front["subject"], made.front["reference"]) == ("Release of Jane Example", "AB-12")
    assert [each.lines for each in made.proposals] == [("Ada Sample",), ("the press",), ("A list",)]
    assert made.left_out == ()
    under = taken(b"Dear Minister,\n\nRe: the case of Jane Example\n\nWe write.\n", name="letter.txt")
    assert (under.front["subject"], body(under)) == ("the case of Jane Example", "We write.")


def test_a_date_above_a_letter_without_a_salutation() -> None:
    made = taken(f"Paris, 4 March 2026\n\n{'long words ' * 30}".encode(), name="letter.txt")
    assert (made.front["date"], made.front["place"]) == ("2026-03-04", "Paris")
    assert body(made) == ("long words " * 30).strip()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("letter.doc", b"x", "is not a kind of document that is read: `.doc`"),
        ("letter.html", b"", "is empty"),
        ("letter.odt", b"PK", "is damaged: its directory cannot be read"),
        ("letter.rtf", b"{\\rtf1 " + b"{" * 120, "has groups more than 100 deep, which no letter has"),
    ],
)
def test_what_is_no_letter_is_refused(name: str, data: bytes, said: str) -> None:
    (told,) = refused(data, name)
    assert told == f"LP118 {name}: `{name}` {said}"
