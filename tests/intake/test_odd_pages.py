"""What stands in few web pages and rich texts: it becomes something, or is said to be left out."""

from __future__ import annotations

from base64 import b64encode

import pytest

from tests.intake.test_letter_import import PNG, body, refused, taken


def shown(kind: str, data: bytes, alt: str) -> str:
    return f'<img src="data:image/{kind};base64,{b64encode(data).decode()}" alt="{alt}">'


ODD_PAGES = {
    "hidden": ("<p>a <span style='display:none'>secret</span><script>1</script> b</p>", "a b", [("hidden text", "secret")]),
    "colored": ("<p>a <span style='color:red'>red</span></p>", "a red", [("colored text", "red")]),
    "links": (
        "<p><a href='#x'>within</a> <a href='javascript:x'>bad</a> <a href='https://example.org/{{ x }}'>odd</a> "
        "<a href='https://example.org'>right</a></p>",
        "within bad odd [right](https://example.org)",
        [
            ("link within the document", "within"),
            ("link that leads nowhere from a printed letter", "bad (javascript:x)"),
            ("link that leads nowhere from a printed letter", "odd (https://example.org/{{ x }})"),
        ],
    ),
    "pictures": (
        f"<p>x <img src='https://example.org/a.png' alt='Logo'><img src='data:image/png;base64,!!!' alt='Broken'>"
        f"{shown('png', PNG, 'Dot')}{shown('png', PNG, 'Dot')}{shown('svg+xml', b'<svg/>', 'Line')}</p>",
        "x\n\n![Dot](pictures/picture-1.png)\n\n![Dot](pictures/picture-1.png)\n\n![Line](pictures/picture-2.svg)",
        [
            ("picture that is not in the page", "Logo (https://example.org/a.png)"),
            ("picture in a format that no letter can print", "Broken"),
        ],
    ),
    "cells": (
        "<table><tr><td colspan=2>a</td></tr><tr><td>b<ul><li>one</li><li>two</li></ul></td>"
        "<td><table><tr><td>c</td></tr></table></td></tr>"
        "<tr><td><ol><li>x</li></ol></td><td><blockquote>q</blockquote><pre>code</pre></td></tr></table>",
        "| a |  |\n|---|---|\n| b • one • two | c |\n| 1\\. x | q code |",
        [
            ("paragraphs of a cell, which become one", ""),
            ("table within a cell, which becomes text", ""),
            ("paragraphs of a cell, which become one", ""),
            ("merged cells, which become one filled and others empty", ""),
        ],
    ),
    "a list with more than items": ("<ul>loose<li>one</li><p>more</p></ul>", "loose\n\n- one\n- more", []),
    "code": ("<p>a <code>x`y</code> <code>`z`</code></p><hr><p>end</p>", "a `` x`y `z` ``\n\n---\n\nend", []),
    "lists side by side": (
        "<ol><li>a</li></ol><ol><li>b</li></ol><ul><li>c</li></ul><ul><li>d</li></ul>",
        "1. a\n\n1) b\n\n- c\n\n* d",
        [],
    ),
    "emphasis within a word": ("<p>a<b>b</b>c</p>", "a**b**c", []),
    "nothing": ("<script>x</script>", "", []),
}


@pytest.mark.parametrize(("page", "text", "left"), ODD_PAGES.values(), ids=ODD_PAGES)
def test_of_pages(page: str, text: str, left: list[tuple[str, str]]) -> None:
    made = taken(f"<html><body>{page}</body></html>".encode(), name="letter.html")
    assert body(made) == text
    assert [(each.kind, each.words) for each in made.left_out] == left


def test_comments_of_a_page_are_peoples_own() -> None:
    page = b"<p>a<!-- Ask Ann --> b</p><!--[if mso]>x<![endif]--><!--StartFragment-->"
    assert refused(page, "letter.html") == ["LP115 letter.html: a comment is open: `Ask Ann`"]
    assert body(taken(page, comment="keep", name="letter.html")) == "a<!-- Ask Ann --> b"
    assert body(taken(page, comment="drop", name="letter.html")) == "a b"


def test_changes_of_a_page_within_a_list() -> None:
    page = b'<ul><li>one</li><ins datetime="2026-03-04"><li>two</li></ins><del cite="x"><li>three</li></del></ul>'
    assert body(taken(page, "accept", name="letter.html")) == "- one\n- two"
    assert body(taken(page, "reject", name="letter.html")) == "- one\n- three"


ODD_RICH = {
    "looks": (rb"a {\v secret}{\strike gone} {\super 2}{\sub 3}{\nosupersub n}", "a ~~gone~~ ²₃n", [("hidden text", "secret")]),
    "breaks": (rb"a\page b\line c\tab d", "ab\\\nc d", [("page break", "")]),
    "of a Mac": (rb"\mac caf\'8e", "café", []),
    "of a PC": (rb"\pc caf\'82", "café", []),
    "of a PC in many languages": (rb"\pca \'d0", "ð", []),
    "a code page that nobody has": (rb"\ansicpg99999 caf\'e9", "café", []),
    "a font's own letters": (
        rb"{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset999 X;}}\f0 \'cf\'f0\'e8",
        "При",
        [],
    ),
    "what stands for a character": (rb"\uc2 \u233??x\uc0\u234 y", "éxêy", []),
    "two halves of a character": (rb"\u-10179?\u-8704? and \u-8704? alone", "\U0001f600 and \ufffd alone", []),
    "labels": (
        rb"{\listtext a.1)\tab}one\par{\listtext \bullet\tab}two\par{\listtext *\tab}three",
        "a.1) one\n\n- two\n- three",
        [("numbering that Markdown does not have: the label stands as text", "a.1)")],
    ),
    "a picture": (rb"x{\pict\pngblip " + PNG.hex().encode() + b"}", "x\n\n![](pictures/picture-1.png)", []),
    "a picture of Windows": (rb"x{\pict\wmetafile8 0102}", "x", [("picture in a format that no letter can print", "")]),
    "ends of lines": (b"one\\\ntwo\\~three\\_four\\*", "one\n\ntwo\u00a0three\u2011four", []),
    "more brackets than were opened": (rb"x}}}", "x", []),
    "a box": (
        rb"x{\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}{\shptxt In a box\par}}}",
        "x",
        [("text box", "In a box")],
    ),
}


@pytest.mark.parametrize(("inside", "text", "left"), ODD_RICH.values(), ids=ODD_RICH)
def test_of_rich_text(inside: bytes, text: str, left: list[tuple[str, str]]) -> None:
    made = taken(rb"{\rtf1\ansi " + inside + rb"\par}", name="letter.rtf")
    assert body(made) == text
    assert [(each.kind, each.words) for each in made.left_out] == left


@pytest.mark.parametrize(("who", "by"), [(rb"{\*\atnauthor Ann}", "Ann"), (b"", "AE")])
def test_comments_of_rich_text(who: bytes, by: str) -> None:
    data = rb"{\rtf1\ansi a {\*\atnid AE}" + who + rb"\chatn{\*\annotation Sure?}b\par}"
    assert refused(data, "letter.rtf") == [f"LP115 letter.rtf:1:1: a comment by {by} is open: `Sure?`"]
    assert body(taken(data, comment="keep", name="letter.rtf")) == f"a <!-- {by}: Sure? -->b"
    assert body(taken(data, comment="drop", name="letter.rtf")) == "a b"


def test_changes_of_one_author_side_by_side_are_one() -> None:
    data = rb"{\rtf1\ansi{\*\revtbl{Unknown;}{Ann;}}{\revised\revauth1 new }{\revised\revauth1 {\b er}} words\par}"
    assert refused(data, "letter.rtf") == [
        "LP114 letter.rtf:1:1: a tracked change in paragraph 1 is not decided: `new er` was inserted by Ann"
    ]
