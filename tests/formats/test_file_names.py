"""Which names are nearly those of a campaign's files."""

from __future__ import annotations

import pytest

from letterpack.formats.file_names import nearly_named, workbook_named
from tests.worlds import DictWorld


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("signatories.csv", "Signatories.CSV"),
        ("signatories.csv", "signatories.csv.txt"),
        ("signatories.csv", "signatories (1).csv"),
        ("signatories.csv", "Signatories - Form Responses 1.csv"),
        ("signatories.csv", "signatories.tsv"),
        ("letterpack.yaml", "letterpack.yml"),
        ("letter.md", "Letter.md"),
        ("letter.md", "letter.txt"),
    ],
)
def test_a_name_is_nearly_known(path: str, name: str) -> None:
    assert nearly_named(DictWorld({name: ""}), path) == name


@pytest.mark.parametrize(
    "name",
    ["letterpack.schema.json", "letterpack.yaml.bak", "letter.ru.md", "letterpack-old.yaml", "signatories.pdf", "letters.md"],
)
def test_a_name_is_another(name: str) -> None:
    world = DictWorld({name: ""})
    assert [nearly_named(world, path) for path in ("letterpack.yaml", "letter.md", "signatories.csv")] == ["", "", ""]


def test_a_workbook_is_called_like_a_table() -> None:
    assert workbook_named(DictWorld({"Addressees.xlsx": ""}), "addressees.csv") == "Addressees.xlsx"
    assert workbook_named(DictWorld({"report.xlsx": ""}), "addressees.csv") == ""
