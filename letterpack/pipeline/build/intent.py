"""What the PDFs are for, with the printing condition that the campaign's printer asks for."""

from __future__ import annotations

from typing import Final

from letterpack.attached import INTENT, attached
from letterpack.diagnostics import Report
from letterpack.limits import MOST_INTENT_BYTES
from letterpack.model.campaign import CampaignRead, Settings
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
