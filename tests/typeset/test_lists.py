"""Lists, and what their items begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from letterpack.model.letter import Block, ItemList, ListItem, Paragraph, Run
from letterpack.readback import PacketReader
from letterpack.spans import Span
from letterpack.typeset.body import set_block
from letterpack.typeset.running import Position
from tests.build.making import campaign, make, person
from tests.enclosures.makers import good_pdf
from tests.typeset.setting import context

SPAN = Span("letter.md", 1, 1)

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


def test_a_page_does_not_like_to_part_the_first_or_last_line_of_a_list_from_it() -> None:
    """Nor a paragraph that is an item to its reader; a page may end anywhere between the others."""

    def said(text: str) -> Paragraph:
        return Paragraph((Run(text),), SPAN)

    def list_of(*texts: str) -> ItemList:
        return ItemList(
            ordered=True,
            tight=True,
            items=tuple([ListItem(f"{index}.", (said(text),)) for index, text in enumerate(texts)]),
            span=SPAN,
        )

    made = context()
    place = Position(0.0, 400.0, (), made.measures.body, 0.0, {})
    short = "to release her"

    def dear(block: Block) -> list[bool]:
        return [strip.penalty > 0 for strip in set_block(block, place, made) if strip.marks]

    assert dear(list_of(short, short, short, short)) == [False, True, False, True]
    assert [dear(said(text)) for text in (f"b) {short}", f"(iv) {short}", short)] == [[True], [True], [False]]


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
    own = person("Own", enclosures=["enclosures/b.pdf"], cc=[{**person("Friend"), "title": None}])
    to = [person("Plain"), own, person("Named", cc=[{**person("Colleague"), "title": None}])]
    made = make(tmp_path / "out", campaign({"to": to, "cc": [person("Observer", copy_of="plain")]}, letter, more=files, **said))
    assert made.ok, made.findings
    for name, copied in (("plain", "Observer"), ("own", "Friend"), ("named", "Colleague")):
        data = made.packets[name]
        assert left_of(data, f"{copied} Example") == pytest.approx(left_of(data, "Annex a"), abs=0.6), name


def copied_by_page(data: bytes, count: int) -> list[int]:
    """Return how many of ``count`` observers each page names that names any."""
    with PdfDocument(data) as file:
        texts = [page.get_textpage().get_text_bounded() for page in file]
    found = [sum([f"Observer{number} Example" in text for number in range(count)]) for text in texts]
    return [each for each in found if each]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_no_page_has_a_line_of_the_copies_alone(tmp_path: Path, count: int) -> None:
    """Whatever the length of the letter: a list of up to three stays whole, and of a longer one two lines stay together."""
    people = [person(f"Observer{number}", copy_of="plain") for number in range(count)]
    signing = [f"Organisation {number}" for number in range(8)]
    parted = 0
    for paragraphs in range(11, 21):
        letter = "---\ndate: 2026-03-02\nstatus: final\n---\n\n" + "\n\n".join(["Text."] * paragraphs)
        made = make(tmp_path / f"{paragraphs}", campaign({"to": [person("Plain")], "cc": people}, letter, signing))
        assert made.ok, made.findings
        shown = copied_by_page(made.packets["plain"], count)
        assert sum(shown) == count
        assert min(shown) > 1
        parted += len(shown) > 1
    assert count > 3 or not parted
