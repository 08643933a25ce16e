"""What stands in few documents: each becomes something, or is said to be left out."""

from __future__ import annotations

import pytest

from tests.intake.test_letter_import import PNG, body, refused, taken
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
        [("chart", ""), ("SmartArt", ""), ("chart", "")],
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
            ("texts around `Title`, which are printed only if it is filled", "Dear  ,"),
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
    greeting = "尊敬的部长：" if "年" in line else "Dear Minister,"
    letter = f"Paris, {line}\n\n{greeting}\n\n{'long words ' * 9}\n\nSincerely,\nAda\n"
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
        ("letter.wpd", b"x", "is not a kind of document that is read: `.wpd`"),
        ("letter.html", b"", "is empty"),
        ("letter.docx", b"PK", "is damaged: its directory cannot be read"),
    ],
)
def test_what_is_no_letter_is_refused(name: str, data: bytes, said: str) -> None:
    (told,) = refused(data, name)
    assert told == f"LP118 {name}: `{name}` {said}"
