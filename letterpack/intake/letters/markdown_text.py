"""The blocks of a document as the Markdown that letters are written in: read back as the same words, in the same style.

Each text is read back by the reader of letters before it is used. Where emphasis would not be read as meant, because it begins or
ends within a word's punctuation, it is moved off the punctuation, or else given up; the words stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final
from unicodedata import normalize

from msgspec import Struct, field

from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.places import Body
from letterpack.formats.markdown.runs import FORBIDDEN
from letterpack.intake.letters.document import (
    DocumentBlock,
    DocumentRefused,
    ListBlock,
    PictureBlock,
    Pieces,
    QuoteBlock,
    RuleBlock,
    TableBlock,
    TextBlock,
    TextPiece,
    joined,
)
from letterpack.model.letter import PLAIN, CodeBlock, Paragraph, Picture, Style, texts, walk
from letterpack.patterns import late
from letterpack.values import replace

_RANGED: Final = {"left": ":--", "center": ":-:", "right": "--:"}
_OTHER_DELIMITER: Final = {".": ")", ")": ".", "-": "*", "*": "-"}
_SIGNS: Final = late(r"[\\`*<\[\]{~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|!(?=\[)|\^(?=[^\s^]{1,21}\^)")
_LINE_END: Final = late(r"((?<![ \t])[ \t]*\n[ \t]*)")
_STARTS: Final = late(r"(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|=+\s*$|-+\s*$|:{2,}|[:|][-:| ]*$|~{3,})")
_NUMBERED: Final = late(r"(\d{1,9})([.)])(?=\s|$)")
_SIGN: Final = late(r"[^\w\s]*")
_MOST_PARTS: Final = 1_000
TOO_MUCH: Final = ("has more text than a letter may have (100 kB)", "send it as an enclosure, with a letter before it")
_MARKS: Final = (("struck", "~~"), ("bold", "**"), ("italic", "*"), ("raised", "^"))


class MarkdownText(Struct):
    """A letter's body in Markdown, and the texts that lost emphasis which Markdown cannot have at that place."""

    text: str = ""
    flattened: list[str] = field(default_factory=list)


def markdown_of(blocks: tuple[DocumentBlock, ...], folder: str = "") -> MarkdownText:
    """Return ``blocks`` as Markdown; pictures lie in ``folder``, relative to the letter."""
    made, notes = MarkdownText(), list[tuple[DocumentBlock, ...]]()
    parts = ["\n".join(_Writer(notes, made.flattened, folder).blocks(blocks))]
    for number, note in enumerate(notes, 1):
        # A note calls no other.
        lines = list(_Writer([], made.flattened, folder).blocks(note))
        parts.append("\n".join([f"[^{number}]: {lines[0] if lines else ''}".rstrip(), *_indented(lines[1:], 4)]))
    made.text = "\n\n".join(filter(None, parts)) + "\n"
    return made


class _Writer(Struct):
    """Writes blocks; ``notes`` gains those that are called, ``flattened`` the texts that lose emphasis."""

    notes: list[tuple[DocumentBlock, ...]]
    flattened: list[str]
    folder: str

    def blocks(self, blocks: Sequence[DocumentBlock]) -> Iterator[str]:
        """Yield the lines of ``blocks``, an empty one between two."""
        last: DocumentBlock | None = None
        delimiter = ""
        for block in blocks:
            if isinstance(block, ListBlock):
                # Two lists that follow each other would be read as one, unless their marks differ.
                follows = isinstance(last, ListBlock) and bool(last.numbers) == bool(block.numbers)
                own = block.delimiter if block.numbers else "-"
                delimiter = _OTHER_DELIMITER[delimiter] if follows else own
                lines = list(self._list(block, delimiter))
            else:
                lines = list(self._block(block))
            if any(lines):
                yield from [""] if last is not None else []
                yield from lines
                last = block

    def _block(self, block: DocumentBlock) -> Iterator[str]:
        if isinstance(block, TextBlock):
            text = self._text(block.pieces)
            yield from [f"{'#' * block.level} {text}".replace("\\\n", " ")] if block.level and text else text.split("\n")
        elif isinstance(block, QuoteBlock):
            yield from [f"> {line}".rstrip() for line in self.blocks(block.blocks)]
        elif isinstance(block, TableBlock):
            width = max((len(row) for row in block.rows), default=0)
            for index, row in enumerate(block.rows):
                cells = [self._text(cell, in_cell=True) for cell in row] + [""] * (width - len(row))
                yield f"| {' | '.join(cells)} |"
                if not index:
                    ranged = [*block.ranged, *[""] * (width - len(block.ranged))]
                    yield f"|{'|'.join(_RANGED.get(each, '---') for each in ranged[:width])}|"
        elif isinstance(block, PictureBlock):
            yield f"![{_escaped(block.alt)}]({self.folder}{block.name})"
        elif isinstance(block, RuleBlock):
            yield "---"

    def _list(self, block: ListBlock, mark: str) -> Iterator[str]:
        is_tight = all(map(_is_tight, block.items))
        for index, item in enumerate(block.items):
            label = f"{block.numbers[index]}{mark}" if block.numbers else mark
            lines = [line for line in self.blocks(item) if line or not is_tight]
            if index and not is_tight:
                yield ""
            yield f"{label} {lines[0] if lines else ''}".rstrip()
            yield from _indented(lines[1:], len(label) + 1)

    def _text(self, pieces: Pieces, *, in_cell: bool = False) -> str:
        """Return ``pieces`` as one paragraph of Markdown, or as a table's cell."""
        if in_cell:
            pieces = tuple([replace(each, text=each.text.replace("\n", " ")) for each in pieces])
        numbered = []
        for piece in pieces:
            self.notes += [piece.note] if piece.note else []
            numbered.append(replace(piece, text=str(len(self.notes))) if piece.note else piece)
        meant = _trimmed(numbered)
        text = _written(meant)
        if not _reads_back(text, meant):
            moved = _trimmed([part for piece in meant for part in _off_punctuation(piece)])
            text = _written(moved)
            if not _reads_back(text, moved):
                self.flattened.append("".join([each.text for each in meant]))
                text = _written(joined([replace(each, style=PLAIN) for each in meant]))
        return text.replace("|", r"\|") if in_cell else text


def _is_tight(item: tuple[DocumentBlock, ...]) -> bool:
    """Whether an item needs no empty line: a paragraph, and lists below it that may follow without one (CommonMark, 5.2)."""
    below = [
        isinstance(each, ListBlock) and each.numbers[:1] in ((), (1,)) and all(map(_is_tight, each.items)) for each in item[1:]
    ]
    return all(below) and (not item or isinstance(item[0], TextBlock))


def _indented(lines: Sequence[str], columns: int) -> list[str]:
    return [f"{' ' * columns}{line}" if line else "" for line in lines]


def _escaped(text: str) -> str:
    """Return ``text`` so that Markdown reads it as text, wherever in a paragraph it stands but at its beginning."""
    return _SIGNS.sub(lambda found: f"\\{found[0]}", text)


def _off_punctuation(piece: TextPiece) -> Pieces:
    """Return ``piece`` with emphasis on words alone, none on the signs at its edges."""
    if piece.style == PLAIN or piece.merge_field or piece.note:
        return (piece,)
    before = _SIGN.match(piece.text)
    start = before.end() if before else 0
    after = _SIGN.match(piece.text[start:][::-1])
    end = len(piece.text) - (after.end() if after else 0)
    edges = [replace(piece, text=text, style=PLAIN) for text in (piece.text[:start], piece.text[end:])]
    return edges[0], replace(piece, text=piece.text[start:end]), edges[1]


def _trimmed(pieces: Iterable[TextPiece]) -> Pieces:
    """Return ``pieces`` with the space between two of them in the style that both have, none at the ends of lines."""
    split = [part for piece in pieces for part in _spaces_apart(piece)]
    words = [index for index, each in enumerate(split) if not _is_space(each)]
    trimmed: list[TextPiece] = []
    for last, index in zip([-1, *words], words, strict=False):
        if last >= 0:
            before, after = split[last], split[index]
            one, other = before.style, after.style
            both = Style(
                one.bold and other.bold, one.italic and other.italic, one.code and other.code, one.struck and other.struck
            )
            link = before.link if before.link == after.link else ""
            trimmed += [TextPiece(each.text, both, link) for each in split[last + 1 : index]]
        trimmed.append(split[index])
    return joined([replace(each, text=re.sub(r"[ \t]+", " ", each.text)) for each in trimmed])


def _is_space(piece: TextPiece) -> bool:
    return piece.is_text and not piece.text.strip()


def _spaces_apart(piece: TextPiece) -> Iterator[TextPiece]:
    if not piece.is_text:
        yield piece
        return
    inside = piece.text.strip()
    start = piece.text.index(inside)
    for part in (piece.text[:start], *_LINE_END.split(inside), piece.text[start + len(inside) :]):
        if part:
            yield replace(piece, text="\n" if "\n" in part and not part.strip() else part)


def _written(pieces: Pieces) -> str:
    """Return ``pieces`` as Markdown, marks opened and closed where their style begins and ends."""
    parts: list[str] = []
    opened: list[str] = []
    link = ""
    for piece in (*pieces, TextPiece("")):
        wanted = [mark for name, mark in _MARKS if getattr(piece.style, name)]
        shared = 0
        while piece.link == link and shared < len(opened) and opened[shared] in wanted:
            shared += 1
        parts += opened[shared:][::-1]
        del opened[shared:]
        if piece.link != link:
            parts += [f"]({_address(link)})"] if link else []
            parts += ["["] if piece.link else []
            link = piece.link
        new = [mark for mark in wanted if mark not in opened]
        opened += new
        parts += [*new, _piece(piece)]
    return "\n".join([_line(line) for line in "".join(parts).split("\n")])


def _piece(piece: TextPiece) -> str:
    if piece.merge_field:
        return f"{{{{ {piece.merge_field} }}}}"
    if piece.note:
        return f"[^{piece.text}]"
    if piece.remark:
        remark = " ".join(re.sub("-{2,}", "–", piece.remark).split())
        return f"<!-- {remark.strip(' ->')} -->"
    if piece.style.code:
        ticks = "`" * (1 + max((len(run) for run in re.findall("`+", piece.text)), default=0))
        pad = " " if piece.text[:1] == "`" or piece.text[-1:] == "`" else ""
        return f"{ticks}{pad}{piece.text}{pad}{ticks}"
    return _escaped(piece.text).replace("\n", "\\\n")


def _address(link: str) -> str:
    return re.sub(r"[\s()<>\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), link)


def _line(line: str) -> str:
    """Return ``line`` so that it begins no list, heading or block."""
    number = _NUMBERED.match(line)
    if number:
        return f"{number[1]}\\{line[number.end(1) :]}"
    return f"\\{line}" if _STARTS.match(line) else line


def _reads_back(text: str, pieces: Pieces) -> bool:
    """Whether the reader of letters reads ``text`` as ``pieces``: each character with its style and link, spaces as one."""
    notes = "".join([f"\n\n[^{each.text}]: x" for each in pieces if each.note])
    read = read_body(Body("letter.md", tuple(f"{text}{notes}".split("\n")), 1), Report())
    runs = read.blocks[0].runs if len(read.blocks) == 1 and isinstance(read.blocks[0], Paragraph) else ()
    fields = [f"{run.field.scope}.{run.field.name}" if run.field else "" for run in runs]
    back = [
        _signs(run.note.label, PLAIN, "") if run.note else _signs(name or run.text, run.style, run.link or "")
        for run, name in zip(runs, fields, strict=True)
    ]
    meant = [
        _signs(each.text, PLAIN, "") if each.note else _signs(each.merge_field or each.text, each.style, each.link)
        for each in pieces
        if not each.remark
    ]
    return list(chain.from_iterable(back)) == list(chain.from_iterable(meant))


def _signs(text: str, style: Style, link: str) -> list[tuple[str, Style, str]]:
    address = _address(link)
    return [(char, style, address) for char in normalize("NFC", text) if char not in " \t"]


def words_in(said: Iterable[str]) -> Counter[str]:
    """Return the words of the texts ``said``, each as often as it stands there; figures above the line are figures."""
    return Counter(word for text in said for word in re.findall(r"\w+", normalize("NFKC", FORBIDDEN.sub("", text))))


def words_of_letter(markdown: str) -> Counter[str]:
    """Return the words that the reader of letters finds in the body ``markdown``. Raises ``DocumentRefused`` if too many."""
    report = Report()
    read = read_body(Body("letter.md", tuple(markdown.split("\n")), 1), report)
    if any(each.code == "LP113" for each in report):
        raise DocumentRefused(*TOO_MUCH)
    said: list[str] = []
    for block in walk(read.blocks):
        said += ["".join([run.text for run in runs]) for runs in texts(block)]
        said += [block.text] if isinstance(block, CodeBlock) else [block.alt] if isinstance(block, Picture) else []
    return words_in(said)


def lost_words(source: Iterable[str], letter: Counter[str], listed: Iterable[str]) -> list[str]:
    """Return the words of ``source`` that are neither in the ``letter`` nor ``listed``, nor made of words of these: part of one
    may be hidden, or a field.
    """
    wanted, found = words_in(source), letter + words_in(listed)
    parts = sorted(found - wanted, key=len, reverse=True)[-_MOST_PARTS:]
    made = re.compile(f"(?>{'|'.join(parts)})++") if parts else None
    return [word for word in sorted((wanted - found).elements()) if not (made and made.fullmatch(word))]
