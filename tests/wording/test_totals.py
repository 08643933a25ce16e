"""The sheet of totals of a print run: in the letter's language, as its lines run, and read back."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from letterpack.disk import Disk
from letterpack.languages import languages
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.wording.totals import known_totals, totals_words
from tests.build.making import HEAD, boxes_of, campaign, pages_of, person
from tests.checks.surgery import opened, written

SETTINGS: dict[str, Any] = {
    "form": "plain-a4",
    "name": "A campaign with a long name, " * 6 + "which needs two lines",
    "sender": {"names": ["Sender"], "country": "DE"},
    "print_run": True,
    "printing": {"totals": True, "order": "post"},
    "marks": "pitney-bowes-d1500",
}
_ALONE = rb"\[<([0-9A-Fa-f]{4})>\]TJ"
"""A glyph that is shown by itself: a figure."""


def built(folder: Path, language: str) -> bytes:
    people = [person(f"P{index}", country=code, address=["Way 1", "Town"]) for index, code in enumerate(("FR", "DE", "DE"))]
    letter = HEAD.replace("---\n\n", f"language: {language}\n---\n\n") + "Text.\n"
    for path, data in campaign(people, letter, settings=SETTINGS).items():
        (folder / path).write_bytes(data)
    result = build(Disk(folder), BuildRequest(folder))
    assert result.ok, result.findings
    return (folder / "build/print/run.pdf").read_bytes()


def errors(folder: Path) -> list[str]:
    return [each.message for each in check(Disk(folder), CheckRequest(folder, select=("LP331",))).findings]


def test_the_words_are_of_languages_that_letters_have_and_each_has_a_place_for_the_number() -> None:
    assert set(known_totals()) <= set(languages())
    assert all(words.run.count("{number}") == 1 for words in known_totals().values())
    assert [totals_words(tag)[0] for tag in ("de-AT", "nn", "zh-TW", "am")] == ["de", "no", "zh-Hant", "en"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", [r"Envois\s+3", r"Envois par pays", r"Allemagne \(DE\)\s+2\s+France \(FR\)\s+1", r"recto verso"]),
        ("ka", [r"გზავნილები\s+3", r"გერმანია \(DE\)\s+2", r"ორმხრივი"]),
        ("am", [r"Packets\s+3", r"Packets by country", r"Germany \(DE\)\s+2\s+France \(FR\)\s+1", r"on both sides"]),
    ],
)
def test_the_sheet_of_totals_speaks_the_letters_language_or_english(tmp_path: Path, language: str, said: list[str]) -> None:
    page = pages_of(built(tmp_path, language))[0]
    assert all(re.search(each, page) for each in said), page
    assert "which needs two lines" in " ".join(page.split()) and errors(tmp_path) == []


def test_where_lines_begin_at_the_right_so_do_those_of_the_totals_and_a_false_number_is_found(tmp_path: Path) -> None:
    pdf = built(tmp_path, "ar")
    assert boxes_of(pdf, 0, "DE")[-1][2] < boxes_of(pdf, 0, "ألمانيا")[0][0]
    assert boxes_of(pdf, 0, "bowes")[-1][2] < boxes_of(pdf, 0, "DE")[0][0]
    assert errors(tmp_path) == []
    file = opened(pdf)
    number, (head, held) = next((key, each) for key, each in file.streams.items() if re.search(_ALONE, each[1]))
    file.streams[number] = (head, re.sub(_ALONE, lambda found: b"[<%04X>]TJ" % (int(found[1], 16) + 1), held, count=1))
    (tmp_path / "build/print/run.pdf").write_bytes(written(file))
    assert errors(tmp_path)
