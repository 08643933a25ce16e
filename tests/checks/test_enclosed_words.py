"""What enclosures say: placeholders, letters to others, private data, comments and blind copies are found on their pages."""

from __future__ import annotations

import unicodedata
from io import BytesIO

import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from letterpack.checks.evidence.page_words import across_lines, whole_words
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


def enclosing(*lines: str, title: str = "", author: str = "", link: str = "", **more: object) -> Sources:
    """A campaign with an enclosure that says ``lines`` on its second page, is called ``title`` and has a ``link``."""
    file = BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.setTitle(title or None)
    canvas.setAuthor(author or None)
    canvas.linkURL(link or "https://example.org/", (0, 0, 9, 9))
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
        ("Mr Quirk has written this.", "LP303", "warning"),
        ("Quirk, Zoltan has written this.", "LP303", "error"),
        ("The lawyers of KESTREL LEGAL AID have written this.", "LP303", "error"),
        ("She was seen at 9 Tanglewood Row.", "LP303", "error"),
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


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("as Z. Qu-\nirk has written", "LP303"),
        ("as Q u i r k has written", "LP303"),
        ("write to ada (at) union.example", "LP352"),
        ("write to ada@union.\nexample", "LP352"),
    ],
)
def test_words_are_found_however_a_page_sets_them(line: str, code: str) -> None:
    assert [finding.code for finding in found(enclosing(*line.split("\n")), "LP352", "LP303")] == [code]


@pytest.mark.parametrize("char", ["ﬁ", "ﾃ", "Ｑ", "ﺷ", "𝐐"])
def test_letters_in_other_forms_are_read_as_letters(char: str) -> None:
    assert whole_words(f"a{char}b") == f"a{unicodedata.normalize('NFKC', char)}b"
    assert whole_words("№ 5 …²") == "№ 5 …²"


@pytest.mark.parametrize(
    ("more", "begins", "code"),
    [
        ({"title": "A report for Quirk"}, "the title of", "LP303"),
        ({"title": "A report [NAME]"}, "the title of", "LP352"),
        ({"link": "https://example.org/Zoltan-Quirk"}, "a link in", "LP303"),
        ({"link": "mailto:ada@union.example"}, "a link in", "LP352"),
    ],
)
def test_what_an_enclosure_says_beside_its_pages_is_found(more: dict[str, str], begins: str, code: str) -> None:
    (finding,) = found(enclosing("A line.", **more), "LP352", "LP303")
    assert finding.code == code
    assert finding.message.startswith(f"{begins} `{PATH}` ")


def test_words_for_who_cannot_see_a_page_are_found() -> None:
    file = BytesIO(enclosing("A line.").world.read(PATH))
    writer = PdfWriter(clone_from=file)
    page = writer.pages[0]
    drawn = DecodedStreamObject()
    drawn.set_data(b"/Span <</ActualText (Quirk)>> BDC 0 0 9 9 re f EMC /Span <</Alt <5A6F6C74616E>>> BDC EMC")
    page[NameObject("/Contents")] = writer._add_object(drawn)
    figure = DictionaryObject(
        {NameObject("/S"): NameObject("/Figure"), NameObject("/Alt"): TextStringObject("Kestrel Legal Aid")}
    )
    tree = DictionaryObject({NameObject("/K"): ArrayObject([writer._add_object(figure)])})
    figure[NameObject("/P")] = tree
    writer._root_object[NameObject("/StructTreeRoot")] = tree
    made = BytesIO()
    writer.write(made)
    sources = sources_of(Dict({**files_of(ENTRY), PATH: made.getvalue()}))
    assert sorted(finding.message.split("`")[3] for finding in found(sources, "LP303")) == [
        "Kestrel Legal Aid",
        "Quirk",
        "Zoltan",
    ]


def test_drawings_are_read_too() -> None:
    drawing = """<svg xmlns="http://www.w3.org/2000/svg" width="90" height="9"><text><tspan>Zoltan</tspan> Quirk</text>
    <text>by Quirk</text></svg>"""
    files = files_of({**ENTRY, "head": "subject: Release", "letter": "![A chart](chart.svg)"})
    files["letterpack.yaml"] = "sender: {names: [Sample Society], logo: logo.svg}\n"
    sources = sources_of(Dict({**files, "chart.svg": drawing, "logo.svg": drawing}))
    said = {finding.message.partition(" says")[0] for finding in found(sources, "LP303")}
    assert said == {"the drawing `chart.svg`", "the drawing `logo.svg`"}


def test_what_one_gets_alone_may_name_them() -> None:
    own = f"name: Zoltan Quirk, address: [9 Tanglewood Row, Bristol BS1 5TR], country: GB, enclosures: [{PATH}]"
    assert found(enclosing("Dear Zoltan Quirk,", head="subject: Release", bcc=[own]), "LP352", "LP303") == []


def test_lines_without_words_cost_no_more_than_they_are_long() -> None:
    assert across_lines("a" + "\n" * 200_000) == "a" + "\n" * 200_000


LISTED: dict[str, object] = {
    "columns": "name,organization,consent,withdrawn",
    "signatories": [
        "Ada Sample,Example Union,no,",
        ",Sample League,yes,2026-10-01",
        "Bo Specimen,,,yes",
        "Cy Placeholder,Third Forum,yes,",
    ],
}


@pytest.mark.parametrize(
    ("given", "severity"),
    [
        ({"author": "Ada Sample"}, "error"),
        ({"author": "ADA  SAMPLE"}, "error"),
        ({"author": "Bo Specimen, Cy Placeholder"}, "error"),
        ({"author": "Sample League"}, "error"),
        ({"title": "A report by Ada Sample"}, "error"),
        ({"line": "Interview by Bo Specimen."}, "error"),
        ({"line": "The SAMPLE LEAGUE counted them."}, "error"),
        # The letter may speak of an organization whose one member would not sign.
        ({"line": "Example Union counted them."}, "warning"),
        ({"author": "Cy Placeholder", "line": "Third Forum counted them; Ada and Bo did not."}, None),
    ],
)
def test_who_refuses_or_has_withdrawn_is_named_by_no_enclosure(given: dict[str, str], severity: str | None) -> None:
    line = given.get("line", "A line.")
    sources = enclosing(line, title=given.get("title", ""), author=given.get("author", ""), link="", **LISTED)
    findings = found(sources, "LP303")
    assert [each.severity for each in findings] == [severity] * (severity is not None)
    assert all("who refuses to be printed or has withdrawn" in each.message and PATH in each.message for each in findings)


@pytest.mark.parametrize("other", ["EXAMPLE UNION", "Example  Union", " example union "])
def test_an_organization_in_other_case_or_spaces_does_not_count_twice(other: str) -> None:
    rows = ["Ada Sample,Example Union", f"Bo Specimen,{other}"]
    sources = enclosing(columns="name,organization", signatories=rows)
    organizations = {signatory.organization for signatory in sources.campaign.signatories}
    assert len(organizations) == 1 or [each.severity for each in found(sources, "LP307")] == ["error"]
