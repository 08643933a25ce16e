"""How letterpack.yaml has PDFs enclosed: titles, stamps, fronts, paper; and the check reads all of it back."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

import letterpack
from letterpack.starter import start_campaign
from tests.enclosures.makers import good_pdf

NAMES = ("report", "plan", "note")


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    folder = tmp_path / "spring"
    start_campaign(folder, date(2026, 3, 2))
    (folder / "enclosures").mkdir()
    for name, pages, size in (("report", 2, (595.0, 842.0)), ("plan", 1, (842.0, 1191.0)), ("note", 1, (420.0, 595.0))):
        (folder / f"enclosures/{name}.pdf").write_bytes(good_pdf(pages, size=size))
    letter = (folder / "letter.md").read_text(encoding="utf-8")
    listed = ", ".join([f"enclosures/{name}.pdf" for name in NAMES])
    (folder / "letter.md").write_text(letter.replace("\ndate:", f"\nenclosures: [{listed}]\ndate:", 1), encoding="utf-8")
    return folder


def set_up(folder: Path, enclosures: str, more: str = "") -> None:
    (folder / "letterpack.yaml").write_text(f"{more}enclosures:\n{enclosures}", encoding="utf-8")


ALL = """
  - {start: front, scale: fit, stamp: "Annex {n}"}
  - {file: enclosures/plan.pdf, title: {en: The plan, ru: План}, stamp: "Map {n}"}
"""


def packet(folder: Path) -> Path:
    return folder / "build/packets/minister-of-justice.pdf"


def codes(folder: Path) -> list[str]:
    return [each.code for each in letterpack.check(folder).findings if each.severity == "error" or each.code == "LP320"]


def test_enclosures_as_the_settings_have_them(campaign: Path) -> None:
    set_up(campaign, ALL, "print_run: true\n")
    made = letterpack.build(campaign)
    assert made.ok, made.findings
    assert not codes(campaign)
    reader = PdfReader(packet(campaign))
    texts = [page.extract_text() for page in reader.pages]
    assert "Annex 1 · report\n" in texts[0] + "\n"
    assert "Map 1 · The plan" in texts[0]
    assert "Annex 2 · note" in texts[0]
    firsts = [index for index, text in enumerate(texts) if "Fact sheet, page 1" in text]
    assert len(firsts) == 3
    assert all(index % 2 == 0 for index in firsts)
    assert [text.split("\n")[-1] for text in texts if "Fact sheet" in text] == ["Annex 1", "Annex 1", "Map 1", "Annex 2"]
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in reader.pages} == {(595, 842)}
    blank = [page for page, text in zip(reader.pages, texts, strict=True) if not text.strip()]
    assert all("/Contents" not in page for page in blank)
    titles = [str(each["/Title"]) for each in reader.outline if not isinstance(each, list)]
    assert titles[-3:] == ["Annex 1 · report", "Map 1 · The plan", "Annex 2 · note"]
    assert reader.page_labels[firsts[1]] == "Map 1 · The plan 1"


def test_the_manifest_says_what_was_put_in(campaign: Path) -> None:
    set_up(campaign, ALL, "print_run: true\n")
    assert letterpack.build(campaign).ok
    row = json.loads((campaign / "build/manifest.json").read_text(encoding="utf-8"))["packets"][0]
    rows = [(each["path"][11:], each.get("blank", 0), each["stamp"]) for each in row["enclosures"]]
    assert [(name, stamp) for name, _, stamp in rows] == [
        ("report.pdf", "Annex 1"),
        ("plan.pdf", "Map 1"),
        ("note.pdf", "Annex 2"),
    ]
    own = row["pages"] - sum([each["pages"] for each in row["enclosures"]])
    at = own
    for (_, blank, _), each in zip(rows, row["enclosures"], strict=True):
        assert blank == at % 2
        at += each["pages"]
    run = PdfReader(campaign / "build/print/run.pdf")
    assert len(run.pages) % 2 == 0
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in run.pages} == {(595, 842)}
    texts = [page.extract_text() for page in run.pages]
    assert all(index % 2 == 0 for index, text in enumerate(texts) if "Fact sheet, page 1" in text)


def rewritten(path: Path, edit: object) -> None:
    writer = PdfWriter(clone_from=BytesIO(path.read_bytes()))
    edit(writer)  # type: ignore[operator]
    out = BytesIO()
    writer.write(out)
    path.write_bytes(out.getvalue())


def test_the_check_misses_a_stamp_and_a_front(campaign: Path) -> None:
    set_up(campaign, ALL)
    assert letterpack.build(campaign).ok
    set_up(campaign, ALL.replace("Annex", "Anlage"))
    assert "LP320" in codes(campaign)
    set_up(campaign, ALL.replace("start: front, ", ""))
    assert "LP320" in codes(campaign)
    set_up(campaign, ALL.replace("scale: fit, ", ""))
    assert "LP320" in codes(campaign)


def test_other_paper_is_refused_where_that_is_asked_for(campaign: Path) -> None:
    set_up(campaign, "  - {scale: refuse}\n")
    made = letterpack.build(campaign)
    assert [each.code for each in made.findings if each.severity == "error"] == ["LP417", "LP417"]
    set_up(campaign, "  - {start: any}\n")
    assert letterpack.build(campaign).ok


def test_a_title_in_the_language_of_each_letter(campaign: Path) -> None:
    russian = (campaign / "letter.md").read_text(encoding="utf-8").replace("---\n", "---\nlanguage: ru\n", 1)
    (campaign / "letter.ru.md").write_text(russian, encoding="utf-8")
    people = (campaign / "addressees.yaml").read_text(encoding="utf-8").replace("country: NO", "country: NO\n    language: ru", 1)
    (campaign / "addressees.yaml").write_text(people, encoding="utf-8")
    set_up(campaign, ALL)
    made = letterpack.build(campaign)
    assert made.ok, made.findings
    texts = {path.stem: PdfReader(path).pages[0].extract_text() for path in (campaign / "build/packets").glob("*.pdf")}
    assert any("Map 1 · План" in text for text in texts.values())
    assert "LP320" not in codes(campaign)


def test_a_difference_of_stamps_is_told(campaign: Path, tmp_path: Path) -> None:
    set_up(campaign, ALL)
    assert letterpack.build(campaign, out=tmp_path / "old").ok
    set_up(campaign, ALL.replace("Annex", "Appendix").replace("start: front, ", ""))
    assert letterpack.build(campaign, out=tmp_path / "new").ok
    found = letterpack.diff(tmp_path / "old", tmp_path / "new")
    said = str(list(found.packets))
    assert "Appendix" in said
    assert "enclosures/report.pdf" in said
