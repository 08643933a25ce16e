"""What a reader gathers beside the text: what is left out, pictures and merge fields, in the order in which they stand."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from letterpack.formats.workbooks.archive import Member
from letterpack.intake.letters.document import (
    DocumentBlock,
    DocumentRefused,
    FieldTaken,
    LeftOut,
    ListBlock,
    Pieces,
    QuoteBlock,
    TableBlock,
    TextBlock,
    TextPiece,
    check_field_limit,
    joined,
)
from letterpack.limits import MOST_ATTACHED_BYTES, MOST_DOCUMENT_PICTURES, MOST_DOCUMENT_PIXELS, MOST_LETTER_PIECES
from letterpack.patterns import late
from letterpack.values import replace

_MOST_IN_CELLS: Final = 10 * MOST_LETTER_PIECES
"""Stretches of text in all cells: those of a table in a cell are counted again."""
_MARKED: Final = late(r"[^\W_]{1,20}")
"""What Markdown marks as standing above the line: ``^er^``."""
_SUPERIORS: Final = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_INFERIORS: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_SUFFIXES: Final = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg"}
_TURNED: Final = ("GIF", "BMP", "TIFF", "WEBP")
"""What Pillow reads and a letter does not print."""


class GatheredAside(Struct):
    """What was found so far; ``paragraph`` is the number of the paragraph that is being read."""

    paragraph: int = 0
    fields: dict[FieldTaken, None] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    spoken: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)
    _in_cells: int = 0
    _names: dict[str, str] = field(default_factory=dict)
    _unpacked: dict[str, str] = field(default_factory=dict)
    _pixels: int = MOST_DOCUMENT_PIXELS

    def leave_out(self, kind: str, words: str = "", *, kept: bool = False) -> None:
        """Note what is not carried over; ``kept`` words that go on from the note before go there."""
        last = self.left_out[-1] if self.left_out else None
        if last and kept and last.kept and (last.kind, last.paragraph) == (kind, self.paragraph):
            self.left_out[-1] = replace(last, words=last.words + words)
        else:
            self.left_out.append(LeftOut(kind, words if kept else words.strip(), self.paragraph, kept))

    def take_field(self, taken: FieldTaken) -> None:
        """Note a merge field, once. Raises ``DocumentRefused`` if there are more than a letter has."""
        self.fields[taken] = None
        check_field_limit(len(self.fields))

    def picture(self, file: Member, shown_as: str) -> str:
        """Return the name under which the picture ``file`` is kept; empty if it cannot be used, which is noted."""
        if file.name not in self._unpacked:
            self._unpacked[file.name] = self._picture(file.unpacked(), shown_as)
        return self._unpacked[file.name]

    def _picture(self, data: bytes, shown_as: str) -> str:
        digest = hashlib.sha256(data).hexdigest()
        if digest not in self._names:
            if len(self._names) == MOST_DOCUMENT_PICTURES:
                raise DocumentRefused(f"has more than {MOST_DOCUMENT_PICTURES} pictures", "put them into an enclosure")
            suffix = next((suffix for head, suffix in _SUFFIXES.items() if data.startswith(head)), "")
            if not suffix and b"<svg" in data[:4096]:
                suffix = ".svg"
            usable = data if suffix else self._as_png(data)
            if usable is None or len(data) > MOST_ATTACHED_BYTES:
                self.leave_out("picture in a format that no letter can print", shown_as)
                self._names[digest] = ""
            else:
                self._names[digest] = name = f"picture-{len(self.pictures) + 1}{suffix or '.png'}"
                self.pictures[name] = usable
        return self._names[digest]

    def _as_png(self, data: bytes) -> bytes | None:
        """Return a picture of another kind as PNG; None if it is none. Raises ``DocumentRefused`` for too many pixels."""
        from PIL import Image, UnidentifiedImageError

        try:
            with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_TURNED) as picture:
                self._pixels -= picture.width * picture.height
                if self._pixels < 0:
                    what = f"has more than {MOST_DOCUMENT_PIXELS:,} pixels in pictures that are neither PNG nor JPEG"
                    raise DocumentRefused(what, "make these smaller")
                made = io.BytesIO()
                has_alpha = "A" in picture.getbands() or "transparency" in picture.info
                picture.convert("RGBA" if has_alpha else "RGB").save(made, "PNG")
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
            return None
        return made.getvalue()

    def raised(self, text: str, kind: str) -> tuple[str, bool]:
        """Return ``text`` in superior or inferior figures, or as it is; and whether Markdown is to mark it as standing above the
        line. What can be neither is noted.
        """
        raised = text.translate(_SUPERIORS if kind == "superscript" else _INFERIORS)
        if any(char == other and not char.isspace() for char, other in zip(text, raised, strict=True)):
            if kind == "superscript" and _MARKED.fullmatch(text):
                return text, True
            self.leave_out(kind, text, kept=True)
            return text, False
        return raised, False

    def cell(self, blocks: tuple[DocumentBlock, ...]) -> Pieces:
        """Return the texts of a cell one behind the other: Markdown has no paragraphs, lists or tables in cells."""
        texts = [*_texts(blocks)]
        if len(texts) > 1:
            self.leave_out("paragraphs of a cell, which become one", kept=True)
        if any(isinstance(each, TableBlock) for each in blocks):
            self.leave_out("table within a cell, which becomes text", kept=True)
        pieces = [piece for text in texts for piece in (TextPiece(" "), *text)][1:]
        self._in_cells += len(pieces)
        if self._in_cells > _MOST_IN_CELLS:
            raise DocumentRefused("has more tables in tables than a letter has")
        return joined(pieces)


def _texts(blocks: tuple[DocumentBlock, ...]) -> Iterator[Pieces]:
    for block in blocks:
        if isinstance(block, TextBlock):
            yield block.pieces
        elif isinstance(block, QuoteBlock):
            yield from _texts(block.blocks)
        elif isinstance(block, ListBlock):
            for index, item in enumerate(block.items):
                label = f"{block.numbers[index]}{block.delimiter}" if block.numbers else "•"
                first, *rest = [*_texts(item)] or [()]
                yield (TextPiece(f"{label} "), *first)
                yield from rest
        elif isinstance(block, TableBlock):
            yield from (cell for row in block.rows for cell in row if cell)
