"""An editable copy of a letter: filled for one addressee, or with its fields kept."""

from __future__ import annotations

from collections.abc import Iterator

from letterpack.attached import PICTURE, attached
from letterpack.diagnostics import Report
from letterpack.draw.pictures import bare_picture
from letterpack.errors import LetterpackError
from letterpack.languages import Language, primary
from letterpack.languages import language as words_of
from letterpack.merge import compile_letter, merge
from letterpack.model.campaign import Addressee, CampaignRead, everybody
from letterpack.model.exported import ExportedLetter
from letterpack.model.letter import Block, Letter, Picture, Run, Runs, walk
from letterpack.model.merge_field import Field
from letterpack.pipeline.build.enclosures import EnclosureShelf
from letterpack.profiles import load_profile
from letterpack.spans import Span
from letterpack.wording.enclosures import EnclosureTitles
from letterpack.wording.people import address_block
from letterpack.wording.senders import sender_names
from letterpack.wording.signatories import country_names, in_order, kind_of
from letterpack.world import World

_ASKED: tuple[str, ...] = ("name", "title", "organization")


def exported(world: World, campaign: CampaignRead, addressee: str, language: str) -> ExportedLetter:
    """Return the letter of ``campaign`` for the ``addressee`` with this id, or with its fields where that is empty.

    Raises ``LetterpackError`` where there is no such addressee or letter.
    """
    reader = _reader(campaign, addressee) if addressee else None
    letter = _letter(campaign, language or (reader.language if reader else ""))
    template = compile_letter(campaign, letter)
    merged = merge(template, reader) if reader else None
    words = words_of(letter.language, campaign.own)
    if merged is not None:
        to: tuple[Runs, ...] = (
            tuple(_line(text) for text, _ in address_block(reader, 0, campaign.settings.sender.country)) if reader else ()
        )
        salutation, body, closing, subject = merged.salutation, merged.body, merged.closing, merged.subject
    else:
        to = tuple([(Run("", field=Field("addressee", name, Span(letter.file))),) for name in _ASKED])
        salutation = letter.salutation or (Run("", field=Field("addressee", "salutation", Span(letter.file))),)
        body, closing, subject = letter.body, letter.closing or template.closing, letter.subject
    sender = campaign.settings.sender
    names = [_line(text) for text in (*sender_names(sender, letter.language), *sender.address, *sender.contact)]
    day = ", ".join(filter(None, (letter.place, template.date_text)))
    reference = merged.reference if merged else letter.reference
    return ExportedLetter(
        letter.language,
        (*names, (), *to, (), _line(day), *((reference,) if reference else ())),
        subject,
        salutation,
        body,
        closing,
        tuple(_foot(campaign, _titles(world, campaign, letter, merged.enclosures if merged else letter.enclosures), words)),
        tuple(_signatories(campaign, letter.language)),
        _pictures(world, body),
    )


def _line(text: str) -> Runs:
    return (Run(text),)


def _reader(campaign: CampaignRead, name: str) -> Addressee:
    found = next((each for each in everybody(campaign.mailing) if each.id == name), None)
    if found is None:
        raise LetterpackError(f"there is no addressee `{name}`", "`letterpack addressees list` shows the ids")
    if found.kind != "to":
        raise LetterpackError(f"`{name}` gets a copy of somebody else's letter", "name the addressee of that letter")
    return found


def _letter(campaign: CampaignRead, language: str) -> Letter:
    tag = language or campaign.default_language
    found = campaign.letters.get(tag) or next(
        (each for key, each in campaign.letters.items() if primary(key) == primary(tag)), None
    )
    if found is None:
        raise LetterpackError(f"there is no letter in `{tag}`", f"the campaign has letters in {', '.join(campaign.letters)}")
    return found


def _titles(world: World, campaign: CampaignRead, letter: Letter, paths: tuple[str, ...]) -> tuple[str, ...]:
    shelf = EnclosureShelf(world, Report(), load_profile(campaign.settings.profile), conformance_required=False)
    return EnclosureTitles(campaign.settings.enclosures, letter.language, shelf.own_title).of(paths, Span)


def _foot(campaign: CampaignRead, enclosures: tuple[str, ...], words: Language) -> Iterator[str]:
    signature = campaign.settings.signature
    yield from filter(None, (signature.name, signature.title))
    if enclosures:
        yield words.enclosures(len(enclosures))
        yield from enclosures


def _signatories(campaign: CampaignRead, language: str) -> Iterator[str]:
    signatories, layout = campaign.signatories, campaign.settings.signatories
    words = words_of(language, campaign.own)
    if signatories:
        yield words.undersigned(len(signatories), kind_of(signatories, layout))
    countries = country_names(signatories, words)
    for one in in_order(signatories, layout, language):
        who = (one.organization or one.name, one.name if one.organization else "", one.title, countries[one.country].text)
        yield words.enumerated(who)


def _pictures(world: World, body: tuple[Block, ...]) -> dict[str, bytes]:
    """Return the pictures by their paths, as a page shows them: the files may say more. A drawing is none."""
    found: dict[str, bytes] = {}
    for block in walk(body):
        if isinstance(block, Picture) and block.path not in found:
            data = attached(world, block.path, PICTURE, block.span, Report())
            shown = bare_picture(data) if data is not None else None
            if shown is not None:
                found[block.path] = shown
    return found
