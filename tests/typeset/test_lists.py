"""Lists, and what their items begin with."""

from __future__ import annotations

from pathlib import Path

from letterpack.readback import PacketReader
from tests.build.making import campaign, make, person

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
