"""What no page may look like, for random galleys: a line, a heading or a closing alone, a line outside its area."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from letterpack.diagnostics import Report
from letterpack.forms import load_form
from letterpack.languages import language
from letterpack.model.campaign import Signature
from letterpack.model.galley import FORBIDDEN, Galley, Strip
from letterpack.model.letter import CodeBlock, Heading, ItemList, ListItem, Paragraph, Quote, Run
from letterpack.model.spoken import Spoken
from letterpack.paginate import paginate, parts_of
from letterpack.paginate.flow import stack
from letterpack.profiles import DEFAULT, load_profile
from letterpack.spans import Span
from letterpack.styles import STANDARD, load_style
from letterpack.text.families import Chains, Family
from letterpack.text.shape import Shaper, Subsets
from letterpack.typeset.body import set_block
from letterpack.typeset.context import Context
from letterpack.typeset.context import block_of as galley_block
from letterpack.typeset.furniture import closing_block
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.head import heading_levels
from letterpack.typeset.running import Position

FORMS = st.sampled_from([load_form(name) for name in ("plain-a4", "plain-letter", "din5008a", "din5008b", "us10")])
SHAPER = Shaper(Family(Chains()))
WORDS = [
    "the",
    "government",
    "of",
    "the",
    "country",
    "has",
    "not",
    "released",
    "the",
    "journalists",
    "whom",
    "courts",
    "sentenced",
    "for",
    "defamation",
    "in",
    "unfair",
    "trials",
]


def text(words: int) -> tuple[Run, ...]:
    return (Run(" ".join(WORDS[index % len(WORDS)] for index in range(words))),)


def at(line: int) -> Span:
    return Span("letter.md", line, 1)


PARAGRAPHS = st.integers(1, 160).map(lambda words: ("paragraph", words))
HEADINGS = st.integers(1, 30).map(lambda words: ("heading", words))
QUOTES = st.integers(10, 90).map(lambda words: ("quote", words))
LISTS = st.integers(2, 60).map(lambda words: ("list", words))
CODES = st.integers(1, 12).map(lambda lines: ("code", lines))
KINDS = st.lists(st.one_of(PARAGRAPHS, PARAGRAPHS, HEADINGS, QUOTES, LISTS, CODES), min_size=1, max_size=25)


def block_of(kind: str, size: int, line: int):
    paragraph = Paragraph(text(size), at(line))
    return {
        "paragraph": lambda: paragraph,
        "heading": lambda: Heading(2, text(size), at(line)),
        "quote": lambda: Quote((paragraph, Paragraph(text(size // 2 + 1), at(line + 1))), at(line)),
        "list": lambda: ItemList(
            ordered=False,
            tight=False,
            items=tuple(ListItem("•", (Paragraph(text(size + more), at(line + more)),)) for more in range(3)),
            span=at(line),
        ),
        "code": lambda: CodeBlock("\n".join(f"line {number}" for number in range(size)), at(line)),
    }[kind]()


def set_letter(kinds: list[tuple[str, int]], form, head_pt: float):
    """Return the galley, and what each block of its flow is."""
    measures = load_style(STANDARD)
    setter, profile = Setter(SHAPER, Subsets(), "en"), load_profile(DEFAULT)
    context = Context(setter, measures, language("en"), Report(), lambda *_: None, lambda span, _: span, profile)
    blocks = tuple(block_of(kind, size, 10 * index + 1) for index, (kind, size) in enumerate(kinds))
    place = Position(0.0, form.first.width_pt, (), measures.body, measures.body_space_pt, heading_levels(blocks, 1))
    flow = [galley_block(set_block(block, place, context)) for block in blocks]
    flow.append(
        galley_block(
            closing_block(
                (Run("Yours faithfully,"),), Signature("Jane Roe"), Spoken("Jane Roe"), form.first.width_pt, at(0), context
            )
        )
    )
    return Galley((), form.first.y_pt + head_pt, tuple(flow), None), [kind for kind, _ in kinds] + ["closing"]


def pages_of(galley: Galley, form) -> list[list[tuple[int, int, float, Strip]]]:
    """Return for each page: index of the block, of the strip in it, the strip's top, the strip."""
    parts = parts_of(galley)
    return [
        [(*place.ref, place.y_pt, parts.blocks[place.ref[0]].strips[place.ref[1]]) for place in page.placed]
        for page in paginate(galley, parts, form)
    ]


def longest_chain(galley: Galley) -> float:
    """Return the height of the most that no page may break: where a page has no room for it, some rule must give way."""
    longest = height = 0.0
    for item in stack(list(enumerate(galley.flow))):
        height = item.height_pt if item.penalty < FORBIDDEN else height + item.space_pt + item.height_pt
        longest = max(longest, height)
    return longest


@given(KINDS, FORMS, st.floats(0, 300))
def test_no_page_breaks_a_rule(kinds, form, head_pt) -> None:
    galley, names = set_letter(kinds, form, head_pt)
    assume(longest_chain(galley) <= min(form.first.bottom_pt - galley.body_top_pt, form.following.height_pt))
    pages = pages_of(galley, form)
    for number, page in enumerate(pages):
        assert page
        _inside(page, form, galley.body_top_pt if number == 0 else form.following.y_pt, number)
        if number:
            _begins_well(page, names, galley)
        if number < len(pages) - 1:
            _ends_well(page, names, galley)
    placed = [(block, strip) for page in pages for block, strip, *_ in page]
    assert placed == [(block, strip) for block, each in enumerate(galley.flow) for strip in range(len(each.strips))]


def _inside(page, form, top_pt: float, number: int) -> None:
    area = form.first if number == 0 else form.following
    assert page[0][2] >= top_pt - 0.01
    for (*_, y, strip), (*_, following, _) in pairwise(page):
        assert y + strip.height_pt <= following + 0.01, "lines overlap"
    assert page[-1][2] + page[-1][3].height_pt <= area.bottom_pt + 0.02


def _begins_well(page, names: list[str], galley: Galley) -> None:
    block, strip, _, first = page[0]
    assert first.penalty < FORBIDDEN, f"a page begins inside a {names[block]} that holds together"
    assert names[block] != "closing", "the closing is alone"
    if names[block] in ("paragraph", "code") and strip:
        assert strip > 1, "an orphan was left"
        assert strip < len(galley.flow[block].strips) - 1, "a widow"


def _ends_well(page, names: list[str], galley: Galley) -> None:
    block, strip, _, last = page[-1]
    assert names[block] != "heading", "a heading is alone"
    assert not last.keeps_next
    if names[block] in ("paragraph", "code") and strip < len(galley.flow[block].strips) - 1:
        assert strip > 0, "an orphan"
