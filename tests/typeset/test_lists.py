"""Lists, and what their items begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from letterpack.readback import PacketReader
from tests.build.making import campaign, make, person
from tests.enclosures.makers import good_pdf

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><path d="M0 0h20v20H0z"/></svg>'
LETTER = '---\ndate: 2026-03-02\nstatus: final\n---\n\n1. - ![A square](square.svg "Caption")\n\n2. Two\n'


def test_a_label_is_read_before_the_picture_that_its_item_begins_with(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign([person("Alpha")], LETTER, more={"square.svg": SQUARE}))
    assert made.ok, made.findings
    read = PacketReader().read(made.packets["alpha"], 0)
    assert not read.problems
    said = [("/".join(passage.roles[2:]), passage.text) for passage in read.passages]
    at = said.index(("L/LI/Lbl", "1."))
    assert said[at : at + 3] == [
        ("L/LI/Lbl", "1."),
        ("L/LI/LBody/L/LI/Lbl", "•"),
        ("L/LI/LBody/L/LI/LBody/Figure", "A square"),
    ]


def left_of(data: bytes, text: str) -> float:
    """Return where ``text`` begins on the last page of the letter that has it."""
    with PdfDocument(data) as file:
        for page in reversed(list(file)):
            words = page.get_textpage()
            if found := words.search(text).get_next():
                return float(words.get_charbox(found[0], loose=True)[0])
    raise LookupError(text)


@pytest.mark.parametrize("language", ["en", "de"])
def test_copies_and_enclosures_stand_equally_far_in(tmp_path: Path, language: str) -> None:
    said = {"settings": {"enclosures": [{"file": f"enclosures/{name}.pdf", "title": f"Annex {name}"} for name in "ab"]}}
    files = {f"enclosures/{name}.pdf": good_pdf(1) for name in "ab"}
    letter = f"---\ndate: 2026-03-02\nlanguage: {language}\nenclosures: [enclosures/a.pdf]\n---\n\nText.\n"
    own = person("Own", enclosures=["enclosures/b.pdf"])
    to = [person("Plain"), own, person("Named", cc=[{**person("Colleague"), "title": None}])]
    made = make(tmp_path / "out", campaign({"to": to, "cc": [person("Observer", copy_of="plain")]}, letter, more=files, **said))
    assert made.ok, made.findings
    for name, copied in (("plain", "Observer"), ("own", "Observer"), ("named", "Colleague")):
        data = made.packets[name]
        assert left_of(data, f"{copied} Example") == pytest.approx(left_of(data, "Annex a"), abs=0.6), name
