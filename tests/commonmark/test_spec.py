"""Each of the 652 examples of the CommonMark specification typesets, and its visible text stands in the PDF, whole and in order.

What is visible is worked out from the tokens of the parser as it comes, whose HTML is the specification's; raw HTML is shown
as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from letterpack.campaign import read_campaign
from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.comments import blanked
from letterpack.formats.markdown.places import Body
from letterpack.model.letter import Block, ItemList, ListItem, Paragraph, Picture, Quote, Run
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.sources import SourceLookup
from letterpack.spans import Span
from letterpack.values import replace
from tests.build.making import campaign, person
from tests.properties.letters import by_pdfium, squeezed
from tests.worlds import DictWorld

STOCK = MarkdownIt("commonmark")
CLOSING = squeezed("Yours faithfully,")
LABELS = re.compile(r"(?:[•–]|\d+[.)])*")


class Example(NamedTuple):
    number: int
    section: str
    markdown: str
    html: str


EXAMPLES = [
    Example(number, *each)
    for number, each in enumerate(json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8")), 1)
]
SECTIONS = [(section, list(examples)) for section, examples in groupby(EXAMPLES, lambda each: each.section)]


class Lenient(Report):
    """Takes note of errors and lets packets be made all the same: links that lead nowhere, glyphs that no font has."""

    @property
    def has_errors(self) -> bool:
        return False


def visible(markdown: str) -> Iterator[str]:
    """Yield the texts that a reader sees, block by block."""
    for token in STOCK.parse(markdown):
        if token.type in ("fence", "code_block"):
            yield token.content
        elif token.type == "html_block":
            yield blanked(token.content)
        elif token.type == "inline":
            children = token.children or []
            if not (len(children) == 1 and children[0].type == "image"):
                yield "".join(_inline(children))


def _inline(children: list[Token]) -> Iterator[str]:
    for child in children:
        if child.type == "image":
            yield "".join(_inline(child.children or []))
        else:
            said = {"softbreak": " ", "hardbreak": " "}.get(child.type, child.content)
            yield blanked(said) if child.type == "html_inline" else said


def read(example: Example, report: Report) -> tuple[Block, ...]:
    lines = tuple(example.markdown.removesuffix("\n").split("\n"))
    return tuple(_with_picture(block) for block in read_body(Body("letter.md", lines, 1), report).blocks)


def _with_picture(block: Block) -> Block:
    """Put a picture that exists in the place of one that does not."""
    if isinstance(block, Picture):
        return replace(block, path="picture.png", caption="")
    if isinstance(block, Quote):
        return replace(block, blocks=tuple(map(_with_picture, block.blocks)))
    if isinstance(block, ItemList):
        items = tuple(ListItem(item.label, tuple(map(_with_picture, item.blocks))) for item in block.items)
        return replace(block, items=items)
    return block


def printed(body: tuple[Block, ...], report: Report) -> str:
    """Return what pdfium reads of a letter with this ``body``, squeezed."""
    picture = BytesIO()
    Image.new("L", (8, 8)).save(picture, "PNG")
    world = DictWorld(campaign([person("Alpha")], more={"picture.png": picture.getvalue()}))
    given = read_campaign(world, Report())
    assert given is not None
    letter = replace(given.letter, body=body, status="final", subject=())
    kit = Kit(replace(given, letters={letter.language: letter}), world, report, SourceLookup(world))
    ((packet,),) = kit.packets(list(given.mailing.to()))
    return by_pdfium(packet.file.prefix + packet.file.tail)


@pytest.mark.parametrize(("section", "examples"), SECTIONS, ids=[section for section, _ in SECTIONS])
def test_visible_text_is_printed_whole_and_in_order(section: str, examples: list[Example]) -> None:
    report = Lenient()
    body: list[Block] = []
    for example in examples:
        body.append(Paragraph((Run(f"«{example.number}»"),), Span("letter.md", 10_000 + example.number)))
        body.extend(read(example, report))
    said = printed(tuple(body), report)
    without = {char for found in report if found.code == "LP210" for char in found.message.split("`")[1]}
    parts = re.split(r"«(\d+)»", said.removesuffix(CLOSING))[1:]
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    assert [int(number) for number in found] == [example.number for example in examples]
    for example in examples:
        _compare(example, found[str(example.number)], without)


def _compare(example: Example, said: str, without: set[str]) -> None:
    rest = said
    for text in visible(example.markdown):
        wanted = "".join(char for char in squeezed(text) if char not in without)
        if not wanted:
            continue
        before, found, rest = rest.partition(wanted)
        assert found == wanted, f"example {example.number}: {wanted!r} is not in {said!r}"
        assert LABELS.fullmatch(before), f"example {example.number}: {before!r} stands before {wanted!r}"
    assert LABELS.fullmatch(rest), f"example {example.number}: {rest!r} is left"


@pytest.mark.parametrize(("section", "examples"), SECTIONS, ids=[section for section, _ in SECTIONS])
def test_the_parser_as_it_comes_is_the_specification_s(section: str, examples: list[Example]) -> None:
    for example in examples:
        # Two examples differ by the line's end within an empty quotation.
        made = STOCK.render(example.markdown).replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")
        assert made == example.html, example.number


def test_all_are_here() -> None:
    assert len(EXAMPLES) == 652


def test_raw_html_is_a_finding() -> None:
    for example in EXAMPLES:
        report = Report()
        read(example, report)
        tokens = STOCK.parse(example.markdown)
        raw = [
            each for token in tokens for each in (token, *(token.children or ())) if each.type in ("html_block", "html_inline")
        ]
        told = {found.span.line for found in report if found.code in ("LP144", "LP172", "LP173")}
        assert len(told) >= len({token.map[0] for token in tokens if token.type == "html_block"}), example.number
        assert bool(told) == bool(raw), example.number
