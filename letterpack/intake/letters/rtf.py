"""Letters in Rich Text Format (1.9.1), as WordPad, TextEdit and older word processors write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
    DocumentComment,
    DocumentRead,
    DocumentRefused,
    LeftOut,
    PictureBlock,
    Pieces,
    RemarkDecision,
    TableBlock,
    TextBlock,
    TextPiece,
    TrackedChange,
    beginning,
    joined,
)
from letterpack.intake.letters.docx.fields import read_field
from letterpack.intake.letters.gathering import GatheredAside, style_of
from letterpack.intake.letters.merge_fields import with_whole_names
from letterpack.intake.letters.nesting import Labelled, Quoted, nested
from letterpack.intake.letters.rtf_words import ASIDE, CHARSETS, GATHERED, LISTED, SIGNS, SYMBOLS, RtfGroup, RtfState, known_page
from letterpack.limits import MEGABYTE, MOST_DOCUMENT_MARKS, MOST_DOCUMENT_XML_BYTES
from letterpack.model.letter import PLAIN
from letterpack.patterns import late
from letterpack.values import replace

_TOKEN: Final = late(
    rb"\\(?:'([0-9a-fA-F]{2})|([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|([^a-zA-Z0-9]))|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.DOTALL
)
_MOST_LEVELS: Final = 100
_LABEL: Final = late(r"\s*(\d{1,4})([.)])\s*")
_SURROGATE: Final = 0x10000


def read_rtf(data: bytes, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the RTF document ``data``. Raises ``DocumentRefused``."""
    if len(data) > MOST_DOCUMENT_XML_BYTES:
        raise DocumentRefused(
            f"has more than {MOST_DOCUMENT_XML_BYTES // MEGABYTE} MB, which no letter in RTF has", "make its pictures smaller"
        )
    reader = _RtfReader(data, changes, comments)
    reader.read()
    return reader.made()


class _RtfReader:
    """Reads the tokens of a document once, in order."""

    def __init__(self, data: bytes, changes: Decision, comments: RemarkDecision) -> None:
        self._data, self._changes, self._keeps = data, changes, comments
        self._gathered = GatheredAside()
        self._state = RtfState()
        self._groups: list[RtfGroup] = []
        self._pieces: list[TextPiece] = []
        self._found: list[DocumentBlock | Labelled | Quoted] = []
        self._pictures: list[PictureBlock] = []
        self._paragraphs: list[str] = []
        self._around: list[str] = []
        self._tracked: list[TrackedChange] = []
        self._remarks: list[DocumentComment] = []
        self._authors: list[str] = []
        self._label = ""
        self._rows: list[tuple[Pieces, ...]] = []
        self._cells: list[Pieces] = []
        self._bytes = bytearray()
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._skip = 0
        self._high = 0
        self._starred = False
        self._note: list[tuple[list[TextPiece], list[DocumentBlock | Labelled | Quoted], int]] = []
        self._written = 0
        self._annotation = {"atnid": "", "atnauthor": "", "atndate": ""}
        self._in_table = False

    def read(self) -> None:
        """Read all tokens."""
        count = 0
        for match in _TOKEN.finditer(self._data):
            code, word, number, symbol, brace, text = match.groups()
            if code:
                self._byte(bytes.fromhex(code.decode("ascii")))
            elif text:
                self._byte(text)
            elif word or symbol or brace:
                count += 1
                if count > MOST_DOCUMENT_MARKS:
                    raise DocumentRefused(f"has more than {MOST_DOCUMENT_MARKS:,} control words, which no letter has")
                self._flush()
                if brace:
                    self._open() if brace == b"{" else self._close()
                elif word:
                    self._word(word.decode("ascii"), int(number) if number else None)
                else:
                    self._symbol(symbol.decode("latin-1"))
        self._flush()
        self._end_paragraph()
        self._end_table()

    def made(self) -> DocumentRead:
        """Return what was read."""
        dropped = [LeftOut("comment", each.text, each.paragraph) for each in self._remarks] if self._keeps == "drop" else []
        return DocumentRead(
            nested(self._found),
            (*self._paragraphs, *self._around),
            (*self._gathered.left_out, *dropped),
            tuple(self._tracked),
            tuple(self._remarks),
            tuple(self._gathered.fields),
            self._gathered.pictures,
        )

    def _byte(self, data: bytes) -> None:
        if self._skip:
            cut = min(self._skip, len(data))
            self._skip, data = self._skip - cut, data[cut:]
        self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            page = self._fonts.get(self._state.font, self._page)
            self._text(self._bytes.decode(page, "replace"))
            self._bytes.clear()

    def _open(self) -> None:
        if len(self._groups) > _MOST_LEVELS:
            raise DocumentRefused(f"has groups more than {_MOST_LEVELS} deep, which no letter has")
        self._groups.append(RtfGroup(self._state))
        self._starred = False

    def _close(self) -> None:
        if not self._groups:
            return
        group = self._groups.pop()
        self._end_group(group)
        self._state = group.outer

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in "\r\n":
            self._word("par", None)
        elif symbol in SYMBOLS:
            self._text(SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        handler = getattr(self, f"_do_{word}", None)
        if word in SIGNS:
            self._text(SIGNS[word])
        elif word in GATHERED or word in LISTED:
            self._begin(word)
        elif word in ASIDE or (starred and handler is None):
            self._state = replace(self._state, goes="nowhere")
        elif handler is not None:
            handler(number)

    def _begin(self, kind: str) -> None:
        if self._state.goes == "nowhere" or not self._groups:
            return
        self._groups[-1].kind = kind
        if kind == "footnote":
            self._note.append((self._pieces, self._found, self._written))
            self._pieces, self._found, self._written = [], [], 0
            self._state = replace(self._state, goes="")
        elif kind == "fldrslt":
            self._groups[-1].start = len(self._pieces)
        else:
            self._state = replace(self._state, goes=kind, holder=len(self._groups) - 1)

    def _end_group(self, group: RtfGroup) -> None:
        kind, text = group.kind, "".join(group.texts)
        handler = _ENDS.get(kind)
        if kind == "fldrslt":
            self._end_field(group.start)
        elif handler is not None:
            handler(self, text)
        elif kind in self._annotation:
            self._annotation[kind] = text.strip()
        elif kind in LISTED:
            self._end_around(kind, " ".join(text.split()))
        elif kind == "fldinst" and self._groups:
            self._groups[-1].texts = [text]
        elif text and self._groups and self._state.goes in (*GATHERED, *LISTED):
            self._groups[-1].texts.append(text)

    def _end_label(self, text: str) -> None:
        self._label = text.strip()

    def _end_authors(self, text: str) -> None:
        self._authors = [each.strip() for each in text.split(";")]

    def _end_around(self, kind: str, words: str) -> None:
        if words:
            self._around.append(words)
            self._gathered.leave_out(LISTED[kind], words)

    def _end_field(self, start: int) -> None:
        if not self._groups:
            return
        instruction, self._groups[-1].texts = "".join(self._groups[-1].texts), []
        made = read_field(" ".join(instruction.split()), tuple(self._pieces[start:]), len(self._paragraphs) + 1)
        self._pieces[start:] = made.pieces
        self._gathered.note(*made.left_out)
        if made.taken:
            self._gathered.take_field(made.taken)

    def _end_note(self, _text: str) -> None:
        self._end_paragraph()
        blocks = nested(self._found)
        self._pieces, self._found, self._written = self._note.pop()
        if blocks:
            self._pieces.append(TextPiece("", note=blocks))

    def _end_comment(self, said: str) -> None:
        text = said.strip()
        author = self._annotation["atnauthor"] or self._annotation["atnid"]
        self._remarks.append(DocumentComment(text, "", author, "", len(self._paragraphs) + 1))
        if self._keeps == "keep" and text:
            self._pieces.append(TextPiece("", remark=f"{author}: {text}" if author else text))

    def _end_picture(self, digits: str) -> None:
        clean = re.sub(r"[^0-9a-fA-F]", "", digits)
        name = self._gathered.picture(bytes.fromhex(clean[: len(clean) // 2 * 2]), "") if clean else ""
        if name:
            self._pictures.append(PictureBlock(name, ""))

    def _text(self, text: str) -> None:
        state = self._state
        if state.goes == "nowhere":
            return
        if state.goes:
            self._groups[state.holder].texts.append(text)
            return
        if (state.revised or state.deleted) and text.strip():
            self._change(text, "deleted" if state.deleted else "inserted")
        if (state.deleted and self._changes == "accept") or (state.revised and self._changes == "reject"):
            return
        if state.hidden:
            self._gathered.leave_out("hidden text", text)
            return
        shown, above = self._gathered.raised(text, state.raised) if state.raised else (text, False)
        style = style_of(bold=state.bold, italic=state.italic, struck=state.struck, raised=above)
        self._pieces.append(TextPiece(shown.replace("\t", " "), PLAIN if style == PLAIN else style))
        self._written += len(shown)

    def _change(self, words: str, kind: str) -> None:
        index = self._state.author
        author = self._authors[index] if index < len(self._authors) else ""
        number, last = len(self._paragraphs) + 1, self._tracked[-1] if self._tracked else None
        if last and (last.kind, last.author, last.paragraph) == (kind, author, number):
            self._tracked[-1] = replace(last, words=beginning((last.words, words)))
        else:
            self._tracked.append(TrackedChange(kind, beginning([words]), author, "", number, self._written + 1))

    def _end_paragraph(self) -> None:
        pieces = with_whole_names(joined(self._pieces))
        self._pieces, self._written = [], 0
        label, self._label = self._label, ""
        drawn, self._pictures = self._pictures, []
        if any(each.text.strip() or each.merge_field or each.note or each.remark for each in pieces):
            self._paragraphs.append("".join(each.text for each in pieces))
            block = TextBlock(pieces, self._state.level, "", len(self._paragraphs))
            self._found.append(self._labelled(block, label))
        self._found.extend(drawn)

    def _labelled(self, block: TextBlock, label: str) -> DocumentBlock | Labelled:
        match = _LABEL.fullmatch(label)
        if match:
            return Labelled((block,), 0, int(match[1]), match[2])
        if not label:
            return block
        if not any(char.isalnum() for char in label):
            return Labelled((block,), 0)
        self._gathered.leave_out("numbering that Markdown does not have: the label stands as text", label, kept=True)
        return replace(block, pieces=joined([TextPiece(f"{label} "), *block.pieces]))

    def _end_table(self) -> None:
        if self._rows:
            rows, self._rows = tuple(self._rows), []
            self._found.append(TableBlock(rows))

    def _do_par(self, _number: int | None) -> None:
        if self._state.goes and self._state.goes != "nowhere":
            self._text("\n")
        elif self._in_table:
            self._pieces.append(TextPiece(" "))
        elif not self._state.goes:
            self._end_table()
            self._end_paragraph()

    _do_sect = _do_par

    def _do_page(self, _number: int | None) -> None:
        self._gathered.leave_out("page break")

    def _do_pard(self, _number: int | None) -> None:
        self._in_table = False
        self._state = replace(self._state, level=0)

    def _do_intbl(self, _number: int | None) -> None:
        self._in_table = True

    def _do_cell(self, _number: int | None) -> None:
        pieces, self._pieces, self._written = with_whole_names(joined(self._pieces)), [], 0
        self._paragraphs.append("".join(each.text for each in pieces))
        self._cells.append(pieces)

    def _do_row(self, _number: int | None) -> None:
        self._rows.append(tuple(self._cells))
        self._cells = []

    def _do_outlinelevel(self, number: int | None) -> None:
        self._state = replace(self._state, level=min(6, (number or 0) + 1) if (number or 0) < 9 else 0)  # noqa: PLR2004

    def _do_b(self, number: int | None) -> None:
        self._state = replace(self._state, bold=number != 0)

    def _do_i(self, number: int | None) -> None:
        self._state = replace(self._state, italic=number != 0)

    def _do_strike(self, number: int | None) -> None:
        self._state = replace(self._state, struck=number != 0)

    def _do_v(self, number: int | None) -> None:
        self._state = replace(self._state, hidden=number != 0)

    def _do_super(self, number: int | None) -> None:
        self._state = replace(self._state, raised="superscript" if number != 0 else "")

    def _do_sub(self, number: int | None) -> None:
        self._state = replace(self._state, raised="subscript" if number != 0 else "")

    def _do_nosupersub(self, _number: int | None) -> None:
        self._state = replace(self._state, raised="")

    def _do_revised(self, number: int | None) -> None:
        self._state = replace(self._state, revised=number != 0)

    def _do_deleted(self, number: int | None) -> None:
        self._state = replace(self._state, deleted=number != 0)

    def _do_revauth(self, number: int | None) -> None:
        self._state = replace(self._state, author=number or 0)

    _do_revauthdel = _do_revauth

    def _do_plain(self, _number: int | None) -> None:
        kept = self._state
        self._state = RtfState(goes=kept.goes, skipped=kept.skipped, level=kept.level, font=kept.font)

    def _do_ansicpg(self, number: int | None) -> None:
        self._page = known_page(f"cp{number}", self._page)

    def _do_mac(self, _number: int | None) -> None:
        self._page = "mac_roman"

    def _do_pc(self, _number: int | None) -> None:
        self._page = "cp437"

    def _do_pca(self, _number: int | None) -> None:
        self._page = "cp850"

    def _do_shpinst(self, _number: int | None) -> None:
        """A drawing: it may hold a text box, so its group is not passed over as others with a star are."""

    def _do_f(self, number: int | None) -> None:
        self._state = replace(self._state, font=number or 0)

    def _do_fcharset(self, number: int | None) -> None:
        if number in CHARSETS and number:
            self._fonts[self._state.font] = CHARSETS[number]

    def _do_uc(self, number: int | None) -> None:
        self._state = replace(self._state, skipped=max(0, min(number or 0, 100)))

    def _do_u(self, number: int | None) -> None:
        code = (number or 0) % _SURROGATE
        if 0xD800 <= code < 0xDC00:  # noqa: PLR2004
            self._high = code
        elif 0xDC00 <= code < 0xE000:  # noqa: PLR2004
            whole = _SURROGATE + ((self._high - 0xD800) << 10) + (code - 0xDC00)
            self._text(chr(whole) if self._high else "\ufffd")
            self._high = 0
        else:
            self._text(chr(code))
        self._skip = self._state.skipped


_ENDS: Final[Mapping[str, Callable[[_RtfReader, str], None]]] = {
    "footnote": _RtfReader._end_note,
    "listtext": _RtfReader._end_label,
    "pntext": _RtfReader._end_label,
    "annotation": _RtfReader._end_comment,
    "revtbl": _RtfReader._end_authors,
    "pict": _RtfReader._end_picture,
}
