"""``profile: vt1``: PDF/VT-1 (ISO 16612-2) by public rules, and all that letterpack writes by the Arlington PDF Model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from tests import installed
from tests.build.making import HEAD, campaign, make, person
from tests.conformance import arlington, print_rules
from tests.conformance.campaign import judged
from tests.enclosures.makers import good_pdf

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#333"/></svg>'
RICH = "A [link](https://example.org/), a note[^n] and [mots]{lang=fr}.\n\n[^n]: The note.\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
LETTER = f"{HEAD}{RICH}::: for alpha\n{'More of it. ' * 500}\n:::\n"
SETTINGS = {
    "form": "din5008b",
    "sender": {"names": ["Sender"], "logo": "logo.svg", "address": ["Way 1", "1000 Town"]},
    "paper": {"weight_gsm": 80},
    "marks": "datamatrix",
}
PEOPLE = {
    "to": [person("Alpha", organization="Ministry (One)"), person("Beta")],
    "cc": [person("Gamma", copy_of="alpha")],
    "bcc": [person("Hidden", copy_of="beta", title="Secret Office")],
}


def built(folder: Path, enclosed: bytes | None = None, profile: str = "vt1", **printing: object) -> dict[str, bytes]:
    """The files of a batch, by their paths."""
    settings: dict[str, Any] = {**SETTINGS, "printing": printing}
    more = {"logo.svg": LOGO}
    if enclosed is not None:
        settings["enclosures"] = [{"file": "enclosures/a.pdf", "start": "front"}]
        more["enclosures/a.pdf"] = enclosed
    letter = LETTER.replace("---\n\n", "enclosures: [enclosures/a.pdf]\n---\n\n", 1) if enclosed is not None else LETTER
    made = make(
        folder,
        campaign(PEOPLE, letter, settings=settings, more=more),
        profile=profile,
        products=("print-run", "envelopes", "labels"),
    )
    assert made.ok, made.findings
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.pdf"))}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return built(tmp_path_factory.mktemp("vt1"), totals=True)


def raw(entries: DictionaryObject, key: str) -> object:
    return entries.raw_get(key) if key in entries else None


def vt_faults(data: bytes) -> list[str]:
    """Rules that public inspectors of PDF/VT have: the tree, its links, pages once each and in order, levels, identification."""
    reader = PdfReader(BytesIO(data))
    root = reader.trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    return [*_tree_faults(reader, root), *_said_faults(root), *_drawing_faults(reader)]


def _tree_faults(reader: PdfReader, root: Any) -> Iterator[str]:
    if "/DPartRoot" not in root:
        yield "no tree"
        return
    top = root["/DPartRoot"].get_object()
    names, level = [str(name) for name in top["/NodeNameList"]], top.get("/RecordLevel", 0)
    covered: list[int] = []
    deepest = 0
    waiting = [(top.raw_get("/DPartRootNode"), root.raw_get("/DPartRoot"), 0)]
    while waiting:
        reference, parent, depth = waiting.pop(0)
        node = reference.get_object()
        deepest = max(deepest, depth)
        if raw(node, "/Parent") != parent:
            yield "a node's parent is another"
        if ("/DParts" in node) == ("/Start" in node) or ("/End" in node and "/Start" not in node):
            yield "a node has both parts and pages, or neither"
        for group in node.get("/DParts", ()):
            waiting.extend((each, reference, depth + 1) for each in list.__iter__(group.get_object()))
        pages = _pages(reader, node)
        covered.extend(pages)
        if any(raw(reader.pages[index], "/DPart") != reference for index in pages) or (pages and depth < level):
            yield "a page is in another part, or above the records"
    if covered != list(range(len(reader.pages))):
        yield "pages are not covered once each, in order"
    if deepest >= len(names) or not level < len(names) or deepest > 64:
        yield "levels without names"


def _pages(reader: PdfReader, node: Any) -> list[int]:
    if "/Start" not in node:
        return []
    numbers = {page.indirect_reference.idnum: index for index, page in enumerate(reader.pages) if page.indirect_reference}
    first = numbers[node.raw_get("/Start").idnum]
    return list(range(first, (numbers[node.raw_get("/End").idnum] if "/End" in node else first) + 1))


def _said_faults(root: Any) -> Iterator[str]:
    said = root["/Metadata"].get_object().get_data().decode()
    changed = re.search(r'xmp:ModifyDate="([^"]+)"', said)
    if "<pdfvtid:GTS_PDFVTVersion>PDF/VT-1<" not in said or not changed or f"<pdfvtid:GTS_PDFVTModDate>{changed[1]}<" not in said:
        yield "not identified"


def _drawing_faults(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for each in resources.get("/XObject", {}).values():
            hints = each.get_object()
            if hints.get("/GTS_Scope") not in ("/SingleUse", "/File", "/Unknown") or not isinstance(
                hints["/GTS_Encapsulated"].value, bool
            ):
                yield "a drawing without a scope"


PRODUCTS = ("print/run.pdf", "print/envelopes.pdf", "print/labels.pdf")


@pytest.mark.parametrize("name", PRODUCTS)
def test_products_keep_the_rules_of_pdf_vt_and_of_pdf_x(files: dict[str, bytes], name: str, tmp_path: Path) -> None:
    assert vt_faults(files[name]) == []
    (tmp_path / "x.pdf").write_bytes(files[name])
    assert print_rules.broken(tmp_path / "x.pdf") == set()
    assert installed.module("pdf_oxide").PdfDocument(str(tmp_path / "x.pdf")).validate_pdf_x("4")["errors"] == []


def test_products_are_archival_by_verapdf(files: dict[str, bytes], tmp_path: Path) -> None:
    paths = [tmp_path / name.rpartition("/")[2] for name in PRODUCTS]
    for path, name in zip(paths, PRODUCTS, strict=True):
        path.write_bytes(files[name])
    assert judged(paths, "2u") == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/RecordLevel 1", b"/RecordLevel 9"),
        (b"/NodeNameList[/Job/Record]", b"/NodeNameList[/Job]       "),
        (b"/DPartRoot ", b"/DPortRoot "),
    ],
)
def test_a_broken_tree_is_found_broken(files: dict[str, bytes], old: bytes, new: bytes, tmp_path: Path) -> None:
    from pypdf import PdfWriter

    writer, out = PdfWriter(clone_from=BytesIO(files["print/run.pdf"])), BytesIO()
    writer.compress_identical_objects = lambda *_, **__: None  # type: ignore[method-assign]
    writer.write(out)
    spaced = {b"/NodeNameList[": rb"/NodeNameList \[ */Job */Record *\]"}
    pattern = spaced.get(old[:14], re.escape(old))
    broken, count = re.subn(pattern, lambda match: new.ljust(len(match[0])), out.getvalue())
    assert count and vt_faults(broken)


def job_of(data: bytes) -> Any:
    root: Any = PdfReader(BytesIO(data)).trailer["/Root"]
    return root["/DPartRoot"]["/DPartRootNode"]


def records(data: bytes) -> list[Any]:
    top = job_of(data)
    return [each.get_object()["/DPM"]["/CIP4_Root"] for group in top["/DParts"] for each in group]


def test_a_record_says_the_packets_id_alone_and_a_blind_copys_nothing(files: dict[str, bytes]) -> None:
    found = records(files["print/run.pdf"])
    assert found[0]["/CIP4_DescriptiveName"] == "Totals"
    readers = [each.get("/CIP4_Recipient") for each in found[1:]]
    assert readers == [{"/CIP4_ExternalID": "/alpha"}, {"/CIP4_ExternalID": "/gamma"}, {"/CIP4_ExternalID": "/beta"}, None]
    job = job_of(files["print/run.pdf"])["/DPM"]["/CIP4_Root"]
    assert job["/CIP4_Intent"]["/CIP4_MediaIntent"]["/CIP4_Weight"] == 80


def test_names_come_where_they_are_asked_for_and_never_a_blind_copys(tmp_path: Path) -> None:
    found = records(built(tmp_path, recipients="names")["print/run.pdf"])
    contact = found[0]["/CIP4_Recipient"]["/CIP4_Contact"]
    assert (
        contact["/CIP4_Person"]["/CIP4_FullName"] == "Alpha Example"
        and contact["/CIP4_Person"]["/CIP4_JobTitle"] == "Minister of Alpha"
    )
    assert contact["/CIP4_Company"]["/CIP4_OrganizationName"] == "Ministry (One)"
    assert list(contact["/CIP4_Address"]["/CIP4_AddressLines"]) == ["Alpha Street 1", "010000 Astana"]
    assert list(found[-1]) == ["/Type"] and "Secret" not in str(found)


@pytest.mark.parametrize("profile", ["default", "print", "vt1"])
def test_the_arlington_model_knows_all_that_is_written(profile: str, tmp_path: Path) -> None:
    """Every object of packets, print runs, envelopes and labels; with an enclosure, marks, names and a sheet of totals."""
    made = built(tmp_path, good_pdf(2), profile, recipients="names", totals=True)
    assert len(made) == 7
    assert {name: found for name, data in made.items() if (found := arlington.faults(data))} == {}


def test_the_model_finds_what_is_wrong(files: dict[str, bytes]) -> None:
    from pypdf import PdfWriter

    writer, out = PdfWriter(clone_from=BytesIO(files["print/run.pdf"])), BytesIO()
    root: Any = writer.root_object
    root[NameObject("/Mine")] = NameObject("/x")
    part = root["/DPartRoot"]["/DPartRootNode"]
    del part["/Parent"]
    part[NameObject("/DParts")] = ArrayObject()
    part["/DPM"]["/CIP4_Root"]["/CIP4_Intent"][NameObject("/CIP4_ProductType")] = ArrayObject()
    writer.write(out)
    found = arlington.faults(out.getvalue())
    assert any("has the key Mine" in each for each in found) and any("(DPart) has no Parent" in each for each in found)
    assert any("CIP4_ProductType" in each for each in found)
