"""Printing services: what each takes, as data. A provider is a TOML file of this folder, in millimetres.

What is handed over beside a PDF is said there too, and filled in by ``handing``. A PDF is judged as GOV.UK Notify judges any:
what may be printed on is painted over, and whatever is left on the page is too much.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import structs

from letterpack.datafiles import BrokenData, FileTable, Words, convert, program_names, program_table
from letterpack.model.form import Rect
from letterpack.units import mm_to_pt

ROOM: Final = "providers"
PAPERS: Final = {"A4": (210.0, 297.0), "Letter": (215.9, 279.4)}
"""ISO 216 and ANSI/ASME Y14.1, upright."""
_Edge = Annotated[float, msgspec.Meta(ge=0.0, le=300.0)]
_Bound = Annotated[int, msgspec.Meta(ge=1)]


class PageLimits(FileTable, frozen=True):
    """Which papers, how many pages, how many bytes, and the newest version of PDF.

    ``most_pages_in`` is for letters to single countries, by their codes, ``most_pages`` for all others.
    """

    source: Words
    papers: list[Words]
    most_pages: _Bound | None = None
    most_pages_in: dict[str, _Bound] = msgspec.field(default_factory=dict)
    most_bytes: _Bound | None = None
    newest_pdf: Literal["1.4", "1.7"] | None = None

    def most_pages_to(self, country: str) -> int | None:
        """Return how many pages a letter to ``country`` may have; where nobody says which, as many as any."""
        if not country and self.most_pages_in and self.most_pages:
            return max(self.most_pages, *self.most_pages_in.values())
        return self.most_pages_in.get(country, self.most_pages)


class Border(FileTable, frozen=True):
    """What stays white at each edge of every page."""

    source: Words
    left: _Edge
    right: _Edge
    top: _Edge
    bottom: _Edge


class _PlacedZone(FileTable, frozen=True):
    """A place on a page."""

    source: Words
    x: _Edge
    y: _Edge
    width: _Edge
    height: _Edge

    @property
    def rect(self) -> Rect:
        """The place in points."""
        return Rect(mm_to_pt(self.x), mm_to_pt(self.y), mm_to_pt(self.width), mm_to_pt(self.height))


class ClearZone(_PlacedZone, frozen=True):
    """A place on page 1, or on ``every_page``, that stays white; with a ``window``, only where the address is on that side."""

    window: Literal["", "left", "right"] = ""
    every_page: bool = False


class AddressZone(_PlacedZone, frozen=True):
    """Where on page 1 the address is read, and how many lines it has.

    No line may begin with one of ``not_first``; none may be one of ``never``, in any case; as many lines as ``worded`` have a
    letter or a digit; the last one is a postcode of one of the countries ``ends_in``, or a country.
    """

    least: _Bound
    most: _Bound
    not_first: str = ""
    never: list[Words] = msgspec.field(default_factory=list)
    worded: int = 0
    ends_in: list[Words] = msgspec.field(default_factory=list)


FieldValue: TypeAlias = str | bool | int


class EitherValue(FileTable, frozen=True):
    """A value that depends on whether something is so: ``{ if = "colour", then = "4", else = "1" }``."""

    when: Words = msgspec.field(name="if")
    then: FieldValue
    otherwise: FieldValue = msgspec.field(name="else")


Fields: TypeAlias = dict[str, FieldValue | EitherValue]
"""The values of a file by the keys that lead to each, with dots between them; a key that ends in ``[]`` holds a list of one.
A text that begins with ``=`` stands for what is known of the packet.
"""


class HandoverShape(FileTable, frozen=True):
    """The file that goes with each PDF: its ``fields``, and what letters ``abroad`` have besides, or in their place, and those of
    a sender who is abroad (``sender_abroad``). What that is, the service's own country says, its ``home``; without one, the
    sender's does.

    Of ``required`` each must be there; of several with a bar between them, one. ``longest`` says how many characters a value may
    have. ``is_list`` where the service takes a list of letters; ``root`` and ``namespace`` are those of XML.
    """

    source: Words
    kind: Literal["json", "xml"]
    fields: Fields
    home: str = ""
    abroad: Fields = msgspec.field(default_factory=dict)
    sender_abroad: Fields = msgspec.field(default_factory=dict)
    required: list[Words] = msgspec.field(default_factory=list)
    longest: dict[str, _Bound] = msgspec.field(default_factory=dict)
    is_list: bool = msgspec.field(default=False, name="list")
    root: str = ""
    namespace: str = ""


class Provider(FileTable, frozen=True):
    """What a printing service takes, and the ``form`` that keeps to its zones.

    Where it also reads addresses at the right, ``address_right`` is the place, and ``form_right`` the form.
    """

    title: Words
    form: Words
    pages: PageLimits
    handover: HandoverShape | None = None
    border: Border | None = None
    address: AddressZone | None = None
    clear: dict[str, ClearZone] = msgspec.field(default_factory=dict)
    form_right: str = ""
    address_right: AddressZone | None = None

    def facing(self, window: str) -> Provider:
        """Return what it takes of letters with the address at the ``window``'s side, left or right."""
        clear = {name: zone for name, zone in self.clear.items() if zone.window in ("", window)}
        if window == "left" or not self.address_right:
            return structs.replace(self, clear=clear)
        return structs.replace(self, clear=clear, address=self.address_right, form=self.form_right or self.form)


def provider_names() -> tuple[str, ...]:
    """Return the names of all providers, sorted."""
    return program_names(ROOM)


@cache
def load_provider(name: str) -> Provider:
    """Return the provider called ``name``. Raises ``KeyError`` where there is none."""
    made = convert(program_table(ROOM, name), Provider)
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{name}.toml", made)
    return made
