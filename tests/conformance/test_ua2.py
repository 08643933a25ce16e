"""``profile: ua2``: PDF 2.0 that is PDF/UA-2, Well-Tagged PDF and PDF/A-4, judged by veraPDF and looked into."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from letterpack.disk import Disk
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.profiles import load_profile
from tests.conformance.aloud import lines
from tests.conformance.campaign import built, judged, write
from tests.conformance.test_heard import BLOCKS
from tests.installed import program

FLAVOURS = ("ua2", "wt1a", "wt1r", "4")
CLAIMS = list(load_profile("ua2").packet_claims)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Path]]:
    folder = tmp_path_factory.mktemp("ua2")
    campaign = write(folder / "c", subject="A subject", following="follow.svg")
    letter = (campaign / "letter.md").read_text(encoding="utf-8")
    own = (
        "\nTo {{ addressee.name }}, with a [link](https://example.org), [passage]{lang=fr} and note^[Its {{ addressee.name }}.]\n"
    )
    (campaign / "letter.md").write_text(letter + own + BLOCKS.replace("court.png", "pic.png"), encoding="utf-8")
    result, manifest = built(campaign, folder / "out", profile="ua2", run=True)
    assert result.ok, result.findings
    return campaign, folder / "out", {row["id"]: folder / "out" / row["file"] for row in manifest["packets"]}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_every_claim_holds(batch: tuple[Path, Path, dict[str, Path]], flavour: str) -> None:
    _, out, packets = batch
    run = [out / "print/run.pdf"] if flavour == "4" else []
    assert judged([*packets.values(), *run], flavour) == {}


def test_a_check_reads_it_back(batch: tuple[Path, Path, dict[str, Path]]) -> None:
    campaign, out, _ = batch
    found = check(Disk(campaign), CheckRequest(out))
    assert [each for each in found.findings if each.code in ("LP304", "LP322", "LP327")] == []


def test_other_readers_take_it(batch: tuple[Path, Path, dict[str, Path]]) -> None:
    for path in batch[2].values():
        subprocess.run([program("qpdf"), "--check", str(path)], check=True, capture_output=True)
        heard = subprocess.run([program("pdfinfo"), "-struct-text", str(path)], check=True, capture_output=True, text=True)
        assert "Note <note-" in heard.stdout and "Error" not in heard.stderr
        assert "P: The note." in lines(path.read_bytes())


def test_only_xmp_describes_it(batch: tuple[Path, Path, dict[str, Path]]) -> None:
    for path in (*batch[2].values(), batch[1] / "print/run.pdf"):
        data = path.read_bytes()
        assert data.startswith(b"%PDF-2.0")
        assert "/Info" not in PdfReader(BytesIO(data)).trailer


def test_all_that_leads_within_the_file_leads_to_tags(batch: tuple[Path, Path, dict[str, Path]]) -> None:
    for path in batch[2].values():
        reader = PdfReader(path)
        size: Any = reader.trailer["/Size"]
        found = [reader.get_object(number) for number in range(1, size - 1)]
        leads: list[Any] = [each for each in found if isinstance(each, dict) and {"/Prev", "/Next", "/Rect"} & {*each}]
        leads = [each for each in leads if "/Title" in each or each.get("/Subtype") == "/Link"]
        within = [each["/A"] for each in leads if "/A" in each and each["/A"]["/S"] == "/GoTo"]
        assert within and not any("/Dest" in each for each in leads)
        assert all("/S" in lead["/SD"][0].get_object() and lead["/D"][0].get_object()["/Type"] == "/Page" for lead in within)


def test_notes_and_their_calls_name_one_another(batch: tuple[Path, Path, dict[str, Path]]) -> None:
    for path in batch[2].values():
        objects = [each.get_object() for each in PdfReader(path).root_object["/StructTreeRoot"]["/IDTree"]["/Names"][1::2]]
        assert {note["/S"] for note in objects} == {"/FENote"}
        for note in objects:
            calls = [each.get_object() for each in note["/Ref"]]
            assert calls and all(call["/Ref"][0].get_object() == note for call in calls)


def test_an_enclosure_keeps_what_it_claims_itself(tmp_path: Path, batch: tuple[Path, Path, dict[str, Path]]) -> None:
    good = batch[2]["b"].read_bytes()
    claims = {}
    for name, data in {"good": good, "plain": re.sub(rb'pdfuaid:rev="2024"', b" " * 18, good)}.items():
        campaign = write(tmp_path / name, subject="Q", enclosures={"paper.pdf": data})
        result, manifest = built(campaign, tmp_path / f"{name}-out", profile="ua2")
        assert result.ok, result.findings
        paths = [tmp_path / f"{name}-out" / row["file"] for row in manifest["packets"]]
        claims[name] = manifest["packets"][0]["claims"]
        for claim, flavours in {"PDF/UA-2": ("ua2",), "WTPDF-1.0": ("wt1a", "wt1r"), "PDF/A-4": ("4",)}.items():
            for flavour in flavours if claim in claims[name] else ():
                assert judged(paths, flavour) == {}
    assert claims["good"]
