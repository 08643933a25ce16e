"""Stage 2 of 7: what lies in ``enclosures/`` is sent, and what a letter says is enclosed is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final
from unicodedata import normalize

from letterpack.diagnostics import Report
from letterpack.model.campaign import CampaignRead, everybody
from letterpack.model.letter import Block, Heading, Letter, Paragraph, texts, walk
from letterpack.spans import Span
from letterpack.wording.enclosed import enclosure_spoken_of, knows_enclosures
from letterpack.world import World

FOLDER: Final = "enclosures"


def check_enclosed(world: World, campaign: CampaignRead, report: Report) -> None:
    """Report PDFs that nobody names (LP418), letters that speak of an enclosure and have none (LP419), the reverse (LP420)."""
    lying = {_key(f"{FOLDER}/{name}"): f"{FOLDER}/{name}" for name in world.names(FOLDER) if name.lower().endswith(".pdf")}
    speaking = {letter.file: _first_word(letter) for letter in campaign.letters.values() if not letter.enclosures}
    named = {_key(path) for letter in campaign.letters.values() for path in letter.enclosures}
    own: set[str] = set()
    if lying.keys() - named or any(speaking.values()):
        own = {_key(path) for each in everybody(campaign.mailing) for path in each.enclosures}
    for key in sorted(lying.keys() - named - own):
        message = f"`{lying[key]}` is named nowhere, and would not be sent"
        hint = "name it under `enclosures` in letter.md or at an addressee, or move it out of the folder"
        report.error("LP418", Span(lying[key]), message, hint)
    for letter in campaign.letters.values():
        _check_words(letter, speaking.get(letter.file), report, has_own=bool(own))


def _check_words(letter: Letter, spoken: tuple[Span, str] | None, report: Report, *, has_own: bool) -> None:
    if spoken and not letter.enclosures and not has_own:
        hint = "name its PDF under `enclosures` in the front matter, or take the words out"
        report.warning("LP419", spoken[0], f"the letter says `{spoken[1]}`, and nothing is enclosed", hint)
    elif letter.enclosures and knows_enclosures(letter.language) and _first_word(letter) is None:
        message = "the letter has enclosures, and its text does not speak of them"
        report.note("LP420", letter.span("enclosures"), message, "say in the text what is enclosed, and why")


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
