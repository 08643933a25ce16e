"""What an import says in other languages: its words in theirs, names of columns and the table's words as they are."""

from __future__ import annotations

from letterpack.interface import speaker
from letterpack.render.imports import import_lines
from letterpack.render.words import Voice
from tests.intake.forms import take

FORM = "Name,Organization\n row ,Example Union\nBob Test,\n"
FRENCH = """form.csv: lignes : 2
  Name         → name, cellules remplies : 2
  Organization → organization, cellules remplies : 1
  name: cellules débarrassées d’espaces : 1
+ row, Example Union
+ Bob Test
signatories.csv (lignes : 2) : 0 déjà là, 2 nouvelles"""


def test_an_import_of_signatories() -> None:
    imported, _ = take(FORM)
    assert imported is not None
    lines = list(import_lines(imported, "signatories.csv", written=True, voice=Voice(speaker("fr"))))
    assert "\n".join(lines) == FRENCH


def test_a_language_without_a_catalog_is_english() -> None:
    assert speaker("de")("not taken") == speaker("en-GB")("not taken") == "not taken"
