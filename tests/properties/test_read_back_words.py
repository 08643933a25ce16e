"""Nobody's text in another's packet: letters with blocks for some, notes, links and fields, each with words of its own,
are built and read back by PDFium and pypdf, which know nothing of letterpack.
"""

from __future__ import annotations

import random
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build

PEOPLE = ("alder", "birch", "cedar", "dogwood")


class Written:
    """A letter in the making: ``owners`` maps each of its own words to the people who may read it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.lines: list[str] = []
        self.later: list[str] = []
        self.owners: dict[str, frozenset[str]] = {}
        self.links: dict[str, frozenset[str]] = {}

    def word(self, owners: frozenset[str], *, is_link: bool = False) -> str:
        """A new word that only ``owners`` may read."""
        said = f"z{len(self.owners) + len(self.links):03}{self.chance.randrange(10**6):06}q"
        (self.links if is_link else self.owners)[said] = owners
        return said

    def paragraph(self, owners: frozenset[str]) -> list[str]:
        """Lines of one piece of text for ``owners``: a paragraph, an item, a quotation, a heading, with a note or a link."""
        kind = self.chance.choice(["plain", "item", "quote", "heading", "note", "link", "reference"])
        word = self.word(owners)
        if kind == "note":
            label = f"n{len(self.owners)}"
            return [f"We say {word}.[^{label}]", "", f"[^{label}]: A note with {self.word(owners)}.", ""]
        if kind == "link":
            return [f"We say [{word}](https://example.org/{self.word(owners, is_link=True)}) here.", ""]
        if kind == "reference":
            label = f"r{len(self.owners)}x{len(self.links)}"
            return [
                f"We say [{word}][{label}] here.",
                "",
                f"[{label}]: https://example.org/{self.word(owners, is_link=True)}",
                "",
            ]
        return [
            {"plain": "We say {}.", "item": "- We say {}.", "quote": "> We say {}.", "heading": "## On {}"}[kind].format(word),
            "",
        ]

    def letter(self) -> str:
        """The letter: text for all and blocks for some, in any order."""
        everybody = frozenset(PEOPLE)
        self.lines += self.paragraph(everybody)
        for _ in range(self.chance.randint(2, 6)):
            if self.chance.random() < 0.65:
                owners = frozenset(self.chance.sample(PEOPLE, self.chance.randint(1, 3)))
                self.lines += [f"::: for {', '.join(sorted(owners))}", ""]
                for _ in range(self.chance.randint(1, 3)):
                    self.lines += self.paragraph(owners)
                self.lines += [":::", ""]
            else:
                self.lines += self.paragraph(everybody)
        self.lines += ["The case has the code {{ addressee.code }}.", ""]
        return "---\ndate: 2026-11-20\nstatus: final\n---\n\n" + "\n".join(self.lines)

    def addressees(self) -> str:
        """The list, each with a field of its own."""
        entries = []
        for name in PEOPLE:
            code = self.word(frozenset({name}))
            address = "address: [1 Road, 1234 Town], country: NO"
            entries.append(f"  - {{id: {name}, title: Office of {name}, fields: {{code: {code}}}, {address}}}")
        return "to:\n" + "\n".join(entries) + "\n"


def misplaced(seed: int, root: Path) -> list[str]:
    """What is in a packet and should not be, or should be and is not."""
    written = Written(seed)
    (root / "letter.md").write_text(written.letter(), encoding="utf-8")
    (root / "addressees.yaml").write_text(written.addressees(), encoding="utf-8")
    made = build(Disk(root), BuildRequest(root))
    if not made.ok:
        return [f"{seed}: {each.code} {each.message}" for each in made.findings if each.severity == "error"]
    wrong = []
    for name in PEOPLE:
        path = root / "build" / "packets" / f"{name}.pdf"
        text, links = _text(path), _links(path)
        for said, where, owners in (("word", text, written.owners), ("link", links, written.links)):
            wrong += [
                f"{seed}: {said} {each} of {sorted(who)} in {name}"
                for each, who in owners.items()
                if (each in where) != (name in who)
            ]
    return wrong


def _text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _links(path: Path) -> str:
    annotations = [each.get_object() for page in PdfReader(path).pages for each in page.get("/Annots", ())]
    return " ".join(str(each["/A"]["/URI"]) for each in annotations if "/A" in each and "/URI" in each["/A"])


@pytest.mark.parametrize("seed", range(24))
def test_every_packet_has_its_own_words_and_no_other(seed: int, tmp_path: Path) -> None:
    assert misplaced(seed, tmp_path) == []
