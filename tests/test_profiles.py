"""Profiles are rows: a new one is a file, and no stage knows one by its name."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

import letterpack.profiles
from letterpack.cli import main
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.profiles import DEFAULT, load_profile, profile_names
from letterpack.schemas import read_schema
from tests.enclosures.makers import good_pdf
from tests.pdf_kinds import array

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "letterpack").rglob("*.py"))

THIRD = """
from letterpack.values import replace

from letterpack.profiles.print import PROFILE as PRINT

PROFILE = replace(PRINT, name="proof", packet_claims=("PDF/A-2a", "PDF/UA-1"), run_claims=("PDF/A-2u",), links_lead=True)
"""

FILES = {
    "letter.md": "---\ndate: 2026-10-30\nsubject: A subject\nenclosures: [enclosures/paper.pdf]\n---\n\n"
    "Read [the ruling](https://example.org/ruling) first.[^1]\n\n[^1]: A note.\n",
    "letterpack.yaml": "sender: {names: [A Name]}\n",
    "addressees.yaml": "to:\n  - {id: a, name: Ms A, address: [Street 1, 1000 Town], country: NO}\n",
}


class Fixed(Disk):
    def today(self) -> date:
        return date(2026, 10, 30)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    root = tmp_path / "campaign"
    (root / "enclosures").mkdir(parents=True)
    (root / "enclosures/paper.pdf").write_bytes(good_pdf(pages=1))
    for name, text in FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a profile that is like ``print``, but its links lead."""
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "proof.py").write_text(THIRD, encoding="utf-8")
    monkeypatch.setattr(letterpack.profiles, "__path__", [*letterpack.profiles.__path__, str(folder)])
    return "proof"


def built(root: Path, profile: str | None = None) -> tuple[dict[str, object], PdfReader, PdfReader]:
    """Return the manifest, the packet and the print run."""
    result = build(Fixed(root), BuildRequest(root, print_run=True, profile=profile))
    assert result.ok, result.findings
    manifest = json.loads((root / "build/manifest.json").read_text(encoding="utf-8"))
    return manifest, PdfReader(root / "build/packets/a.pdf"), PdfReader(root / "build/print/run.pdf")


def links(packet: PdfReader) -> list[int]:
    return [len(page.get("/Annots", ())) for page in packet.pages]


@pytest.mark.parametrize("name", profile_names())
def test_a_row_is_whole(name: str) -> None:
    row = load_profile(name)
    assert row.name == name
    assert row.intent.components == (3 if row.colours else 1)
    assert f"`{name}`" in (ROOT / "docs/standards.md").read_text(encoding="utf-8")
    assert f"`{name}`" in (ROOT / "docs/file-formats.md").read_text(encoding="utf-8")


def test_the_default_is_the_first_of_the_names_and_the_schema_has_them_all() -> None:
    assert profile_names()[0] == DEFAULT
    assert json.loads(read_schema("letterpack"))["properties"]["profile"]["enum"] == list(profile_names())


def test_a_name_without_a_file_is_no_profile() -> None:
    with pytest.raises(KeyError):
        load_profile("glossy")


@pytest.mark.parametrize("name", profile_names())
def test_every_profile_is_named_in_the_manifest_and_kept(campaign: Path, name: str) -> None:
    row = load_profile(name)
    manifest, packet, run = built(campaign, name)
    assert manifest["profile"] == name
    assert list(manifest) == sorted(manifest)
    assert packet.pdf_header == run.pdf_header == f"%PDF-{row.pdf_version}"
    assert all(bool(each) is row.links_lead for each in links(packet))
    assert {str(each["/S"]).lstrip("/") for each in array(packet.root_object["/OutputIntents"])} == set(row.intent.subtypes)
    assert all(("/TrimBox" in page) is row.is_trimmed for page in (*packet.pages, *run.pages))


def test_a_third_profile_is_a_file(campaign: Path, third: str) -> None:
    manifest, packet, run = built(campaign, third)
    assert manifest["profile"] == third
    assert packet.pdf_header == "%PDF-1.6"
    assert all(links(packet)) and all("/TrimBox" in page for page in (*packet.pages, *run.pages))
    assert "GTS_PDFXVersion" not in packet.xmp_metadata.stream.get_data().decode()
    result = check(Fixed(campaign), CheckRequest(campaign))
    assert result.built and result.ok, result.findings


@pytest.mark.parametrize(("asked", "code"), [("proof", 0), ("glossy", 2)])
def test_the_command_takes_whatever_profiles_there_are(
    campaign: Path, third: str, asked: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["letterpack", "build", str(campaign), "--profile", asked])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert (leaving.value.code or 0) == code
    assert (third in capsys.readouterr().err) is bool(code)


def test_a_third_profile_may_be_a_campaigns_own(campaign: Path, third: str) -> None:
    settings = campaign / "letterpack.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"profile: {third}\n", encoding="utf-8")
    assert built(campaign)[0]["profile"] == third


@pytest.mark.parametrize("name", profile_names())
def test_a_check_asks_the_manifest_which_profile_it_was(campaign: Path, name: str) -> None:
    built(campaign, name)
    result = check(Fixed(campaign), CheckRequest(campaign))
    assert result.ok, result.findings


def test_a_manifest_without_a_profile_is_of_an_earlier_version(campaign: Path) -> None:
    built(campaign)
    manifest = campaign / "build/manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8"))
    del said["profile"]
    said["builder"]["python"] = "3.8.0"
    manifest.write_text(json.dumps(said), encoding="utf-8")
    result = check(Fixed(campaign), CheckRequest(campaign))
    assert result.built and result.ok, result.findings
    assert build(Fixed(campaign), BuildRequest(campaign)).ok


def test_a_profile_that_is_not_there_is_told(campaign: Path) -> None:
    built(campaign)
    manifest = campaign / "build/manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"profile": "default"', '"profile": "glossy"'))
    found = [each.message for each in check(Fixed(campaign), CheckRequest(campaign)).findings]
    assert [each for each in found if "the profile `glossy`" in each], found


def booleans(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and name of every parameter and field that is said to be a truth value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.arg) and node.annotation and "bool" in ast.unparse(node.annotation):
            yield node.lineno, node.arg
        elif isinstance(node, ast.AnnAssign) and "bool" in ast.unparse(node.annotation):
            yield node.lineno, ast.unparse(node.target).rpartition(".")[2]


def test_no_truth_value_is_named_for_a_profile() -> None:
    names = "|".join((*profile_names(), "screen", "vt1", "ua2"))
    named = re.compile(rf"_?((for|is|as|to|in)_)?({names})(ing|able|ed|er|_room|_profile)?|.*profile.*")
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in MODULES
        for line, name in booleans(ast.parse(path.read_text(encoding="utf-8")))
        if named.fullmatch(name)
    ]
    assert not wrong, "\n".join(wrong)
