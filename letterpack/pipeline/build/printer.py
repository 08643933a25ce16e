"""What printers and machines ask for: the printing condition, the sheets that an envelope takes, room for insertion marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from letterpack.attached import INTENT, attached
from letterpack.diagnostics import Report
from letterpack.forms import campaign_form
from letterpack.forms.fit import check_sheets
from letterpack.limits import MOST_INTENT_BYTES
from letterpack.marks import campaign_marks
from letterpack.model.campaign import CampaignRead, Settings
from letterpack.model.form import Form, Rect
from letterpack.model.products import PRINT_RUN
from letterpack.model.profile import Intent, Profile
from letterpack.profiles import load_profile
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.world import World

_CUSTOM: Final = "Custom"
"""The identifier of a condition without a registered name (ISO 32000-1, table 365)."""
_HINT: Final = "ask your printer for the ICC profile of the printing condition, such as PSOcoated_v3.icc"


def campaign_profile(settings: Settings, name: str, world: World, report: Report) -> Profile:
    """Return the profile called ``name``; one for a printer has the output intent that the campaign names, if it can be used
    (LP237, LP238).
    """
    profile = load_profile(name)
    path = settings.output_intent.file
    if not path or not profile.is_trimmed:
        return profile
    from letterpack.pipeline.build.condition import NoCondition, read_condition

    span = settings.origin.span("output_intent", "file") if settings.origin else Span("letterpack.yaml")
    data = attached(world, path, INTENT, span, report)
    if data is None:
        return profile
    try:
        if len(data) > MOST_INTENT_BYTES:
            raise NoCondition(f"is larger than {MOST_INTENT_BYTES // 1_000_000} MB")
        condition = read_condition(data)
    except NoCondition as error:
        report.error("LP237", span, f"the output intent `{path}` {error}", _HINT)
        return profile
    identifier = settings.output_intent.condition or condition.registered
    if not identifier:
        _tell_unnamed(path, condition.description, span, report)
    words = condition.description or path
    subtypes = profile.intent.subtypes
    return profile.made_for(
        Intent(path, condition.components, identifier or _CUSTOM, words, subtypes, data, is_registered=bool(identifier))
    )


def asking_for_run(campaign: CampaignRead, *, wanted: bool) -> CampaignRead:
    """Return ``campaign`` as if it asked for a print run where one is ``wanted``."""
    return replace(campaign, settings=replace(campaign.settings, print_run=True)) if wanted else campaign


def is_for_printer(settings: Settings, profile: Profile) -> bool:
    """Whether somebody prints all pages on one paper: by the profile, or as a print run."""
    return profile.is_trimmed or settings.print_run or PRINT_RUN in settings.products


def _tell_unnamed(path: str, description: str, span: Span, report: Report) -> None:
    report.warning(
        "LP238",
        span,
        f"the output intent `{path}` (`{description}`) does not say which printing condition it is for",
        "ask your printer for its name, and write `output_intent: {file: …, condition: FOGRA51}`",
    )


class TooManySheets(NamedTuple):
    """The first packet, in mailing order, with some number of sheets; where its addressee stands; how many more there are."""

    packet: str
    span: Span
    more: int


class SheetCount:
    """Packets that are too heavy, by their number of sheets."""

    def __init__(self) -> None:
        self.heavy: dict[int, TooManySheets] = {}

    def count(self, sheets: int, packet: str, span: Span) -> None:
        """Count ``packet``, whose addressee stands at ``span``."""
        known = self.heavy.get(sheets)
        self.heavy[sheets] = known._replace(more=known.more + 1) if known else TooManySheets(packet, span, 0)

    def taken(self) -> dict[int, TooManySheets]:
        """Return what was counted, and begin anew."""
        counted, self.heavy = self.heavy, {}
        return counted

    def add(self, later: Mapping[int, TooManySheets]) -> None:
        """Count what another process has found among packets that come ``later`` in mailing order."""
        for sheets, each in later.items():
            known = self.heavy.get(sheets)
            self.heavy[sheets] = known._replace(more=known.more + each.more + 1) if known else each

    def tell(self, form: Form, report: Report) -> None:
        """Report the packets that were counted."""
        for sheets, (packet, span, more) in sorted(self.heavy.items()):
            check_sheets(form, sheets, span, report, packet, more)


def tell_insertion(campaign: CampaignRead, form: Form, report: Report) -> None:
    """Report what of ``form`` stands where the campaign's insertion marks must be alone (LP245)."""
    settings, marks = campaign.settings, campaign_marks(campaign)
    if marks is None:
        return
    from letterpack.forms.guards import insertion_faults, said_zone

    span = settings.origin.span("marks") if settings.origin else Span("letterpack.yaml")
    for what in insertion_faults(form, marks, settings.printing.sides):
        needs = f"they need {said_zone(marks, form.paper_width_pt)} clear, and meet {what}"
        said = f"the insertion marks `{marks.name}` have no room on `{form.name}`: {needs}"
        hint = f"move them in marks/{marks.name}.toml (`edge`, `inset`, `top`), as the machine allows, or choose another form"
        report.error("LP245", span, said, hint)


def clear_on(campaign: CampaignRead) -> tuple[Rect, ...]:
    """Return what must be clear on each page of an enclosure in a print run with insertion marks: a page may be a front or, where
    both sides are printed, a back.
    """
    marks, width = campaign_marks(campaign), campaign_form(campaign).paper_width_pt
    if marks is None or not campaign.settings.print_run:
        return ()
    back = marks.back_zone(width) if campaign.settings.printing.sides == "both" else None
    return (marks.zone(width), *((back,) if back else ()))
