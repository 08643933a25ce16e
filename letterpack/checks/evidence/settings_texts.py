"""The way back: every text of ``letterpack.yaml`` and of the campaign's own languages that letters print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.texts import GAP, Text
from letterpack.datafiles import TomlTable, locate, parse
from letterpack.languages import ABOUT, LABELS, ROOM
from letterpack.model.campaign import CampaignRead, Settings
from letterpack.patterns import late
from letterpack.spans import Origin, SourceText, Span
from letterpack.wording.enclosures import NUMBER

_FILLED: Final = late(r"\{[^{}]*\}")


class _DataFileOrigin(Struct, frozen=True):
    """The places of the values of a TOML file."""

    source: SourceText

    def span(self, *path: str | int) -> Span:
        return locate(self.source, tuple(map(str, path)))


def settings_texts(campaign: CampaignRead) -> Iterator[Text]:
    """Yield the texts of the settings that letters print, and the words that the campaign gives for languages."""
    if campaign.settings.origin is not None:
        yield from _settings(campaign.settings, campaign.settings.origin)
        yield from _said_of_enclosures(campaign.settings, campaign.settings.origin)
    yield from _words(campaign)


def _settings(settings: Settings, origin: Origin) -> Iterator[Text]:
    sender, signature = settings.sender, settings.signature
    named: tuple[tuple[str, tuple[str | int, ...]], ...] = (
        (settings.name, ("name",)),
        (sender.return_address, ("sender", "return_address")),
        (signature.name, ("signature", "name")),
        (signature.title, ("signature", "title")),
    )
    for text, path in named:
        if text:
            yield Text(text, "settings", str(path[-1]), origin, path)
    for key, lines in (("names", sender.names), ("address", sender.address), ("contact", sender.contact)):
        for index, line in enumerate(lines):
            yield Text(line, "settings", key, origin, ("sender", key, index))


def _said_of_enclosures(settings: Settings, origin: Origin) -> Iterator[Text]:
    """Yield the titles and stamps of enclosures. What the entry of all others says is of many: once."""
    told: set[tuple[str | int, ...]] = set()
    for setting in settings.enclosures.values():
        for role, by_language in (("title", setting.titles), ("stamp", setting.stamps)):
            for tag, text in by_language.items():
                path = ("enclosures", setting.entry, role, tag)
                if path not in told:
                    told.add(path)
                    yield Text(text.replace(NUMBER, GAP * len(NUMBER)), "settings", f"enclosures.{role}", origin, path)


def _words(campaign: CampaignRead) -> Iterator[Text]:
    """Yield the words of languages, with ``GAP`` for what is filled in."""
    settings = campaign.settings.origin
    for path, words in campaign.own.texts:
        room, tag = PurePosixPath(path).parent.name, PurePosixPath(path).stem
        if room == ROOM:
            yield from _filled(words, _DataFileOrigin(SourceText(path, words)), ())
        elif room == LABELS and settings is not None:
            yield from _filled(words, settings, (LABELS, tag))


def _filled(words: str, origin: Origin, below: tuple[str, ...]) -> Iterator[Text]:
    """Yield the texts of a table of ``words``, which stands ``below`` something in a file."""
    for keys, text in _texts_of(parse(words)):
        if keys[0] not in ABOUT:
            said = _FILLED.sub(lambda filled: GAP * len(filled[0]), text)
            at = keys[1:] if below and keys[0] == LABELS else keys
            yield Text(said, "settings", "words", origin, (*below, *at))


def _texts_of(table: TomlTable) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from (((key, *keys), text) for keys, text in _texts_of(value))
        elif isinstance(value, str):
            yield (key,), value
