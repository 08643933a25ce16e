"""Lines as a reader of the PDF finds them, whoever set it: poppler's word boxes, gathered line by line."""

from __future__ import annotations

import re
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from typing import NamedTuple

_PAGE = re.compile(r"<page .*?</page>", re.DOTALL)
_WORD = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax=".*?">(.*?)</word>')
_HYPHENS = "-\u00ad\u2010"
_EVEN = (0.75, 1.5)
_SHORT_LAST_PT = 33.0
"""Three ems of the body."""
_JUMP = 0.5
"""Of a space: neighbours that differ by more are seen to."""
_RIVER_LINES = 4
"""Lines from which on spaces that meet are seen as a river."""
_MEETS = 0.25
"""Of a space: how much of it two spaces of a river share."""
_SEEN_PT = 0.5
"""What may stand out over the edge unseen."""
_HANGS_PT = 3.0
"""How far a sign at a line's end may hang: a stop's or hyphen's width at the body's size."""
_SIGNS = ".,;:-\u00ad\u2010–—’”»!?“‘„«("


class Line(NamedTuple):
    """A line as read: its words, the spaces between them in shares of a normal one, where they begin and end and where the line
    does, in points from the text's left edge.
    """

    words: tuple[str, ...]
    spaces: tuple[float, ...]
    gaps_pt: tuple[tuple[float, float], ...]
    left_pt: float
    right_pt: float

    @property
    def width_pt(self) -> float:
        """How wide the line is."""
        return self.right_pt - self.left_pt


@dataclass(slots=True)
class Figures:
    """What lines look like, gathered over paragraphs; the last line of each counts as such only."""

    lines: int = 0
    paragraphs: int = 0
    hyphens: int = 0
    ladders: int = 0
    stacks: int = 0
    short_last: int = 0
    rivers: int = 0
    overfull: int = 0
    spaces: list[float] = field(default_factory=list)
    jumps: int = 0

    def add(self, paragraph: Sequence[Line], source: str, measure_pt: float, space_pt: float) -> None:
        """Judge a paragraph on lines of ``measure_pt``, whose words ``source`` has whole; a normal space is ``space_pt``."""
        plain = " ".join(source.replace("\u00ad", "").split())
        broken = [_broken(one.words[-1], two.words[0], plain) for one, two in pairwise(paragraph)]
        means = [statistics.fmean(line.spaces) for line in paragraph[:-1] if line.spaces]
        self.paragraphs += 1
        self.lines += len(paragraph)
        self.hyphens += sum(broken)
        self.ladders += sum([one and two for one, two in pairwise(broken)])
        self.stacks += sum([all(broken[at : at + 3]) for at in range(len(broken) - 2)])
        self.short_last += paragraph[-1].width_pt < _SHORT_LAST_PT
        self.rivers += _rivers(paragraph, _MEETS * space_pt)
        self.overfull += sum([_stands_out(line, measure_pt) for line in paragraph])
        self.spaces.extend(means)
        self.jumps += sum([abs(one - two) > _JUMP for one, two in pairwise(means)])

    def row(self) -> tuple[str, ...]:
        """Return the figures as they are printed, in the order of ``HEADINGS``."""
        even = sum([_EVEN[0] - 0.005 <= space <= _EVEN[1] + 0.005 for space in self.spaces])
        return (
            str(self.lines),
            f"{100 * even / len(self.spaces):.1f} %",
            f"{min(self.spaces):.2f}",
            f"{max(self.spaces):.2f}",
            f"{statistics.pstdev(self.spaces):.3f}",
            f"{100 * self.jumps / self.lines:.1f}",
            f"{100 * self.hyphens / self.lines:.1f}",
            str(self.ladders),
            str(self.stacks),
            str(self.short_last),
            f"{100 * self.rivers / self.lines:.1f}",
            str(self.overfull),
        )


HEADINGS = (
    "lines", "even", "least", "most", "deviation", "jumps/100", "hyphens/100", "two", "three", "short last", "rivers/100",
    "overfull",
)  # fmt: skip


def paragraphs_of(pdf: bytes, space_pt: float, margin_pt: float) -> list[list[Line]]:
    """Return the lines of each page of ``pdf``, whose words stand ``space_pt`` apart where they are not justified, and whose text
    begins ``margin_pt`` from its left edge.
    """
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        said = subprocess.run(["pdftotext", "-bbox", file.name, "-"], capture_output=True, check=True).stdout.decode()
    return [_lines(page, space_pt, margin_pt) for page in _PAGE.findall(said)]


def _lines(page: str, space_pt: float, margin_pt: float) -> list[Line]:
    rows: dict[int, list[tuple[float, float, str]]] = {}
    for left, top, right, text in _WORD.findall(page):
        rows.setdefault(round(float(top)), []).append((float(left) - margin_pt, float(right) - margin_pt, unescape(text)))
    lines: list[Line] = []
    for _, words in sorted(rows.items()):
        words.sort()
        gaps = tuple([(one[1], two[0]) for one, two in pairwise(words)])
        spaces = tuple([(end - start) / space_pt for start, end in gaps])
        lines.append(Line(tuple([text for *_, text in words]), spaces, gaps, words[0][0], words[-1][1]))
    return lines


def _rivers(paragraph: Sequence[Line], meets_pt: float) -> int:
    """Return how many chains of spaces run through ``_RIVER_LINES`` lines or more, each meeting the next by ``meets_pt``."""
    rivers = 0
    flows: list[tuple[float, float, int]] = []
    for line in paragraph:
        longest = [
            (start, end, 1 + max([n for left, right, n in flows if min(end, right) - max(start, left) >= meets_pt], default=0))
            for start, end in line.gaps_pt
        ]
        rivers += sum([length == _RIVER_LINES for *_, length in longest])
        flows = longest
    return rivers


def _stands_out(line: Line, measure_pt: float) -> bool:
    """Whether the line's letters stand out over the edge; a sign at its end may hang."""
    allowed = _HANGS_PT if line.words[-1][-1] in _SIGNS else _SEEN_PT
    return line.right_pt > measure_pt + allowed


def _broken(last: str, first: str, source: str) -> bool:
    """Whether a line that ends with ``last`` breaks a word that ``source`` has whole."""
    return last.rstrip(_HYPHENS) + first in source and f"{last} {first}" not in source
