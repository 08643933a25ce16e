"""The list of signatories (part of stage 4 of 7): its entries as rows, in columns by the width of the names, and closer settings
for a letter that would else leave few names on a page.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.draw.graphics import rule
from letterpack.model import roles
from letterpack.model.campaign import Signatory, SignatoryList
from letterpack.model.galley import Columns, ExtensionGlyph, GalleyBlock, Mark, Path, Strip, TagNode, content_shape
from letterpack.model.letter import Runs
from letterpack.model.spoken import Spoken
from letterpack.spans import Origin, Span
from letterpack.styles import Type
from letterpack.text.bidi import first_strong_level, isolated, needs_bidi
from letterpack.text.scripts import one_script
from letterpack.typeset.context import BASELINE, HAIR_PT, Context, called, marks_of, strips
from letterpack.typeset.lines import set_text
from letterpack.typeset.pieces import HYPHENATED, PHRASED, SetText, TextFace
from letterpack.values import replace
from letterpack.wording.signatories import country_names, group_of, in_order, kind_of

_ON_GRID: Final = 0.001
_UNSEEN_PT: Final = 0.5
"""By how much the white between entries may be less than the style's, so that they stand on the grid."""
_DETAIL: Final = TagNode("P", "detail")
"""Who speaks for who signs, and whence, is a paragraph of its own: a voice pauses before it."""
_BODY: Final = TagNode("LBody", "body")
_MOST_DETAILS: Final = 1 << 10
"""What is said of who signs that is remembered: in a long list many have nothing but a country."""
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


class _SetRuns(Struct, frozen=True):
    """What stands on lines of its own of one entry or of many: its type and face, whether a space that nobody sees ends it, the
    text on one line, and how wide that is.
    """

    runs: Runs
    type: Type
    face: TextFace
    context: Context
    ends_in_space: bool
    alone: SetText
    width_pt: float


class _EntryText(Struct, frozen=True):
    """One text of an entry: how it is set, and where it stands in the structure and in the sources: the ``column`` of a row."""

    set: _SetRuns
    path: Path
    origin: Origin
    column: str

    @property
    def place(self) -> Span:
        """Where it stands in the sources."""
        return self.origin.span(self.column)


class _ListEntry(Struct, frozen=True):
    """An entry of the list, how wide it is where no text of it runs over, and above it the heading of the group that it is the
    first of, or nothing.
    """

    signatory: Signatory
    texts: tuple[_EntryText, ...]
    width_pt: float
    heading: str = ""
    heading_number: int = 0


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
        if context.is_too_high(row.height_pt + lead_pt):
            context.row_checked(row.height_pt + lead_pt, entry.texts[0].place, "a signatory")
    made.is_told = True
    return replace(columns, others=tuple([made.columns(each, lead) for each in others if made.fits(each)]))


def _packed(context: Context) -> Context:
    """Return ``context`` with the measures of a compact list in place of those of signatories."""
    own = context.measures
    measures = replace(
        own, signatory=own.compact, signatory_detail=own.compact, signatory_gap_pt=own.compact_gap_pt,
        column_min_pt=own.compact_min_pt, column_least_pt=own.compact_min_pt,
    )  # fmt: skip
    return replace(context, measures=measures)


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
        texts = [text for entry in self.entries if entry.width_pt > width for text in entry.texts if text.set.width_pt > width]
        return not any(self._text(text, width).excess_pt for text in texts)

    def columns(self, setting: _ListSetting, lead: GalleyBlock) -> Columns:
        """Return the list, its ``lead`` given."""
        context = self.context
        width = _column_width(setting.column_count, self.measure_pt, context)
        is_level = not self.layout.compact and not any(entry.heading for entry in self.entries)
        rows = tuple([self._row(entry, width, closer=setting.closer) for entry in self.entries])
        gap_pt, is_annex, mirrored = context.measures.column_gap_pt, self.layout.place == "annex", context.setter.right_to_left
        return Columns(lead, rows, setting.column_count, width, gap_pt, is_annex, mirrored, is_level)

    def _row(self, entry: _ListEntry, width_pt: float, *, closer: bool) -> Strip:
        """Return an entry as one strip that no page break can split: who signs in black, representative and country in grey,
        runover lines set in; and the next one, unless ``closer``, whole quarters of a line below it: halves would leave unequal
        white below names of two lines and of three.
        """
        measures = self.context.measures
        on_grid = not (closer or self.layout.compact)
        gap = measures.signatory_close_pt if closer else measures.signatory_gap_pt
        # Its first baseline stands where a line of the body has its own.
        down = (measures.body.leading_pt - measures.signatory.leading_pt) * BASELINE if on_grid else 0.0
        height = down + (measures.signatory.leading_pt - entry.texts[0].set.type.leading_pt) * BASELINE
        marks: list[Mark] = []
        extensions: frozenset[ExtensionGlyph] = frozenset()
        for text in entry.texts:
            made = text.set
            lines, leading = self._text(text, width_pt).lines, made.type.leading_pt
            for number, line in enumerate(lines):
                x = made.context.at_end(measures.signatory_runover_pt, 0.0) if number else 0.0
                marks.extend(marks_of(line, text.path, x, leading * BASELINE + height))
                height += leading
                if line.extensions:
                    extensions |= line.extensions
            if not lines:
                height += leading
            elif made.ends_in_space and lines[-1].pieces:
                # A space that nobody sees: whoever is read the next line hears a new word.
                space = made.context.setter.space_code("regular")
                marks[-1] = replace(marks[-1], operators=f"{marks[-1].operators}[<{space}>]TJ")
        gap_pt = gap - down
        if on_grid:
            quarter = measures.body.leading_pt / 4
            height = math.ceil((height + gap_pt - _UNSEEN_PT) / quarter) * quarter - gap_pt
        row = Strip(height, gap_pt, 0.0, tuple(marks), extensions=extensions)
        return self._headed(row, entry, width_pt, gap, on_grid=on_grid) if entry.heading else row

    def _text(self, text: _EntryText, width_pt: float) -> SetText:
        """Return the lines of a text, runover lines shorter."""
        made = text.set
        if made.width_pt <= width_pt and not made.context.setter.right_to_left and not made.alone.excess_pt:
            found = made.alone
        else:
            found = _set_name(made.runs, width_pt, self.context.measures.signatory_runover_pt, made.face, made.context)
        if not self.is_told and (found.missing or found.excess_pt):
            made.context.checked(found, text.place, "a signatory", 0.0)
        return found

    def _headed(self, row: Strip, entry: _ListEntry, width_pt: float, gap_pt: float, *, on_grid: bool) -> Strip:
        """Return ``row`` under the heading of its group, which no column ends with."""
        context, measures, kind = self.context, self.context.measures, self.context.measures.signatory
        face = TextFace(kind.size_pt, cut="bold")
        found = set_text(context.said((Spoken(entry.heading),)), width_pt, face, context.setter, PHRASED)
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
    posted = {country: context.posted_to(country) for country in names}
    setter = _TextSetter(names, posted, compact=layout.compact)
    group, number, path = "", 0, _list_path("signatories")
    for index, one in enumerate(in_order(signatories, layout, context.language.tag)):
        own = group_of(one, layout)
        begins = own != group
        if begins:
            group, number = own, number + 1
            path = _list_path(f"signatories {number}")
        texts = tuple(setter.texts(one, (*path, TagNode("LI", str(index)), _BODY)))
        yield _ListEntry(one, texts, max([text.set.width_pt for text in texts]), own if begins else "", number)


def _list_path(key: str) -> Path:
    return (called("L", key, roles.SIGNATORY),)


class _TextSetter:
    """Sets what stands on lines of its own of entries, in the context of each country, whose names are given; in a ``compact``
    list, all of an entry is one text. What many say, such as whence they are, is set once.
    """

    def __init__(self, names: Mapping[str, Spoken], contexts: Mapping[str, Context], *, compact: bool) -> None:
        self._names, self._contexts, self._compact = names, contexts, compact
        self._details = lru_cache(maxsize=_MOST_DETAILS)(self._set_detail)

    def texts(self, one: Signatory, path: Path) -> Iterator[_EntryText]:
        """Yield the texts of an entry, on ``path``."""
        context = self._contexts[one.country]
        detail, who = _detail(one, context), one.organization or one.name
        column = "organization" if one.organization else "name"
        kind = context.measures.signatory
        black = TextFace(kind.size_pt)
        if self._compact:
            name = Spoken(context.values((who,)), one.language)
            runs = context.joined((name, detail, self._whence(one.country)), " · ")
            yield _EntryText(_set_runs(runs, kind, black, context, goes_on=False), path, one.origin, column)
            return
        goes_on = bool(detail.text or self._names[one.country].text)
        runs = context.said((Spoken(who, one.language),))
        yield _EntryText(_set_runs(runs, kind, black, context, goes_on=goes_on), path, one.origin, column)
        if goes_on:
            yield _EntryText(self._details(detail, one.country), (*path, _DETAIL), one.origin, "name")

    def _whence(self, country: str) -> Spoken:
        name = self._names[country]
        return Spoken(self._contexts[country].values((name.text,)), name.language)

    def _set_detail(self, detail: Spoken, country: str) -> _SetRuns:
        context = self._contexts[country]
        kind = context.measures.signatory_detail
        grey = TextFace(kind.size_pt, context.measures.grey)
        return _set_runs(context.joined((detail, self._whence(country)), " · "), kind, grey, context, goes_on=False)


def _set_runs(runs: Runs, kind: Type, face: TextFace, context: Context, *, goes_on: bool) -> _SetRuns:
    """Return ``runs`` set on one line; where the entry ``goes_on`` behind them, they end in a space or in the end of a line."""
    turns = context.setter.right_to_left or any(needs_bidi(run.text) for run in runs)
    ended = (*runs[:-1], replace(runs[-1], text=f"{runs[-1].text}\n")) if goes_on and turns else runs
    alone = _set_name(ended, _ENDLESS_PT, 0.0, face, context)
    # A name in Latin letters needs no lines as far apart as those of Nastaliq around it.
    needed = kind if one_script("".join([run.text for run in runs])) is None else context.measures.unled(kind)
    width_pt = max([line.width_pt for line in alone.lines], default=0.0)
    return _SetRuns(ended, needed, face, context, goes_on and not turns, alone, width_pt)


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
    composition = replace(PHRASED, hyphens=False, first_indent_pt=-runover_pt)
    found = set_text(runs, width_pt - runover_pt, face, context.setter, composition)
    if found.excess_pt:
        found = set_text(runs, width_pt - runover_pt, face, context.setter, replace(composition, hyphens=True))
    return found


def _moved(strip: Strip, x_pt: float, y_pt: float) -> Strip:
    return replace(strip, marks=tuple([replace(mark, x_pt=mark.x_pt + x_pt, y_pt=mark.y_pt + y_pt) for mark in strip.marks]))
