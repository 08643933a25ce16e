"""Tables (part of stage 4 of 7): a row is one strip, which no page break can split; the head stands again at the top of each
page.

Columns are as wide as their text if all fit. If not, those that ask for no more than an even share have it; each other keeps its
longest word and shares what is left in proportion to what it lacks (CSS 2.2, 17.5.2.2). From there, width moves from column to
column as long as that makes the table lower.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import permutations
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.draw.graphics import rule
from letterpack.model import letter as source
from letterpack.model.galley import FORBIDDEN, ExtensionGlyph, Link, Mark, Path, Strip, TagNode
from letterpack.text.breaks import BOX, FORBID, FORCE, GLUE, PENALTY, Items
from letterpack.typeset.clusters import in_directions
from letterpack.typeset.context import BASELINE, HAIR_PT, Context, node, onto_grid
from letterpack.typeset.items import Gatherer
from letterpack.typeset.pieces import HYPHENATED, RAGGED, TITLE, Composition, SetText, TextFace
from letterpack.typeset.running import Position, said_by, set_runs, shown
from letterpack.values import replace

_FILLED: Final = 0.93
"""Of the width of a cell of several lines: how much of it ragged lines fill."""
_PART: Final = 0.2
"""What a line that is only begun counts beside whole ones, so that there is a way down between two counts."""
_STEPS: Final = (1 / 8, 1 / 16, 1 / 32, 1 / 64)
"""Of the room: how much moves at a time."""
_MOST_ROUNDS: Final = 2
_FEW_CELLS: Final = 80
"""So many are set on lines for every width that is tried."""
_HAIR_PT: Final = 0.01


class Extent(Struct, frozen=True):
    """How wide a text must be, so that no word is broken, and how wide it is on one line; ``words`` are what cannot be broken,
    each the white before it, its width, and whether a line must begin with it.
    """

    least_pt: float
    natural_pt: float
    words: tuple[tuple[float, float, bool], ...] = ()

    def line_count(self, width_pt: float) -> int:
        """Return on how many lines of ``width_pt`` the text stands."""
        count, x = 1, -1.0
        for white, width, begins in self.words:
            if x >= 0.0 and (begins or x + white + width > width_pt + _HAIR_PT):
                count, x = count + 1, width
            else:
                x = width if x < 0.0 else x + white + width
        return count

    def guess(self, width_pt: float) -> float:
        """Return about how many lines that is, and a little less the more room the last of them has."""
        if self.natural_pt <= width_pt:
            return 1.0
        lines = self.natural_pt / (width_pt * _FILLED)
        return math.ceil(lines) + _PART * lines


_CellRows: TypeAlias = Sequence[Sequence[Extent]]
_Cost: TypeAlias = Callable[[_CellRows, list[float]], float]


def extent_of(items: Items) -> Extent:
    """Return the width of the widest of what cannot be broken, and of the widest line between forced breaks."""
    words = tuple(_words(items))
    natural = line = 0.0
    for white, width, begins in words:
        line = width if begins else line + white + width
        natural = max(natural, line)
    return Extent(max([width for _, width, _ in words], default=0.0), natural, words)


def _words(items: Items) -> Iterator[tuple[float, float, bool]]:
    white = word = 0.0
    begins, is_open = True, False
    previous = GLUE
    for kind, width, penalty in zip(items.kind, items.width, items.penalty, strict=True):
        # As lines are broken: white behind what forbids a break, as between a number and its unit, is within a word.
        breaks = (kind == GLUE and previous == BOX) or (kind == PENALTY and penalty < FORBID)
        previous = kind
        if breaks and is_open:
            yield white, word, begins
            white, word, begins, is_open = 0.0, 0.0, False, False
        if kind == PENALTY:
            begins = begins or penalty <= FORCE
        elif is_open or kind != GLUE:
            word, is_open = word + width, True
        else:
            white += width
    if is_open:
        yield white, word, begins


def widths_of(rows: _CellRows, room_pt: float) -> list[float]:
    """Return the widths of columns in ``room_pt``, so that ``rows`` of cells are as low as they can be."""
    columns = [
        Extent(max(cell.least_pt for cell in each), max(cell.natural_pt for cell in each)) for each in zip(*rows, strict=True)
    ]
    start = shared_widths(columns, room_pt)
    if sum([each.natural_pt for each in columns]) <= room_pt or sum([each.least_pt for each in columns]) >= room_pt:
        return start
    least = [each.least_pt for each in columns]
    moved = _moved(rows, start, least, room_pt, _guess)
    best = min((start, moved), key=partial(_height, rows))
    return _moved(rows, best, least, room_pt, _height) if len(rows) * len(columns) <= _FEW_CELLS else best


def _moved(rows: _CellRows, widths: list[float], least: list[float], room_pt: float, cost: _Cost) -> list[float]:
    """Return the widths that moving some from column to column leads to while that makes the rows' ``cost`` less."""
    best = cost(rows, widths)
    for step in [step for step in _STEPS for _ in range(_MOST_ROUNDS)]:
        for giving, taking in permutations(range(len(widths)), 2):
            by = min(step * room_pt, widths[giving] - least[giving])
            tried = [width + by * ((index == taking) - (index == giving)) for index, width in enumerate(widths)]
            if by > 0.0 and (total := cost(rows, tried)) < best:
                best, widths = total, tried
    return widths


def _guess(rows: _CellRows, widths: list[float]) -> float:
    return sum([max(map(Extent.guess, row, widths)) for row in rows])


def _height(rows: _CellRows, widths: list[float]) -> float:
    """Return on how many lines the rows stand, and a little for each line of each cell."""
    counts = [list(map(Extent.line_count, row, widths)) for row in rows]
    return sum(map(max, counts)) + _PART / len(widths) * sum(map(sum, counts)) / len(rows)


def shared_widths(extents: list[Extent], room_pt: float) -> list[float]:
    """Return the widths of columns in ``room_pt``: what each wants where that fits, else its least and a fair share."""
    natural = [each.natural_pt for each in extents]
    least = [each.least_pt for each in extents]
    if sum(natural) <= room_pt:
        return natural
    if sum(least) >= room_pt:
        return [room_pt * each / sum(least) for each in least]
    settled: dict[int, float] = {}
    for index in sorted(range(len(extents)), key=natural.__getitem__):
        left = room_pt - sum(settled.values())
        others = sum([each for other, each in enumerate(least) if other != index and other not in settled])
        if natural[index] > min(left / (len(extents) - len(settled)), left - others):
            break
        settled[index] = natural[index]
    wide = [index for index in range(len(extents)) if index not in settled]
    left = room_pt - sum(settled.values()) - sum([least[index] for index in wide])
    share = left / sum([natural[index] - least[index] for index in wide])
    return [settled.get(index, low + share * (natural[index] - low)) for index, low in enumerate(least)]


# Rows.

_UNSEEN: Final = (TagNode("Artifact", "table", (("Type", "Pagination"),)),)
"""Where a head stands that is shown again: it was read before."""
_BREAK_BESIDE_EDGE: Final = 400.0
_BREAK_BETWEEN_ROWS: Final = 20.0
_FEW_ROWS: Final = 4
_BREAK_AMONG_FEW: Final = 6_000.0
"""Of a table that is seen at a glance: it is worth a page that is not quite full."""
_BREAK_BESIDE_EDGE_OF_FEW: Final = 10_000.0
_RANGED: Final = {"start": 0.0, "left": 0.0, "center": 0.5, "right": 1.0}
_MIRRORED: Final = {"start": 0.0, "left": -1.0, "center": -0.5, "right": 0.0}


class _TableColumns(Struct, frozen=True):
    """Left edges and widths of a table's columns, and how each is ranged."""

    x_pt: tuple[float, ...]
    width_pt: tuple[float, ...]
    ranged: tuple[str, ...]

    @property
    def left_pt(self) -> float:
        """Where the leftmost column begins."""
        return min(self.x_pt)

    @property
    def right_pt(self) -> float:
        """Where the rightmost column ends."""
        return max([x + width for x, width in zip(self.x_pt, self.width_pt, strict=True)])


def table(block: source.Table, place: Position, context: Context) -> list[Strip]:
    """Return the rows of a table, its head first."""
    path, context = (*place.path, node("Table", block.span)), context.in_columns()
    columns = _columns(block, place, context)
    # A head without a body is no head to ISO 14289-1, 7.2: the only row is a body's, its cells heads all the same.
    group = TagNode("THead", "head") if block.rows else TagNode("TBody", "body")
    head = _row(block, block.head, (*path, group, TagNode("TR", "0")), columns, context, head=True)
    top, under = _ruled(columns, 0.0, context), _ruled(columns, head.height_pt, context)
    head = replace(head, space_pt=place.space_pt, keeps_next=bool(block.rows), vectors=f"{head.vectors} {top} {under}".strip())
    again = len(place.asides)
    place.asides.append(
        replace(head, marks=tuple([replace(mark, path=_UNSEEN, said="") for mark in head.marks if mark.operators]), links=())
    )
    body = (*path, TagNode("TBody", "body"))
    rows = [
        replace(
            _row(block, cells, (*body, TagNode("TR", str(index))), columns, context), again=again, penalty=_penalty(index, block)
        )
        for index, cells in enumerate(block.rows, 1)
    ]
    made = [head, *rows]
    context.row_checked(max([row.height_pt for row in rows], default=0.0) + head.height_pt, block.span, "a row of a table")
    last = made[-1]
    made[-1] = replace(last, vectors=f"{last.vectors} {_ruled(columns, last.height_pt, context)}".strip())
    on_grid = onto_grid(made, context)
    # What the grid leaves white below goes above first: letters reach down to the rule there, and stand off it below.
    above = min(on_grid[-1].height_pt - made[-1].height_pt, context.measures.body.leading_pt / 4)
    if above < HAIR_PT or len(on_grid) == 1:
        return on_grid
    last = on_grid[-1]
    return [_lowered(on_grid[0], above), *on_grid[1:-1], replace(last, height_pt=last.height_pt - above)]


def _lowered(strip: Strip, by_pt: float) -> Strip:
    """Return ``strip`` with white of ``by_pt`` over it."""
    return replace(
        strip,
        height_pt=strip.height_pt + by_pt,
        marks=tuple([replace(mark, y_pt=mark.y_pt + by_pt) for mark in strip.marks]),
        links=tuple([replace(link, y_pt=link.y_pt + by_pt) for link in strip.links]),
        vectors=f"q 1 0 0 1 0 {-by_pt:.2f} cm {strip.vectors} Q" if strip.vectors else "",
    )


def _penalty(number: int, block: source.Table) -> float:
    """Return the cost of a page break before row ``number`` (1-based): the head is not alone, the first row and the last rather
    not.
    """
    if number == 1:
        return FORBIDDEN
    is_beside_edge = number in (2, len(block.rows))
    if len(block.rows) <= _FEW_ROWS:
        return _BREAK_BESIDE_EDGE_OF_FEW if is_beside_edge else _BREAK_AMONG_FEW
    return _BREAK_BESIDE_EDGE if is_beside_edge else _BREAK_BETWEEN_ROWS


def _columns(block: source.Table, place: Position, context: Context) -> _TableColumns:
    gutter = context.measures.table_gutter_pt
    room = place.measure_pt - gutter * (len(block.columns) - 1)
    rows = [
        [_extent(cell, _face(context, head=not number), context) for cell in row]
        for number, row in enumerate((block.head, *block.rows))
    ]
    widths = widths_of(rows, room)
    starts = [place.x_pt + sum(widths[:index]) + gutter * index for index in range(len(widths))]
    if context.setter.right_to_left:
        right = 2 * place.x_pt + place.measure_pt
        starts = [right - start - width for start, width in zip(starts, widths, strict=True)]
    return _TableColumns(tuple(starts), tuple(widths), block.columns)


def _face(context: Context, *, head: bool) -> TextFace:
    return TextFace(context.measures.table.size_pt, cut="bold" if head else "regular")


def _extent(runs: source.Runs, face: TextFace, context: Context) -> Extent:
    gathered = Gatherer(context.setter, face, RAGGED)
    for stretch in in_directions(shown(runs, context), right_to_left=context.setter.right_to_left).stretches:
        gathered.add(*stretch)
    return extent_of(gathered.items())


def _row(
    block: source.Table,
    cells: tuple[source.Runs, ...],
    path: Path,
    columns: _TableColumns,
    context: Context,
    *,
    head: bool = False,
) -> Strip:
    """Return a row as one strip, its cells beginning on one baseline."""
    kind, face = context.measures.table, _face(context, head=head)
    first = context.measures.table_row_pt / 2 + kind.leading_pt * BASELINE
    marks: list[Mark] = []
    links: list[Link] = []
    vectors: list[str] = []
    extensions: frozenset[ExtensionGlyph] = frozenset()
    most = 1
    # A right-to-left letter's lines come ranged right.
    ranged = _MIRRORED if context.setter.right_to_left else _RANGED
    for index, cell in enumerate(cells):
        on = (*path, TagNode("TH", str(index), (("Scope", "Column"),)) if head else TagNode("TD", str(index)))
        text = _set_cell(cell, columns.width_pt[index], face, context, TITLE if head else RAGGED)
        context.checked(text, block.span, "a table", context.measures.table_gutter_pt)
        if not text.lines:
            marks.append(Mark(columns.x_pt[index], first, "", on))
        for number, line in enumerate(text.lines):
            slack = columns.width_pt[index] - line.width_pt
            said = said_by(line, columns.x_pt[index] + slack * ranged[columns.ranged[index]], kind, on, face, context)
            down = first - kind.leading_pt * BASELINE + number * kind.leading_pt
            marks.extend([replace(mark, y_pt=mark.y_pt + down) for mark in said.marks])
            links.extend([replace(link, y_pt=link.y_pt + down) for link in said.links])
            vectors.extend([f"q 1 0 0 1 0 {-down:.2f} cm {said.vectors} Q"] if said.vectors else [])
            extensions |= line.extensions
        most = max(most, len(text.lines))
    height = most * kind.leading_pt + context.measures.table_row_pt
    return Strip(height, 0.0, 0.0, tuple(marks), tuple(links), vectors=" ".join(vectors), extensions=extensions)


def _set_cell(runs: source.Runs, width_pt: float, face: TextFace, context: Context, composition: Composition) -> SetText:
    """Return a cell's lines: ragged, those of a head as a title's, and hyphenated only where a word would be too long."""
    # A hair is added: a column of its text's own width must hold it.
    text = set_runs(runs, width_pt + HAIR_PT, face, context, composition)
    if any(line.overfull for line in text.lines):
        return set_runs(runs, width_pt + HAIR_PT, face, context, HYPHENATED)
    return text


def _ruled(columns: _TableColumns, y_pt: float, context: Context) -> str:
    return rule(columns.left_pt, -y_pt, columns.right_pt, -y_pt, context.measures.table_rule_pt, 0.0)
