"""Insertion marks as data: a machine is a TOML file of this folder or of a campaign's ``marks/``, in millimetres.

A file has either ``[lines]``, marks that are read one after the other (OMR), or ``[matrix]``, a Data Matrix symbol, and says
under ``[place]`` where they are. Every table has a ``source``. What a line can say is in ``roles``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Annotated, Final, Literal

import msgspec

from letterpack.datafiles import BrokenData, Fault, FileTable, TomlTable, Words, convert, names, parse, program_table
from letterpack.marks.datamatrix import CAPACITY, side_for
from letterpack.marks.roles import ALWAYS, FIELDS, ROLES
from letterpack.model.campaign import CampaignRead
from letterpack.model.insertion import InsertionMarks, OmrLines, SymbolMatrix
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.units import mm_to_pt

ROOM: Final = "marks"
_MarkLength = Annotated[float, msgspec.Meta(gt=0.0, le=300.0)]
_MarkDistance = Annotated[float, msgspec.Meta(ge=0.0, le=300.0)]
_MOST_LINES: Final = 24
_MOST_DIGITS: Final = 9


class MarkPlace(FileTable, frozen=True):
    """Where the marks are on the front of each sheet: from the left or right edge, and from the top; what is clear around."""

    source: Words
    edge: Literal["left", "right"]
    inset: _MarkDistance
    top: _MarkDistance
    sides: _MarkDistance
    ends: _MarkDistance
    back: bool = False


class LinesTable(FileTable, frozen=True):
    """Lines below each other: what each says, from the top, and how long, thick and far apart they are."""

    source: Words
    roles: Annotated[list[Words], msgspec.Meta(min_length=1, max_length=_MOST_LINES)]
    length: _MarkLength
    thickness: _MarkLength
    pitch: _MarkLength


class MatrixTable(FileTable, frozen=True):
    """A Data Matrix symbol: its fields with their digits, such as ``piece 6``, and how large a module is."""

    source: Words
    fields: Annotated[list[Words], msgspec.Meta(min_length=1, max_length=_MOST_DIGITS)]
    module: Annotated[float, msgspec.Meta(ge=0.25, le=2.0)]


class InsertionFile(FileTable, frozen=True):
    """A machine's file."""

    title: Words
    place: MarkPlace
    lines: LinesTable | None = None
    matrix: MatrixTable | None = None

    def marks(self, name: str) -> InsertionMarks:
        """Return the marks in points."""
        place = self.place
        return InsertionMarks(
            name=name,
            title=self.title,
            marks=self._printed(),
            edge=place.edge,
            inset_pt=mm_to_pt(place.inset),
            top_pt=mm_to_pt(place.top),
            sides_pt=mm_to_pt(place.sides),
            ends_pt=mm_to_pt(place.ends),
            clears_back=place.back,
        )

    def _printed(self) -> OmrLines | SymbolMatrix:
        if self.lines:
            lengths = [mm_to_pt(each) for each in (self.lines.length, self.lines.thickness, self.lines.pitch)]
            return OmrLines(tuple(self.lines.roles), *lengths)
        assert self.matrix is not None
        fields = tuple([_field(text) for text in self.matrix.fields])
        return SymbolMatrix(fields, side_for(sum([digits for _, digits in fields])), mm_to_pt(self.matrix.module))


def mark_names(own: OwnData = NO_OWN_DATA) -> tuple[str, ...]:
    """Return the names of all marks, the campaign's ``own`` among them, sorted."""
    return names(ROOM, own)


@lru_cache(maxsize=64)
def load_marks(name: str, own: OwnData = NO_OWN_DATA) -> InsertionMarks:
    """Return the marks called ``name``: the campaign's own before the program's. Raises ``KeyError`` where there are none."""
    text = own.text(ROOM, name)
    made = read_marks(name, parse(text) if text is not None else program_table(ROOM, name))
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{name}.toml", made)
    return made


def campaign_marks(campaign: CampaignRead) -> InsertionMarks | None:
    """Return the insertion marks of ``campaign``; None where it has none."""
    return load_marks(campaign.settings.marks, campaign.own) if campaign.settings.marks else None


def read_marks(name: str, table: TomlTable) -> InsertionMarks | list[Fault]:
    """Return the marks that ``table`` describes, or all that is wrong with it."""
    file = convert(table, InsertionFile)
    if isinstance(file, list):
        return file
    return list(_faults(file)) or file.marks(name)


def _faults(file: InsertionFile) -> Iterator[Fault]:
    if (file.lines is None) == (file.matrix is None):
        keys = ("lines",) if file.lines else ()
        yield Fault(keys, "the file needs either `[lines]` or `[matrix]`", "describe one of the two", contradicts=True)
    elif file.lines:
        yield from _line_faults(file.lines)
    elif file.matrix:
        yield from _matrix_faults(file.matrix)


def _line_faults(lines: LinesTable) -> Iterator[Fault]:
    keys = ("lines", "roles")
    for role in lines.roles:
        if role not in ROLES:
            yield Fault(keys, f"`{role}` is not what a line can say", f"write one of {', '.join(ROLES)}", tuple(ROLES))
    twice = [role for role in dict.fromkeys(lines.roles) if role not in ALWAYS and lines.roles.count(role) > 1]
    if twice:
        yield Fault(keys, f"`{twice[0]}` appears twice", "leave one of them out, or write `blank`", contradicts=True)
    if not ALWAYS.intersection(lines.roles):
        hint = "begin with `benchmark`: a reader needs a line on every sheet"
        yield Fault(keys, "no line is printed on every sheet", hint, contradicts=True)
    if lines.pitch <= lines.thickness:
        hint = "the pitch is from one line's top to the next one's"
        yield Fault(("lines", "pitch"), "the lines touch each other", hint, contradicts=True)


def _matrix_faults(matrix: MatrixTable) -> Iterator[Fault]:
    keys = ("matrix", "fields")
    wrong = [text for text in matrix.fields if _field(text)[0] not in FIELDS]
    for text in wrong:
        hint = f"write one of {', '.join(FIELDS)} and its number of digits, such as `piece 6`"
        yield Fault(keys, f"`{text}` does not name a field and its digits", hint, tuple(FIELDS))
    digits = sum([_field(text)[1] for text in matrix.fields])
    if not wrong and not side_for(digits):
        sizes = ", ".join([str(held.data * 2) for held in CAPACITY.values()])
        hint = f"symbols have room for {sizes} digits: make a field wider, or add `zero`"
        yield Fault(keys, f"the fields have {digits} digits, which fill no symbol", hint, contradicts=True)


def _field(text: str) -> tuple[str, int]:
    name, _, digits = text.rpartition(" ")
    is_number = digits.isascii() and digits.isdigit() and 0 < int(digits) <= _MOST_DIGITS
    return (name, int(digits)) if is_number else ("", 0)
