"""Spreadsheets become addressees: every row is judged, none is lost or added twice, and nothing is half written."""

from __future__ import annotations

from pathlib import Path

import pytest

import letterpack

LIST = """First name,Last name,Job title,Party,Street,House number,ZIP,City,Country
Ana,Núñez,Member of Parliament,Red,Musterstr.,1,01067,Dresden,Germany
Bo,Specimen,Member of Parliament,Blue,Rue Exemple,12,75001,Paris,FR
"""
WRITTEN = """name,title,street,house_number,postcode,city,country,fields.party
Ana Núñez,Member of Parliament,Musterstr.,1,01067,Dresden,Germany,Red
Bo Specimen,Member of Parliament,Rue Exemple,12,75001,Paris,FR,Blue
"""
OPTIONS = letterpack.ImportOptions({"Party": "fields.party"})


def place(tmp_path: Path, text: str) -> tuple[Path, Path]:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    campaign = tmp_path / "campaign"
    campaign.mkdir(exist_ok=True)
    return tmp_path / "list.csv", campaign


def test_a_list_is_taken_whole_and_read_by_a_build(tmp_path: Path) -> None:
    file, campaign = place(tmp_path, LIST)
    assert letterpack.import_addressees(file, campaign, write=False, options=OPTIONS).ok
    assert list(campaign.iterdir()) == []
    result = letterpack.import_addressees(file, campaign, options=OPTIONS)
    assert result.ok
    assert not result.findings
    assert (campaign / "addressees.csv").read_text(encoding="utf-8") == WRITTEN
    assert (campaign / "letterpack.yaml").read_text(encoding="utf-8") == "import:\n  addressees:\n    Party: fields.party\n"
    (campaign / "letter.md").write_text("---\ndate: 2026-10-30\n---\n\nPlease, {{ addressee.party }}.\n", encoding="utf-8")
    built = letterpack.build(campaign)
    assert [row.id for row in built.packets()] == ["member-of-parliament", "member-of-parliament-bo-specimen"]


def test_what_stands_is_kept_and_nobody_is_added_twice(tmp_path: Path) -> None:
    file, campaign = place(tmp_path, LIST)
    letterpack.import_addressees(file, campaign, options=OPTIONS)
    with pytest.raises(letterpack.LetterpackError, match="already has rows: 2"):
        letterpack.import_addressees(file, campaign, options=OPTIONS)
    file, campaign = place(tmp_path, LIST + "Cy,Sample,Minister,Red,Musterstr.,2,01067,Dresden,DE\n")
    again = letterpack.import_addressees(file, campaign, merge=True)
    assert again.imported is not None
    assert (again.imported.before, again.imported.known, len(again.imported.added)) == (2, 2, 1)
    assert (campaign / "addressees.csv").read_text(encoding="utf-8").startswith(WRITTEN)


def test_a_list_with_a_row_that_is_no_addressee_is_not_taken(tmp_path: Path) -> None:
    rows = "".join(f"Minister {number},,Sampleton,Narnia\n" for number in range(440))
    file, campaign = place(tmp_path, f"Title,Street,City,Country\n{rows}")
    result = letterpack.import_addressees(file, campaign)
    assert result.imported is None
    assert [(found.code, found.message.split(",")[1]) for found in result.findings] == [("LP158", " in 440 rows: 2")]
    assert list(campaign.iterdir()) == []


def test_a_cell_that_a_spreadsheet_would_run_is_defused(tmp_path: Path) -> None:
    file, campaign = place(tmp_path, 'Title,Address\n"=HYPERLINK(""x"")",Sampleton\n')
    assert letterpack.import_addressees(file, campaign).ok
    assert "'=HYPERLINK" in (campaign / "addressees.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("columns", [{"No such": "name"}, {"Title": "colour"}])
def test_an_option_that_means_nothing_is_refused(tmp_path: Path, columns: dict[str, str]) -> None:
    file, campaign = place(tmp_path, "Title,Address\nMinister,Sampleton\n")
    with pytest.raises(letterpack.LetterpackError):
        letterpack.import_addressees(file, campaign, options=letterpack.ImportOptions(columns))
