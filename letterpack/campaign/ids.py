"""Stage 2 of 7: the ids of addressees, which become file names on any operating system."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from letterpack.diagnostics import Related, Report
from letterpack.spans import Origin, Span

PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LONGEST: Final = 64
_RESERVED: Final = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names that no file may bear on Windows, with any extension (Microsoft, "Naming Files, Paths, and Namespaces")."""
_APOSTROPHES: Final = re.compile("['’ʼ]")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")


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
        report.error("LP155", origin.span(key), f"no id can be made of `{text}`", "add one: `id: minister-of-information`")
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


class IdRegister:
    """The ids taken so far, each with the file and line of its owner."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[str, int]] = {}
        self._numbers: dict[str, int] = {}

    def __contains__(self, wanted: str) -> bool:
        return wanted in self._taken

    def free(self, wanted: str, *more: str) -> str:
        """Return an id that is not taken, for a row whose own would be ``wanted``: with what else it says, else with a number."""
        for text in filter(None, more):
            made = slug(f"{wanted} {text}")
            if made and made not in self._taken:
                return made
        while True:
            self._numbers[wanted] = number = self._numbers.get(wanted, 1) + 1
            made = f"{wanted[: _LONGEST - 1 - len(str(number))].rstrip('-')}-{number}"
            if made not in self._taken:
                return made

    def take(self, wanted: str, origin: Origin, report: Report) -> bool:
        """Take ``wanted``; False, with LP156, where an earlier addressee has it."""
        first = self._taken.get(wanted)
        if first is None:
            place = origin.span()
            self._taken[wanted] = (place.file, place.line)
            return True
        related = (Related("taken here", Span(*first)),)
        hint = "give each its own `id`; without one, it is made from the title, else the organization, else the name"
        report.error("LP156", origin.span("id"), f"two addressees have the id `{wanted}`", hint, related=related)
        return False
