"""What ``import_addressees`` and ``import_signatories`` share: what the user says of a table, and how a list is written."""

from __future__ import annotations

from codecs import lookup
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Protocol

from letterpack.campaign.imports import MEANINGS, meaning_of
from letterpack.campaign.settings import FILE as SETTINGS_FILE
from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.files import no_more_readable_than
from letterpack.formats.tables.headers import fold
from letterpack.intake.remembered import SettingsKept
from letterpack.library.campaign import AnyCampaign, Campaign, opened
from letterpack.model.columns import Meaning, Meanings


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How to read a table.

    ``columns`` says what its headers mean: a column of the campaign's list, ``not consent``, ``nothing: WHY``, or an empty text
    to leave one out; ``sheet`` which sheet of a workbook, ``encoding`` which code page a CSV file is in that is not UTF-8;
    ``answers`` what cells answer that are not understood, ``yes`` or ``no`` by their text. What letterpack.yaml says under
    ``import`` holds too.
    """

    columns: Mapping[str, str] | None = None
    sheet: str = ""
    encoding: str = ""
    answers: Mapping[str, str] | None = None


class ListMade(Protocol):
    """A list as an import makes it: its text, and what letterpack.yaml keeps for the next export."""

    @property
    def text(self) -> str:
        """The whole list."""
        ...

    @property
    def remembered(self) -> SettingsKept | None:
        """The lines for letterpack.yaml, and its text with them."""
        ...


class Importing:
    """The import of the table ``place`` into the list ``name`` of ``campaign``. ``meanings`` are those of its headers: what the
    options say, and letterpack.yaml of all others.
    """

    def __init__(self, name: str, table: str | PathLike[str], campaign: AnyCampaign, options: ImportOptions) -> None:
        """Raise ``LetterpackError`` where there is no such file, code page or column."""
        self.campaign: Campaign = opened(campaign)
        self.place = Path(table)
        if not self.place.is_file():
            raise LetterpackError(
                f"there is no file `{self.place}`", "name a spreadsheet, or the export of a form or an address book"
            )
        _check_encoding(options.encoding)
        self.meant = _meanings_of(name, options.columns or {})
        world = self.campaign.world
        known = read_settings(world, Report())[0].imports.get(name, {}) if world.exists(SETTINGS_FILE) else {}
        said = {fold(header) for header in self.meant}
        self.meanings: Meanings = {
            **{header: meaning for header, meaning in known.items() if fold(header) not in said},
            **self.meant,
        }

    @property
    def folder(self) -> Disk:
        """Where the table is."""
        return Disk(self.place.parent)

    def refuse(self, strange: tuple[str, ...]) -> None:
        """Raise ``LetterpackError`` where options name headers that the table has not: ``strange``."""
        if strange:
            named = listed(tuple([f"`{header}`" for header in strange]))
            raise LetterpackError(f"the table has no column {named}", "name a header as the table has it, with --column")

    def write(self, file: str, made: ListMade) -> None:
        """Write the list into the campaign's ``file``, no more readable than the table, and what is kept for the next export."""
        disk = Disk(self.campaign.path)
        with no_more_readable_than([self.place]):
            disk.write(file, (made.text.encode("utf-8"),))
            if made.remembered and made.remembered.text:
                disk.write(SETTINGS_FILE, (made.remembered.text.encode("utf-8"),))


def listed(names: tuple[str, ...]) -> str:
    """Return ``names`` as a sentence lists them."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _check_encoding(name: str) -> None:
    """Refuse a name that is not a code page for tables. Raises ``LetterpackError``."""
    try:
        if name and lookup(name).name in ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"):
            raise LookupError
        bytes(range(32, 127)).decode(name or "ascii")
    except UnicodeDecodeError:  # A code page of two bytes, or seven bits.
        return
    except (LookupError, UnicodeError, ValueError) as error:
        raise LetterpackError(f"`{name}` is not a code page", "name one such as cp1251 with --encoding") from error


def _meanings_of(name: str, columns: Mapping[str, str]) -> Meanings:
    """Return what options say of the columns of the list ``name``. Raises ``LetterpackError``."""
    found: dict[str, Meaning] = {}
    for header, text in columns.items():
        meaning = meaning_of(name, text)
        if not header.strip() or meaning is None:
            names = listed(tuple(MEANINGS[name]))
            raise LetterpackError(f"`{header}={text}` names no column", f"write HEADER=NAME, with one of {names}")
        found[header.strip()] = meaning
    return found
