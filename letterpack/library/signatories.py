"""``letterpack.import_signatories`` and ``letterpack.count_signatories``: the list of those who sign."""

from __future__ import annotations

from codecs import lookup
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from letterpack.campaign.imports import MEANINGS, meaning_of
from letterpack.campaign.settings import FILE as SETTINGS_FILE
from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.files import no_more_readable_than
from letterpack.formats.tables.headers import fold
from letterpack.formats.tables.signatories import SIGNATORIES_FILE
from letterpack.intake.signatories import Imported, counting, import_form
from letterpack.intake.signatories.counting import Counts
from letterpack.intake.signatories.form import Said, open_form
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.model.columns import Meaning, Meanings
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import Lines
from letterpack.wording.answers import read_answers


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import understood and changes: ``imported`` is None where a row is not understood. ``path`` is the campaign's
    list.
    """

    imported: Imported | None
    path: Path
    findings: tuple[Diagnostic, ...]
    sources: Lines

    @property
    def ok(self) -> bool:
        """Whether every row was understood."""
        return self.imported is not None


@dataclass(frozen=True, slots=True)
class CountResult:
    """How many signatories there are; not all of them where the rows hold errors."""

    counts: Counts
    findings: tuple[Diagnostic, ...]
    sources: Lines

    @property
    def ok(self) -> bool:
        """Whether the rows hold no error."""
        return not any(found.severity == "error" for found in self.findings)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a form's export is to be read.

    ``columns`` says what its headers mean: a column of signatories.csv, ``not consent``, ``nothing: WHY``, or an empty text to
    leave one out; ``sheet`` which sheet of a workbook, ``encoding`` which code page a CSV file is in that is not UTF-8;
    ``answers`` what cells answer that are not understood, ``yes`` or ``no`` by their text. What letterpack.yaml says under
    ``import`` holds too.
    """

    columns: Mapping[str, str] | None = None
    sheet: str = ""
    encoding: str = ""
    answers: Mapping[str, str] | None = None


@told_plainly
def import_signatories(
    form: str | PathLike[str],
    campaign: AnyCampaign,
    *,
    merge: bool = False,
    write: bool = True,
    options: ImportOptions | None = None,
) -> ImportResult:
    """Take over the rows of a form's export, CSV or a workbook, into the campaign's signatories.csv.

    ``merge`` keeps the rows that are there; without ``write``, nothing is written. Raises ``LetterpackError``.
    """
    found, place, asked = opened(campaign), Path(form), options or ImportOptions()
    if not place.is_file():
        raise LetterpackError(f"there is no file `{place}`", "name the export of a form")
    check_encoding(asked.encoding)
    report, meant = Report(), meanings_of("signatories", asked.columns or {})
    known = read_settings(found.world, Report())[0].imports.get("signatories", {}) if found.world.exists(SETTINGS_FILE) else {}
    said = Said({**unsaid(known, meant), **meant}, _answers(asked.answers or {}), asked.sheet, asked.encoding)
    export = open_form(Disk(place.parent), place.name, said, report)
    if export and (strange := export.without(meant)):
        named = listed(tuple([f"`{header}`" for header in strange]))
        raise LetterpackError(f"the form has no column {named}", "name a header as the form has it, with --column")
    imported = import_form(found.world, export, report, merge=merge) if export else None
    if imported is not None and write:
        _write(imported, place, found.path)
    sources: Lines = export or SourceLookup(Disk(place.parent))
    return ImportResult(imported, found.path / SIGNATORIES_FILE, tuple(report), sources)


def _write(imported: Imported, form: Path, campaign: Path) -> None:
    with no_more_readable_than([form]):
        Disk(campaign).write(SIGNATORIES_FILE, (imported.text.encode("utf-8"),))
    if imported.remembered and imported.remembered.text:
        Disk(campaign).write(SETTINGS_FILE, (imported.remembered.text.encode("utf-8"),))


def unsaid(known: Meanings, meant: Meanings) -> Meanings:
    """What letterpack.yaml says of columns of which the options say nothing."""
    said = {fold(header) for header in meant}
    return {header: meaning for header, meaning in known.items() if fold(header) not in said}


@told_plainly
def count_signatories(campaign: AnyCampaign) -> CountResult:
    """Count the signatories by country, group and consent."""
    world, report = opened(campaign).world, Report()
    return CountResult(counting.count_signatories(world, report), tuple(report), SourceLookup(world))


def check_encoding(name: str) -> None:
    """Refuse a name that is not a code page for tables. Raises ``LetterpackError``."""
    try:
        if name and lookup(name).name in ("idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"):
            raise LookupError
        bytes(range(32, 127)).decode(name or "ascii")
    except UnicodeDecodeError:  # A code page of two bytes, or seven bits.
        return
    except (LookupError, UnicodeError, ValueError) as error:
        raise LetterpackError(f"`{name}` is not a code page", "name one such as cp1251 with --encoding") from error


def meanings_of(name: str, columns: Mapping[str, str]) -> Meanings:
    """Return what options say of the columns of the list ``name``. Raises ``LetterpackError``."""
    found: dict[str, Meaning] = {}
    for header, text in columns.items():
        meaning = meaning_of(name, text)
        if not header.strip() or meaning is None:
            names = listed(tuple(MEANINGS[name]))
            raise LetterpackError(f"`{header}={text}` names no column", f"write HEADER=NAME, with one of {names}")
        found[header.strip()] = meaning
    return found


def _answers(given: Mapping[str, str]) -> Mapping[str, str]:
    read = {cell: read_answers({text})[text] for cell, text in given.items()}
    odd = [f"`{cell}={given[cell]}`" for cell, answer in read.items() if not answer or not cell.strip()]
    if odd:
        raise LetterpackError(f"{listed(tuple(odd))} says neither yes nor no", "write TEXT=yes or TEXT=no with --answer")
    return {cell: answer for cell, answer in read.items() if answer}


def listed(names: tuple[str, ...]) -> str:
    """Return ``names`` as a sentence lists them."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
