"""What no page of a whole letter may look like: random text, tables, lists and notes, fields in them, signatories behind them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.form import Form
from letterpack.model.galley import FORBIDDEN, Galley, Strip
from letterpack.model.page import PageLayout, Parts, PlacedStrip
from letterpack.paginate import paginate
from tests.build.making import campaign, make, person
from tests.properties.test_page_rules import WORDS

HEAD = "---\ndate: 2026-03-02\nsubject: Release\nstatus: final\n---\n\n"
SLACK_PT = 0.05


def said(words: int) -> str:
    return " ".join(WORDS[at * 7 % len(WORDS)] for at in range(words))


def counted(least: int, most: int) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(said)


def _table(cells: list[str]) -> str:
    return "| one | two |\n|---|---|\n" + "\n".join(f"| {cell} | {said(3)} |" for cell in cells)


TEXT = st.one_of(
    counted(1, 130),
    st.builds("{}^[{}.]".format, counted(3, 90), counted(1, 60)),
    st.builds("{} {{{{ addressee.name }}}} {}.".format, counted(0, 60), counted(0, 90)),
    st.builds("{} {{{{ addressee.name }}}}^[{}]:".format, counted(1, 40), counted(1, 30)),
)
BLOCK = st.one_of(
    TEXT,
    TEXT,
    counted(1, 20).map("## {}".format),
    counted(5, 90).map("> {}".format),
    st.lists(counted(1, 40), min_size=1, max_size=8).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(counted(1, 20), min_size=1, max_size=25).map(_table),
)
LETTER = st.lists(BLOCK, min_size=1, max_size=14).map(lambda blocks: HEAD + "\n\n".join(blocks) + "\n")
SIGNED = st.sampled_from([0, 0, 1, 2, 5, 11, 30, 31, 90])


class Paged(NamedTuple):
    """A letter on its pages."""

    galley: Galley
    parts: Parts
    form: Form
    pages: tuple[PageLayout, ...]

    def strip(self, placed: PlacedStrip) -> Strip:
        return self.parts.blocks[placed.ref[0]].strips[placed.ref[1]]

    def flow(self, number: int) -> list[PlacedStrip]:
        """Return what flows on a page: no notes, no heads that are shown again."""
        found: list[PlacedStrip] = []
        for placed in self.pages[number].placed:
            if placed.ref[0] in self.parts.flow:
                block = self.parts.blocks[placed.ref[0]]
                aside = block.flowing <= placed.ref[1] < block.flowing + block.asides
                found.extend([] if aside else [placed])
        return found


def paged(letter: str, signatories: int, form: str) -> Paged:
    found: list[Paged] = []

    def watched(galley: Galley, parts: Parts, form: Form) -> tuple[PageLayout, ...]:
        found.append(Paged(galley, parts, form, paginate(galley, parts, form)))
        return found[-1].pages

    names = [f"{said(number % 6 + 1).title()} {number}" for number in range(signatories)]
    with tempfile.TemporaryDirectory() as folder, patch("letterpack.pipeline.build.packet.paginate", watched):
        made = make(Path(folder) / "out", campaign([person("Alpha")], letter, names, {"form": form}))
    assert made.ok, made.findings
    return found[-1]


@given(LETTER, SIGNED, st.sampled_from(["plain-a4", "din5008b", "us10"]))
def test_no_page_of_a_letter_breaks_a_rule(letter: str, signatories: int, form: str) -> None:
    found = paged(letter, signatories, form)
    for number in range(len(found.pages)):
        _stays_inside(found, number)
        _keeps_its_notes(found, number)
        if number:
            _begins_well(found, number)
        if number < len(found.pages) - 1 and found.flow(number + 1):
            assert not found.strip(found.flow(number)[-1]).keeps_next, "what leads on is alone"
    if len(found.pages) > 1:
        _ends_with_enough(found)


def _stays_inside(found: Paged, number: int) -> None:
    area = found.form.following if number else found.form.first
    for placed in found.pages[number].placed:
        if placed.ref[0] >= found.parts.flow.start:
            assert placed.y_pt + found.strip(placed).height_pt <= area.bottom_pt + SLACK_PT


def _keeps_its_notes(found: Paged, number: int) -> None:
    """A note that fits a page stands on that of its call; the rule above the notes, where there are some."""
    refs = [placed.ref for placed in found.pages[number].placed]
    for placed in found.flow(number):
        block = found.parts.blocks[placed.ref[0]]
        for start, end in found.strip(placed).notes:
            assert all((placed.ref[0], block.flowing + at) in refs for at in range(start, end))
            assert (found.parts.note_rule, 0) in refs


def _begins_well(found: Paged, number: int) -> None:
    for first in found.flow(number)[:1]:
        strip = found.strip(first)
        assert strip.penalty < FORBIDDEN, "a line, or what follows a heading, begins a page alone"
        if strip.again is not None:
            head = (first.ref[0], found.parts.blocks[first.ref[0]].flowing + strip.again)
            assert head in [placed.ref for placed in found.pages[number].placed], "a table goes on without its head"


def _columns(found: Paged, number: int) -> Iterator[tuple[float, float]]:
    """Yield the left edge and the foot of each row of signatories on a page."""
    for placed in found.pages[number].placed:
        if found.parts.columns is not None and placed.ref[0] == found.parts.rows:
            yield placed.x_pt, placed.y_pt + found.strip(placed).height_pt


def _ends_with_enough(found: Paged) -> None:
    last = len(found.pages) - 1
    on_page = [placed for placed in found.pages[last].placed if placed.ref[0] in found.parts.flow]
    feet = [placed.y_pt + found.strip(placed).height_pt for placed in on_page]
    columns = dict(sorted(_columns(found, last), key=lambda pair: pair[1]))
    height = max([*feet, *columns.values()]) - found.form.following.y_pt
    assert height >= found.galley.fitting.few_pt - SLACK_PT, "a page of fewer than four lines"
    if found.parts.columns is not None and len(columns) == found.parts.columns.column_count > 1:
        highest = max([row.height_pt + row.space_pt for row in found.parts.columns.rows])
        assert max(columns.values()) - min(columns.values()) <= 2 * highest, "columns end far from level"
