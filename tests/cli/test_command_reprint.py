"""``letterpack reprint``: the pieces that jammed come again, page for page, and no other's page with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
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


def test_a_manifest_that_lacks_a_packet_of_its_run_is_said(letterpack: Any, built: Path) -> None:
    manifest = built / "build/manifest.json"
    lines = manifest.read_bytes().splitlines(keepends=True)
    manifest.write_bytes(b"".join([line for line in lines if b'"id": "beta"' not in line]))
    ran = letterpack("reprint", "gamma", "--campaign", built, "--output", built / "again.pdf")
    assert ran.code == 2 and "lists no packet `beta`" in ran.err
    assert not (built / "again.pdf").exists()
