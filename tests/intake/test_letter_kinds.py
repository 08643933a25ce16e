"""Letters in OpenDocument, HTML, RTF, text and Markdown: what is decided, what becomes what, and that no word is lost."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.intake.letters.accounting import words_in, words_of_letter
from tests.intake.test_letter_import import body, refused, taken

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    [f'xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text", "table", "style")]
    + [f'xmlns:draw="{_ODF}drawing:1.0"', f'xmlns:fo="{_ODF}xsl-fo-compatible:1.0"']
    + ['xmlns:xlink="http://www.w3.org/1999/xlink"', 'xmlns:dc="http://purl.org/dc/elements/1.1/"']
)


def odt(text: str, header: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        styles = '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        looks = f"<office:automatic-styles>{styles}</office:automatic-styles>"
        inside = f"{looks}<office:body><office:text>{text}</office:text></office:body>"
        archive.writestr("content.xml", f"<office:document-content {SPACES}>{inside}</office:document-content>")
        page = f"<style:header>{header}</style:header>" if header else ""
        archive.writestr("styles.xml", f"<office:document-styles {SPACES}>{page}</office:document-styles>")
    return made.getvalue()


WHO = "<office:change-info><dc:creator>Ann</dc:creator><dc:date>2026-03-04T10:00:00</dc:date></office:change-info>"


def region(name: str, kind: str, inside: str = "") -> str:
    return f'<text:changed-region text:id="{name}"><text:{kind}>{WHO}{inside}</text:{kind}></text:changed-region>'


CHANGED = (
    f"<text:tracked-changes>{region('c1', 'deletion', '<text:p>consider</text:p>')}{region('c2', 'insertion')}"
    "</text:tracked-changes>"
    '<text:p>Please <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>order'
    '<text:change-end text:change-id="c2"/> it.</text:p>'
)
ACROSS = (
    f"<text:tracked-changes>{region('c1', 'deletion', '<text:p>one</text:p><text:p>two</text:p><text:p>three</text:p>')}"
    f"{region('c2', 'insertion')}</text:tracked-changes>"
    '<text:p>a <text:change text:change-id="c1"/> b</text:p>'
    '<text:p>c <text:change-start text:change-id="c2"/>new</text:p><text:p>more</text:p><text:p>last'
    '<text:change-end text:change-id="c2"/> d</text:p>'
)


def test_tracked_changes_of_libreoffice() -> None:
    said = "a tracked change in paragraph 1 is not decided"
    assert refused(odt(CHANGED), "letter.odt") == [
        f"LP114 letter.odt:1:8: {said}: `consider` was deleted by Ann on 2026-03-04",
        f"LP114 letter.odt:1:8: {said}: `order` was inserted by Ann on 2026-03-04",
    ]
    assert body(taken(odt(CHANGED), "accept")) == "Please order it."
    assert body(taken(odt(CHANGED), "reject")) == "Please consider it."


def test_tracked_changes_over_several_paragraphs() -> None:
    assert body(taken(odt(ACROSS), "accept")) == "a b\n\nc new\n\nmore\n\nlast d"
    assert body(taken(odt(ACROSS), "reject")) == "a one\n\ntwo\n\nthree b\n\nc d"


def test_comments_fields_and_what_is_left_out() -> None:
    comment = (
        '<office:annotation office:name="n"><dc:creator>Ann</dc:creator><dc:date>2026-03-04</dc:date><text:p>Sure?</text:p>'
        "</office:annotation>"
    )
    text = (
        f'<text:p>We {comment}ask<office:annotation-end office:name="n"/> <text:span text:style-name="B">you</text:span>, '
        '<text:database-display text:column-name="Title">&lt;Title&gt;</text:database-display>.</text:p>'
        "<text:p>Page <text:page-number>3</text:page-number></text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame></text:p>"
    )
    data = odt(text, "<text:p>Head</text:p>")
    assert refused(data, "letter.odt") == ["LP115 letter.odt:1:1: a comment by Ann on 2026-03-04 about `ask` is open: `Sure?`"]
    kept = taken(data, comment="keep")
    assert body(kept) == "We <!-- Ann, 2026-03-04: Sure? -->ask **you**, {{ addressee.title }}.\n\nPage 3"
    left = [(each.kind, each.words) for each in kept.left_out]
    assert left == [("field page-number", "3"), ("text box", "In a box"), ("header", "Head")]
    assert ("comment by Ann", "Sure?") in [(each.kind, each.words) for each in taken(data, comment="drop").left_out]


PAGE = """<!DOCTYPE html><html lang="fr"><head><title>Lettre</title><style>p {}</style></head><body>
<p>Paris, le 4 mars 2026</p><p>Madame la Ministre,</p>
<p>Nous <b>demandons</b> <ins datetime="2026-03-04" cite="mailto:ann@example.org">sa</ins> liberté<a href="#fn1">1</a>.</p>
<ol start="3"><li>un<ul><li>deux</li></ul></li><li value="7">trois</li></ol>
<p style="display:none">caché</p><form><input value="champ"></form>
<p>Cordialement,<br>Ada Sample</p><ol><li id="fn1">La note.</li></ol></body></html>"""


def test_a_page() -> None:
    data = PAGE.encode()
    assert refused(data, "letter.html") == [
        "LP114 letter.html: a tracked change is not decided: `sa` was inserted by ann@example.org on 2026-03-04"
    ]
    made = taken(data, "accept", name="letter.html")
    assert body(made) == "Nous **demandons** sa liberté[^1].\n\n3. un\n   - deux\n7. trois\n\n[^1]: La note."
    assert {key: made.front[key] for key in ("date", "place", "salutation", "closing")} == {
        "date": "2026-03-04",
        "place": "Paris",
        "salutation": "Madame la Ministre,",
        "closing": "Cordialement,",
    }
    assert "language: fr" in made.text
    left = [(each.kind, each.words) for each in made.left_out]
    assert left == [("hidden text", "caché"), ("form field", "champ"), ("title of the page", "Lettre")]
    assert "sa liberté" not in body(taken(data, "reject", name="letter.html"))


RICH = rb"""{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\revtbl{Unknown;}{Ann;}}{\header Head\par}
Caf\'e9 \u8364? {\b bold}\par {\revised\revauth1 new }{\deleted\revauthdel1 old }words{\footnote A note.}\par
{\field{\*\fldinst MERGEFIELD Title}{\fldrslt Minister}}\par
{\pard {\listtext\tab 1.\tab}one\par}{\pard {\listtext 2.\tab}two\par}}"""


def test_rich_text() -> None:
    assert refused(RICH, "letter.rtf") == [
        "LP114 letter.rtf:2:1: a tracked change in paragraph 2 is not decided: `new` was inserted by Ann",
        "LP114 letter.rtf:2:5: a tracked change in paragraph 2 is not decided: `old` was deleted by Ann",
    ]
    made = taken(RICH, "accept", name="letter.rtf")
    assert body(made) == "Café € **bold**\n\nnew words[^1]\n\n{{ addressee.title }}\n\n1. one\n2. two\n\n[^1]: A note."
    assert [(each.kind, each.words) for each in made.left_out] == [
        ("header", "Head"),
        ("what `Title` was last filled with", "Minister"),
    ]
    assert body(taken(RICH, "reject", name="letter.rtf")).split("\n")[2] == "old words[^1]"


def test_plain_text_and_markdown() -> None:
    text = (
        "4 March 2026\n\nDear Minister,\n\n"
        + "long words " * 9
        + "\nand on.\n\n1. one\n2. two\n\n# no heading\n\nSincerely,\nAda\n"
    )
    made = taken(text.encode(), name="letter.txt")
    assert body(made) == "long words " * 9 + "and on.\n\n1. one\n2. two\n\n\\# no heading"
    marked = taken(b"---\ntitle: x\n---\n# Head\n\nSome *text*[^a].\n\n[^a]: Note.\n", name="letter.md")
    assert body(marked) == "# Head\n\nSome *text*[^1].\n\n[^1]: Note."
    assert [each.words for each in marked.left_out] == ["title: x"]
    assert "UTF-8" in refused("é".encode("latin-1"), "letter.txt")[0]


TREES = st.recursive(
    st.tuples(st.just(""), st.text("abéд日*_[]#1. ", min_size=1, max_size=8)),
    lambda inner: st.tuples(
        st.sampled_from(
            ["p", "b", "i", "ul", "li", "table", "tr", "td", "div", "span", "h2", "blockquote", "sup", "custom", "pre", "a"]
        ),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


def _page(tree: tuple[str, object]) -> str:
    tag, inside = tree
    return str(inside) if not tag else f"<{tag}>{''.join(map(_page, inside))}</{tag}>"  # type: ignore[call-overload]


def test_a_list_in_a_heading_of_a_page_keeps_its_words_apart() -> None:
    made = taken(b"<h2>Our demands<ul><li>free her</li></ul>now</h2>", name="letter.html")
    assert body(made) == "## Our demands\n\n- free her\n\n## now"


@given(st.lists(TREES, min_size=1, max_size=4))
def test_every_word_of_a_page_is_in_the_letter_or_in_the_list(trees: list[tuple[str, object]]) -> None:
    page = "<html><body>x " + "".join(map(_page, trees)) + "</body></html>"
    made = taken(page.encode(), name="letter.html")
    assert not [each for each in made.left_out if each.kind.startswith("other words")], page
    assert words_of_letter(body(made)) + words_in([*made.front.values()])


@pytest.mark.parametrize("data", [b"{\\rtf1" + b"{" * 300, b"{\\rtf1 \\u", b"{\\rtf1 }}}}}", b"{\\rtf1 \\'zz{\\pict abc}x}"])
def test_broken_rich_text_is_read_or_refused(data: bytes) -> None:
    from datetime import date

    from letterpack.diagnostics import Report
    from letterpack.intake.letters import LetterDecisions, import_document

    report = Report()
    made, _ = import_document("letter.rtf", data, LetterDecisions(), date(2026, 1, 2), report)
    assert (made is None) == report.has_errors
