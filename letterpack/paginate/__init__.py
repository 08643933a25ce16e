"""Stage 5 of 7: a galley on a form becomes pages.

Decides where pages end, over the whole letter at once: the breaks of least total cost (after Plass, "Optimal pagination
techniques", 1981). Leaves to the next stage what is printed on each page beside the letter: running heads, feet, marks.
"""

from __future__ import annotations

from letterpack.model.form import Form
from letterpack.model.galley import Block, Galley
from letterpack.model.page import PageLayout, Parts, Placed, framed
from letterpack.paginate.columns import flow_columns
from letterpack.paginate.flow import break_pages, stack


def parts_of(galley: Galley) -> Parts:
    """Return the blocks of ``galley`` in reading order."""
    frames = tuple([frame.block for frame in galley.frames])
    columns = galley.signatories
    tail: tuple[Block, ...] = ()
    if columns is not None:
        tail = (columns.lead, Block(columns.rows, False, ()))
    blocks = (*frames, *galley.flow, *tail)
    flow = range(len(frames), len(frames) + len(galley.flow))
    return Parts(blocks, galley.frames, flow, columns, len(blocks) - 1)


def paginate(galley: Galley, parts: Parts, form: Form) -> tuple[PageLayout, ...]:
    """Return the letter's pages: a function of the galley's shapes, never of its words."""
    flow = stack([(index, block) for index, block in enumerate(parts.blocks) if index in parts.flow])
    first_bottom, following = form.first.bottom_pt, form.following
    pages = break_pages(flow, first_bottom - galley.body_top_pt, following.height_pt)
    made: list[list[Placed]] = []
    bottom = galley.body_top_pt
    for page_index, page in enumerate(pages):
        area, top = (form.first, galley.body_top_pt) if page_index == 0 else (following, following.y_pt)
        placed = framed(parts.frames) if page_index == 0 else []
        bottom = top
        for position, item in enumerate(page):
            bottom += item.space_pt if position else 0.0
            placed.append(Placed(item.ref, area.x_pt, bottom))
            bottom += item.height_pt
        made.append(placed)
    if parts.columns is not None:
        flow_columns(parts, made, bottom, form)
    return tuple([PageLayout(tuple(placed), index + 1) for index, placed in enumerate(made)])
