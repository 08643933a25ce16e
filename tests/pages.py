"""Pages of the docs that are done as they say: files are written, commands run in a folder, and what they print is compared.

A page is read from top to bottom. Each block of code says what becomes of it, by a mark in front, which no reader sees:

``<!-- file: NAME -->``           the block is the file
``<!-- add to: NAME -->``         the block is added to the file
``<!-- shown: WHY -->``           the block is for readers alone
``<!-- exit: N -->``              the last command of the block leaves with N, and not with 0

A block of the kind ``console`` without a mark is run. A line that begins with ``$`` is a command, the lines below are what
it prints, on stdout and stderr as a terminal shows them; ``…`` stands for anything. Three marks stand alone:

``<!-- given: NAME -->``          somebody else's file is there, from ``GIVEN``
``<!-- replace in NAME: A → B -->`` what the text asks the reader to change
``<!-- picture: FILE … -->``      the picture below is of this state; ``tests.pictures`` makes it
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import pypdfium2

from letterpack import build, export_letter
from letterpack.starter import start_campaign

ROOT: Final = Path(__file__).resolve().parent.parent
DOCS: Final = ROOT / "docs"
FOLDERS: Final = ("tutorial", "howto", "for")
"""The folders whose pages are run."""

_PIECE: Final = re.compile(
    r"^<!-- (?P<mark>[a-z ]+?)(?: in (?P<place>\S+))?: (?P<told>.+?) -->$|^(?P<indent> *)```(?P<kind>\S*)\n(?P<block>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
_DATE: Final = re.compile(r"\d{1,2} [A-Z][a-z]+ 20\d\d")
SAMPLE: Final = "sample-page-1.png"
_SAMPLE_PACKET: Final = "minister-of-information"
WORDS: Final = "Description"
"""The name under which a picture of a page keeps its words."""
Runs = Callable[[list[str], Path], tuple[int, str]]
"""Runs ``letterpack`` with arguments in a folder, and returns its exit code and all that it printed."""


def _appeal(folder: Path) -> None:
    """Write a letter as somebody's word processor saves it."""
    start_campaign(folder / "elsewhere", date(2026, 10, 30))
    export_letter(folder / "elsewhere", folder / "appeal.docx", addressee="minister-of-justice")
    shutil.rmtree(folder / "elsewhere")


GIVEN: Final[dict[str, Callable[[Path], None]]] = {"appeal.docx": _appeal, "key": lambda folder: None}
"""What a page takes for granted, by name."""


@dataclass(slots=True)
class Page:
    """A page on its way: where it stands, and what it found out of place."""

    path: Path
    folder: Path
    letterpack: Runs
    picture: Callable[[Page, list[str]], None] = lambda page, words: None
    printed: str = ""
    wrong: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Do what the page says, as far as it goes."""
        waiting: dict[str, str] = {}
        for line, found in self._pieces():
            if found["mark"]:
                self._mark(line, found, waiting)
            else:
                self._block(line, found, waiting)
                waiting = {}

    def _pieces(self) -> Iterator[tuple[int, dict[str, str]]]:
        text = self.path.read_text(encoding="utf-8")
        for found in _PIECE.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, found.groupdict("")

    def _mark(self, line: int, found: dict[str, str], waiting: dict[str, str]) -> None:
        told = found["told"]
        if found["mark"] == "given":
            GIVEN[told](self.folder)
        elif found["mark"] == "replace":
            before, _, after = told.partition(" → ")
            path = self.folder / found["place"]
            text = path.read_text(encoding="utf-8")
            if before not in text:
                self.wrong.append(f"{line}: {found['place']} has no `{before}`")
            path.write_text(text.replace(before, after), encoding="utf-8")
        elif found["mark"] == "picture":
            self.picture(self, told.split())
        else:
            waiting[found["mark"]] = told

    def _block(self, line: int, found: dict[str, str], waiting: dict[str, str]) -> None:
        text = re.sub(rf"^{found['indent']}", "", found["block"], flags=re.MULTILINE)
        if "shown" in waiting:
            return
        if name := waiting.get("file"):
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif name := waiting.get("add to"):
            path = self.folder / name
            path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")
        elif found["kind"] == "console":
            self._commands(line, text, int(waiting.get("exit", "0")))
        else:
            self.wrong.append(f"{line}: nothing says what becomes of this block")

    def _commands(self, line: int, text: str, last: int) -> None:
        parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
        for number, part in enumerate(parts, 1):
            command, _, expected = part.partition("\n")
            while command.endswith("\\"):
                more, _, expected = expected.partition("\n")
                command = command[:-1] + more.strip()
            code, self.printed = self._command(command)
            if code != (last if number == len(parts) else 0):
                self.wrong.append(f"{line}: `{command}` leaves with {code}:\n{self.printed}")
            elif expected.strip() and not matches(expected, self.printed):
                self.wrong.append(f"{line}: `{command}` prints\n{self.printed}\nand not\n{expected}")

    def _command(self, command: str) -> tuple[int, str]:
        words = shlex.split(command)
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve()
            return 0, ""
        if words[0] == "letterpack" and not {"|", ">", "&&"} & set(words):
            return self.letterpack(words[1:], self.folder)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command], cwd=self.folder, capture_output=True, encoding="utf-8", check=False
        )
        return done.returncode, done.stdout + done.stderr


def words_on(page: Page, packet: str, number: str) -> str:
    """Return what a page of a packet says, which its picture keeps beside it; without dates, of which `letterpack init` writes
    today's.
    """
    with pypdfium2.PdfDocument(page.folder / "build" / "packets" / f"{packet}.pdf") as document:
        text = document[int(number) - 1].get_textpage().get_text_bounded()
    return " ".join(re.findall(r"\w+", _DATE.sub("", text)))


def sample_page(folder: Path) -> tuple[bytes, str]:
    """Return the first packet of the repository's own campaign, built into ``folder``, and the lines of its first page."""
    assert build(ROOT, out=folder, only=(_SAMPLE_PACKET,), workers=1).ok
    packet = (folder / "packets" / f"{_SAMPLE_PACKET}.pdf").read_bytes()
    with pypdfium2.PdfDocument(packet) as document:
        return packet, "\n".join(document[0].get_textpage().get_text_bounded().splitlines())


def matches(expected: str, printed: str) -> bool:
    """Whether ``printed`` is what a page shows: the same lines, with anything in place of ``…``."""
    lines = [line.rstrip() for line in expected.strip().splitlines()]
    told = "".join(f"{line.rstrip()}\n" for line in printed.strip().splitlines())
    anything = r"(?:[^\n]*\n)*?"
    pattern = "".join(anything if line == "…" else re.escape(line).replace("…", "[^\n]*") + "\n" for line in lines)
    return re.fullmatch(pattern, told) is not None
