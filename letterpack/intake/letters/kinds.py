"""Which kind of document a file is, by what is in it, and who reads it; letters as plain text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.places import Body
from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
    DocumentRead,
    DocumentRefused,
    Labelled,
    LeftOut,
    ListBlock,
    Pieces,
    QuoteBlock,
    RemarkDecision,
    RuleBlock,
    TableBlock,
    TextBlock,
    TextPiece,
    each_text,
    nested,
)
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_BYTES, MOST_MARKDOWN_DOCUMENT_BYTES, MOST_PLAIN_DOCUMENT_BYTES
from letterpack.model.letter import (
    Block,
    CodeBlock,
    Heading,
    ItemList,
    Paragraph,
    Picture,
    Quote,
    Runs,
    Style,
    Table,
    ThematicBreak,
)
from letterpack.patterns import late

_HEADS: Final = ((b"{\\rtf", "rtf"), (b"\xd0\xcf\x11\xe0", "doc"))
_PAGE: Final = late(rb"<!doctype html|<html[\s>]", re.IGNORECASE)
_PAGES: Final = (".html", ".htm", ".xhtml")
_MARKDOWN: Final = (".md", ".markdown")
_TEXTS: Final = (".txt", ".text", "")
_AS_ENCLOSURE: Final = "send it as an enclosure, with a letter before it"
_OTHERS: Final = (
    (b"%PDF", "is a PDF, which has no paragraphs", "import the document that it was made from"),
    (b"\x89PNG", "is a picture", "type its words, or put it behind the letter as an enclosure"),
    (b"\xff\xd8\xff", "is a picture", "type its words, or put it behind the letter as an enclosure"),
)
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ITEM: Final = late(r"(?P<space>[ \t]*)(?:(?P<bullet>[-*•–·])|(?P<number>\d{1,3})(?P<sign>[.)]))[ \t]+(?P<text>\S.*)")
_WRAPPED: Final = 50
"""Characters of a line that a program has broken; shorter ones are broken by hand, as in an address."""
_DEEPEST: Final = 60
"""Spaces before an item: those of twenty levels, which is as deep as lists of a letter are."""
_LONG: Final = 100
"""Characters of a line that is a paragraph of its own."""
_FRONT: Final = late(r"\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)


def read_document(name: str, data: bytes, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the document ``data`` of the file ``name``. Raises ``DocumentRefused``."""
    if len(data) > MOST_DOCUMENT_BYTES:
        raise DocumentRefused(f"is larger than {MOST_DOCUMENT_BYTES // MEGABYTE} MB", "make its pictures smaller")
    for head, what, hint in _OTHERS:
        if data.startswith(head):
            raise DocumentRefused(what, hint)
    if not data.strip():
        raise DocumentRefused("is empty", "name the file with the letter")
    suffix = PurePath(name).suffix.lower()
    if data.startswith(b"PK") and suffix != ".odt":
        from letterpack.intake.letters.docx import read_docx

        return read_docx(data, changes, comments)
    kind = next((kind for head, kind in _HEADS if data.startswith(head)), "")
    kind = kind or ("html" if suffix in _PAGES or _PAGE.search(data[:1024]) else "odt" if data.startswith(b"PK") else "")
    if kind:
        from letterpack.intake.letters.office import read_converted

        return read_converted(data, kind, changes, comments)
    if suffix in _MARKDOWN:
        return _read_markdown(name, _decoded(data, MOST_MARKDOWN_DOCUMENT_BYTES))
    if suffix in _TEXTS:
        return _read_plain(_decoded(data, MOST_PLAIN_DOCUMENT_BYTES))
    raise DocumentRefused(f"is not a kind of document that is read: `{suffix or name}`", "save it as docx in your word processor")


def _decoded(data: bytes, most_bytes: int) -> str:
    """Return ``data`` as text. Raises ``DocumentRefused`` if it is too long, or not in Unicode."""
    if len(data) > most_bytes:
        raise DocumentRefused("is longer than any letter", _AS_ENCLOSURE)
    try:
        return data.decode(next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8"))
    except UnicodeError as error:
        raise DocumentRefused("is not written in UTF-8", "save it as UTF-8: most editors ask for it under `Save as`") from error


def _read_plain(text: str) -> DocumentRead:
    """Return the plain text as paragraphs and lists."""
    lines = [line.rstrip() for line in text.expandtabs(4).splitlines()]
    has_blanks = any(not line for line in lines[:-1])
    parts: list[list[str]] = [[]]
    for line in lines:
        if not line:
            parts.append([])
        elif _ITEM.match(line):
            parts.append([line])
        elif not has_blanks and len(line) > _LONG:
            parts += [[line], []]
        else:
            parts[-1].append(line)
    parts = [part for part in parts if part]
    blocks = [_plain_block(part, index) for index, part in enumerate(parts, 1)]
    return DocumentRead(nested(blocks), tuple(["\n".join(part) for part in parts]))


def _plain_block(lines: list[str], number: int) -> DocumentBlock | Labelled:
    match = _ITEM.match(lines[0])
    first = match["text"] if match else lines[0].strip()
    is_wrapped = all(len(line) >= _WRAPPED for line in lines[:-1])
    text = (" " if is_wrapped or match else "\n").join([first, *[line.strip() for line in lines[1:]]])
    block = TextBlock((TextPiece(text),), paragraph=number)
    if match is None:
        return block
    return Labelled((block,), min(len(match["space"]), _DEEPEST), int(match["number"] or 0), match["sign"] or ".")


def _read_markdown(name: str, text: str) -> DocumentRead:
    """Return Markdown as letterpack reads it; what stands above it between lines of dashes is left out."""
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    report = Report()
    read = read_body(Body(name, tuple(body.split("\n")), 1 + text[: front.end() if front else 0].count("\n")), report)
    for each in report:
        if each.severity == "error":
            raise DocumentRefused(f"has Markdown that no letter has, in line {each.span.line}: {each.message}", each.hint)
    left_out = [LeftOut("settings above the text", front[1])] if front else []
    blocks = _MarkdownBlocks()
    made = tuple(blocks.of(read.blocks))
    texts = tuple(["".join(piece.text for piece in pieces) for pieces in each_text(made)])
    return DocumentRead(made, texts, (*left_out, *blocks.left_out))


class _MarkdownBlocks:
    """Turns the blocks of a letter into those of a document."""

    def __init__(self) -> None:
        self.left_out: list[LeftOut] = []
        self._notes: dict[str, tuple[DocumentBlock, ...]] = {}

    def of(self, blocks: tuple[Block, ...]) -> Iterator[DocumentBlock]:
        """Yield ``blocks`` as those of a document. Raises ``DocumentRefused`` for what only a letter.md has."""
        for block in blocks:
            if isinstance(block, Paragraph):
                yield TextBlock(self._pieces(block.runs))
            elif isinstance(block, Heading):
                yield TextBlock(self._pieces(block.runs), block.level)
            elif isinstance(block, Quote):
                yield QuoteBlock(tuple(self.of(block.blocks)))
            elif isinstance(block, ItemList):
                numbers = tuple([int(item.label[:-1]) for item in block.items]) if block.ordered else ()
                yield ListBlock(tuple([tuple(self.of(item.blocks)) for item in block.items]), numbers, block.items[0].label[-1])
            elif isinstance(block, Table):
                rows = [tuple([self._pieces(cell) for cell in row]) for row in (block.head, *block.rows)]
                yield TableBlock(tuple(rows), block.columns)
            elif isinstance(block, CodeBlock):
                yield TextBlock((TextPiece(block.text, Style(code=True)),))
            elif isinstance(block, Picture):
                self.left_out.append(LeftOut("picture that is not in the document", f"{block.alt} {block.path} {block.caption}"))
            elif isinstance(block, ThematicBreak):
                yield RuleBlock()
            else:
                raise DocumentRefused("has blocks between `:::`, which only letter.md has", "copy it to letter.md")

    def _pieces(self, runs: Runs) -> Pieces:
        pieces: list[TextPiece] = []
        for run in runs:
            if run.note:
                if run.note.label not in self._notes:
                    self._notes[run.note.label] = tuple(self.of(run.note.blocks))
                pieces.append(TextPiece("", note=self._notes[run.note.label]))
            else:
                named = f"{run.field.scope}.{run.field.name}" if run.field else ""
                pieces.append(TextPiece(run.text, run.style, run.link or "", named))
        return tuple(pieces)
