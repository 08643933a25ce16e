"""Stage 2 of 7: the ids of addressees, which become file names on any operating system."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from letterpack.diagnostics import Related, Report
from letterpack.patterns import late
from letterpack.spans import Origin, Span

if TYPE_CHECKING:
    from letterpack.kept import Kept

PATTERN: Final = late(r"[a-z0-9][a-z0-9-]{0,63}")
_LONGEST: Final = 64
_MOST_IN_MEMORY: Final = 16_384
"""Ids of a mailing of the usual size: they are all looked up in a dictionary."""
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that no file may bear on Windows, with any extension (Microsoft, "Naming Files, Paths, and Namespaces")."""
_APOSTROPHES: Final = late("['’ʼ]")
_NOT_SLUG: Final = late(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Return an id made of ``text``: accents dropped, what is no letter or digit a hyphen; at most 64 characters, whole words.

    Empty where a letter has no ASCII form: no script is transliterated.
    """
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", text)).lower()
    folded = "".join(char for char in apart if not unicodedata.combining(char))
    if any(char.isalpha() and not char.isascii() for char in folded):
        return ""
    made = _NOT_SLUG.sub("-", folded).strip("-")
    return made if len(made) <= _LONGEST else made[: _LONGEST + 1].rpartition("-")[0] or made[:_LONGEST]


def check_id(given: str, origin: Origin, report: Report) -> str:
    """Return the id ``given`` if it can be one; else empty, with LP155 or LP157."""
    if not PATTERN.fullmatch(given):
        made = slug(given)
        hint = "use at most 64 characters from a to z, 0 to 9 and hyphens, and do not begin with a hyphen" + (
            f": `{made}`" if made else ""
        )
        report.error("LP155", origin.span("id"), f"`{given}` cannot be an id", hint)
        return ""
    return _unreserved(given, origin, "id", report)


def make_id(title: str, organization: str, name: str, origin: Origin, report: Report) -> str:
    """Return a slug of title, else organization, else name; empty, with LP155 or LP157, where none can be made."""
    key, text = ("title", title) if title else ("organization", organization) if organization else ("name", name)
    made = slug(text)
    if not made:
        report.error("LP155", origin.span(key), f"no id can be made from `{text}`", "add one: `id: minister-of-information`")
        return ""
    return _unreserved(made, origin, key, report)


def made_in_a_table(title: str, organization: str, name: str, line: int) -> str:
    """Return an id for the row in ``line`` of a table, which need not have a column for it: as ``make_id`` makes it, of whatever
    of the three one can be made of, else by the row.
    """
    made = next(filter(None, map(slug, (title, organization, name))), f"row-{line}")
    return f"{made}-{line}" if made in _RESERVED else made


def _unreserved(made: str, origin: Origin, key: str, report: Report) -> str:
    if made not in _RESERVED:
        return made
    message = f"`{made}` is a file name that Windows reserves"
    report.error("LP157", origin.span(key), message, f"add another id: `id: {made}-1`")
    return ""


class IdOwner(Struct, frozen=True):
    """Where an id was first taken, and whether a letter is written to its owner."""

    file: str
    line: int
    is_to: bool


class IdRegister:
    """The ids taken so far, each with its owner: the first in memory, the others outside it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._few: dict[str, IdOwner] = {}
        self._many: Kept[IdOwner] | None = None

    def __contains__(self, wanted: str) -> bool:
        return self.owner(wanted) is not None

    def owner(self, wanted: str) -> IdOwner | None:
        """Return who has taken ``wanted``, None where nobody has."""
        first = self._few.get(wanted)
        return self._many.get(wanted) if first is None and self._many is not None else first

    def free(self, wanted: str, *more: str) -> str:
        """Return an id that is not taken, for a row whose own would be ``wanted``: with what else it says, else with a number."""
        for text in filter(None, more):
            made = slug(f"{wanted} {text}")
            if made and made not in self:
                return made
        while True:
            self._numbers[wanted] = number = self._numbers.get(wanted, 1) + 1
            made = f"{wanted[: _LONGEST - 1 - len(str(number))].rstrip('-')}-{number}"
            if made not in self:
                return made

    def take(self, wanted: str, origin: Origin, report: Report, *, is_to: bool = False) -> bool:
        """Take ``wanted``; False, with LP156, where an earlier addressee has it."""
        first = self.owner(wanted)
        if first is None:
            place = origin.span()
            self._keep(wanted, IdOwner(place.file, place.line, is_to))
            return True
        related = (Related("taken here", Span(first.file, first.line)),)
        hint = "give each its own `id`; without one, it is made from the title, else the organization, else the name"
        report.error("LP156", origin.span("id"), f"two addressees have the id `{wanted}`", hint, related=related)
        return False

    def _keep(self, name: str, owner: IdOwner) -> None:
        if len(self._few) < _MOST_IN_MEMORY:
            self._few[name] = owner
            return
        if self._many is None:
            from letterpack.kept import Kept

            self._many = Kept()
        self._many.add(name, owner)

    def __iter__(self) -> Iterator[str]:
        return chain(self._few, () if self._many is None else self._many)


@dataclass(frozen=True, slots=True)
class ToIds(Collection[str]):
    """The ids of those ``taken`` that a letter is written to, in the order in which they were taken; ``count`` is how many."""

    taken: IdRegister
    count: int

    def __contains__(self, name: object) -> bool:
        owner = self.taken.owner(name) if isinstance(name, str) else None
        return owner is not None and owner.is_to

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.taken if name in self)

    def __len__(self) -> int:
        return self.count
