"""``letterpack reprint``: the pieces that jammed come again, page for page, and no other's page with them."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter, apply_configuration
from pypdf.generic import ArrayObject, DecodedStreamObject, NameObject

from letterpack import LetterpackError, check, reprint
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.reprint import END, page_at
from tests.build.making import HEAD, campaign, person, text_of

NAMES = ("alpha", "beta", "gamma", "delta")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A run of four packets, two of three pages and two of one."""
    people = [person(name.title(), country="DE" if name in ("beta", "delta") else "") for name in NAMES]
    letter = HEAD + "Text of the letter. " * 5 + "\n\n::: if addressee.country is not empty\n" + "More of it. " * 1000 + "\n:::\n"
    for path, data in campaign(people, letter).items():
        (tmp_path / path).write_bytes(data)
    result = build(Disk(tmp_path), BuildRequest(tmp_path, print_run=True))
    assert result.ok, result.findings
    assert [row.pages % 2 for row in result.packets()].count(1) >= 2
    return tmp_path


def pictures(data: bytes) -> list[bytes]:
    document = pypdfium2.PdfDocument(data)
    return [document[index].render(scale=0.5).to_pil().tobytes() for index in range(len(document))]


def places(run: PdfReader) -> dict[str, range]:
    """The pages of each packet in ``run``, by its bookmarks."""
    starts: dict[str, int] = {}
    for item in run.outline:
        assert not isinstance(item, list)
        starts[str(item.title)] = run.get_destination_page_number(item) or 0
    ends = [*list(starts.values())[1:], len(run.pages)]
    return {name: range(start, end) for (name, start), end in zip(starts.items(), ends, strict=True)}


def contents(run: PdfReader, index: int) -> bytes:
    found = run.pages[index].get_contents()
    return found.get_data() if found else b""


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["gamma", "beta"], ("beta", "gamma")),
        (["--piece", "gamma", "beta"], ("beta", "gamma")),
        (["--piece", "delta", "--piece", "alpha"], ("alpha", "delta")),
        (["--from", "beta", "--to", "gamma"], ("beta", "gamma")),
        (["--from", "gamma"], ("gamma", "delta")),
        (["--to", "alpha", "delta"], ("alpha", "delta")),
    ],
)
def test_the_same_pages_come_again_and_no_others(
    letterpack: Any, built: Path, arguments: list[str], wanted: tuple[str, ...]
) -> None:
    out = built / "again.pdf"
    ran = letterpack("reprint", *arguments, "--campaign", built, "--output", out)
    assert ran.code == 0 and f"{len(wanted)} packets to print again" in ran.out
    run, again = built / "build/print/run.pdf", PdfReader(out)
    whole = PdfReader(run)
    pages = [index for name in wanted for index in places(whole)[name]]
    assert [contents(again, index) for index in range(len(again.pages))] == [contents(whole, index) for index in pages]
    assert pictures(out.read_bytes()) == [pictures(run.read_bytes())[index] for index in pages]
    assert list(places(again)) == list(wanted)
    assert again.metadata and str(again.metadata.title).startswith("Reprint: ")
    assert not [name for name in NAMES if name not in wanted and name.title() in text_of(out.read_bytes())]


def test_of_a_run_s_pages_those_alone_are_read_that_are_wanted(letterpack: Any, built: Path) -> None:
    """A run may have more pages than pypdf is willing to list."""
    assert reprint(built, ["delta"], path=built / "whole.pdf")
    with apply_configuration(page_tree_maximum_entries=6):
        assert reprint(built, ["delta"], path=built / "again.pdf")
        assert not [found for found in check(built, reprint=built / "again.pdf").findings if found.code == "LP349"]
    assert (built / "again.pdf").read_bytes() == (built / "whole.pdf").read_bytes()


def test_a_run_in_another_order_than_its_manifest(built: Path) -> None:
    (built / "letterpack.yaml").write_text("print_run: true\nsender: {country: DE}\nprinting: {order: post, totals: true}\n")
    result = build(Disk(built), BuildRequest(built))
    assert result.ok, result.findings
    run = PdfReader(built / "build/print/run.pdf")
    order = [name for name in places(run) if name in NAMES]
    assert sorted(order) == sorted(NAMES) != order
    for name in NAMES:
        assert reprint(built, [name], path=built / f"{name}.pdf")
        again = PdfReader(built / f"{name}.pdf")
        assert [contents(again, index) for index in range(len(again.pages))] == [contents(run, at) for at in places(run)[name]]


def test_pages_that_a_run_does_not_have_are_no_pages(built: Path) -> None:
    run = PdfReader(built / "build/print/run.pdf")
    count = len(run.pages)
    assert [page_at(run, index).indirect_reference for index in range(count)] == [page.indirect_reference for page in run.pages]
    assert [dict(page_at(run, index)) for index in range(count)] == [dict(page) for page in run.pages]
    with pytest.raises(LetterpackError, match=f"no page {count + 1}"):
        page_at(run, count)
    tree = run.root_object["/Pages"]
    tree[NameObject("/Kids")] = ArrayObject([run.root_object.raw_get("/Pages")])
    with pytest.raises(LetterpackError, match="no page 1"):
        page_at(run, 0)


def test_what_cannot_be_printed_again_is_said(letterpack: Any, built: Path) -> None:
    out = built / "again.pdf"

    def said(*arguments: str) -> str:
        ran = letterpack("reprint", *arguments, "--campaign", built, "--output", out)
        assert ran.code == 2
        return str(ran.err)

    assert "there is no piece `omega`" in said("omega")
    assert "nothing is chosen" in said()
    assert "comes after" in said("--from", "delta", "--to", "alpha")
    assert not out.exists()
    out.write_bytes(b"%PDF-1.4 of somebody")
    said("alpha")
    assert out.read_bytes() == b"%PDF-1.4 of somebody"
    out.unlink()
    assert letterpack("reprint", "alpha", "--campaign", built, "--output", out).code == 0
    first = out.read_bytes()
    assert letterpack("reprint", "alpha", "--campaign", built, "--output", out).code == 0
    assert out.read_bytes() == first
    run = built / "build/print/run.pdf"
    run.write_bytes(run.read_bytes() + b" ")
    assert "is not the file that was built" in said("alpha")
    assert build(Disk(built), BuildRequest(built)).ok
    assert "has no print run" in said("alpha")


def spoiled(path: Path, change: Callable[[PdfWriter], object], *, end: bytes = END) -> None:
    """Save the reprint again with a ``change``, and with the mark at its ``end``."""
    writer = PdfWriter(clone_from=path)
    change(writer)
    out = BytesIO()
    writer.write(out)
    path.write_bytes(out.getvalue() + end)


def exchange(writer: PdfWriter) -> None:
    kids = writer.root_object["/Pages"]["/Kids"]
    kids[0], kids[2] = kids[2], kids[0]


def write_on(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(writer.pages[0].get_contents().get_data() + b" 0 0 9 9 re f")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)


SPOILED: Final[dict[str, tuple[Callable[[PdfWriter], object], str]]] = {
    "saved again": (lambda _: None, "was saved by another program"),
    "two pages exchanged": (exchange, "contains other pages"),
    "a page written on": (write_on, "contains other pages"),
    "a page left out": (lambda writer: writer.remove_page(1), "contains other pages"),
    "another title": (lambda writer: writer.add_metadata({"/Title": "Letters"}), "does not say that it is a reprint"),
    "another run": (lambda writer: writer.add_metadata({"/Subject": "Of print/run.pdf, sha256 0"}), "is of another print run"),
}


def test_a_check_reads_a_reprint_beside_its_run(built: Path) -> None:
    out = built / "again.pdf"

    def faults() -> list[str]:
        found = check(built, select=("LP349",), reprint=out).findings
        return [each.message for each in found]

    reprint(built, ("beta", "gamma"), path=out)
    whole = out.read_bytes()
    assert faults() == []
    for change, said in SPOILED.values():
        out.write_bytes(whole)
        spoiled(out, change)
        assert any(said in each for each in faults()), said
    out.write_bytes(whole[: -len(END)])
    assert faults()[0].endswith("the reprint does not say that it is a reprint")
    out.write_bytes(b"%PDF-1.4 of somebody")
    assert "cannot be read" in faults()[0]
    out.unlink()
    with pytest.raises(LetterpackError, match="cannot be read"):
        faults()


@pytest.mark.parametrize("wanted", ["alpha", "delta"])
def test_pages_that_the_manifest_counts_otherwise_than_its_run_are_not_printed(letterpack: Any, built: Path, wanted: str) -> None:
    """All that stands behind the packet would be another's."""
    manifest = built / "build/manifest.json"
    lines = manifest.read_bytes().splitlines(keepends=True)
    counted = [line.replace(b'"pages": 1', b'"pages": 3') if b'"id": "alpha"' in line else line for line in lines]
    assert counted != lines
    manifest.write_bytes(b"".join(counted))
    ran = letterpack("reprint", wanted, "--campaign", built, "--output", built / "again.pdf")
    assert ran.code == 2 and "pages, and the manifest counts" in ran.err
    assert not (built / "again.pdf").exists()


def test_a_packet_that_the_run_lists_twice_is_not_printed(letterpack: Any, built: Path) -> None:
    manifest = built / "build/manifest.json"
    written = json.loads(manifest.read_bytes())
    written["print_runs"][0]["packets"][3] = "beta"
    manifest.write_text(json.dumps(written))
    ran = letterpack("reprint", "beta", "--campaign", built, "--output", built / "again.pdf")
    assert ran.code == 2 and "the manifest lists `beta` twice" in ran.err
    assert not (built / "again.pdf").exists()


def test_a_manifest_that_lacks_a_packet_of_its_run_is_said(letterpack: Any, built: Path) -> None:
    manifest = built / "build/manifest.json"
    lines = manifest.read_bytes().splitlines(keepends=True)
    manifest.write_bytes(b"".join([line for line in lines if b'"id": "beta"' not in line]))
    ran = letterpack("reprint", "gamma", "--campaign", built, "--output", built / "again.pdf")
    assert ran.code == 2 and "lists no packet `beta`" in ran.err
    assert not (built / "again.pdf").exists()
