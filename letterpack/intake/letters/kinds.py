"""Which kind of document a file is, by what is in it, and who reads it; letters as plain text and as Markdown.

Other kinds than Word's go through LibreOffice, in and out, if it is installed. It runs with a profile of our own, in which it
fetches nothing and runs nothing of the document, and ends after its time.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final
from xml.sax.saxutils import escape

from letterpack.diagnostics import Report
from letterpack.formats.decode import Refused
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.places import Body
from letterpack.formats.workbooks.archive import members
from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
    DocumentComment,
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
from letterpack.intake.letters.docx import read_docx
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
from letterpack.programs import Limits, ProgramFailed, find_program, run_program
from letterpack.temporary import private_folder
from letterpack.values import replace

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
_LIMITS: Final = Limits(seconds=60, output_bytes=1 << 20)
_FILTERS: Final = {
    "odt": "writer8",
    "rtf": "Rich Text Format",
    "html": "HTML (StarWriter)",
    "doc": "MS Word 97",
    "docx": "MS Word 2007 XML",
}
"""What LibreOffice calls its readers: a file that one cannot read is no text for another."""
_WRITERS: Final = {"html": "html:HTML (StarWriter):EmbedImages"}
_PLACES: Final = {
    "darwin": Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    "win32": Path("C:/Program Files/LibreOffice/program/soffice.com"),
}
"""Where it is installed without being in ``PATH``."""
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    *[
        setting
        for scheme in ("HTTP", "HTTPS")
        for setting in (
            ("Inet/Settings", f"ooInet{scheme}ProxyName", "127.0.0.1"),
            ("Inet/Settings", f"ooInet{scheme}ProxyPort", "9"),
        )
    ],
    ("Inet/Settings", "ooInetNoProxy", ""),
)
"""No macro, no object, and for every address a proxy that nobody answers for (RFC 863)."""
_AS_DOCX: Final = "save it as .docx in your word processor, or install LibreOffice"
_DECIDED: Final = late(r"<(?:ins|del)[\s>]|(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
"""What a page hides, or says was inserted or deleted: LibreOffice makes it text without a word."""
_STYLES: Final = late(r"<(style|script)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_REMARK: Final = late(r"<!--(?!\[if|\s*(?:Start|End)Fragment)(.*?)-->", re.DOTALL)


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


def read_converted(data: bytes, suffix: str, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the document ``data`` of the kind ``suffix`` by way of Word's. Raises ``DocumentRefused``."""
    remarks: tuple[DocumentComment, ...] = ()
    if suffix == "html":
        page = data.decode("utf-8", "replace").replace("\0", "")
        if _DECIDED.search(page):
            what = "has text that is hidden, or marked as inserted or deleted, which a conversion would decide silently"
            raise DocumentRefused(what, "settle it in the program that made the page, and save that as .docx")
        found = _REMARK.findall(_STYLES.sub("", page))
        remarks = tuple([DocumentComment(words.strip(), "", "", "", 0) for words in found if words.strip()])
    read = read_docx(converted(data, suffix, "docx"), changes, comments)
    left_out = [LeftOut("comment of the page", each.text) for each in remarks if comments]
    check = LeftOut("what LibreOffice may have lost in the conversion: compare the letter with the document", "")
    return replace(read, comments=(*remarks, *read.comments), left_out=(*read.left_out, *left_out, check))


def converted(data: bytes, suffix: str, into: str) -> bytes:
    """Return the document ``data`` of the kind ``suffix`` as one of the kind ``into``. Raises ``DocumentRefused``."""
    program = find_program("soffice") or find_program("libreoffice") or _PLACES.get(sys.platform)
    if program is None or not program.exists():
        kind = suffix if into == "docx" else into
        raise DocumentRefused(f"is converted by LibreOffice, as every .{kind}, and no LibreOffice is installed", _AS_DOCX)
    if data.startswith(b"PK"):
        try:
            members(data)
        except Refused as refused:
            raise DocumentRefused(str(refused)) from refused
    with private_folder() as folder:
        profile, made = folder / "profile", folder / "made" / f"letter.{into}"
        (profile / "user").mkdir(parents=True)
        items = "".join(
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop>'
            "</item>"
            for path, name, value in _SETTINGS
        )
        head = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        (profile / "user/registrymodifications.xcu").write_text(f"{head}{items}</oor:items>", encoding="utf-8")
        source = folder / f"letter.{suffix}"
        source.write_bytes(data)
        arguments = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", f"--infilter={_FILTERS[suffix]}"]
        arguments += ["--convert-to", _WRITERS.get(into, into), "--outdir", str(made.parent), str(source)]
        try:
            run_program(program, arguments, _LIMITS)
        except ProgramFailed as failed:
            raise DocumentRefused(f"cannot be converted: LibreOffice {failed}", _AS_DOCX) from failed
        if not made.is_file() or made.stat().st_size > MOST_DOCUMENT_BYTES:
            raise DocumentRefused("cannot be converted by LibreOffice", "open it in a word processor, and save it as .docx")
        return made.read_bytes()
