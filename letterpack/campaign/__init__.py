"""Stage 2 of 7: sources become a ``CampaignRead``, and every mistake in all of them is found in one run.

One file per family of rules.
"""

from __future__ import annotations

from collections.abc import Iterable

from letterpack.campaign.enclosed import check_enclosed
from letterpack.campaign.fields import check_fields, check_shared_fields
from letterpack.campaign.letters import read_letters
from letterpack.campaign.mailing import read_mailing
from letterpack.campaign.mended import mended_letters
from letterpack.campaign.own_data import read_own_data
from letterpack.campaign.settings import read_settings
from letterpack.campaign.signatories import read_signatories
from letterpack.campaign.signed import check_signed
from letterpack.campaign.unread_forms import check_unread_forms
from letterpack.campaign.words import check_words
from letterpack.diagnostics import Report
from letterpack.languages import LABELS
from letterpack.model.campaign import CampaignRead, Input
from letterpack.world import World


def read_campaign(world: World, report: Report) -> CampaignRead | None:
    """Return the campaign in ``world``, with all that is wrong with it in ``report``.

    None where there is no letter or nobody to send it to; where ``report`` holds errors, the campaign is good for looking at
    and must not be built.
    """
    own = read_own_data(world, report)
    settings, settings_inputs = read_settings(world, report, own)
    data = own.data.with_texts(LABELS, settings.labels)
    letters = read_letters(world, settings, report, own)
    signatories = read_signatories(world, settings, report)
    mailing, mailing_inputs = read_mailing(world, settings, letters.languages, letters.default_language, report)
    uses = check_shared_fields(letters.letters.values(), settings, report, data, len(signatories.printed))
    if mailing is None or letters.default_language not in letters.letters:
        return None
    printed = mended_letters(letters.letters, settings, data, report)
    inputs = {each.path: each for each in (*own.inputs, *settings_inputs, *letters.inputs, *signatories.inputs, *mailing_inputs)}
    campaign = CampaignRead(
        settings=settings,
        letters=letters.letters,
        default_language=letters.default_language,
        signatories=signatories.printed,
        mailing=mailing,
        inputs=tuple(inputs[path] for path in sorted(inputs)),
        held_back=signatories.held_back,
        unnamed=signatories.unnamed,
        own=data,
        printed=printed,
    )
    named_ids = letters.named_ids if _are_read_to_the_end(mailing_inputs, report) else ()
    check_fields(campaign, uses, named_ids, letters.suspect_ids, report)
    check_words(campaign, report)
    check_enclosed(world, campaign, report)
    check_signed(campaign, report)
    check_unread_forms(world, campaign, report)
    return campaign


def _are_read_to_the_end(lists: Iterable[Input], report: Report) -> bool:
    """Whether nothing of ``lists`` was passed over: of an id in what was not read, nobody can say that it does not exist."""
    files = {each.path for each in lists} if report.errors else set()
    return not any(each.code == "LP113" and each.span.file in files for each in report)
