"""Every face that a packet's text is set in is in its file, whatever the other packets and the letter's own text are set in."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.build.making import campaign, make, person
from tests.installed import NOTO_CORE, needs


def selected_and_there(pdf: bytes) -> tuple[set[str], set[str]]:
    """The names of fonts that content selects, and those that resources have."""
    selected: set[str] = set()
    there: set[str] = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        content = page.get_contents()
        selected.update(re.findall(r"/(\w+) [\d.]+ Tf", content.get_data().decode("latin-1") if content is not None else ""))
        there.update(name.removeprefix("/") for name in page["/Resources"]["/Font"])
    return selected, there


def test_a_carrier_is_bold_where_nothing_of_the_letter_is(tmp_path: Path) -> None:
    people = {"to": [person("Alpha")], "cc": [person("Beta")], "bcc": [person("Gamma")]}
    made = make(tmp_path / "out", campaign(people, "---\ndate: 2026-03-02\n---\n\nWe write to you.\n"))
    assert len(made.packets) == 3
    for pdf in made.packets.values():
        selected, there = selected_and_there(pdf)
        assert selected <= there


@pytest.mark.parametrize(
    "text", ["# {{ addressee.name }}\n\nنكتب", "نكتب **{{ addressee.name }}**", "| {{ addressee.name }} |\n|---|\n| نكتب |"]
)
def test_a_field_in_bold_is_set_where_the_letters_own_font_begins_its_line(text: str, tmp_path: Path) -> None:
    faces = [needs(NOTO_CORE), NOTO_CORE.with_name("NotoNaskhArabic-Bold.ttf")]
    fonts = {f"fonts/{path.name}": path.read_bytes() for path in faces}
    letter = f"---\ndate: 2026-03-02\nlanguage: ar\n---\n\n{text}\n"
    files = campaign([person("Alpha")], letter, settings={"fonts": {"Arabic": list(fonts)}}, more=fonts)
    selected, there = selected_and_there(make(tmp_path / "out", files).packets["alpha"])
    assert selected <= there
