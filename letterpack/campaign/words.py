"""Stage 2 of 7: the words that the program adds to each letter are in its language (LP204), and somebody has confirmed them
(LP206).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.diagnostics import Report
from letterpack.languages import Language, language
from letterpack.model.campaign import CampaignRead
from letterpack.model.letter import Letter

_MOST_SHOWN: Final = 4
_MOST_LOOKED_AT: Final = 1_000
_SALUTATION: Final = "salutation"


def check_words(campaign: CampaignRead, report: Report) -> None:
    """Report each letter with English words in it, an error where it is final, and each with words that nobody has confirmed."""
    for letter in campaign.letters.values():
        words = language(letter.language, campaign.own)
        if not words.own:
            _report_borrowed(letter, words, report)
        elif words.unsure and (used := list(dict.fromkeys(_unsure(campaign, letter, words)))):
            shown = ", ".join(f"`{each}`" for each in used[:_MOST_SHOWN])
            message = f"nobody who reads `{letter.language}` has confirmed words such as {shown}"
            hint = "have somebody who writes such letters read them; or write your own under `labels` in letterpack.yaml"
            report.note("LP206", letter.span("language"), message, hint)


def _report_borrowed(letter: Letter, words: Language, report: Report) -> None:
    tag = letter.language
    label = words.lacking.get("labels.cc") or next(iter(words.lacking.values()))
    message = f"labels such as `{label}` are in English, because there are none for `{tag}`"
    hint = f"add them in languages/{tag}.toml, or under `labels` in letterpack.yaml"
    tell = report.error if letter.status == "final" else report.note
    tell("LP204", letter.span("language"), message, hint)


def _unsure(campaign: CampaignRead, letter: Letter, words: Language) -> Iterator[str]:
    """Yield the words that nobody has confirmed and that a packet of ``letter`` may print."""
    if words.is_unsure("closing") and not letter.closing:
        yield words.closing
    if words.is_unsure(_SALUTATION) and not letter.salutation and not _all_greeted(campaign):
        yield words.salutations["nobody"]
    if campaign.signatories and words.is_unsure("undersigned"):
        yield words.undersigned(len(campaign.signatories))
    used = ("page", *(("draft",) if letter.status == "draft" else ()), *(("reference",) if letter.reference else ()))
    if _has_copies(campaign):
        used += ("cc", "copy", "copy_to", "copy_date")
    if campaign.mailing.joint:
        used += ("joint",)
    yield from [words.labels[key] for key in used if words.is_unsure("labels", key)]


def _has_copies(campaign: CampaignRead) -> bool:
    """Whether anybody gets a copy, of the first addressees at least."""
    mailing = campaign.mailing
    return bool(mailing.cc or mailing.bcc) or any(each.cc or each.bcc for each in mailing.to(0, _MOST_LOOKED_AT))


def _all_greeted(campaign: CampaignRead) -> bool:
    """Whether every addressee has a salutation of their own."""
    return "salutation" in campaign.mailing.given and all(each.salutation for each in campaign.mailing.to())
