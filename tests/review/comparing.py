"""Two campaigns, or two files, and the changes between them."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from letterpack.model.change import Change, Comparison
from letterpack.pipeline.compare import compare_batches, open_packets, packets_in
from tests.build.making import make, store_at

Told = tuple[str, str, str, str]
"""Kind, field, before, after."""

LONG = "\n\n".join(
    [
        f"Paragraph {number} says that the journalists who are in prison must be released, and that the court of appeal has to "
        f"hear them in public, with counsel of their own choosing, before the end of the month; this is reason {number}."
        for number in ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    ]
)


def told(comparison: Comparison) -> list[Told]:
    """Return all groups as kind, field, before and after."""
    return [tell(group.change) for group in comparison.groups]


def tell(change: Change) -> Told:
    return (change.kind, change.field, change.before, change.after)


def compare_campaigns(folder: Path, old: dict[str, bytes], new: dict[str, bytes], **options: object) -> Comparison:
    """Build both and compare them."""
    for name, files in (("old", old), ("new", new)):
        made = make(folder / name, files)
        assert made.ok, made.findings
    return compare_folders(folder, **options)


def compare_folders(folder: Path, **options: object) -> Comparison:
    sides = [packets_in(store_at(folder / name).batch(), name) for name in ("old", "new")]
    return compare_batches(sides[0], sides[1], **options)  # type: ignore[arg-type]


def compare_files(folder: Path, old: bytes, new: bytes) -> Comparison:
    """Compare two PDFs as the user names them."""
    (folder / "before.pdf").write_bytes(old)
    (folder / "after.pdf").write_bytes(new)
    return compare_batches(open_packets(folder / "before.pdf", "before.pdf"), open_packets(folder / "after.pdf", "after.pdf"))


def edited(data: bytes, edit: Callable[[PdfWriter], None]) -> bytes:
    """Return a PDF after ``edit``, with its tags, as another program would save it."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    edit(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def swap_pages(first: int, second: int) -> Callable[[PdfWriter], None]:
    def edit(writer: PdfWriter) -> None:
        kids = writer.root_object["/Pages"]["/Kids"]
        kids[first], kids[second] = kids[second], kids[first]

    return edit


def drawn(
    *pages: list[str], font: str = "Helvetica", x: float = 72, size: float = 11, leading: float = 15, title: str = "Letter"
) -> bytes:
    """Return a PDF by reportlab, without tags: a list of lines a page."""
    out = BytesIO()
    first: Any = font  # a name, whatever the stubs say
    canvas = Canvas(out, pagesize=A4, invariant=1, initialFontName=first)
    canvas.setTitle(title)
    for lines in pages:
        canvas.setFont(font, size)
        y = A4[1] - 120
        for line in lines:
            canvas.drawString(x, y, line)
            y -= leading
        canvas.showPage()
    canvas.save()
    return out.getvalue()
