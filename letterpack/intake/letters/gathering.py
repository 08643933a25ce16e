"""What a reader gathers beside the text: what is left out, pictures, fields, in the order in which they stand."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from letterpack.intake.letters.document import DocumentRefused, FieldTaken, LeftOut
from letterpack.intake.letters.pictures import usable_picture
from letterpack.limits import MOST_DOCUMENT_PICTURES
from letterpack.model.letter import Style

_SUPERIORS: Final = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_INFERIORS: Final = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


@dataclass(slots=True)
class GatheredAside:
    """What was found so far; ``paragraph`` is the number of the paragraph that is being read."""

    paragraph: int = 0
    left_out: list[LeftOut] = field(default_factory=list)
    fields: list[FieldTaken] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    spoken: Counter[str] = field(default_factory=Counter)
    _names: dict[str, str] = field(default_factory=dict)

    def leave_out(self, kind: str, words: str = "", *, kept: bool = False) -> None:
        """Note what is not carried over; words that go on from the note before go there."""
        last = self.left_out[-1] if self.left_out else None
        if last and kept and last.kept and (last.kind, last.paragraph) == (kind, self.paragraph):
            self.left_out[-1] = LeftOut(kind, last.words + words, self.paragraph, kept=True)
        else:
            self.left_out.append(LeftOut(kind, words.strip() if not kept else words, self.paragraph, kept))

    def take_field(self, taken: FieldTaken) -> None:
        """Note a merge field, once."""
        if taken not in self.fields:
            self.fields.append(taken)

    def picture(self, data: bytes, shown_as: str) -> str:
        """Keep a picture, and return the name of its file; empty where it cannot be used, which is noted."""
        digest = hashlib.sha256(data).hexdigest()
        if digest in self._names:
            return self._names[digest]
        if len(self.pictures) == MOST_DOCUMENT_PICTURES:
            raise DocumentRefused(f"has more than {MOST_DOCUMENT_PICTURES} pictures", "put them into an enclosure")
        usable = usable_picture(data)
        if usable is None:
            self.leave_out("picture in a format that no letter can print", shown_as)
            return ""
        name = f"picture-{len(self.pictures) + 1}{usable.suffix}"
        self.pictures[name], self._names[digest] = usable.data, name
        return name

    def raised(self, text: str, kind: str) -> str:
        """Return ``text`` in superior or inferior figures; as it is, and noted, where there are none for it."""
        table = _SUPERIORS if kind == "superscript" else _INFERIORS
        raised = text.translate(table)
        if any(char == other and not char.isspace() for char, other in zip(text, raised, strict=True)):
            self.leave_out(kind, text, kept=True)
            return text
        return raised


def style_of(*, bold: bool, italic: bool, struck: bool) -> Style:
    """Return the style of a run."""
    return Style(bold, italic, code=False, struck=struck)
