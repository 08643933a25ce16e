"""``letterpack.import_letter``, ``export_letter``: the letter as people have it becomes ``letter.md``, and goes out as a copy."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Final

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.errors import LetterpackError, OutputRefused
from letterpack.files import no_more_readable_than, read_regular, sources_of, write_named
from letterpack.intake.letters import PICTURES, LetterDecisions, LetterImported, import_document
from letterpack.intake.letters.document import DocumentRefused
from letterpack.library.campaign import AnyCampaign, opened, told_plainly
from letterpack.model.exported import ExportedLetter
from letterpack.pipeline.editable import exported
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import Lines
from letterpack.starter import is_starter
from letterpack.world import PathOutside

LETTER: Final = "letter.md"
KINDS: Final = ("docx", "odt", "rtf", "html", "txt")
"""Of an editable copy."""


@dataclass(frozen=True, slots=True)
class LetterResult:
    """What an import understood and changes: ``imported`` is None where the document cannot be read, or something in it has to be
    decided first. ``path`` is the campaign's letter; ``replaced`` its text, where one was there that was not the starter's, which
    ``replaces_examples`` where it was.
    """

    imported: LetterImported | None
    path: Path
    replaced: str
    findings: tuple[Diagnostic, ...]
    sources: Lines
    replaces_examples: bool = False

    @property
    def ok(self) -> bool:
        """Whether there is a letter."""
        return self.imported is not None


@told_plainly
def import_letter(
    document: str | PathLike[str],
    campaign: AnyCampaign,
    *,
    decisions: LetterDecisions | None = None,
    replace: bool = False,
    write: bool = True,
) -> LetterResult:
    """Import a letter from a word processor, a web page or a text (docx, txt, md; odt, doc, rtf and html
    where LibreOffice is installed) as the campaign's letter.md.

    A letter that is there is replaced only if ``replace`` says so; without ``write``, nothing is written. Raises
    ``LetterpackError``.
    """
    place, found, report = Path(document), opened(campaign), Report()
    if not place.is_file():
        raise LetterpackError(f"there is no file `{place}`", "name the letter, such as letter.docx")
    path = found.path / LETTER
    before, stands = _standing(found.path), path.is_file()
    imported, lines = import_document(
        place.name, read_regular(place), decisions or LetterDecisions(), found.world.today(), report
    )
    if imported and write:
        if before and not replace:
            raise LetterpackError(f"`{path}` already exists", "add --replace to replace it; --dry-run shows the new one")
        _write(found.path, place, imported, replace=replace)
    return LetterResult(imported, path, before, tuple(report), lines, stands and not before)


def _standing(folder: Path) -> str:
    """Return the text of the letter that is there; empty where there is none, or only the one that ``init`` writes."""
    text = (_taken(Disk(folder), LETTER) or b"").decode("utf-8", "replace")
    return "" if is_starter(LETTER, text) else text


def _taken(disk: Disk, name: str) -> bytes | None:
    """Return what stands at ``name`` of a campaign, None where nothing does. Raises ``OutputRefused`` where that is elsewhere."""
    try:
        return disk.read(name) if disk.exists(name) else None
    except PathOutside as error:
        hint = "remove the link: an import writes into the campaign alone"
        raise OutputRefused(f"`{disk.root / name}` leads out of the campaign", hint) from error


def _write(folder: Path, document: Path, imported: LetterImported, *, replace: bool) -> None:
    """Write the pictures, and then the letter that shows them; nothing where one of their places is taken."""
    disk = Disk(folder)
    for name, data in imported.pictures.items():
        if _taken(disk, name) not in (None, data) and not replace:
            raise LetterpackError(f"`{folder / name}` already exists", "move it away, or add --replace to replace it too")
    if imported.pictures:
        (folder / PICTURES).mkdir(exist_ok=True)
    with no_more_readable_than([document]):
        for name, data in imported.pictures.items():
            disk.write(name, (data,))
        disk.write(LETTER, (imported.text.encode("utf-8"),))


@dataclass(frozen=True, slots=True)
class ExportResult:
    """An editable copy at ``path``, and what is wrong with the sources; with an error among them, nothing was written."""

    path: Path
    findings: tuple[Diagnostic, ...]
    sources: Lines

    @property
    def ok(self) -> bool:
        """Whether the copy was written."""
        return not any(found.severity == "error" for found in self.findings)


@told_plainly
def export_letter(
    campaign: AnyCampaign, file: str | PathLike[str], *, addressee: str = "", language: str = "", replace: bool = False
) -> ExportResult:
    """Write an editable copy of a campaign's letter to ``file``: a docx or txt, by the file's name; an odt, rtf or html where
    LibreOffice is installed.

    ``addressee`` is the id of the one it is filled for; without it, fields are kept. ``language`` is that of the letter, the
    campaign's own by default. A file that is there is replaced only if ``replace`` says so. Raises ``LetterpackError``.
    """
    path, found, report = Path(file), opened(campaign), Report()
    kind = path.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        *others, last = [f".{kind}" for kind in KINDS]
        raise LetterpackError(f"no letter is written as `{path.name}`", f"name a file that ends in {', '.join(others)} or {last}")
    read = read_campaign(found.world, report)
    lines = SourceLookup(found.world)
    if read is None or report.has_errors:
        return ExportResult(path, tuple(report), lines)
    data = _written(kind, exported(found.world, read, addressee, language))
    with no_more_readable_than(sources_of(found.path)):
        write_named(path, data, lambda _head, _tail: replace, "FILE")
    return ExportResult(path, tuple(report), lines)


def _written(kind: str, letter: ExportedLetter) -> bytes:
    """Return ``letter`` as a file of the ``kind``. Raises ``LetterpackError`` if LibreOffice is needed and not there."""
    if kind == "txt":
        from letterpack.render.letter_docx import letter_text

        return letter_text(letter)
    from letterpack.intake.letters.kinds import converted
    from letterpack.render.letter_docx import letter_docx

    made = letter_docx(letter)
    try:
        return made if kind == "docx" else converted(made, "docx", kind)
    except DocumentRefused as refused:
        raise LetterpackError(f"the letter {refused}", "name a file that ends in .docx, or install LibreOffice") from refused
