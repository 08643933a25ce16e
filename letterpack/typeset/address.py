"""The addressee's block (part of stage 4 of 7): every line at its place in the window, or an error that says by how much it does
not fit; and whether anything else of the page would show in the window.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Final
from unicodedata import category

from msgspec import Struct

from letterpack.countries import country_line, ends_in_country
from letterpack.countries.breaks import line_breaks
from letterpack.countries.posts import fewest_lines, language_of_country_line
from letterpack.diagnostics import Diagnostic, Report
from letterpack.fonts import leading_of
from letterpack.forms.fit import Apart, address_top, as_the_form_has_it, closer_forms, has_room
from letterpack.model import roles
from letterpack.model.campaign import Addressee
from letterpack.model.form import Form, Rect
from letterpack.model.galley import Frame, GalleyBlock, Path, Strip, TagNode, shape_of
from letterpack.model.letter import Run
from letterpack.spans import Span
from letterpack.text.bidi import needs_bidi
from letterpack.text.breaks import break_points
from letterpack.text.scripts import script_of
from letterpack.typeset.context import BASELINE, HAIR_PT, Context, called, marks_of
from letterpack.typeset.glyphs import InkBox, Reach, Setter, anywhere, least_apart
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import TITLE, SetLine, TextFace, at_left, ending_at
from letterpack.units import pt_to_mm
from letterpack.values import replace
from letterpack.wording.people import ComesFrom, address_block, country_index, names_of

_BLOCKS_APART: Final = 0.5
"""Between the stacked blocks of a joint letter, in lines."""
_TWO: Final = 2
_MOST_LINES: Final = 3
"""That one line of an address may become."""
_MOST_BROKEN: Final = 400
"""Characters of a line that is broken at all: three lines of a window hold fewer."""
_TALL_BEGIN: Final = "\u0600"
"""Before this there is no script whose lines stand farther apart than the style has them."""
_LETTERS: Final = frozenset({"Lu", "Ll", "Lo", "Lm", "Mn", "Mc"})
"""Unicode's categories of letters and of the marks on them."""
_HANGING: Final = 0.2
"""Of an em: how far a hyphen or a stop at a line's end may hang over its measure; in a window it may not."""


def address_frame(addressee: Addressee, address_index: int, form: Form, context: Context, packet: str) -> Frame | None:
    """Return the block of ``addressee`` in the form's address field, or None after reporting why it does not fit there.

    Where the form lets lines come closer, they come as close as the block needs, and its type is as much smaller.
    """
    context = context.in_close_lines()
    for closer in closer_forms(form):
        face = _face(addressee, address_index, closer, context)
        whole = _lines(addressee, address_index, closer, context, face)
        measured = _measured(whole)
        if has_room(closer, measured):
            break
    lines, apart = _apart(addressee, address_index, closer, context, face, whole)
    if lines is not whole:
        measured = _measured(lines)
    _tell_broken(addressee, address_index, lines, closer, context)

    def place(index: int | None) -> Span:
        where = None if index is None else lines[index].comes_from
        if isinstance(where, str):
            return addressee.origin.span(where)
        return _place(addressee, address_index) if where is None else _place(addressee, address_index, where)

    top = address_top(closer, measured, place, context.report, packet, apart)
    if top is None:
        return None
    block = _block(_strips(lines, apart.leading_pt, f"address {address_index}"))
    return Frame("address", closer.address.text_x_pt, top, block)


def stacked_frame(members: tuple[Addressee, ...], form: Form, context: Context) -> Frame:
    """Return the blocks of a joint letter's addressees, one under the other, beginning where the address field begins.

    Such a letter travels behind a carrier, so its blocks need not fit a window.
    """
    field, context = form.address, context.in_close_lines()
    strips: list[Strip] = []
    for member in members:
        face = _face(member, 0, form, context)
        lines = _lines(member, 0, form, context, face)
        _tell_broken(member, 0, lines, form, context)
        ink = block_ink([each.said for each in lines], face.cut, context.setter)
        apart = set_apart(ink, len(lines), face.size_pt, form)
        block = _strips(lines, (apart or as_the_form_has_it(form, len(lines))).leading_pt, member.id)
        gap = field.leading_pt * _BLOCKS_APART if strips else 0.0
        strips.extend((replace(block[0], space_pt=gap), *block[1:]))
    return Frame("address", field.text_x_pt, field.recipient.y_pt, _block(tuple(strips)))


def _block(strips: tuple[Strip, ...]) -> GalleyBlock:
    return GalleyBlock(strips, own=True, shape=shape_of(strips))


class _BlockLine(Struct, frozen=True):
    """A line of the block as it is set, with what it says and comes from."""

    said: str
    line: SetLine
    comes_from: ComesFrom


def _measured(lines: list[_BlockLine]) -> list[tuple[str, float]]:
    return [(each.said, each.line.width_pt) for each in lines]


def _apart(
    addressee: Addressee, address_index: int, form: Form, context: Context, face: TextFace, lines: list[_BlockLine]
) -> tuple[list[_BlockLine], Apart]:
    """Return the ``lines`` of a block, set in ``face``, in type as small as the signs above and below letters need, and how they
    stand.
    """
    apart = as_the_form_has_it(form, len(lines))
    if len(lines) > form.address.max_lines or all(each.said.isascii() for each in lines):
        return lines, apart
    setter = context.posted_to(addressee.country).setter
    ink = block_ink([each.said for each in lines], face.cut, setter)
    if ink == NO_BLOCK_INK:
        return lines, apart
    for size_pt in sizes_pt(face.size_pt):
        fitting, smaller = set_apart(ink, len(lines), size_pt, form), lines
        if fitting and size_pt < face.size_pt:
            # Fewer lines are broken where type is smaller.
            smaller = _lines(addressee, address_index, form, context, TextFace(size_pt))
            inked = block_ink([each.said for each in smaller], face.cut, setter)
            fitting = set_apart(inked, len(smaller), size_pt, form)
        if fitting:
            return smaller, fitting
    return lines, replace(apart, many=most_lines(ink, face.size_pt, form))


def _lines(addressee: Addressee, address_index: int, form: Form, context: Context, face: TextFace) -> list[_BlockLine]:
    code, context = addressee.country or context.home, context.posted_to(addressee.country)
    width_pt = form.address.max_width_pt
    found: list[_BlockLine] = []
    last = country_index(addressee, address_index, context.home)
    abroad, its_language = _country_line(addressee, context.home)
    for value, comes_from in address_block(addressee, address_index, context.home):
        if isinstance(comes_from, str):
            language, place = addressee.spoken, partial(addressee.origin.span, comes_from)
        else:
            language, place = its_language if value == abroad else "", partial(_place, addressee, address_index, comes_from)
        spoken = context.speaking(language) if language else context
        line = spoken.line(value, face, place, "the address")
        if line.width_pt <= width_pt:
            found.append(_BlockLine(value, line, comes_from))
            continue
        if isinstance(comes_from, str):
            set_lines = _wrapped(value, face, width_pt, spoken)
        else:
            pairs = partial(_country_breaks if comes_from == last else line_breaks, code=code)
            set_alone = partial(spoken.line, face=face, place=place, what="the address")
            set_lines = _broken(value, width_pt, set_alone, pairs) or [(value, line)]
        found.extend([_BlockLine(said, part, comes_from) for said, part in set_lines])
    if not context.setter.right_to_left:
        return found
    return [replace(each, line=ending_at(each.line, width_pt)) for each in found]


def _country_line(addressee: Addressee, home: str) -> tuple[str, str]:
    """Return the line that says an addressee's country, and its language, which a post may want to be another than the letter's;
    empty texts where no country is known.
    """
    if not addressee.country:
        return "", ""
    language = language_of_country_line(home, addressee.language)
    return country_line(addressee.country, language), language


def _country_breaks(line: str, code: str) -> tuple[tuple[str, str], ...]:
    """Return the pairs of lines that the ``line`` of the country ``code`` may become, those first whose lines are as long.

    No part of it is written on a line of its own, so it may end behind any of its words; within a word of kana only where it
    has no sign.
    """
    points = sorted(break_points(line, ""), key=lambda point: (category(line[point - 1]) in _LETTERS, abs(len(line) - 2 * point)))
    words = [(line[:point].rstrip(), line[point:]) for point in points]
    return tuple(dict.fromkeys((*line_breaks(line, code), *words)))


def _broken(
    value: str, width_pt: float, set_alone: Callable[[str], SetLine], pairs: Callable[[str], tuple[tuple[str, str], ...]]
) -> Sequence[tuple[str, SetLine]]:
    """Set a line of an address that is too wide for one as two or three, each ``set_alone``, as ``pairs`` has it; none where it
    may not be broken so.

    The later place is taken: a first line that is as full as can be.
    """

    def fitting(text: str, count: int) -> Sequence[tuple[str, SetLine]]:
        for first, rest in pairs(text):
            line = set_alone(first)
            if line.width_pt > width_pt:
                continue
            last = set_alone(rest)
            more = ((rest, last),) if last.width_pt <= width_pt else fitting(rest, count - 1) if count > _TWO else ()
            if more:
                return ((first, line), *more)
        return ()

    if len(value) > _MOST_BROKEN:
        return ()
    return next(filter(None, (fitting(value, count) for count in range(_TWO, _MOST_LINES + 1))), ())


def _tell_broken(addressee: Addressee, address_index: int, lines: list[_BlockLine], form: Form, context: Context) -> None:
    """Note each line of the address that became several (LP246); warn where a post does not want so many lines (LP247)."""
    address = addressee.addresses[address_index]
    if len({each.comes_from for each in lines}) == len(lines):
        return
    at = Counter([each.comes_from for each in lines if isinstance(each.comes_from, int)])
    broken = [index for index, count in at.items() if count > 1]
    for index in broken:
        typed, said = address[index], " · ".join([f"`{each.said}`" for each in lines if each.comes_from == index])
        message = f"the address line `{typed}` is too wide for `{form.name}`, and is broken: {said}"
        hint = "to have it broken elsewhere, write it as two lines"
        if index == country_index(addressee, address_index, context.home):
            hint = f"to have the country named otherwise, write `countries: {{{addressee.country}: …}}` in letterpack.yaml"
        context.report.note("LP246", _place(addressee, address_index, index), message, hint)
    asked = fewest_lines((*form.posts, context.home)) if broken else None
    if asked is None:
        return
    post, most = asked
    abroad = bool(addressee.country) and ends_in_country(address[-1], addressee.country, addressee.language)
    counted = [index for index in broken if not (abroad and index == len(address) - 1)]
    count = len(lines) - (at[len(address) - 1] if abroad else 0)
    if count > most >= count - sum([at[index] - 1 for index in counted]):
        message = (
            f"with lines broken for `{form.name}`, the address has {count} lines, and the post of {post} wants at most {most}"
        )
        context.report.warning("LP247", _place(addressee, address_index), message, "shorten its long lines")


def _place(addressee: Addressee, address_index: int, *line_index: int) -> Span:
    """Return where the address stands, under whichever of the two names the source gave it."""
    origin = addressee.origin
    found = origin.span("addresses", address_index, *line_index)
    return found if found != origin.span() else origin.span("address", *line_index)


def _face(addressee: Addressee, address_index: int, form: Form, context: Context) -> TextFace:
    """Return the size of the address: smaller where the form's lines are so close that letters would stand out of their line."""
    said = "".join((*names_of(addressee), *addressee.addresses[address_index]))
    tall = not said.isascii() and max(said) >= _TALL_BEGIN
    tallest = max([leading_of(script) for script in {*map(script_of, said)}]) if tall else 1.0
    return TextFace(min(context.measures.address_size_pt, form.address.leading_pt * MOST_OF_LINE) / tallest)


def _wrapped(value: str, face: TextFace, width_pt: float, context: Context) -> Sequence[tuple[str, SetLine]]:
    """Set a value that is too wide for a line on as few as hold it: a long office's name may run over, a line of the address as
    printed may not.
    """
    text = set_text((Run(value, isolated=True),), width_pt - face.size_pt * _HANGING, face, context.setter, TITLE)
    return [(value, at_left(line)) for line in text.lines]


def _strips(lines: list[_BlockLine], leading_pt: float, key: str) -> tuple[Strip, ...]:
    made: list[Strip] = []
    for index, each in enumerate(lines):
        marks = marks_of(each.line, _path(key, index), 0.0, leading_pt * BASELINE)
        made.append(Strip(leading_pt, 0.0, 0.0, marks, extensions=each.line.extensions))
    return tuple(made)


@lru_cache(maxsize=1024)
def _path(key: str, index: int) -> Path:
    return (called("Div", key, roles.ADDRESS), TagNode("P", str(index)))


# What would show in the window.


def report_shown(frame: Frame, room: Rect, form: Form, span: Span, report: Report) -> None:
    """Report (LP236) that ``frame`` of page 1, set in ``room``, meets what a window shows at some position of the sheet."""
    for key, window in form.windows:
        box = _common(window.sweep, frame, room)
        if box is not None:
            where = f"x {pt_to_mm(box.x_pt):.0f} to {pt_to_mm(box.right_pt):.0f} mm, y {pt_to_mm(box.y_pt):.0f} to"
            message = (
                f"the {frame.name} can show in the envelope's {key.replace('_', ' ')}: {where} {pt_to_mm(box.bottom_pt):.0f} mm"
            )
            hint = f"make it smaller, or choose another form than `{form.name}`"
            report.add(Diagnostic("LP236", "error", message, span, hint, page=1))


def _common(sweep: Rect, frame: Frame, room: Rect) -> Rect | None:
    """Return what ``sweep`` has in common with the lines or the pictures of ``frame``; lines are as wide as ``room``."""
    y_pt = frame.y_pt
    for strip in frame.block.strips:
        y_pt += strip.space_pt
        boxes = [Rect(frame.x_pt + each.x_pt, y_pt + each.y_pt, each.width_pt, each.height_pt) for each in strip.drawings]
        if strip.marks:
            boxes.append(Rect(frame.x_pt, y_pt, room.width_pt, strip.height_pt))
        for box in boxes:
            if box.meets(sweep):
                return box.common(sweep)
        y_pt += strip.height_pt
    return None


# How far apart lines stand, so that signs above one and below another neither touch nor leave their field.

MOST_OF_LINE: Final = 0.9
"""The type's size as a share of the distance of baselines: capitals and descenders stay in their line (see ``BASELINE``)."""
_STEP_PT: Final = 0.5
_CLOSER_PT: Final = 0.25
"""By which steps a block begins lower, and its lines come closer: what packets share is made, and read, once for each step."""
_SMALLER: Final = 0.25
"""By how many points the type becomes smaller at a time."""
_SMALLEST: Final = 0.65
"""How small type may become, as a share of its size: 7.3 points of 11.25."""
_FARTHEST: Final = 1.5
"""How far lines may come apart, as a share of the form's distance; what stands farther below is another block."""
_WHITE: Final = 50.0
"""Around a glyph, in 1/1000 em."""
_BOX: Final = 1000 / MOST_OF_LINE
"""How high a line is in 1/1000 of its type where that is as large as the line lets it be: ASCII stays inside."""
_CLOSE: Final = _BOX - _WHITE
_OF_ASCII: Final = Reach(BASELINE * _BOX, (1 - BASELINE) * _BOX)


class BlockInk(Struct, frozen=True):
    """What a block's lines ink, in 1/1000 of their size: how far the first rises, how far the last falls, and how far apart the
    baselines of two that meet must be.
    """

    rise: float
    fall: float
    apart: float


NO_BLOCK_INK: Final = BlockInk(0.0, 0.0, 0.0)
"""A block that inks no more than ASCII does."""


def block_ink(lines: Sequence[str], style: str, setter: Setter) -> BlockInk:
    """Return what a block of ``lines`` inks beyond what ASCII does; where all of it is, or reaches no farther, all is zero."""
    reach = [_OF_ASCII if line.isascii() else setter.reach(line, style) for line in lines]
    calm = [each.rise <= _OF_ASCII.rise and each.fall <= _OF_ASCII.fall for each in reach]
    if all(calm):
        return NO_BLOCK_INK
    apart = 0.0
    for upper, lower in pairwise(range(len(lines))):
        fall, rise = reach[upper].fall, reach[lower].rise
        if fall + rise > _CLOSE and not (calm[upper] and calm[lower]):
            # No two that reach less far come to more than a line is high.
            above = _boxes(lines[upper], style, setter, fall=_CLOSE - rise)
            below = _boxes(lines[lower], style, setter, rise=_CLOSE - fall) if above else []
            apart = max(apart, least_apart(above, below, _WHITE))
    return BlockInk(0.0 if calm[0] else reach[0].rise, 0.0 if calm[-1] else reach[-1].fall, apart)


def _boxes(line: str, style: str, setter: Setter, *, rise: float = -math.inf, fall: float = -math.inf) -> list[InkBox]:
    """Return the boxes of a ``line`` that reach beyond ``rise`` above its baseline and ``fall`` below it."""
    found: list[InkBox] = []
    space, x = setter.first(style).space, 0.0
    for word in line.split(" "):
        reach = setter.reach(word, style)
        if reach.rise > rise and reach.fall > fall:
            found += [
                replace(box, left=box.left + x, right=box.right + x)
                for box in setter.ink(word, style).boxes
                if box.rise > rise and box.fall > fall
            ]
        x += setter.ink(word, style).width + space
    return anywhere(found) if needs_bidi(line) else found


def sizes_pt(size_pt: float) -> list[float]:
    """Return the sizes that type of ``size_pt`` may be set in, the largest first."""
    steps = int(size_pt * (1 - _SMALLEST) / _SMALLER)
    return [size_pt - index * _SMALLER for index in range(steps + 1)]


def set_apart(ink: BlockInk, count: int, size_pt: float, form: Form) -> Apart | None:
    """Return how far apart ``count`` lines of a block stand on a ``form``: as it has them, farther where they would touch, closer
    where they would leave a window; None where it has no room for them.
    """
    field = form.address
    least_pt = max(ink.apart + _WHITE if ink.apart else 0.0, _BOX) * size_pt / 1000
    steps = math.ceil((min(least_pt, field.leading_pt * _FARTHEST) - field.leading_pt) / _CLOSER_PT - HAIR_PT)
    leading_pt = field.leading_pt + max(0, steps) * _CLOSER_PT
    while leading_pt >= least_pt - HAIR_PT:
        above_pt, below_pt = _out_of_boxes(ink, size_pt, leading_pt) if field.windows or field.closest_pt else (0.0, 0.0)
        height_pt = count * leading_pt + below_pt
        if above_pt + height_pt <= field.room.height_pt + HAIR_PT:
            return Apart(leading_pt, above_pt, height_pt, field.max_lines)
        leading_pt -= _CLOSER_PT
    return None


def _out_of_boxes(ink: BlockInk, size_pt: float, leading_pt: float) -> tuple[float, float]:
    """Return how far the first line reaches above its box, and the last one below."""
    above_pt = math.ceil((ink.rise * size_pt / 1000 - leading_pt * BASELINE) / _STEP_PT - HAIR_PT) * _STEP_PT
    return max(0.0, above_pt), max(0.0, ink.fall * size_pt / 1000 - leading_pt * (1 - BASELINE))


def most_lines(ink: BlockInk, size_pt: float, form: Form) -> int:
    """Return how many lines such as those of a block have room in the smallest type."""
    smallest_pt = sizes_pt(size_pt)[-1]
    return next((count for count in range(form.address.max_lines, 0, -1) if set_apart(ink, count, smallest_pt, form)), 0)
