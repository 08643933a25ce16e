"""The body of a letter: Markdown becomes blocks, and nothing of it is lost."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.places import Body
from letterpack.model.for_whom import ForIds
from letterpack.model.letter import (
    PLAIN,
    CodeBlock,
    Conditional,
    Foreign,
    Heading,
    ItemList,
    Paragraph,
    Picture,
    Quote,
    Run,
    Style,
    ThematicBreak,
    walk,
)
from letterpack.model.merge_field import Field
from letterpack.spans import Span
from tests.trying import tried


def read(markdown: str):
    report = Report()
    body = read_body(Body("letter.md", tuple(markdown.split("\n")), 1), report)
    return body, list(report)


def blocks(markdown: str):
    body, found = read(markdown)
    assert found == []
    return body.blocks


def runs(markdown: str):
    (paragraph,) = blocks(markdown)
    return paragraph.runs


def places(markdown: str):
    return [(each.code, each.span.line, each.span.column, each.span.length) for each in read(markdown)[1]]


def test_a_passage_says_its_language_and_what_is_in_it_keeps_its_own():
    assert runs("a [*b* {{ addressee.name }} [c]{lang='pt_br'}]{ lang=\"FR\" } d [e]{lang=fr}[f](https://example.org)") == (
        Run("a "),
        Run("b", Style(italic=True), language="fr"),
        Run(" ", language="fr"),
        Run("", field=Field("addressee", "name", Span("letter.md", 1, 8, 20)), language="fr"),
        Run(" ", language="fr"),
        Run("c", language="pt-BR"),
        Run(" d "),
        Run("e", language="fr"),
        Run("f", link="https://example.org"),
    )
    assert runs("[[a](https://example.org) `b`]{lang=fr}") == (
        Run("a", link="https://example.org", language="fr"),
        Run(" ", language="fr"),
        Run("b", Style(code=True), language="fr"),
    )


@pytest.mark.parametrize(
    "text", ["[a]{b}", "[a] {e=f}", "[a](b){", "a]{b}", "{x}", "[a]{}", "[a]{ }", "{ lang }", "[1]{2, 3}", "[a]{-b=c}"]
)
def test_braces_that_mark_no_language_are_text(text: str) -> None:
    report = Report()
    (paragraph,) = read_body(Body("letter.md", (text,), 1), report).blocks
    assert isinstance(paragraph, Paragraph)
    assert [found.code for found in report if found.code == "LP171"] == (["LP171"] if "lang" in text else [])
    assert "".join(run.text for run in paragraph.runs) == text.replace("[a](b)", "a")


@pytest.mark.parametrize(
    "said",
    ["for m1", "only m1", "für m1", "unless addressee.a = b", "when m1", "для m1", "IF addressee.a = b", "is for m1", "for: m1"],
)
def test_words_in_braces_behind_a_passage_are_no_text_for_all(said: str) -> None:
    body, found = read(f"[Their own words]{{{said}}} and all of ours.")
    assert [each.code for each in found if each.severity == "error"] in (["LP149"], ["LP171"])
    assert [run.when is None for run in body.blocks[0].runs] == [False, True]


@pytest.mark.parametrize(
    "text", ["[a] {for m1}", "(a){für m1}", "a {unless x}", "**a**{only m1}", "[a](https://example.org){for m1}"]
)
def test_words_for_some_behind_no_passage_are_reported(text: str) -> None:
    assert [each.code for each in read(text)[1]] == ["LP171"]


def test_a_block_in_another_language_holds_blocks_and_a_note_is_in_the_language_where_it_is_written():
    text = "::: lang fr\nUn[^a] deux[^b] trois^[Là.]\n\n[^b]: Ici.\n\n::: lang ru\nДа\n:::\n:::\n\n[^a]: There."
    (block,) = blocks(text)
    assert isinstance(block, Foreign)
    paragraph, inner = block.blocks
    assert (block.language, inner.language) == ("fr", "ru")
    notes = [run.note.blocks[0] for run in paragraph.runs if run.note]
    assert [getattr(note, "language", "") for note in notes] == ["", "fr", "fr"]


def test_blocks_for_some_and_in_a_language_stand_in_each_other():
    (some,) = blocks("::: for a\n::: lang fr\nUn\n:::\n:::")
    (foreign,) = blocks("::: lang fr\n::: for a\nUn\n:::\n:::")
    assert (type(some), type(some.blocks[0])) == (Conditional, Foreign)
    assert (type(foreign), type(foreign.blocks[0])) == (Foreign, Conditional)


@pytest.mark.parametrize(
    "text", ["[" * 300 + "]{lang=fr}" * 300, "[a" * 200 + "]{lang=fr}" * 200, "]{lang=fr" * 5000, "{lang=" * 5000]
)
def test_many_brackets_are_read_in_time_that_grows_with_them(text: str) -> None:
    body, found = read(text)
    assert body.blocks or found


def test_emphasis_nests_and_neighbours_of_one_style_are_one_run():
    assert runs("one *two **three** four* five &amp; six\\*") == (
        Run("one "),
        Run("two ", Style(italic=True)),
        Run("three", Style(bold=True, italic=True)),
        Run(" four", Style(italic=True)),
        Run(" five & six*"),
    )


def test_soft_breaks_are_spaces_and_hard_ones_stay():
    assert runs("one\n  two  \nthree\\\nfour") == (Run("one two\nthree\nfour"),)


def test_links_of_every_kind_lead_where_they_say():
    found = runs("[a *b*](https://x.org/ü) <https://y.org/%C3%BC> <me@z.org> [ref][R]\n\n[r]: tel:+47123")
    assert [(run.text, run.link) for run in found if run.link] == [
        ("a ", "https://x.org/%C3%BC"),
        ("b", "https://x.org/%C3%BC"),
        ("https://y.org/%C3%BC", "https://y.org/%C3%BC"),
        ("me@z.org", "mailto:me@z.org"),
        ("ref", "tel:+47123"),
    ]


def test_blocks_of_every_kind():
    found = blocks('# One\n\nTwo\n\n> Three\n\n- four\n\n```\n{{ five }} *x*\n```\n\n---\n\n![six *6*](a%20б.png "cap")')
    assert [type(block) for block in found] == [Heading, Paragraph, Quote, ItemList, CodeBlock, ThematicBreak, Picture]
    assert found[0].level == 1
    assert found[4].text == "{{ five }} *x*"
    assert (found[6].path, found[6].alt, found[6].caption) == ("a б.png", "six 6", "cap")


def test_numbered_lists_keep_their_numbers_across_headings():
    found = blocks("## A\n\n1. one\n\n## B\n\n2. two\n\n## C\n\n3) three")
    assert [block.items[0].label for block in found if isinstance(block, ItemList)] == ["1.", "2.", "3)"]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("1. a\n2. b\n4. d", ["1.", "2.", "4."]), ("1. a\n1. b\n1. c", ["1.", "2.", "3."]), ("7) a\n8) b", ["7)", "8)"])],
)
def test_numbers_are_printed_as_typed_or_count_themselves(typed, printed):
    (found,) = blocks(typed)
    assert [item.label for item in found.items] == printed


def test_numbers_that_do_not_rise_are_counted_and_reported():
    body, found = read("1. a\n3. b\n2. c")
    assert [item.label for item in body.blocks[0].items] == ["1.", "2.", "3."]
    assert [(each.code, each.span.line) for each in found] == [("LP148", 2), ("LP148", 3)]


def test_lists_are_tight_or_loose_and_bullets_change_with_depth():
    tight, loose = blocks("- a\n  - b\n- c\n\n<!-- -->\n\n- d\n\n- e".replace("<!-- -->", "text"))[::2]
    assert (tight.tight, loose.tight) == (True, False)
    assert (tight.items[0].label, tight.items[0].blocks[1].items[0].label) == ("•", "–")


def test_fields_know_their_line_and_column_in_quotes_lists_and_headings():
    body, found = read("## To {{ addressee.title }}\n\n> one\n> two {{addressee.name}} three\n\n1.  x\n    *{{ letter.date }}*")
    assert found == []
    leaves = [block for block in walk(body.blocks) if isinstance(block, Paragraph | Heading)]
    fields = [run.field for block in leaves for run in block.runs if run.field]
    assert [(each.scope, each.name, each.span.line, each.span.column, each.span.length) for each in fields] == [
        ("addressee", "title", 1, 7, 21),
        ("addressee", "name", 4, 7, 18),
        ("letter", "date", 7, 6, 17),
    ]


def test_a_field_carries_the_style_and_link_around_it():
    (field,) = [run for run in runs("see **[to {{ addressee.name }}](https://x.org)**") if run.field]
    assert (field.style, field.link) == (Style(bold=True), "https://x.org")


def test_a_field_in_code_is_an_error_at_its_place():
    spans = "a `x` ``{{ addressee.name }} `{{ letter.date }}`` b"
    assert places(f"{spans}\n\n    c\n    {{{{ addressee.title }}}} {{{{ x }}}}\n\n```\n{{{{ a.b }}}}\n```") == [
        ("LP205", 1, 9, 20),
        ("LP205", 1, 31, 17),
        ("LP205", 4, 5, 21),
        ("LP205", 7, 1, 9),
    ]


def test_braces_are_text_in_code_and_after_a_backslash():
    assert runs(r"\{{ a }} `{{ name }}` { b }") == (
        Run("{{ a }} "),
        Run("{{ name }}", Style(code=True)),
        Run(" { b }"),
    )


@pytest.mark.parametrize(
    ("markdown", "place"),
    [
        ("one {{ addressee.name }", ("LP200", 1, 5, 17)),
        ("one\ntwo {{ }} x", ("LP200", 2, 5, 5)),
        ("{{ addressee }}", ("LP200", 1, 1, 15)),
        ("{{ a.b\n", ("LP200", 1, 1, 6)),
        ("> [x](https://x.org/{{a.b}})", ("LP147", 1, 3, 26)),
        ("[x](https://x.org/{{ a.b }})", ("LP147", 1, 19, 9)),
        ("<https://x.org/{{ a.b }}>", ("LP147", 1, 16, 9)),
        ("- see [x](report.html)", ("LP147", 1, 7, 16)),
        ("[x](javascript:alert)", ("LP147", 1, 1, 21)),
        ("a <b>c", ("LP144", 1, 3, 3)),
        ("a ![b](c.png)", ("LP145", 1, 3, 11)),
        ("x\n\n[y]: https://x.org", ("LP148", 3, 1, 18)),
        ("x\n:::", ("LP149", 2, 1, 3)),
        ("::: for a\nx", ("LP149", 1, 1, 9)),
        ("::: for\nx\n:::", ("LP149", 1, 1, 7)),
        ("::: warning\nx\n:::", ("LP149", 1, 1, 11)),
        ("\n".join([*["::: for a"] * 9, "x", *[":::"] * 9]), ("LP149", 9, 1, 9)),
        ("a &#8238; b", ("LP143", 1, 1, 11)),
    ],
)
def test_what_cannot_be_set_is_found_at_its_place(markdown, place):
    assert places(markdown) == [place]


def test_a_block_for_some_holds_blocks_and_names_ids_with_their_places():
    body, found = read("::: for a-1, b\n*x*\n\n```\n:::\n```\n:::\ny")
    assert found == []
    conditional, after = body.blocks
    assert isinstance(conditional, Conditional)
    assert conditional.condition == ForIds(("a-1", "b"))
    assert [type(block) for block in conditional.blocks] == [Paragraph, CodeBlock]
    assert after.runs == (Run("y"),)
    assert [(name, span.line, span.column, span.length) for name, span in body.named_ids] == [("a-1", 1, 9, 3), ("b", 1, 14, 1)]


def test_what_is_nested_beyond_all_measure_is_kept():
    body, found = read(">" * 300 + " deep {{ x.y }}")
    assert [each.code for each in found] == ["LP143"]
    assert any("deep" in run.text for block in walk(body.blocks) if isinstance(block, Paragraph) for run in block.runs)


def test_html_is_kept_as_text_with_its_fields():
    body, _ = read("<div>\nto {{ addressee.name }}\n</div>\n\nand <b>{{ addressee.title }}</b>")
    assert [run.text or run.field.name for block in body.blocks for run in block.runs] == [
        "<div>\nto ",
        "name",
        "\n</div>",
        "and <b>",
        "title",
        "</b>",
    ]


def test_text_is_nfc():
    assert runs("Me\u0301xico *e\u0301*") == (Run("México "), Run("é", Style(italic=True)))


def all_text(markdown: str) -> str:
    """Every character that the letter will print."""
    parts: list[str] = []
    for block in walk(read(markdown)[0].blocks):
        if isinstance(block, Paragraph | Heading):
            parts.extend(run.text + (f"{{{{{run.field.scope}.{run.field.name}}}}}" if run.field else "") for run in block.runs)
        elif isinstance(block, ItemList):
            parts.extend(item.label for item in block.items)
        elif isinstance(block, CodeBlock):
            parts.append(block.text)
        elif isinstance(block, Picture):
            parts.append(block.alt + block.caption)
    return "".join(parts)


WORDS = st.text(alphabet="аёқβéůx", min_size=1, max_size=5)
MARKS = st.sampled_from(
    [
        " ",
        "\n",
        "\n\n",
        "*",
        "**",
        "_",
        "> ",
        "- ",
        "1. ",
        "## ",
        "`",
        "[",
        "]",
        "(",
        ")",
        "{{",
        "}}",
        "<",
        ">",
        "!",
        "\\",
        "::: for o\n",
        "\n:::\n",
        "    ",
        "---",
        "|",
        "~~~\n",
        "\t",
        "&",
        ";",
    ]
)


@tried(5)
@given(st.lists(st.one_of(WORDS, MARKS), max_size=40).map("".join))
def test_no_letter_is_lost_whatever_the_markup(markdown):
    letters = re.compile(r"[^\W\d_]")
    printed = all_text(markdown) + "".join(each.message for each in read(markdown)[1])
    for letter in set(letters.findall(unicodedata.normalize("NFC", markdown))) - set("for"):
        assert printed.count(letter) + markdown.count("```") * 99 + markdown.count("~~~") * 99 >= markdown.count(letter)


def test_a_plain_paragraph_uses_the_plain_style_itself():
    assert runs("plain")[0].style is PLAIN


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Text <!-- SECRET --> more", "Text more"),
        ("Text<!-- SECRET\nSECRET -->more", "Textmore"),
        ("Text <!-- SECRET -->", "Text"),
        ("# <!-- SECRET --> Head", "Head"),
        ("Text <!-- SECRET --> *more* <!--SECRET-->", "Text more"),
        ("<!-- SECRET\n\nSECRET {{ addressee.nothing }} ::: for m\n\n-->\nText", "Text"),
        ("<div>\n<!-- SECRET -->\n</div>", "<div>\n\n</div>"),
        ("- Text <!-- SECRET -->\n\n<!-- SECRET -->\n", "Text"),
        ("![Text <!-- SECRET -->](a.png)", ""),
        (r"Text \<!-- printed -->", "Text <!-- printed -->"),
        ("Text `<!-- printed -->`", "Text <!-- printed -->"),
        ("Text &lt;!-- printed -->", "Text <!-- printed -->"),
    ],
)
def test_comments_are_never_printed(typed, printed):
    body, found = read(typed)
    assert {each.code for each in found} <= {"LP172", "LP144"}
    assert ("SECRET" in typed) == any(each.code == "LP172" for each in found)
    assert "SECRET" not in repr(body)
    assert "SECRET" not in "".join(each.message + each.hint for each in found)
    said = [run.text for block in walk(body.blocks) if isinstance(block, Paragraph | Heading) for run in block.runs]
    assert "".join(said).rstrip() == printed


@pytest.mark.parametrize(
    "typed", ["Text <!-- SECRET", "Text <!-- SECRET\n\nSECRET -->", "<!-- SECRET\n\nText", "| A <!-- x | B |\n|--|--|"]
)
def test_a_comment_without_an_end_is_an_error(typed):
    _, found = read(typed)
    assert "LP173" in {each.code for each in found if each.severity == "error"}
