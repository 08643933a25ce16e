"""What was written from a finished batch, read back beside it: a reprint, and a folder for a printing service.

Both may be a stranger's files: a reprint is weighed before it is opened, and of the files of a folder no more is read than they
should hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from pypdf import PdfReader

from letterpack.diagnostics import Diagnostic
from letterpack.errors import LetterpackError
from letterpack.files import LITTER
from letterpack.kept import Kept
from letterpack.model.campaign import CampaignRead
from letterpack.pdfcopy.opened import OF_DAMAGE, TooMuchWork, limited, too_heavy
from letterpack.pipeline.handed import BLIND, HandedPacket, handed_packets, shape_for
from letterpack.pipeline.inspect.result import HANDED, REPRINT
from letterpack.pipeline.reprint import END, MARK, noting, pieces_of, runs_of, said_of_runs, written
from letterpack.providers import load_provider, provider_names
from letterpack.spans import Span
from letterpack.world import BatchFiles, World

_HINT: Final = "do not print it; make it again: letterpack reprint"
_MOST_FAULTS: Final = 20


def reprint_findings(data: bytes, shown: str, batch: BatchFiles) -> Iterator[Diagnostic]:
    """Yield what is wrong with the reprint ``data``, in the file ``shown``, beside the print run of ``batch``."""
    for number, fault in enumerate(_faults(data, batch)):
        if number == _MOST_FAULTS:
            return
        yield Diagnostic(REPRINT, "error", f"the reprint {fault}", Span(shown), _HINT)


def _faults(data: bytes, batch: BatchFiles) -> Iterator[str]:
    if why := too_heavy(data):
        yield f"cannot be read: {why}"
        return
    try:
        with limited():
            faults = list(_read(data, batch))
    except LetterpackError as error:
        faults = [f"has nothing that it could be compared with: {error.message}"]
    except (TooMuchWork, *OF_DAMAGE) as error:
        faults = [f"cannot be read: {error}"]
    yield from faults


def _read(data: bytes, batch: BatchFiles) -> Iterator[str]:
    reader = PdfReader(BytesIO(data))
    about = reader.metadata
    if not data.endswith(END) or not str((about and about.title) or "").startswith(f"{MARK}: "):
        yield "does not say that it is a reprint"
    named = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    among = frozenset(named)
    ends = dict[str, int]()
    pieces = {piece.id: piece for piece in noting(pieces_of(batch), ends) if piece.id in among}
    unknown = [name for name in named if name not in pieces]
    if unknown or not named:
        yield f"contains `{unknown[0]}`, which is not in the print run" if unknown else "names no packet"
        return
    wanted = [pieces[name] for name in named]
    if wanted != sorted({*wanted}, key=[*pieces.values()].index):
        yield "does not have its packets once each and in the order of the run"
    if str((about and about.subject) or "") != said_of_runs(wanted):
        yield "is of another print run than is in the build"
    with runs_of(batch, wanted) as runs:
        if data != written(runs, wanted, ends):
            yield "contains other pages than those of its packets, or was saved by another program"


def handover_findings(
    folder: BatchFiles, provider: str, read: tuple[World, CampaignRead], batch: BatchFiles, *, are_made: bool
) -> Iterator[Diagnostic]:
    """Yield what is wrong with ``folder``, which is to go to ``provider``, beside what the campaign ``read`` and ``batch`` give;
    ``are_made`` where the batch's packets are as the campaign makes them.

    Raises ``LetterpackError`` where it is no such folder at all, or that of another provider.
    """
    hint = f"do not upload it; make it again: letterpack handover {provider}"
    beside = _Beside(folder, provider)
    try:
        for packet in handed_packets(*read, batch, are_made=are_made):
            beside.compare(packet)
    except LetterpackError as error:
        fault = f"has nothing that it could be compared with: {error.message}"
        yield Diagnostic(HANDED, "error", f"the hand-over {fault}", Span(folder.shown("")), error.hint)
        return
    beside.refuse_another()
    for path, fault in beside.faults():
        yield Diagnostic(HANDED, "error", f"the hand-over {fault}", Span(folder.shown(path)), hint)


class _Beside:
    """A folder beside the packets that should be in it."""

    def __init__(self, folder: BatchFiles, provider: str) -> None:
        self._folder = folder
        self._provider = provider
        self._shape = shape_for(provider)
        self._expected = Kept[None]()
        self._wrong = Kept[str]()
        self._equal = 0
        self._there = 0
        self._has_ours = False
        self._others: Sequence[str] = [each for each in provider_names() if each != provider and load_provider(each).handover]

    def compare(self, packet: HandedPacket) -> None:
        """Compare the files of ``packet``."""
        if packet.folder:
            self._expected.add(f"{BLIND}/", None)
            self._expected.add(packet.folder, None)
        for path, wanted in packet.files(self._shape):
            self._expected.add(path, None)
            self._there += self._folder.exists(path)
            if fault := self._fault(path, wanted):
                self._wrong.add(path, fault)
            else:
                self._equal += 1
                self._has_ours |= wanted is not packet.pdf
        if not self._has_ours:
            self._others = [each for each in self._others if self._is_for(each, packet)]

    def refuse_another(self) -> None:
        """Raise ``LetterpackError`` where nothing that should be there is, or all data are as another provider takes them."""
        shown, hint = self._folder.shown(""), f"name the folder that `letterpack handover {self._provider}` wrote"
        if self._others and not self._has_ours:
            raise LetterpackError(f"`{shown}` is for `{self._others[0]}`, not for `{self._provider}`", hint)
        if not self._there:
            raise LetterpackError(f"`{shown}` holds no packet for `{self._provider}`", hint)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the folder, and where; one fault where no file of it is right."""
        if self._equal:
            yield from self._wrong.items()
        else:
            yield "", "has no file that is as the build gives it"
        for path in self._walked("", *[path.rstrip("/") for path in self._expected if path.endswith("/")]):
            if path not in self._expected:
                yield path, f"contains `{path}`, which is none of its files"

    def _fault(self, path: str, wanted: bytes) -> str:
        """Return what is wrong with the file ``path``, which is ``wanted``; empty where it is equal."""
        if not self._folder.exists(path):
            return f"does not contain `{path}`"
        try:
            with self._folder.open(path) as file:
                is_equal = file.read(len(wanted) + 1) == wanted
        except OSError as error:
            return f"contains `{path}`, which cannot be read: {error.strerror or error}"
        return "" if is_equal else f"contains `{path}`, which is not as the build gives it"

    def _is_for(self, provider: str, packet: HandedPacket) -> bool:
        """Whether the data of ``packet`` are there as another ``provider`` takes them."""
        (_, _), (path, data) = packet.files(shape_for(provider))
        return not self._fault(path, data)

    def _walked(self, *folders: str) -> Iterator[str]:
        """Yield the path of all that lies in ``folders``, with ``/`` behind those of folders."""
        for folder in folders:
            for name in self._folder.walk(folder):
                if name not in LITTER:
                    yield f"{folder}/{name}".lstrip("/")
