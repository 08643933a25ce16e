"""Stage 2 of 7: what lies in ``enclosures/`` is sent, and what a letter says is enclosed is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final
from unicodedata import normalize

from letterpack.diagnostics import Report
from letterpack.model.campaign import PLAIN_ENCLOSURE, CampaignRead, Settings, everybody
from letterpack.model.letter import Block, Heading, Letter, Paragraph, texts, walk
from letterpack.spans import Span
from letterpack.wording.enclosed import enclosure_spoken_of, knows_enclosures
from letterpack.wording.enclosures import in_language
from letterpack.world import World

FOLDER: Final = "enclosures"


def check_enclosed(world: World, campaign: CampaignRead, report: Report) -> None:
    """Report PDFs that nobody names (LP418), letters that speak of an enclosure and have none (LP419), the reverse (LP420),
    and titles that the letter's language has not (LP421).
    """
    lying = {_key(f"{FOLDER}/{name}"): f"{FOLDER}/{name}" for name in world.names(FOLDER) if name.lower().endswith(".pdf")}
    speaking = {letter.file: _first_word(letter) for letter in campaign.letters.values() if not letter.enclosures}
    named = {_key(path) for letter in campaign.letters.values() for path in letter.enclosures}
    own: set[str] = set()
    described = {_key(path): path for path in campaign.settings.enclosures if path}
    if (lying.keys() | described.keys()) - named or any(speaking.values()):
        own = {_key(path) for each in everybody(campaign.mailing) for path in each.enclosures}
    lying.update({key: path for key, path in described.items() if key not in lying})
    for key in sorted(lying.keys() - named - own):
        message = f"no letter and no addressee names `{lying[key]}`, and it would not be sent"
        hint = "name it under `enclosures` in letter.md or at an addressee, or move it out of the folder"
        report.error("LP418", _described(campaign.settings, key) or Span(lying[key]), message, hint)
    for letter in campaign.letters.values():
        _check_words(letter, speaking.get(letter.file), report, has_own=bool(own))
        _check_titles(letter, campaign.settings, report)
        for path in campaign.settings.enclosures:
            if path and _key(path) in own and path not in letter.enclosures:
                _check_title(path, letter, campaign.settings, _described(campaign.settings, _key(path)) or Span(path), report)


def _described(settings: Settings, key: str) -> Span | None:
    """Return where the settings describe the enclosure ``key``; None where they do not."""
    entry = next((each.entry for path, each in settings.enclosures.items() if path and _key(path) == key), -1)
    return settings.origin.span(FOLDER, entry, "file") if settings.origin and entry >= 0 else None


def _check_words(letter: Letter, spoken: tuple[Span, str] | None, report: Report, *, has_own: bool) -> None:
    if spoken and not letter.enclosures and not has_own:
        hint = "name its PDF under `enclosures` in the front matter, or take the words out"
        report.warning("LP419", spoken[0], f"the letter says `{spoken[1]}`, and nothing is enclosed", hint)
    elif letter.enclosures and knows_enclosures(letter.language) and _first_word(letter) is None:
        message = "the letter has enclosures, and its text does not speak of them"
        report.note("LP420", letter.span("enclosures"), message, "say in the text what is enclosed, and why")


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


def _first_word(letter: Letter) -> tuple[Span, str] | None:
    """Return where ``letter`` first speaks of an enclosure, and the words."""
    for span, text in _said(letter.body):
        found = enclosure_spoken_of(text, letter.language)
        if found:
            return span, found.words
    return None


def _said(blocks: tuple[Block, ...]) -> Iterator[tuple[Span, str]]:
    for block in walk(blocks):
        if isinstance(block, Paragraph | Heading):
            yield from ((block.span, "".join(run.text for run in runs)) for runs in texts(block))


def _key(path: str) -> str:
    return normalize("NFC", str(PurePosixPath(path)))
