"""What a reader gathers beside the text: what is left out, pictures, fields, in the order in which they stand."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from letterpack.formats.workbooks.archive import Member
from letterpack.intake.letters.document import (
    DocumentRefused,
    FieldTaken,
    LeftOut,
    no_more_fields_than_a_letter_has,
)
from letterpack.intake.letters.pictures import usable_picture
from letterpack.limits import MOST_DOCUMENT_PICTURES, MOST_DOCUMENT_PIXELS, MOST_LETTER_PIECES
from letterpack.model.letter import Style
from letterpack.patterns import late
from letterpack.values import replace

_MOST_IN_CELLS: Final = 10 * MOST_LETTER_PIECES
"""Stretches of text in all cells: pages of mail programs have tables ten deep."""
_MARKED: Final = late(r"[^\W_]{1,20}")
"""What Markdown marks as standing above the line: ``^er^``."""
_SUPERIORS: Final = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_INFERIORS: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class GatheredAside(Struct):
    """What was found so far; ``paragraph`` is the number of the paragraph that is being read."""

    paragraph: int = 0
    fields: dict[FieldTaken, None] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    spoken: Counter[str] = field(default_factory=Counter)
    _in_cells: int = 0
    _left_out: list[tuple[LeftOut, list[str]]] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _packed: dict[str, str] = field(default_factory=dict)
    _pixels: int = MOST_DOCUMENT_PIXELS

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What is not carried over."""
        return tuple([replace(each, words="".join(words)) for each, words in self._left_out])

    def leave_out(self, kind: str, words: str = "", *, kept: bool = False) -> None:
        """Note what is not carried over; words that go on from the note before go there."""
        last = self._left_out[-1] if self._left_out else None
        if last and kept and last[0].kept and (last[0].kind, last[0].paragraph) == (kind, self.paragraph):
            last[1].append(words)
        else:
            self.note(LeftOut(kind, words.strip() if not kept else words, self.paragraph, kept))

    def count_in_cell(self, pieces: int) -> None:
        """Count the ``pieces`` of a cell's text, which those around it have again. Raises ``DocumentRefused``."""
        self._in_cells += pieces
        if self._in_cells > _MOST_IN_CELLS:
            raise DocumentRefused("has more tables in tables than a letter has")

    def note(self, *left_out: LeftOut) -> None:
        """Note what others have found that is not carried over."""
        self._left_out += [(each, [each.words]) for each in left_out]

    def take_field(self, taken: FieldTaken) -> None:
        """Note a merge field, once. Raises ``DocumentRefused`` where there are more than a letter has."""
        self.fields[taken] = None
        no_more_fields_than_a_letter_has(len(self.fields))

    def packed_picture(self, files: Mapping[str, Member], name: str, shown_as: str) -> str:
        """Keep the picture ``name`` of a package's ``files``, which is unpacked once; else as ``picture``."""
        if name not in self._packed:
            self._packed[name] = self.picture(files[name].unpacked(), shown_as)
        return self._packed[name]

    def picture(self, data: bytes, shown_as: str) -> str:
        """Keep a picture, and return the name of its file; empty where it cannot be used, which is noted."""
        digest = hashlib.sha256(data).hexdigest()
        if digest in self._names:
            return self._names[digest]
        if len(self._names) == MOST_DOCUMENT_PICTURES:
            raise DocumentRefused(f"has more than {MOST_DOCUMENT_PICTURES} pictures", "put them into an enclosure")
        usable = usable_picture(data, self._pixels)
        if usable is None:
            self.leave_out("picture in a format that no letter can print", shown_as)
            self._names[digest] = ""
            return ""
        self._pixels -= usable.pixels
        name = f"picture-{len(self.pictures) + 1}{usable.suffix}"
        self.pictures[name], self._names[digest] = usable.data, name
        return name

    def raised(self, text: str, kind: str) -> tuple[str, bool]:
        """Return ``text`` in superior or inferior figures, or as it is; and whether Markdown is to mark it as standing above the
        line. What can be neither is noted.
        """
        table = _SUPERIORS if kind == "superscript" else _INFERIORS
        raised = text.translate(table)
        if any(char == other and not char.isspace() for char, other in zip(text, raised, strict=True)):
            if kind == "superscript" and _MARKED.fullmatch(text):
                return text, True
            self.leave_out(kind, text, kept=True)
            return text, False
        return raised, False


def style_of(*, bold: bool, italic: bool, struck: bool, raised: bool = False) -> Style:
    """Return the style of a run."""
    return Style(bold, italic, code=False, struck=struck, raised=raised)
