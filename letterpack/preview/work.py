"""What takes long: build, check, compare, seal, each in a process of its own, so that the page stays quick whatever it does."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, Final, TypeAlias

import letterpack
from letterpack.files import open_within
from letterpack.programs import safe_python
from letterpack.review.telling import retold

JsonObject: TypeAlias = dict[str, Any]
_told: Final[ContextVar[Callable[[int, int], None]]] = ContextVar("letterpack_told")
"""Who hears how far a piece of work is that no single call of the library does."""
_MOST_BUILDS: Final = 200
"""Builds, or files of a print run, that the page offers."""
_MOST_NAME: Final = 200
"""Characters of a git revision."""
_EVERY: Final = 97
"""Packets between two messages of progress."""


def build(folder: Path, asked: JsonObject) -> JsonObject:
    """Make all packets, and the print run where it is asked for."""
    result = letterpack.build(folder, products=("print-run",) if asked.get("print_run") else ())
    return {
        "ok": result.ok,
        "out": result.out,
        "packets": result.packet_count,
        "status": result.status,
        "print_runs": print_runs(folder),
        "findings": [found.to_dict() for found in result.findings],
    }


def check(folder: Path, _: JsonObject) -> JsonObject:
    """Check the packets that are built, or the sources alone."""
    return letterpack.check(folder).to_dict()


def seal(folder: Path, asked: JsonObject) -> JsonObject:
    """Freeze what was built, in the name of who approved it."""
    result = letterpack.seal(
        folder, by=str(asked.get("by", "")), on=date.today(), note=str(asked.get("note", "")), replace=bool(asked.get("replace"))
    )
    return {"ok": True, "by": result.seal.by, "packets": len(result.seal.packets), "changes": list(result.changes)}


def compare(folder: Path, asked: JsonObject) -> JsonObject:
    """Say what changed since the last build, commit or seal, a git revision, or another build in the campaign's folder."""
    old = _side(folder, str(asked.get("with")), str(asked.get("name", "")))
    if old is None:
        return {
            "ok": False,
            "error": {"message": "there is nothing of this name to compare with", "hint": "choose from the list"},
        }
    result = letterpack.diff(old, folder)
    readings = {packet.id: packet.reading_sha256 for packet in result.packets if packet.reading_sha256}
    told: JsonObject = result.to_dict()
    groups = [{**row, "about": retold(group.change)} for row, group in zip(told["groups"], result.groups, strict=True)]
    return {**told, "ok": True, "readings": readings, "groups": groups}


def _side(folder: Path, kind: str, name: str) -> Path | letterpack.Rendered | letterpack.Committed | letterpack.Sealed | None:
    """Return what is compared with; None where there is nothing of this name. No name is a path."""
    campaign = letterpack.open(folder)
    if kind == "other":
        return builds_in(folder).get(name)
    if kind == "revision":
        return letterpack.Committed(campaign, name) if 0 < len(name) <= _MOST_NAME else None
    if kind == "commit":
        return letterpack.Committed(campaign, "HEAD")
    if kind == "seal":
        return letterpack.Sealed(campaign)
    return letterpack.Rendered(campaign) if kind == "build" else None


def builds_in(folder: Path) -> dict[str, Path]:
    """Return the other builds that lie in the campaign's folder, by name: a request names one of these, never a path."""
    try:
        below = [
            each for each in folder.iterdir() if each.name != "build" and not each.name.startswith(".") and not each.is_symlink()
        ]
        return {each.name: each for each in sorted(below)[:_MOST_BUILDS] if (each / "manifest.json").is_file()}
    except OSError:
        return {}


_PRINT: Final = "build/print"


def print_runs(folder: Path) -> list[str]:
    """Return the names of the files of the print run that was built last, in their order; a link is none of them."""
    try:
        there = sorted(each.name for each in (folder / _PRINT).glob("run*.pdf"))
    except OSError:
        return []
    found = []
    for name in there[:_MOST_BUILDS]:
        with suppress(OSError), open_within(folder, f"{_PRINT}/{name}"):
            found.append(name)
    return found


def print_run(folder: Path, name: str) -> BinaryIO | None:
    """Open a file of the print run that was built last; None where none of them has this name."""
    with suppress(OSError):
        return open_within(folder, f"{_PRINT}/{name}") if name in print_runs(folder) else None
    return None


def approve(folder: Path, asked: JsonObject) -> JsonObject:
    """Approve packets as they are now: those that are named, or all."""
    proof = letterpack.proof(folder)
    named = asked.get("packets")
    ids = [entry.id for entry in proof.entries if named is None or entry.id in named]
    seen: dict[str, str] = {}
    for number, packet_id in enumerate(ids, 1):
        packet = proof.packet(packet_id)
        if packet is None:
            return {"ok": False, "error": {"message": f"the packet `{packet_id}` cannot be made now", "hint": "see the findings"}}
        seen[packet_id] = packet.reading_sha256
        _told.get()(number, len(ids))
    letterpack.approve(folder, seen, by=str(asked.get("by", "")), on=date.today())
    return {"ok": True, "packets": len(seen)}


WORK: Final[dict[str, Callable[[Path, JsonObject], JsonObject]]] = {
    "build": build,
    "check": check,
    "seal": seal,
    "compare": compare,
    "approve": approve,
}
"""What can be asked for by name."""
WRITING: Final = frozenset({"build", "seal"})
"""What changes the campaign's folder, and is refused to reviewers."""


class Worker:
    """Does one piece of work at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._busy = Lock()
        self._ends = False
        self._process: multiprocessing.process.BaseProcess | None = None
        self.waiting = 0

    def run(self, name: str, asked: JsonObject, progress: Callable[[int, int], None]) -> JsonObject:
        """Return what came of the work ``name``; ``progress`` is called as it goes. Waits for work that is going on."""
        answer: JsonObject = {"ok": False, "error": {"message": "the work ended before it was done", "hint": "try it again"}}
        self.waiting += 1
        try:
            with self._busy:
                for message in self._messages(name, asked) if not self._ends else ():
                    if isinstance(message, dict):
                        answer = message
                    else:
                        progress(*message)
        finally:
            self.waiting -= 1
        return answer

    def _messages(self, name: str, asked: JsonObject) -> Iterator[JsonObject | tuple[int, int]]:
        context = multiprocessing.get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_do, args=(there, name, self._folder, asked))
        with safe_python():
            process.start()
        self._process = process
        there.close()
        if self._ends:
            process.terminate()
        try:
            while True:
                yield here.recv()
        except EOFError:
            return
        finally:
            here.close()
            process.join(5)
            self._process = None

    def stop(self) -> None:
        """End work that is going on, and begin none that waits: the batch that was there stays."""
        self._ends = True
        process = self._process
        if process is not None and process.is_alive():
            process.terminate()


def _do(out: Connection, name: str, folder: Path, asked: JsonObject) -> None:
    """Do the work ``name`` in this process, and send progress, then what came of it."""
    said = -_EVERY

    def progress(done: int, total: int) -> None:
        nonlocal said
        if done - said >= _EVERY or done == total:
            said = done
            out.send((done, total))

    _told.set(progress)
    try:
        with letterpack.watch(progress):
            answer = WORK[name](folder, asked)
    except letterpack.LetterpackError as error:
        answer = {"ok": False, "error": {"message": error.message, "hint": error.hint}}
        findings = getattr(error, "findings", ())
        answer["findings"] = [found.to_dict() for found in findings]
    out.send(answer)
    out.close()
