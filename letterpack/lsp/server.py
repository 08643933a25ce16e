"""What the editor says and is told. One thread reads the campaign; the loop that speaks with the editor never waits for it.

After a change the campaign is read again, once nothing more has come for a moment; what is found out about older texts is
dropped. Findings of all files of the campaign are told, those of files that are not open too.
"""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from msgspec import Struct, field

import letterpack
from letterpack.campaign.settings import FILE as SETTINGS
from letterpack.campaign.settings import read_settings
from letterpack.datafiles import program_names
from letterpack.diagnostics import Report
from letterpack.formats.decode import OneFile
from letterpack.lsp.completion import ROOMS, CampaignOffers, suggestions
from letterpack.lsp.hover import fix, told
from letterpack.patterns import late
from letterpack.pipeline.sources import SourceLookup
from letterpack.remedies import to_install
from letterpack.world import OverWorld, PathOutside, World

try:
    from lsprotocol import types
    from pygls.lsp.server import LanguageServer
    from pygls.uris import from_fs_path, to_fs_path
except ModuleNotFoundError as error:
    raise letterpack.LetterpackError(
        f"editors need `{error.name}`, which is not installed", f"run `{to_install('lsp')}`"
    ) from error

if TYPE_CHECKING:
    from letterpack import Finding, Proof
    from letterpack.render.text import Lines
    from letterpack.spans import Span as _Span

_QUIET_SECONDS: Final = 0.15
"""Without a change, before the campaign is read again: between two keys of a fast typist."""
_SEVERITIES: Final = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Information,
}
_KINDS: Final = {
    "key": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.EnumMember,
    "field": types.CompletionItemKind.Variable,
    "block": types.CompletionItemKind.Snippet,
}
_SOURCES: Final = ("letter.md", *[f"addressees.{suffix}" for suffix in ("yaml", "csv", "jsonl", "xlsx", "ods")])
"""A folder with one of them is a campaign."""
_WATCHED: Final = (
    "**/{letter.md,letter.*.md,letterpack.yaml,review.yaml,seal.json}",
    "**/{addressees,signatories}.{yaml,csv,jsonl,xlsx,ods}",
    "**/*.{pdf,svg,png,jpg,jpeg,icc,ttf,otf}",
    "**/{envelopes,forms,styles,languages,manners,marks}/*.toml",
)
"""What findings depend on, open in the editor or not."""
_TRANSLATION: Final = late(r"letter\.([A-Za-z0-9-]+)\.md")
_LINE: Final = late(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""As the protocol counts lines, and spans do: Python ends them at U+2028 and form feeds, too."""
_ORIGIN: Final = "letterpack"


class _Watched(Struct):
    """A campaign of which something is open. Only the working thread touches ``proof``.

    ``findings`` are of the texts ``judged``, which may be older than ``texts``, and about the ``lines``, known by their files and
    1-based numbers.
    """

    root: Path
    texts: dict[str, str] = field(default_factory=dict)
    version: int = 0
    timer: asyncio.TimerHandle | None = None
    proof: Proof | None = None
    known: CampaignOffers = field(default_factory=CampaignOffers)
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    lines: dict[tuple[str, int], str] = field(default_factory=dict)
    judged: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def uri(self, name: str) -> str:
        """Return the address of a file of the campaign, as the editor has it."""
        return from_fs_path(str(self.root / name)) or ""

    def is_judged(self, name: str) -> bool:
        """Whether the findings of a file are of its text as it is, so that their places in it are right."""
        return self.judged.get(name) == self.texts.get(name)


class EditorServer(LanguageServer):
    """The server for one editor."""

    def __init__(self) -> None:
        super().__init__(_ORIGIN, letterpack.__version__)
        self._campaigns: dict[Path, _Watched] = {}
        self._worker = ThreadPoolExecutor(1, "letterpack")
        self._running: set[asyncio.Task[None]] = set()
        for name, hear in (
            (types.INITIALIZED, self._initialized),
            (types.TEXT_DOCUMENT_DID_OPEN, self._heard),
            (types.TEXT_DOCUMENT_DID_CHANGE, self._heard),
            (types.TEXT_DOCUMENT_DID_SAVE, self._heard),
            (types.TEXT_DOCUMENT_DID_CLOSE, self._closed),
            (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, self._elsewhere),
            (types.TEXT_DOCUMENT_HOVER, self._hover),
            (types.TEXT_DOCUMENT_CODE_ACTION, self._fixes),
        ):
            self.feature(name)(partial(hear))  # It writes on what it is given, which a method does not allow.
        signs = types.CompletionOptions(trigger_characters=["{", ".", ":", " ", "[", ","])
        self.feature(types.TEXT_DOCUMENT_COMPLETION, signs)(partial(self._complete))

    def _initialized(self, _: types.InitializedParams) -> None:
        """Ask an editor that watches files to tell what other programs change."""
        workspace = self.client_capabilities.workspace
        files = workspace.did_change_watched_files if workspace else None
        if files and files.dynamic_registration:
            watchers = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(each) for each in _WATCHED])
            wanted = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watchers)
            self.client_register_capability(types.RegistrationParams([wanted]))

    def _place(self, uri: str) -> tuple[_Watched, str] | None:
        """Return the campaign that a document belongs to, and its name there; None for what is no campaign's."""
        path = to_fs_path(uri)
        if path is None:
            return None
        file = Path(path)
        # A form or a style lies in a folder of the campaign's own.
        for root in (file.parent, file.parent.parent):
            if root in self._campaigns or any((root / name).is_file() for name in _SOURCES):
                watched = self._campaigns.setdefault(root, _Watched(root))
                return watched, file.relative_to(root).as_posix()
        return None

    def _heard(
        self,
        said: types.DidOpenTextDocumentParams | types.DidChangeTextDocumentParams | types.DidSaveTextDocumentParams,
    ) -> None:
        if place := self._place(said.text_document.uri):
            watched, name = place
            watched.texts[name] = self.workspace.get_text_document(said.text_document.uri).source
            self._later(watched)

    def _closed(self, said: types.DidCloseTextDocumentParams) -> None:
        if place := self._place(said.text_document.uri):
            watched, name = place
            watched.texts.pop(name, None)
            self._later(watched)

    def _elsewhere(self, said: types.DidChangeWatchedFilesParams) -> None:
        for watched in {id(place[0]): place[0] for each in said.changes if (place := self._place(each.uri))}.values():
            self._later(watched)

    def _later(self, watched: _Watched) -> None:
        watched.version += 1
        if watched.timer is not None:
            watched.timer.cancel()
        watched.timer = asyncio.get_running_loop().call_later(_QUIET_SECONDS, self._begin, watched)

    def _begin(self, watched: _Watched) -> None:
        task = asyncio.get_running_loop().create_task(self._read(watched, watched.version))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _read(self, watched: _Watched, version: int) -> None:
        """Read the campaign in the working thread, and tell what was found unless something newer has come."""
        texts = dict(watched.texts)
        loop = asyncio.get_running_loop()
        understood = await loop.run_in_executor(self._worker, self._understood, watched, texts, version)
        if understood is None or version != watched.version:
            return
        found, watched.lines = understood
        by_file: dict[str, list[Finding]] = defaultdict(list)
        for each in found:
            by_file[each.file].append(each)
        watched.findings, watched.judged = by_file, texts
        for name in sorted({*by_file, *watched.told}):
            rows = [self._diagnostic(watched, each) for each in by_file.get(name, ())]
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(watched.uri(name), rows))
        watched.told = set(by_file)
        if not (watched.texts or watched.root.is_dir()):
            self._campaigns.pop(watched.root, None)

    def _understood(
        self, watched: _Watched, texts: dict[str, str], version: int
    ) -> tuple[tuple[Finding, ...], dict[tuple[str, int], str]] | None:
        """Return what is wrong with the campaign, and the lines that this is about; None where it is no longer asked."""
        if version != watched.version:
            return None
        try:
            campaign = letterpack.open(watched.root)
            seen = letterpack.Campaign(campaign.path, overlaid(campaign.world, texts))
            watched.proof = proof = letterpack.proof(seen, before=watched.proof)
            found = proof.judge(lambda: version != watched.version)
            if proof.entries:
                watched.known = _known(proof, seen)
        except (letterpack.LetterpackError, OSError) as refused:
            # The folder may be gone, or have another name now: what was found there is no longer true.
            self.window_log_message(types.LogMessageParams(types.MessageType.Error, str(refused)))
            return (), {}
        return found, lines_of(found, proof.sources)

    def _diagnostic(self, watched: _Watched, finding: Finding) -> types.Diagnostic:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(watched.uri(each.span.file), self._range(watched, each.span)), each.message
            )
            for each in finding.related
        ]
        packet = f"packet {finding.packet}: " if finding.packet else ""
        hint = f"\n{finding.hint}" if finding.hint else ""
        return types.Diagnostic(
            self._range(watched, finding.span),
            f"{packet}{finding.message}{hint}",
            _SEVERITIES[finding.severity],
            finding.code,
            source=_ORIGIN,
            related_information=related or None,
        )

    def _range(self, watched: _Watched, span: _Span) -> types.Range:
        """Return where a finding is, in the editor's units."""
        text = watched.lines.get((span.file, span.line))
        if text is None:
            return types.Range(types.Position(0, 0), types.Position(0, 0))
        start, end = (span.column - 1, span.column - 1 + span.length) if span.column else (0, len(text))
        # What an empty cell lacks is shown on what stands before it: nobody sees a range without letters.
        start = min(start, len(text))
        end = min(max(end, start + 1), len(text))
        units = self.workspace.position_codec.client_num_units
        return types.Range(*[types.Position(span.line - 1, units(text[:column])) for column in (start, end)])

    def _cursor(self, said: types.CompletionParams | types.HoverParams) -> tuple[_Watched, str, list[str], int, int] | None:
        """Return the campaign and the file in which a cursor stands, the file's lines, and the cursor's line and column."""
        place = self._place(said.text_document.uri)
        if place is None:
            return None
        lines = _LINE.findall(place[0].texts.get(place[1], ""))
        spot = self.workspace.position_codec.position_from_client_units(lines, said.position)
        return (*place, [line.rstrip("\r\n") for line in lines], spot.line, spot.character)

    def _complete(self, said: types.CompletionParams) -> types.CompletionList | None:
        if (cursor := self._cursor(said)) is None:
            return None
        watched, name, lines, line, column = cursor
        items = []
        for number, each in enumerate(suggestions(name, lines, line, column, watched.known)):
            spot = types.Range(types.Position(line, each.start), types.Position(line, each.end))
            item = types.CompletionItem(
                each.label,
                kind=_KINDS[each.kind],
                detail=each.example or None,
                documentation=each.about or None,
                sort_text=f"{number:04}",
                # Who types `Nor` finds `NO`, Norway.
                filter_text=f"{each.text} {each.example}" if each.kind == "value" else each.text,
                text_edit=types.TextEdit(self.workspace.position_codec.range_to_client_units(lines, spot), each.text),
            )
            items.append(item)
        return types.CompletionList(is_incomplete=False, items=items)

    async def _hover(self, said: types.HoverParams) -> types.Hover | None:
        if (cursor := self._cursor(said)) is None:
            return None
        watched, name, lines, line, column = cursor
        loop = asyncio.get_running_loop()
        text = await loop.run_in_executor(self._worker, lambda: told(name, lines, line, column, watched.proof))
        codes = [
            letterpack.explain(each.code)
            for each in (watched.findings.get(name, ()) if watched.is_judged(name) else ())
            if each.line == line + 1 and (not each.column or 0 <= column + 1 - each.column <= each.span.length)
        ]
        pages = [
            f"**{code.code}: {code.title}**\n\n{code.page.partition('## Example')[0].replace('## ', '#### ').strip()}"
            for code in codes
        ]
        parts = [part for part in (text, *dict.fromkeys(pages)) if part]
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n---\n\n".join(parts))) if parts else None

    def _fixes(self, said: types.CodeActionParams) -> list[types.CodeAction]:
        watched, name = self._place(said.text_document.uri) or (None, "")
        if watched is None or not watched.is_judged(name):
            return []  # The editor asks again when it is told the new findings.
        found = []
        for each in watched.findings.get(name, ()):
            span, spot = each.span, self._range(watched, each.span)
            if not span.column or spot.end < said.range.start or spot.start > said.range.end:
                continue
            text = watched.lines[name, span.line][span.column - 1 : span.column - 1 + span.length]
            if proposed := fix(each, text):
                edit = types.WorkspaceEdit(changes={said.text_document.uri: [types.TextEdit(spot, proposed.text)]})
                kind, about = types.CodeActionKind.QuickFix, [self._diagnostic(watched, each)]
                found.append(types.CodeAction(proposed.title, kind, about, is_preferred=True, edit=edit))
        return found


def _known(proof: Proof, campaign: letterpack.Campaign) -> CampaignOffers:
    ids = tuple(dict.fromkeys([each.addressee for each in proof.entries]))
    letters = [found[1] for name in campaign.world.names("") if (found := _TRANSLATION.fullmatch(name))]
    languages = tuple(dict.fromkeys([*[each.language for each in proof.entries], *letters]))
    enclosed = tuple([f"enclosures/{name}" for name in campaign.world.names("enclosures")])
    files = {
        room: (*program_names(room), *[name[:-5] for name in campaign.world.names(room) if name.endswith(".toml")])
        for room in ROOMS.values()
    }
    return CampaignOffers(proof.offers(), ids, languages, enclosed, files)


@dataclass(frozen=True, slots=True)
class _Overlay(OverWorld):
    """A ``World`` in which the files ``held``, by their names in the campaign, are what the editor would save."""

    world: World
    held: Mapping[str, bytes]

    def exists(self, path: str) -> bool:
        return path in self.held or self.world.exists(path)

    def read(self, path: str) -> bytes:
        return self.held[path] if path in self.held else self.world.read(path)

    def open(self, path: str) -> BinaryIO:
        return io.BytesIO(self.held[path]) if path in self.held else self.world.open(path)

    def names(self, folder: str) -> tuple[str, ...]:
        new = [name.rpartition("/") for name in self.held]
        return tuple(sorted({*self.world.names(folder), *[name for place, _, name in new if place == folder]}))


def overlaid(world: World, texts: Mapping[str, str]) -> World:
    """Return ``world`` with the ``texts`` of an editor over it, each in the encoding of its file: that is how it is saved."""
    sources = SourceLookup(world)
    settings = OneFile(SETTINGS, texts[SETTINGS].encode("utf-8", "surrogatepass")) if SETTINGS in texts else world
    sources.encoding = read_settings(settings, Report())[0].encoding
    saved: dict[str, bytes] = {}
    for file, text in texts.items():
        try:
            mark, encoding = sources.encoding_of(file)
        except (OSError, PathOutside):  # Nothing was saved yet.
            mark, encoding = b"", "utf-8"
        try:
            saved[file] = mark + text.removeprefix("\ufeff" if mark else "").encode(encoding)
        except UnicodeEncodeError:
            # Half a surrogate pair, as an editor may send it in the middle of typing, is read as what it is: not UTF-8.
            saved[file] = text.encode("utf-8", "surrogatepass")
    return _Overlay(world, saved)


def lines_of(findings: Iterable[Finding], sources: Lines) -> dict[tuple[str, int], str]:
    """Return the lines that ``findings`` are about, each read once, in the order of the files: so it is quick."""
    spans = [span for each in findings for span in (each.span, *[related.span for related in each.related]) if span.line]
    return {place: sources.line(*place) for place in sorted({(span.file, span.line) for span in spans})}


def serve() -> None:
    """Serve the editor at the other end of stdin and stdout, until it ends."""
    # Both are closed at the end, and the command line still wants its own.
    with os.fdopen(os.dup(sys.stdin.fileno()), "rb") as heard, os.fdopen(os.dup(sys.stdout.fileno()), "wb") as said:
        EditorServer().start_io(heard, said)
