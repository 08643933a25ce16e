"""Stage 2 of 7: whether a reader can see who writes, and whether each signatory stands under a heading that is meant."""

from __future__ import annotations

from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.model.campaign import CampaignRead
from letterpack.spans import Span
from letterpack.wording.signatories import group_of


def check_signed(campaign: CampaignRead, report: Report) -> None:
    """Warn of a final letter that names nobody who writes (LP117), and of groups without a place in the order (LP119)."""
    settings = campaign.settings
    signs = settings.signature.name or settings.signature.image or campaign.signatories
    if not signs and not settings.sender.names and not settings.letterhead_first:
        for letter in campaign.letters.values():
            if letter.status == "final":
                hint = "write `sender: {names: {en: …}}` or `signature: {name: …}` in letterpack.yaml, or list signatories"
                report.warning("LP117", Span(letter.file, 1), "the final letter does not say who writes it", hint)
    layout = settings.signatories
    told: set[str] = set()
    for one in campaign.signatories if layout.groups else ():
        group = group_of(one, layout)
        if group and group not in layout.groups and group not in told:
            told.add(group)
            hint = did_you_mean(group, layout.groups, "add it to `groups` under `signatories` in letterpack.yaml")
            message = f"the group `{group}` is not in `groups`, and is printed after them"
            report.warning("LP119", one.origin.span("group"), message, hint)
