"""Names in letters that the letter does not use: small packets, one extension for each font, nobody else's bytes changed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.build.making import campaign, make, person, text_of
from tests.pdf_kinds import dictionary

RUSSIAN: dict[str, Any] = {
    "name": "Пётр Ильич Щёголев",
    "title": "Министр юстиции",
    "address": ["ул. Жуковского, 17", "010000 Астана"],
}
GREEK: dict[str, Any] = {"name": "Ξένια Ψαρού", "title": "Υπουργός", "address": ["Οδός Ζωής 3", "10431 Αθήνα"]}


def fonts(pdf: bytes) -> set[str]:
    """The names of the font resources of all pages."""
    return {name for page in PdfReader(io.BytesIO(pdf)).pages for name in dictionary(page["/Resources"]).get("/Font", {})}


def test_a_foreign_name_adds_a_few_kilobytes_and_one_font(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha"), person("Beta", **RUSSIAN)]))
    plain, foreign = made.packets["alpha"], made.packets["beta"]
    assert len(foreign) - len(plain) < 6_000
    assert len(fonts(foreign) - fonts(plain)) == 1
    assert RUSSIAN["name"] in text_of(foreign)


def test_a_foreign_name_changes_no_other_packet(tmp_path: Path) -> None:
    alone = make(tmp_path / "alone", campaign([person("Beta", **RUSSIAN)]))
    among = make(tmp_path / "among", campaign([person("Gamma", **GREEK), person("Alpha"), person("Beta", **RUSSIAN)]))
    assert among.packets["beta"] == alone.packets["beta"]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_print_run_has_one_extension_with_the_glyphs_of_all(tmp_path: Path, workers: int) -> None:
    people = [person(f"{who}{index}", **more) for index in range(3) for who, more in (("Beta", RUSSIAN), ("Gamma", GREEK))]
    made = make(tmp_path / "out", campaign([person("Alpha"), *people]), workers=workers, print_run=True)
    run = (tmp_path / "out/print/run.pdf").read_bytes()
    found = [
        font for page in PdfReader(io.BytesIO(run)).pages for font in dictionary(page["/Resources"]).get("/Font", {}).items()
    ]
    assert {name for name, _ in found} == set().union(*map(fonts, made.packets.values()))
    shown = "".join(text_of(run).split())
    for each in (RUSSIAN, GREEK):
        assert shown.count("".join(each["name"].split())) >= 3
