"""Letters as plain text, and as Markdown of any kind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
    DocumentRead,
    DocumentRefused,
    LeftOut,
    RemarkDecision,
    TextBlock,
    TextPiece,
)
from letterpack.intake.letters.html.reader import read_html
from letterpack.intake.letters.nesting import Labelled, Quoted, nested
from letterpack.limits import (
    MOST_DOCUMENT_XML_BYTES,
    MOST_MARKDOWN_DOCUMENT_BYTES,
    MOST_PARAGRAPH_BRACKETS,
    MOST_PLAIN_DOCUMENT_BYTES,
)
from letterpack.patterns import late

if TYPE_CHECKING:
    from markdown_it.token import Token

_ITEM: Final = late(r"(?P<space>[ \t]*)(?:(?P<bullet>[-*•–·])|(?P<number>\d{1,3})(?P<sign>[.)]))[ \t]+(?P<text>\S.*)")
_AS_ENCLOSURE: Final = "send it as an enclosure, with a letter before it"
_WRAPPED: Final = 50
"""Characters of a line that a program has broken; shorter ones are broken by hand, as in an address."""
_DEEPEST: Final = 60
"""Spaces before an item: those of twenty levels, which is as deep as lists of a letter are."""
_LONG: Final = 100
"""Characters of a line that is a paragraph of its own."""
_CHARSET: Final = late(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ENCODING: Final = late(
    r"utf-?(?:8|16-?(?:[lb]e)?)|(?:us-)?ascii|(?:windows|cp|iso|koi8|mac|big5|euc|gb|shift|tis|x-)[\w:-]*|latin-?1|sjis"
)
"""What pages are written in; not what Python itself calls an encoding, such as escapes."""
_FRONT: Final = late(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def decoded(data: bytes, *, is_page: bool = False) -> str:
    """Return ``data`` as text.

    Raises ``DocumentRefused`` where it is too long, or neither in Unicode nor a page that says what it is in.
    """
    if len(data) > (MOST_DOCUMENT_XML_BYTES if is_page else MOST_PLAIN_DOCUMENT_BYTES):
        raise DocumentRefused("is longer than any letter", _AS_ENCLOSURE)
    marks = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
    named = _CHARSET.search(data[:4096]) if is_page else None
    said = named[1].decode("ascii").lower() if named else "utf-8"
    encoding = next((name for mark, name in marks if data.startswith(mark)), said if _ENCODING.fullmatch(said) else "")
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise DocumentRefused("is not written in UTF-8", "save it as UTF-8: most editors ask for it under `Save as`") from error


def read_plain(text: str) -> DocumentRead:
    """Return the plain text as paragraphs and lists."""
    lines = [line.rstrip() for line in text.expandtabs(4).splitlines()]
    has_blanks = any(not line for line in lines[:-1])
    parts: list[list[str]] = [[]]
    for line in lines:
        if not line:
            parts.append([])
        elif _ITEM.match(line) or (not has_blanks and len(line) > _LONG):
            parts += [[line], []] if not _ITEM.match(line) else [[line]]
        else:
            parts[-1].append(line)
    found: list[DocumentBlock | Labelled | Quoted] = []
    for index, part in enumerate([each for each in parts if each], 1):
        found.append(_block(part, index))
    paragraphs = tuple(["\n".join(each) for each in parts if each])
    return DocumentRead(nested(found), paragraphs)


def _block(lines: list[str], number: int) -> DocumentBlock | Labelled:
    match = _ITEM.match(lines[0])
    first = match["text"] if match else lines[0].strip()
    is_wrapped = all(len(line) >= _WRAPPED for line in lines[:-1])
    text = (" " if is_wrapped or match else "\n").join([first, *[line.strip() for line in lines[1:]]])
    block = TextBlock((TextPiece(text),), paragraph=number)
    if match is None:
        return block
    return Labelled((block,), min(len(match["space"]), _DEEPEST), int(match["number"] or 0), match["sign"] or ".")


def read_markdown(text: str, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return Markdown of any kind, by what a browser shows of it; what stands above it between lines of dashes is left out."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    from letterpack.formats.markdown.parser import bounded_rule
    from letterpack.values import replace

    if len(text.encode("utf-8")) > MOST_MARKDOWN_DOCUMENT_BYTES:
        raise DocumentRefused("is longer than any letter", _AS_ENCLOSURE)
    front = _FRONT.match(text)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    footnote_plugin(parser)
    parser.core.ruler.before("inline", "bounded", bounded_rule)
    parsed: dict[str, list[Token]] = {}
    page = parser.render(text[front.end() :] if front else text, parsed)
    if parsed["unread"]:
        raise DocumentRefused(f"has a paragraph with more than {MOST_PARAGRAPH_BRACKETS:,} opening brackets")
    read = read_html(f"<body>{page}</body>", changes, comments)
    if front is None:
        return read
    return replace(read, left_out=(*read.left_out, LeftOut("settings above the text", front[1])))
