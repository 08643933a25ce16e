"""Stage 2 of 7: the campaign's own envelopes, forms, styles and languages, ``forms/NAME.toml`` …, looked at before anything names
them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias
from unicodedata import normalize

from msgspec import Struct

from letterpack.datafiles import Fault, NotToml, TomlTable, locate, parse
from letterpack.diagnostics import Report
from letterpack.envelopes import ROOM as ENVELOPES
from letterpack.envelopes import envelope_names, read_envelope
from letterpack.formats.decode import read_source
from letterpack.formats.nearest import did_you_mean
from letterpack.forms import ROOM as FORMS
from letterpack.forms import form_names, read_form
from letterpack.languages import ROOM as LANGUAGES
from letterpack.languages import canonical_tag, read_words
from letterpack.limits import MOST_DATA_BYTES, MOST_DATA_FILES
from letterpack.manners import ROOM as MANNERS
from letterpack.manners import read_manners
from letterpack.marks import ROOM as MARKS
from letterpack.marks import mark_names, read_marks
from letterpack.model.campaign import Input
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.spans import SourceText, Span
from letterpack.styles import ROOM as STYLES
from letterpack.styles import read_style, style_names
from letterpack.world import World

_Reader: TypeAlias = Callable[[str, TomlTable, OwnData], object]
"""Makes a value of a file's name, its table and the files that were read before, or a list of what is wrong with it."""
_KINDS: Final[tuple[tuple[str, _Reader], ...]] = (
    (ENVELOPES, lambda name, table, _: read_envelope(name, table)),
    (FORMS, read_form),  # Behind the envelopes, which they name.
    (STYLES, lambda name, table, _: read_style(name, table)),
    (LANGUAGES, lambda name, table, _: read_words(name, table)),
    (MANNERS, lambda name, table, _: read_manners(name, table)),
    (MARKS, lambda name, table, _: read_marks(name, table)),
)


class OwnRead(Struct, frozen=True):
    """What the campaign brings. ``data`` holds what is right; ``broken`` are the paths of what is not."""

    data: OwnData = NO_OWN_DATA
    inputs: tuple[Input, ...] = ()
    broken: frozenset[str] = frozenset()

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that may be named, those that are broken among them: what is wrong with them is said at their files."""
        return self._named(FORMS, form_names(self.data))

    @property
    def envelopes(self) -> tuple[str, ...]:
        """The envelopes that may be named, those that are broken among them."""
        return self._named(ENVELOPES, envelope_names(self.data))

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles that may be named."""
        return self._named(STYLES, style_names(self.data))

    @property
    def marks(self) -> tuple[str, ...]:
        """The insertion marks that may be named, those that are broken among them."""
        return self._named(MARKS, mark_names(self.data))

    def usable_form(self, name: str, otherwise: str) -> str:
        """Return ``name`` if there is such a form to set pages on, else ``otherwise``."""
        return name if name in form_names(self.data) else otherwise

    def usable_style(self, name: str, otherwise: str) -> str:
        """Return ``name`` if there is such a style to set pages in, else ``otherwise``."""
        return name if name in style_names(self.data) else otherwise

    def _named(self, room: str, right: tuple[str, ...]) -> tuple[str, ...]:
        broken = {path.split("/")[1].removesuffix(".toml") for path in self.broken if path.startswith(f"{room}/")}
        return tuple(sorted({*right, *broken}))


def read_own_data(world: World, report: Report) -> OwnRead:
    """Return the campaign's own data files; what is wrong with one is found with its place (LP195, LP196, LP197)."""
    texts: list[tuple[str, str]] = []
    inputs: list[Input] = []
    broken: set[str] = set()
    count = 0
    for room, reader in _KINDS:
        folded: dict[str, str] = {}
        for file_name in world.names(room):
            path, name = f"{room}/{file_name}", file_name.removesuffix(".toml")
            if name == file_name:
                continue
            count += 1
            if count > MOST_DATA_FILES:
                message = f"the campaign has more than {MOST_DATA_FILES:,} files of its own data"
                report.error("LP113", Span(path), message, "remove those that no setting names")
                return OwnRead(OwnData(tuple(sorted(texts))), tuple(inputs), frozenset(broken))
            first = folded.setdefault(normalize("NFC", normalize("NFC", name).casefold()), path)
            if first != path:
                message = f"`{path}` and `{first}` have the same name on Windows or macOS"
                report.error("LP195", Span(path), message, "rename one of them: products are named after these files")
                broken.add(path)
                continue
            source = read_source(world, path, report, MOST_DATA_BYTES)
            before = OwnData(tuple(sorted(texts)))
            if source is None or not _is_right(SourceText(path, source[0]), (room, name), reader, before, report):
                broken.add(path)
            else:
                texts.append((path, source[0]))
                inputs.append(source[1])
    return OwnRead(OwnData(tuple(sorted(texts))), tuple(inputs), frozenset(broken))


def _is_right(source: SourceText, called: tuple[str, str], reader: _Reader, before: OwnData, report: Report) -> bool:
    room, name = called
    if room in (LANGUAGES, MANNERS) and canonical_tag(name) != name:
        hint = f"rename it to {canonical_tag(name) or 'a tag such as de'}.toml"
        report.error("LP195", Span(source.file), f"`{name}` is not the usual form of a language tag", hint)
        return False
    try:
        made = reader(name, parse(source.text), before)
    except NotToml as error:
        hint = "correct the line; put text in quotes, and write numbers with a decimal point: `width = 210.0`"
        report.error("LP195", Span(source.file, error.line, error.column), f"`{source.file}` is not TOML: {_said(error)}", hint)
        return False
    for fault in made if isinstance(made, list) else ():
        _report(fault, source, report)
    return not isinstance(made, list)


def _report(fault: Fault, source: SourceText, report: Report) -> None:
    hint = did_you_mean(fault.keys[-1], fault.known, fault.hint) if fault.known else fault.hint
    report.error("LP197" if fault.contradicts else "LP196", locate(source, fault.keys), fault.message, hint)


def _said(error: NotToml) -> str:
    text = str(error)
    return text[:1].lower() + text[1:]
