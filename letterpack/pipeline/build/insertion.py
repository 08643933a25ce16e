"""Insertion marks before anything is printed: whether the form has room for them, and where enclosures must be clear."""

from __future__ import annotations

from letterpack.diagnostics import Report
from letterpack.forms import campaign_form
from letterpack.marks import campaign_marks
from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Form, Rect
from letterpack.spans import Span


def tell_insertion(campaign: CampaignRead, form: Form, report: Report) -> None:
    """Report what of ``form`` stands where the campaign's insertion marks must be alone (LP245)."""
    settings, marks = campaign.settings, campaign_marks(campaign)
    if marks is None:
        return
    from letterpack.forms.insertion import insertion_faults, said_zone

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
