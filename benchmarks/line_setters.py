"""The same paragraphs as a PDF by several setters, a paragraph a page: letterpack, a greedy one in its place, typst, LuaLaTeX."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from unittest.mock import patch

from benchmarks.peer_text import FONT
from letterpack.diagnostics import Report
from letterpack.languages import language
from letterpack.model.galley import GalleyBlock, content_shape
from letterpack.model.letter import Paragraph, Run
from letterpack.model.packet import LETTER, PacketBlocks, PacketPage
from letterpack.model.page import PlacedStrip
from letterpack.press.packet_file import own_content, packet_file
from letterpack.press.pdf.embedding import embed
from letterpack.press.planner import BaseSubsets, PlanShape, make_plan
from letterpack.press.standards import Metadata
from letterpack.profiles import DEFAULT, load_profile
from letterpack.spans import Span
from letterpack.styles import STANDARD, Type, load_style
from letterpack.text.breaks import Items, LineBreak, end_point, first_point, last_box, line_between, points_between
from letterpack.text.families import Chains, Family
from letterpack.text.linebreak import TEX, Demerits
from letterpack.text.shape import Shaper, Subsets
from letterpack.typeset.body import set_block
from letterpack.typeset.context import Context
from letterpack.typeset.glyphs import Setter
from letterpack.typeset.running import Position

_LEADING_PT: Final = 15.0
SIZE_PT: Final = 11.0
"""Whatever a style sets letters in, so that figures stay comparable."""
MARGIN_PT: Final = 60.0
_HEIGHT_PT: Final = 842.0
_PROFILE: Final = load_profile(DEFAULT)
_SHAPER: Final = Shaper(Family(Chains()))
_TEX_SIGNS: Final = re.compile(r"[\\{}$&#%^_~]")
_BABEL: Final = {
    "en": "english", "de": "german", "ru": "russian", "kk": "kazakh", "fr": "french", "es": "spanish",
    "pl": "polish",
}  # fmt: skip
"""babel's names; German's patterns are those of the new spelling."""
_SIGNS: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\#*_`$<>@[]=-+/~'\""})


def space_pt() -> float:
    """Return the width of a word space as the font has it."""
    return Setter(_SHAPER, Subsets(), "en").space("regular", SIZE_PT)


def context(tag: str, shaper: Shaper = _SHAPER) -> Context:
    """Return the means to set paragraphs in a language, nothing of them remembered but what ``shaper`` has shaped."""
    means = Setter(shaper, Subsets(), tag)
    return Context(means, load_style(STANDARD), language(tag), Report(), lambda *_: None, lambda span, _: span, _PROFILE)


def place(measure_pt: float) -> Position:
    """Return where a paragraph of body text is set."""
    return Position(0.0, measure_pt, (), Type(SIZE_PT, _LEADING_PT), 0.0, {})


def by_total_fit(paragraphs: Sequence[str], tag: str, measure_pt: float) -> bytes:
    """Return the PDF of ``paragraphs`` as letterpack sets them."""
    means, where = context(tag), place(measure_pt)
    blocks: list[GalleyBlock] = []
    for number, text in enumerate(paragraphs, 1):
        strips = tuple(set_block(Paragraph((Run(text),), Span("letter.md", number, 1)), where, means))
        blocks.append(GalleyBlock(strips, own=False, shape=content_shape(strips)))
    means.setter.subsets.close()
    return _pressed(blocks, means, measure_pt)


def by_first_fit(paragraphs: Sequence[str], tag: str, measure_pt: float) -> bytes:
    """Return the same, each line filled before the next is begun: as many words and syllables as its natural width holds."""
    with patch("letterpack.typeset.lines.break_lines", first_fit):
        return by_total_fit(paragraphs, tag, measure_pt)


def by_typst(paragraphs: Sequence[str], tag: str, measure_pt: float) -> bytes:
    """Return what typst makes of ``paragraphs``: justified, hyphenated, its own total fit, the same font."""
    import typst

    head = (
        f"#set page(width: {measure_pt + 2 * MARGIN_PT}pt, height: {_HEIGHT_PT}pt, margin: {MARGIN_PT}pt)\n"
        f'#set text(font: "Gentium Book Plus", size: {SIZE_PT}pt, lang: "{tag}", hyphenate: true)\n'
        "#set par(justify: true)\n#set smartquote(enabled: false)\n"
    )
    body = "\n#pagebreak()\n".join([text.translate(_SIGNS) for text in paragraphs])
    compiler = typst.Compiler(font_paths=[str(FONT.parent)], ignore_system_fonts=True)
    made = compiler.compile(input=(head + body).encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def by_lualatex(paragraphs: Sequence[str], tag: str, measure_pt: float, *, emergency_em: int = 0) -> bytes:
    """Return what LuaLaTeX makes of ``paragraphs``: microtype as it comes (letters within 2 %, signs hang), babel's patterns, the
    same font. Lines may be stretched by ``emergency_em`` beyond what they bear rather than stand out.
    """
    head = (
        "\\documentclass{article}\\usepackage[paperwidth=%gbp,paperheight=%gbp,margin=%gbp]{geometry}\\usepackage{fontspec}"
        "\\setmainfont{%s}[Path=%s/,Ligatures=TeXOff]\\usepackage{microtype}\\usepackage{babel}\\babelprovide[import,main]{%s}"
        "\\pagestyle{empty}\\parindent=0pt\\emergencystretch=%dem\\begin{document}\\fontsize{%gbp}{15bp}\\selectfont\n"
    )  # fmt: skip
    head %= (
        measure_pt + 2 * MARGIN_PT, _HEIGHT_PT, MARGIN_PT, FONT.name, FONT.parent, _BABEL[tag], emergency_em, SIZE_PT
    )  # fmt: skip
    body = "\n\n\\newpage\n".join([_TEX_SIGNS.sub(lambda sign: f"\\char{ord(sign[0])} ", text) for text in paragraphs])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "lines.tex").write_text(head + body + "\n\\end{document}\n", encoding="utf-8")
        command = ["lualatex", "-interaction=batchmode", "-halt-on-error", "lines.tex"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return Path(folder, "lines.pdf").read_bytes()


def by_patient_lualatex(paragraphs: Sequence[str], tag: str, measure_pt: float) -> bytes:
    """Return the same, where no line stands out: what its users do about lines that do."""
    return by_lualatex(paragraphs, tag, measure_pt, emergency_em=3)


SETTERS: Final[dict[str, Callable[[Sequence[str], str, float], bytes]]] = {
    "letterpack": by_total_fit,
    "greedy": by_first_fit,
    "typst": by_typst,
    "lualatex": by_lualatex,
    "lualatex 3em": by_patient_lualatex,
}


def installed_setters() -> list[str]:
    """Return the names of the setters that this machine has."""
    there = {"typst": find_spec("typst") is not None, "lualatex": shutil.which("lualatex") is not None}
    return [name for name in SETTERS if there.get(name.split()[0], True)]


def first_fit(
    items: Items, measures: Sequence[float], *, justified: bool = True, demerits: Demerits = TEX, barred: int | None = None
) -> tuple[LineBreak, ...]:
    """Return the lines of a paragraph, each as long as it can be without shrinking a space; none ends at the item ``barred``."""
    last = last_box(items)
    points, totals = points_between(items, 0, last + 1, justified=justified)
    points = [first_point(items), *[point for point in points if point[0] != barred], end_point(items, last, totals)]
    measure = measures[-1]
    lines: list[LineBreak] = []
    start = 0
    while start < len(points) - 1:
        fits = [at for at in range(start + 1, len(points)) if points[at][2] - points[start][7] <= measure]
        end = max(fits, default=start + 1)
        lines.append(line_between(items, points[start], points[end], measure))
        start = end
    return tuple(lines)


def _pressed(blocks: list[GalleyBlock], means: Context, measure_pt: float) -> bytes:
    pages: list[PacketPage] = []
    for index, block in enumerate(blocks):
        y, placed = MARGIN_PT, []
        for at, strip in enumerate(block.strips):
            placed.append((LETTER, PlacedStrip((index, at), MARGIN_PT, y)))
            y += strip.height_pt
        pages.append(PacketPage(tuple(placed), "letter", ()))
    subsets = means.setter.subsets
    fonts = BaseSubsets(tuple([(font.resource, embed(font, glyphs)) for font, glyphs in subsets.base.items()]))
    sources = PacketBlocks(tuple(blocks), (), ())
    plan = make_plan(
        PlanShape(tuple(pages), sources, (), fonts, means.setter.language, measure_pt + 2 * MARGIN_PT, _HEIGHT_PT, _PROFILE)
    )
    file = packet_file(plan, own_content(plan, sources, subsets), Metadata("Lines", "", "en", date(2025, 3, 1), ()))
    return file.prefix + file.tail
