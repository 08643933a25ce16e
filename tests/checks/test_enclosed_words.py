"""What enclosures say: placeholders, letters to others, private data, comments and blind copies are found on their pages."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from letterpack.checks.inputs import Sources
from tests.checks.faulty import files_of
from tests.checks.sources import Dict, found, sources_of

PATH = "enclosures/report.pdf"
ENTRY = {
    "head": f"enclosures: [{PATH}]",
    "cc": ["name: Gizat Nurdauletov, title: General Prosecutor, address: [2 Example Square, 12345 Sampleton], country: DE"],
    "bcc": ["name: Zoltan Quirk, organization: Kestrel Legal Aid, address: [9 Tanglewood Row, Bristol BS1 5TR], country: GB"],
    "columns": "organization,email,note",
    "signatories": ["Example Union,ada@union.example,call +49 30 1234567", "Sample League,bo@league.example,"],
}


def enclosing(*lines: str, **more: object) -> Sources:
    """A campaign with an enclosure that says ``lines`` on its second page."""
    file = BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.drawString(72, 700, "A report of the year, on 3 May 2026.")
    canvas.showPage()
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 20 * number, line)
    canvas.save()
    return sources_of(Dict({**files_of({**ENTRY, **more}), PATH: file.getvalue()}))


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        ("We met [NAME] in spring.", "LP352", "error"),
        ("The hearing is TBD.", "LP352", "error"),
        ("TODO: add the figures", "LP352", "error"),
        ("On XX.XX.2026 he was free.", "LP352", "error"),
        ("Dear Mr Nurdauletov,", "LP352", "error"),
        ("Dear Mr Pereira,", "LP352", "warning"),
        ("Write to ada@union.example for more.", "LP352", "error"),
        ("Call 030 1234567 for more.", "LP352", "error"),
        ("Commented [AB1]: is this true?", "LP352", "error"),
        ("Deleted: the old text", "LP352", "error"),
        ("Mr Quirk has written this.", "LP303", "error"),
        ("The lawyers of Kestrel have written this.", "LP303", "error"),
    ],
)
def test_what_a_page_says_is_found(line: str, code: str, severity: str) -> None:
    (finding,) = found(enclosing("A line before.", line), "LP352", "LP303")
    assert (finding.code, finding.severity) == (code, severity)
    assert finding.message.startswith(f"page 2 of `{PATH}` ")
    assert finding.span.file == "letter.md"


@pytest.mark.parametrize(
    "line",
    [
        "The witness said that [...] he was free.",
        "Name: ____________ Date: ............",
        "Write to office@example.org, or call +1 555 0100.",
        "The bristol board was grey, and Ministry of Justice is a ministry.",
        "Dear readers of this report will know",
        "See pages 3-5 (and 7).",
    ],
)
def test_what_reports_usually_say_is_left_alone(line: str) -> None:
    assert found(enclosing(line), "LP352", "LP303") == []


def test_an_enclosure_that_cannot_be_read_is_left_to_the_build() -> None:
    files = files_of(ENTRY)
    assert found(sources_of(Dict({**files, PATH: b"no pdf"})), "LP352") == []
    assert found(sources_of(Dict(files)), "LP352") == []
