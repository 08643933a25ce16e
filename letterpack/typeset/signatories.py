"""The list of signatories (part of stage 4 of 7): its entries as rows, in columns by the width of the names, and closer settings
for a letter that would else leave few names on a page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from letterpack.draw.graphics import rule
from letterpack.model import roles
from letterpack.model.campaign import Signatory, SignatoryList
from letterpack.model.galley import Columns, GalleyBlock, Mark, Path, Strip, TagNode, content_shape
from letterpack.model.letter import Runs
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.styles import Type
from letterpack.text.bidi import first_strong_level, isolated, needs_bidi
from letterpack.text.scripts import one_script
from letterpack.typeset.composition import HYPHENATED, PHRASED, TextFace
from letterpack.typeset.context import BASELINE, HAIR_PT, Context, called, strips
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import SetText
from letterpack.values import replace
from letterpack.wording.signatories import country_names, group_of, in_order, kind_of

_ON_GRID: Final = 0.001
_UNSEEN_PT: Final = 0.5
"""By how much the white between entries may be less than the style's, so that they stand on the grid."""
_DETAIL: Final = TagNode("P", "detail")
"""Who speaks for who signs, and whence, is a paragraph of its own: a voice pauses before it."""
_HEAD: Final = replace(HYPHENATED, balanced=True)
_AGAIN: Final = (TagNode("Artifact", "signatories", (("Type", "Pagination"),)),)
"""Where a head stands that is shown again: it was read before."""
_LAST_LEVEL: Final = 6
_FEW_SIGNATORIES: Final = 3
"""A list this short stands in one column."""
_ENDLESS_PT: Final = 50_000.0
"""No name is as wide."""
_MOST_COLUMNS: Final = 4
_FITTING: Final = 0.75
"""Share of the entries that stand in a column without running over, where the measure has room for more columns."""
_FITTING_CLOSE: Final = 0.5
"""The same where a page would hold few names."""


class _EntryText(Struct, frozen=True):
    """One text of an entry: its type and face, where it stands in the structure and in the sources, whether a space that nobody
    sees ends it, and the text on one line.
    """

    runs: Runs
    type: Type
    face: TextFace
    path: Path
    place: Span
    context: Context
    ends_in_space: bool
    alone: SetText

    @property
    def width_pt(self) -> float:
        """How wide it is on one line."""
        return max([line.width_pt for line in self.alone.lines], default=0.0)


class _ListEntry(Struct, frozen=True):
    """An entry of the list, and above it the heading of the group that it is the first of, or nothing."""

    signatory: Signatory
    texts: tuple[_EntryText, ...]
    heading: str = ""
    heading_number: int = 0

    @property
    def width_pt(self) -> float:
        """How wide it is where no text of it runs over."""
        return max([text.width_pt for text in self.texts])


class _ListSetting(Struct, frozen=True):
    """How a list is set: in how many columns, and whether ``closer`` than the style has it."""

    column_count: int
    closer: bool = False


def signatory_columns(
    signatories: tuple[Signatory, ...], layout: SignatoryList, measure_pt: float, level: int, context: Context
) -> Columns | None:
    """Return the list of signatories, each a row of its own, under a heading of ``level``; None where nobody signs."""
    if not signatories:
        return None
    context = _packed(context) if layout.compact else context
    entries = list(_entries(signatories, layout, context))
    lead = _lead(signatories, layout, measure_pt, level, context)
    first, *others = _settings(entries, layout, measure_pt, context)
    made = _ListSetter(entries, layout, measure_pt, level, context)
    columns = made.columns(first, lead)
    lead_pt = sum([strip.height_pt for strip in lead.strips[: lead.flowing]]) + context.measures.signatories_head_below_pt
    for entry, row in zip(entries, columns.rows, strict=True):
        one = entry.signatory
        place = one.origin.span("organization" if one.organization else "name")
        context.row_checked(row.height_pt + lead_pt, place, "a signatory")
    made.is_told = True
    return replace(columns, others=tuple([made.columns(each, lead) for each in others if made.fits(each)]))


def _packed(context: Context) -> Context:
    """Return ``context`` with the measures of a compact list in place of those of signatories."""
    measures = context.measures
    return replace(
        context,
        measures=replace(
            measures,
            signatory=measures.compact,
            signatory_detail=measures.compact,
            signatory_gap_pt=measures.compact_gap_pt,
            column_min_pt=measures.compact_min_pt,
            column_least_pt=measures.compact_min_pt,
        ),
    )


def _lead(
    signatories: tuple[Signatory, ...], layout: SignatoryList, measure_pt: float, level: int, context: Context
) -> GalleyBlock:
    """Return the head of the list over its rule, and aside, the same as it stands again on following pages."""
    measures = context.measures
    signing = kind_of(signatories, layout)
    head = Spoken(context.language.undersigned(len(signatories), signing), context.language.spoken("undersigned", signing))
    face = TextFace(measures.signatories_head_size_pt, cut=measures.signatories_head_face)
    text = set_text(context.said((head,)), measure_pt, face, context.setter, _HEAD)
    context.checked(text, Span("signatories.csv"), "the head")
    kind = Type(measures.signatories_head_size_pt, measures.signatory.leading_pt)
    above = 0.0 if layout.place == "annex" else measures.signatories_head_above_pt
    made = strips(text.lines, kind, (called(f"H{level}", "signatories", roles.SIGNATORIES),), space_pt=above, keeps_next=True)
    y = -kind.leading_pt - measures.signatories_head_below_pt / 3
    line = rule(0.0, y, measure_pt, y, measures.furniture_rule_pt, measures.ink_rule)
    made[-1] = replace(made[-1], vectors=line, next_space_pt=measures.signatories_head_below_pt)
    again = [
        replace(strip, marks=tuple([replace(mark, path=_AGAIN, said="") for mark in strip.marks if mark.operators]))
        for strip in made
    ]
    made[0] = replace(made[0], title=head.text)
    every = (*made, *again)
    return GalleyBlock(every, own=False, shape=content_shape(every), asides=len(again))


def _settings(
    entries: Sequence[_ListEntry], layout: SignatoryList, measure_pt: float, context: Context
) -> Iterator[_ListSetting]:
    """Yield how the list may be set, the best first; each of the others takes less room than the one before, as a rule."""
    count = layout.columns or _column_count(entries, measure_pt, context)
    counts = [count]
    if not layout.columns and count < _MOST_COLUMNS and _holds(entries, count + 1, _FITTING_CLOSE, measure_pt, context):
        counts.append(count + 1)
    for each in counts:
        yield _ListSetting(each)
        if not layout.compact:
            yield _ListSetting(each, closer=True)


def _column_count(entries: Sequence[_ListEntry], measure_pt: float, context: Context) -> int:
    """Return how many columns the names ask for: as many as most of them fit, and no fewer than the style has room for; but no
    more than it takes to have as few lines of rows.
    """
    if len(entries) <= _FEW_SIGNATORIES:
        return 1
    measures = context.measures
    usual = max(1, int((measure_pt + measures.column_gap_pt) / (measures.column_min_pt + measures.column_gap_pt)))
    more = range(_MOST_COLUMNS, usual, -1)
    most = next((count for count in more if _holds(entries, count, _FITTING, measure_pt, context)), usual)
    lines = -(-len(entries) // most)
    return -(-len(entries) // lines)


def _holds(entries: Sequence[_ListEntry], count: int, share: float, measure_pt: float, context: Context) -> bool:
    """Whether in ``count`` columns at least this ``share`` of the entries run over nowhere."""
    width = _column_width(count, measure_pt, context)
    fitting = sum([entry.width_pt <= width + HAIR_PT for entry in entries])
    return width >= context.measures.column_least_pt and fitting >= share * len(entries)


def _column_width(count: int, measure_pt: float, context: Context) -> float:
    return (measure_pt - context.measures.column_gap_pt * (count - 1)) / count


class _ListSetter:
    """Sets the entries of a list in one setting after another. What is wrong is reported of the first alone: ``is_told``."""

    def __init__(
        self, entries: Sequence[_ListEntry], layout: SignatoryList, measure_pt: float, level: int, context: Context
    ) -> None:
        self.entries, self.layout, self.measure_pt, self.level, self.context = entries, layout, measure_pt, level, context
        self.is_told = False

    def fits(self, setting: _ListSetting) -> bool:
        """Whether no word of an entry is too long for a column."""
        width = _column_width(setting.column_count, self.measure_pt, self.context)
        texts = [text for entry in self.entries if entry.width_pt > width for text in entry.texts if text.width_pt > width]
        return not any(self._text(text, width).excess_pt for text in texts)

    def columns(self, setting: _ListSetting, lead: GalleyBlock) -> Columns:
        """Return the list, its ``lead`` given."""
        width = _column_width(setting.column_count, self.measure_pt, self.context)
        is_level = not self.layout.compact and not any(entry.heading for entry in self.entries)
        rows = tuple([self._row(entry, width, closer=setting.closer) for entry in self.entries])
        return Columns(
            lead,
            rows,
            setting.column_count,
            width,
            self.context.measures.column_gap_pt,
            self.layout.place == "annex",
            self.context.setter.right_to_left,
            is_level,
        )

    def _row(self, entry: _ListEntry, width_pt: float, *, closer: bool) -> Strip:
        """Return an entry as one strip: who signs in black, representative and country in grey, runover lines set in."""
        measures = self.context.measures
        made: list[Strip] = []
        for text in entry.texts:
            found = self._text(text, width_pt)
            by = text.context.at_end(measures.signatory_runover_pt, 0.0)
            first, *rest = strips(found.lines, text.type, text.path) or [Strip(text.type.leading_pt, 0.0, 0.0, ())]
            made.append(first)
            made.extend([_moved(strip, by, 0.0) for strip in rest])
            if text.ends_in_space:
                made[-1] = _ending_in_space(made[-1], text.context)
        is_on_grid = not (closer or self.layout.compact)
        gap = measures.signatory_close_pt if closer else measures.signatory_gap_pt
        row = _joined(made, gap, self.context, on_grid=is_on_grid)
        return self._headed(row, entry, width_pt, gap, on_grid=is_on_grid) if entry.heading else row

    def _text(self, text: _EntryText, width_pt: float) -> SetText:
        """Return the lines of a text, runover lines shorter."""
        if text.width_pt <= width_pt and not text.context.setter.right_to_left and not text.alone.excess_pt:
            return text.alone if self.is_told else text.context.checked(text.alone, text.place, "a signatory", 0.0)
        found = _set_name(text.runs, width_pt, self.context.measures.signatory_runover_pt, text.face, text.context)
        return found if self.is_told else text.context.checked(found, text.place, "a signatory", 0.0)

    def _headed(self, row: Strip, entry: _ListEntry, width_pt: float, gap_pt: float, *, on_grid: bool) -> Strip:
        """Return ``row`` under the heading of its group, which no column ends with."""
        context, measures, kind = self.context, self.context.measures, self.context.measures.signatory
        found = set_text(
            context.said((Spoken(entry.heading),)), width_pt, TextFace(kind.size_pt, cut="bold"), context.setter, PHRASED
        )
        if not self.is_told:
            context.checked(found, entry.signatory.origin.span("group"), "a group of signatories", 0.0)
        path = (called(f"H{min(self.level + 1, _LAST_LEVEL)}", f"group {entry.heading_number}", roles.SIGNATORIES),)
        half = measures.body.leading_pt / 2
        height = gap_pt - row.space_pt
        marks: list[Mark] = []
        for strip in strips(found.lines, kind, path):
            marks.extend(_moved(strip, 0.0, height).marks)
            height += strip.height_pt
        height = math.ceil(height / half - _ON_GRID) * half if on_grid else height + gap_pt
        marks.extend(_moved(row, 0.0, height).marks)
        extensions = row.extensions.union(*[line.extensions for line in found.lines])
        return replace(
            row, height_pt=row.height_pt + height, space_pt=row.space_pt + half, marks=tuple(marks), extensions=extensions
        )


def _entries(signatories: tuple[Signatory, ...], layout: SignatoryList, context: Context) -> Iterator[_ListEntry]:
    """Yield the entries in their order."""
    names = country_names(signatories, context.language)
    group, number = "", 0
    for index, one in enumerate(in_order(signatories, layout, context.language.tag)):
        own = group_of(one, layout)
        begins = own != group
        if begins:
            group, number = own, number + 1
        key = f"signatories {number}" if number else "signatories"
        texts = tuple(_texts(index, one, names, context, key, compact=layout.compact))
        yield _ListEntry(one, texts, own if begins else "", number)


def _texts(
    index: int, one: Signatory, countries: Mapping[str, Spoken], context: Context, key: str, *, compact: bool
) -> Iterator[_EntryText]:
    """Yield what stands on lines of its own of an entry; in a ``compact`` list, all of it is one text."""
    country = countries[one.country]
    measures, context = context.measures, context.posted_to(one.country)
    path = (called("L", key, roles.SIGNATORY), TagNode("LI", str(index)), TagNode("LBody", "body"))
    detail, who = _detail(one, context), one.organization or one.name
    whence = Spoken(context.values((country.text,)), country.language)
    black = TextFace(measures.signatory.size_pt)
    if compact:
        name = Spoken(context.values((who,)), one.language)
        said = [(context.joined((name, detail, whence), " · "), measures.signatory, black)]
    else:
        said = [(context.said((Spoken(who, one.language),)), measures.signatory, black)]
        if detail.text or country.text:
            grey = TextFace(measures.signatory_detail.size_pt, measures.grey)
            said.append((context.joined((detail, whence), " · "), measures.signatory_detail, grey))
    for number, (runs, kind, face) in enumerate(said):
        goes_on = number < len(said) - 1
        turns = context.setter.right_to_left or any(needs_bidi(run.text) for run in runs)
        ended = (*runs[:-1], replace(runs[-1], text=f"{runs[-1].text}\n")) if goes_on and turns else runs
        place = one.origin.span("name" if number or not one.organization else "organization")
        alone = _set_name(ended, _ENDLESS_PT, 0.0, face, context)
        on = (*path, _DETAIL) if number else path
        # A name in Latin letters needs no lines as far apart as those of Nastaliq around it.
        needed = kind if one_script("".join([run.text for run in runs])) is None else measures.unled(kind)
        yield _EntryText(ended, needed, face, on, place, context, goes_on and not turns, alone)


def _detail(one: Signatory, context: Context) -> Spoken:
    """Return who speaks for an organisation, and as what: in a right-to-left letter, values that run one way run so together.

    They are isolated once: an isolate of isolates has no letter of its own to take a direction from.
    """
    given = [text for text in (one.name if one.organization else "", one.title) if text]
    comma = context.language.comma_between(given)
    if context.setter.right_to_left and len({first_strong_level(text) for text in given}) == 1:
        return Spoken(isolated(comma.join(given)), one.language)
    return Spoken(context.values(given, comma), one.language)


def _set_name(runs: Runs, width_pt: float, runover_pt: float, face: TextFace, context: Context) -> SetText:
    """Return the lines of a name or an office, runover lines shorter; hyphenated only where a word would be too long."""
    for hyphens in (False, True):
        composition = replace(PHRASED, hyphens=hyphens, first_indent_pt=-runover_pt)
        found = set_text(runs, width_pt - runover_pt, face, context.setter, composition)
        if not found.excess_pt:
            break
    return found


def _moved(strip: Strip, x_pt: float, y_pt: float) -> Strip:
    return replace(strip, marks=tuple([replace(mark, x_pt=mark.x_pt + x_pt, y_pt=mark.y_pt + y_pt) for mark in strip.marks]))


def _ending_in_space(strip: Strip, context: Context) -> Strip:
    """Return ``strip``, which runs from left to right, with a space behind its text, which nobody sees, so that whoever is read
    the next line hears a new word.
    """
    if not strip.marks:
        return strip
    last = strip.marks[-1]
    space = f"{last.operators}[<{context.setter.space_code('regular')}>]TJ"
    return replace(strip, marks=(*strip.marks[:-1], replace(last, operators=space)))


def _joined(made: list[Strip], gap_pt: float, context: Context, *, on_grid: bool) -> Strip:
    """Return ``made`` as one strip that no page break can split, the next one whole quarters of a line below it if ``on_grid``:
    halves would leave unequal white below names of two lines and of three.

    Its first baseline stands where a line of the body has its own.
    """
    measures = context.measures
    quarter = measures.body.leading_pt / 4
    down = (measures.body.leading_pt - measures.signatory.leading_pt) * BASELINE if on_grid else 0.0
    gap = gap_pt - down
    height = down + (measures.signatory.leading_pt - made[0].height_pt) * BASELINE
    marks: list[Mark] = []
    for strip in made:
        marks.extend(_moved(strip, 0.0, height).marks)
        height += strip.height_pt
    height = math.ceil((height + gap - _UNSEEN_PT) / quarter) * quarter - gap if on_grid else height
    return Strip(height, gap, 0.0, tuple(marks), extensions=frozenset().union(*[strip.extensions for strip in made]))
