"""Stage 2 of 7: a letter as read becomes a ``Letter``, its front matter checked key by key."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from letterpack.campaign.addressees import WHOLE_SALUTATION, report_courtesy
from letterpack.campaign.head import Head
from letterpack.campaign.own_data import OwnRead
from letterpack.countries.naming import is_courtesy_alone
from letterpack.diagnostics import Report
from letterpack.formats.markdown.letter import LetterSource
from letterpack.languages import canonical_tag
from letterpack.languages.called import tag_hint
from letterpack.model.letter import Block, Letter, Picture, walk
from letterpack.styles import STANDARD

KEYS: Final = (
    "date",
    "subject",
    "place",
    "reference",
    "language",
    "salutation",
    "closing",
    "enclosures",
    "approved",
    "status",
    "style",
)
"""The keys that a letter's front matter may hold."""


def read_language(source: LetterSource, report: Report) -> str:
    """Return the BCP 47 tag of the language that the letter says it is in; empty where it says none, or no tag (LP141)."""
    if source.parted.head is None:
        return ""
    head = Head(source.parted, source.parted.head, report)
    typed = head.text("language")
    tag = canonical_tag(typed) or ""
    if typed and not tag:
        hint = tag_hint(typed, "write en, ru, kk, pt-BR … (BCP 47)")
        head.wrong(head.span("language"), f"`{typed}` is not a language tag", hint)
    return tag


def validate_letter(source: LetterSource, language: str, style: str, report: Report, own: OwnRead) -> Letter | None:
    """Return the letter in ``language``, in the campaign's ``style`` where it names none; None where its front matter is past
    reading.

    Every key that is wrong is a finding (LP141, LP142), and the letter is returned without it: without a date, on the first
    day there is, so that what else is wrong can be found; nothing is built from it then.
    """
    if source.parted.head is None:
        return None
    head = Head(source.parted, source.parted.head, report)
    head.refuse_unknown(KEYS)
    status: Literal["draft", "final"] = "final" if head.choice("status", ("draft", "final"), "draft") == "final" else "draft"
    salutation = head.runs("salutation")
    said = "".join([run.text for run in salutation])
    if is_courtesy_alone(said) and not any(run.field for run in salutation):
        report_courtesy(said, head.span("salutation"), f"write the whole line: {WHOLE_SALUTATION}", report)
    _ask_for_words(source.body.blocks, report, is_final=status == "final")
    return Letter(
        file=head.file,
        language=language,
        date=head.date("date", required=True) or date.min,
        status=status,
        subject=head.runs("subject"),
        place=head.text("place"),
        reference=head.runs("reference"),
        salutation=salutation,
        closing=head.runs("closing"),
        enclosures=head.paths("enclosures"),
        approved=head.date("approved"),
        style=own.usable_style(head.choice("style", own.styles, style or STANDARD), STANDARD),
        body=source.body.blocks,
        spans=head.spans(),
        sha256=source.input.sha256,
    )


def _ask_for_words(body: tuple[Block, ...], report: Report, *, is_final: bool) -> None:
    """Report (LP146) each picture without alternative text: a final letter cannot go out with it (ISO 14289-1, 7.3)."""
    tell = report.error if is_final else report.warning
    for block in walk(body):
        if isinstance(block, Picture) and not block.alt:
            hint = "say in the square brackets what it shows: ![The courthouse](court.png)"
            tell("LP146", block.span, "the picture has no alternative text for those who cannot see it", hint)
