"""A campaign with everything that checks look at, built once, and ways to spoil its build as accidents and people do."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject
from reportlab.pdfgen.canvas import Canvas

from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, CheckResult, check
from tests.pdf_kinds import array

LETTER = """\
---
date: 2026-10-30
subject: Release the imprisoned at {{ addressee.organization }}
place: Nowhere
enclosures: [enclosures/report.pdf]
---

We write to you about the people in prison, {{ addressee.name }}, and ask you to let them go.

> “Nobody shall be held for what he says,” says the law,\\
> which is yours.

1. Let them go.
2. Say so.

::: for first,second
This is for the two of you.
:::

We, the {{ signatories.count }} undersigned organisations, wait for your answer.
"""

ADDRESSEES = """\
to:
  - id: first
    name: Anna Lindqvist
    title: Minister of Justice of the Republic of the Long and Winding Title
    organization: Ministry of Justice
    country: SE
    address: [Gatan 1, 111 22 Stockholm]
  - id: second
    name: Bogdan Kowalski
    title: Minister of the Interior
    organization: Ministry of the Interior
    country: PL
    delivery: all
    addresses:
      - [ul. Pierwsza 1, 00-001 Warszawa]
      - [ul. Druga 2, 30-002 Kraków]
  - id: third
    name: Carla Moreau
    title: Speaker of Parliament
    organization: National Assembly
    country: FR
    address: [1 rue de la Paix, 75001 Paris]
cc:
  - {id: copy, name: Dora Novak, organization: Ombudsman, copy_of: first, country: CZ, address: [Ulice 3, 110 00 Praha 1]}
bcc:
  - {id: blind, name: Emil Sørensen, organization: Hafnia Watch, copy_of: first, country: DK, address: [Gade 4, 1050 København]}
"""

SIGNATORIES = """\
organization,name,title,country,consent,email,note
Ligue des exemples,Zoé Imaginée,Présidente,FR,yes,zoe@example.org,called on Tuesday about the wording
Вымышленный союз,Примерия Вымышленная,,KZ,yes,primeria@example.org,
Example Union,,,GB,yes,,
Exempel Förbund,Åsa Påhittad,Ordförande,SE,yes,asa@example.org,
"""


@dataclass(frozen=True, slots=True)
class Fixed(Disk):
    """A campaign on disk, on a day that does not move."""

    def today(self) -> date:
        return date(2026, 11, 2)


@dataclass(frozen=True, slots=True)
class Batch:
    """A campaign's folder with its build."""

    root: Path

    def build(self) -> None:
        result = build(Fixed(self.root), BuildRequest(self.root))
        assert result.ok, [finding.message for finding in result.findings]

    def check(self, *select: str) -> CheckResult:
        return check(Fixed(self.root), CheckRequest(self.root, select=select))

    def errors(self) -> set[tuple[str, str | None]]:
        """Return code and packet of every error."""
        return {(found.code, found.packet) for found in self.check().findings if found.severity == "error"}

    def pdf(self, packet: str) -> Path:
        return self.root / "build/packets" / f"{packet}.pdf"

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def own_up(self, *, by_others: bool = False) -> None:
        """Make the manifest say that the files are as they are: whoever spoils a file may know about digests. With ``by_others``,
        another version of a library made them.
        """
        path = self.root / "build/manifest.json"
        manifest = json.loads(path.read_bytes())
        if by_others:
            manifest["builder"]["libraries"]["pillow"] = "0.0.1"
        for row in manifest["packets"]:
            file = self.root / "build" / row["file"]
            if file.exists():
                row["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
        path.write_text(json.dumps(manifest), encoding="utf-8")


def make(root: Path) -> Batch:
    """Put the campaign with its build into ``root``. A process builds it once."""
    for name, data in _built().items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return Batch(root)


@cache
def _built() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "enclosures").mkdir()
        (root / "letter.md").write_text(LETTER, encoding="utf-8")
        (root / "addressees.yaml").write_text(ADDRESSEES, encoding="utf-8")
        (root / "signatories.csv").write_text(SIGNATORIES, encoding="utf-8")
        (root / "letterpack.yaml").write_text(
            "name: Spoiled\nform: din5008b\nsender: {names: [Sender Society]}\n", encoding="utf-8"
        )
        enclosure(root, "What they did")
        Batch(root).build()
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def enclosure(root: Path, text: str) -> None:
    canvas = Canvas(str(root / "enclosures/report.pdf"), invariant=1)
    for page in (1, 2):
        canvas.drawString(100, 700, f"{text}, page {page}")
        canvas.showPage()
    canvas.save()


def rewrite(path: Path, change: Callable[[PdfWriter], object]) -> None:
    """Save a PDF anew as other programs do, with a change."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(path.read_bytes())))
    change(writer)
    out = BytesIO()
    writer.write(out)
    path.write_bytes(out.getvalue())


def change_glyph(writer: PdfWriter, page_index: int = 0) -> None:
    """Put another glyph in place of one in the page's longest string."""
    page = writer.pages[page_index]
    data = b"\n".join(part.get_object().get_data() for part in list.__iter__(array(page["/Contents"])))
    longest = max(re.findall(rb"<([0-9A-F]{16,})>", data), key=len)
    changed = longest[:4] + longest[-4:] + longest[8:]
    assert changed != longest
    put(writer, page_index, data.replace(b"<%s>" % longest, b"<%s>" % changed, 1))


def put(writer: PdfWriter, page_index: int, data: bytes) -> None:
    stream = DecodedStreamObject()
    stream.set_data(data)
    writer.pages[page_index][NameObject("/Contents")] = ArrayObject([writer._add_object(stream)])
