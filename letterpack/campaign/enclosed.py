"""Stage 2 of 7: what lies in ``enclosures/`` is sent, and what a letter says is enclosed is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import PurePosixPath
from typing import Final
from unicodedata import normalize

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.model.campaign import PLAIN_ENCLOSURE, CampaignRead, Settings, everybody
from letterpack.model.fields import shared_values, value_for
from letterpack.model.for_whom import Condition, both, holds
from letterpack.model.letter import Block, Conditional, Foreign, Letter, Runs, children, texts
from letterpack.spans import Span
from letterpack.wording.enclosed import enclosure_spoken_of, knows_enclosures
from letterpack.wording.enclosures import in_language
from letterpack.world import World

FOLDER: Final = "enclosures"


class Mention(Struct, frozen=True):
    """Words of a letter that speak of an enclosure, and for whom they are; None where for all."""

    span: Span
    words: str
    condition: Condition | None


def check_enclosed(world: World, campaign: CampaignRead, report: Report) -> None:
    """Report PDFs that nobody names (LP418), letters that speak of an enclosure to somebody who gets none (LP419), the reverse
    (LP420), and titles that the letter's language has not (LP421).
    """
    lying = {_key(f"{FOLDER}/{name}"): f"{FOLDER}/{name}" for name in world.names(FOLDER) if name.lower().endswith(".pdf")}
    named = {_key(path) for letter in campaign.letters.values() for path in letter.enclosures}
    described = {_key(path): path for path in campaign.settings.enclosures if path}
    own: set[str] = set()
    if (lying.keys() | described.keys()) - named and "enclosures" in campaign.mailing.given:
        own = {_key(path) for each in everybody(campaign.mailing) for path in each.enclosures}
    lying.update({key: path for key, path in described.items() if key not in lying})
    for key in sorted(lying.keys() - named - own):
        message = f"no letter and no addressee names `{lying[key]}`, so it would not be sent"
        hint = "name it under `enclosures` in letter.md or at an addressee, or move it out of the folder"
        report.error("LP418", _described(campaign.settings, key) or Span(lying[key]), message, hint)
    for letter in campaign.letters.values():
        _check_words(letter, campaign, report)
        _check_titles(letter, campaign.settings, report)
        for path in campaign.settings.enclosures:
            if path and _key(path) in own and path not in letter.enclosures:
                _check_title(path, letter, campaign.settings, _described(campaign.settings, _key(path)) or Span(path), report)


def _described(settings: Settings, key: str) -> Span | None:
    """Return where the settings describe the enclosure ``key``; None where they do not."""
    entry = next((each.entry for path, each in settings.enclosures.items() if path and _key(path) == key), -1)
    return settings.origin.span(FOLDER, entry, "file") if settings.origin and entry >= 0 else None


def _check_words(letter: Letter, campaign: CampaignRead, report: Report) -> None:
    mentions = tuple(_mentions(letter))
    if letter.enclosures:
        if not mentions and knows_enclosures(letter.language):
            message = "the letter has enclosures, and its text does not mention them"
            report.note("LP420", letter.span("enclosures"), message, "say in the text what is enclosed, and why")
        return
    hint = "name its PDF under `enclosures` in the front matter or at the addressee, or take the words out"
    for mention, whom in _told_in_vain(mentions, letter, campaign):
        message = f"the letter says `{mention.words}`, and nothing is enclosed{whom}"
        report.warning("LP419", mention.span, message, hint)


def _told_in_vain(mentions: tuple[Mention, ...], letter: Letter, campaign: CampaignRead) -> Iterator[tuple[Mention, str]]:
    """Yield the mentions in ``letter`` that somebody reads who gets nothing, each with who that is; empty where it is all."""
    if not mentions:
        return
    if mentions[0].condition is None and "enclosures" not in campaign.mailing.given:
        yield mentions[0], ""
        return
    values = shared_values(campaign.settings.name, letter, len(campaign.signatories))
    first: dict[Mention, str] = {}
    count: Counter[Mention] = Counter()
    read: Counter[Mention] = Counter()
    for addressee in campaign.mailing.to():
        members = campaign.mailing.joint.get(addressee.id, (addressee,))
        if campaign.letters[campaign.language_for(members[0])] is letter:
            value, ids = partial(value_for, members[0], values), {each.id for each in members}
            mention = next((each for each in mentions if each.condition is None or holds(each.condition, value, ids)), None)
            if mention is not None:
                read[mention] += 1
                if not any(each.enclosures for each in members):
                    first.setdefault(mention, addressee.id)
                    count[mention] += 1
    for mention, reader in first.items():
        others = f" and {count[mention] - 1} more" if count[mention] > 1 else ""
        yield mention, "" if count[mention] == read[mention] > 1 else f" for `{reader}`{others}"


def _check_titles(letter: Letter, settings: Settings, report: Report) -> None:
    """Warn (LP421) of an enclosure with titles or stamps in other languages than the ``letter`` that lists it."""
    for index, path in enumerate(letter.enclosures):
        _check_title(path, letter, settings, letter.item_span("enclosures", index), report)


def _check_title(path: str, letter: Letter, settings: Settings, span: Span, report: Report) -> None:
    setting = settings.enclosures.get(path) or settings.enclosures.get("", PLAIN_ENCLOSURE)
    both = {"title": setting.titles, "stamp": setting.stamps}
    lacking = [key for key, given in both.items() if given and not in_language(given, letter.language)]
    if lacking:
        what, others = " and ".join(lacking), ", ".join(dict.fromkeys([tag for key in lacking for tag in both[key]]))
        message = f"the enclosure `{path}` has a {what} in {others}, and the letter is in {letter.language}"
        hint = f"add `{letter.language}: …` to its {what} under `enclosures` in letterpack.yaml"
        report.warning("LP421", span, message, hint)


def _mentions(letter: Letter) -> Iterator[Mention]:
    """Yield where ``letter`` speaks of an enclosure, up to the first place that everybody reads."""
    head = [(letter.span(key), runs, None) for key, runs in (("subject", letter.subject), ("closing", letter.closing))]
    for span, runs, condition in (*head, *_said(letter.body, None)):
        for when, group in groupby(runs, lambda run: run.when):
            found = enclosure_spoken_of("".join([run.text for run in group]), letter.language)
            if found:
                mention = Mention(span, found.words, both(condition, when) if when is not None else condition)
                yield mention
                if mention.condition is None:
                    return


def _said(blocks: tuple[Block, ...], condition: Condition | None) -> Iterator[tuple[Span, Runs, Condition | None]]:
    """Yield the texts of ``blocks``, and for whom they are."""
    for block in blocks:
        if not isinstance(block, Foreign):
            inner = both(condition, block.condition) if isinstance(block, Conditional) else condition
            yield from [(block.span, runs, condition) for runs in texts(block)]
            yield from _said(children(block), inner)


def _key(path: str) -> str:
    return normalize("NFC", str(PurePosixPath(path)))
