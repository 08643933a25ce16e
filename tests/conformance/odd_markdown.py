"""Odd Markdown, generated: every construct within every other, empty ones, tables of every shape, pictures with every kind of
alternative text. Each text is a letter's body that a build takes.
"""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

PICTURE: Final = "pic.png"
_INLINE: Final = (
    "office", "Привет", "Қазақ", "Ελλάδα", "état", "*stress*", "**weight**", "~~struck~~", "`code`", "2026", "§", "—",
    "[link](https://example.org/x)", "[**bold** link](https://example.org/y)",
    "~~[struck link](https://example.org/z)~~", "<https://example.org/auto>", "[Ссылка](https://example.org/ru)",
    "note^[A short note with [a link](https://example.org/n).]", "нота^[Сноска.]", "accountability-and-responsibility",
    "a\\\nhard break", "&nbsp;", "&shy;", "&#8203;", "[*](mailto:someone@example.org)",
    "{{ addressee.name }}", "[{{ addressee.name }}](https://example.org/who)", "[sans délai]{lang=fr}",
    "&shy; {{ addressee.name }} &shy;",
)  # fmt: skip
_ALTS: Final = ("A picture", " ", "", "&nbsp;", "&#8203;", "**", "`code`", "Картина", "*stressed* words", "\\")
LINES: Final = st.lists(st.sampled_from(_INLINE), min_size=1, max_size=14).map(" ".join)
CELLS: Final = st.one_of(st.just(""), st.just(" "), st.sampled_from(_INLINE).filter(lambda text: "\n" not in text))


@st.composite
def tables(draw: st.DrawFn) -> str:
    """A table of one to five columns: without rows, with short rows, with empty cells, ranged every way."""
    count = draw(st.integers(1, 5))
    ranges = draw(st.lists(st.sampled_from(("---", ":--", "--:", ":-:")), min_size=count, max_size=count))
    head = draw(st.lists(CELLS, min_size=count, max_size=count))
    rows = draw(st.lists(st.lists(CELLS, min_size=1, max_size=count), max_size=4))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ranges, *rows))


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([f"{first}{lines[0]}", *[f"{rest}{line}" if line else rest.rstrip() for line in lines[1:]]])


def _quoted(text: str) -> str:
    return _indented(text, "> ", "> ")


def _listed(texts: list[str], ordered: bool) -> str:
    marks = [f"{number}. " if ordered else "- " for number in range(1, len(texts) + 1)]
    return "\n".join(_indented(text, mark, " " * len(mark)) for text, mark in zip(texts, marks, strict=True))


PICTURES: Final = st.tuples(st.sampled_from(_ALTS), st.sampled_from(("", ' "A caption"'))).map(
    lambda each: f"![{each[0]}]({PICTURE}{each[1]})"
)
HEADINGS: Final = st.sampled_from(("Heading", "Заголовок", "", "[link](https://example.org/h)", "note^[A note.]"))
LEAVES: Final = st.one_of(
    LINES,
    tables(),
    PICTURES,
    st.tuples(st.integers(1, 6), HEADINGS).map(lambda each: f"{'#' * each[0]} {each[1]}".rstrip()),
    st.sampled_from(("* * *", "```\ncode  here\n\n\tand here\n```", "```\n```", "    indented", "&nbsp;", "1.", "-", ">")),
)
BLOCKS: Final = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map("\n\n".join).map(_quoted),
        st.tuples(st.lists(inner, min_size=1, max_size=3), st.booleans()).map(lambda each: _listed(*each)),
    ),
    max_leaves=5,
)
BODIES: Final = st.tuples(
    st.lists(BLOCKS, min_size=1, max_size=8),
    st.lists(st.lists(LEAVES, min_size=1, max_size=2), max_size=2),
).map(lambda each: _with_notes(*each))


def _with_notes(blocks: list[str], notes: list[list[str]]) -> str:
    """Return ``blocks`` with a paragraph that calls each of ``notes``, which hold blocks of their own."""
    calls = [f"Said[^n{index}] and again[^n{index}]." for index in range(len(notes))]
    defined = [_indented("\n\n".join(["Begins.", *note]), f"[^n{index}]: ", "    ") for index, note in enumerate(notes)]
    return "\n\n".join([*blocks, *calls, "End.", *defined]) + "\n"
