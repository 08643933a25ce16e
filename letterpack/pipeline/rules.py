"""The rules over sources, run by ``check`` and before a build.

Before a build only what may be an error runs, nothing that needs to know what day it is, and nothing that rests on a build.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from letterpack.check import RULES
from letterpack.check.given import Given
from letterpack.check.verdict import judge
from letterpack.diagnostics import Diagnostic, Report
from letterpack.forms import load_form
from letterpack.model.campaign import Campaign
from letterpack.pipeline.sources import SourceLookup
from letterpack.world import World

MOST_ADDRESSEES: Final = 10_000
"""Of a draft: its findings only warn, and a longer list is not held in memory for them. ``letterpack check`` looks at all."""


def source_findings(given: Given, select: tuple[str, ...] = ()) -> Iterable[Diagnostic]:
    """Yield what the rules over the sources find, those with the codes of ``select`` alone where there are any."""
    for rule in RULES:
        if rule.sources and (not select or rule.code in select):
            yield from rule.sources(given)


def report_before_build(campaign: Campaign, world: World, sources: SourceLookup, report: Report) -> None:
    """Report the errors that the rules find in the sources: for a draft they are warnings, a final letter they stop.

    The day is the letter's own date, so that what is built does not depend on the clock.
    """
    draft = campaign.letter.status == "draft"
    if draft and campaign.mailing.count > MOST_ADDRESSEES:
        return
    given = Given(campaign, load_form(campaign.settings.form), campaign.letter.date, world, sources.text)
    rules = [rule for rule in RULES if rule.severity == "error" and rule.batch is None]
    found = (finding for rule in rules if rule.sources for finding in rule.sources(given))
    for finding in judge(found, campaign.settings, campaign.letter.date).findings:
        if finding.severity == "error":
            report.add(replace(finding, severity="warning") if draft else finding)
