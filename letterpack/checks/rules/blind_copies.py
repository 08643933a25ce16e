"""Rule 3 over blind copies: named in a letter, a list or a file that others get (its page is ``other_data``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from letterpack.checks.evidence.blind_places import BlindName, BlindWord
from letterpack.checks.evidence.blind_words import BlindWords
from letterpack.checks.evidence.chances import Chances, is_of_other_initials
from letterpack.checks.evidence.enclosed_texts import enclosed_texts
from letterpack.checks.evidence.page_words import across_lines, whole_words
from letterpack.checks.evidence.settings_texts import settings_texts
from letterpack.checks.evidence.texts import Text, addressee_texts, letter_passages, signatory_texts
from letterpack.checks.inputs import Sources
from letterpack.checks.rules import refusers_named
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Addressee, CampaignRead
from letterpack.model.for_whom import named_ids
from letterpack.model.letter import Block, CodeBlock, Conditional, Letter, Runs, texts, walk
from letterpack.spans import Span

CODE: Final = "LP303"
_HINT: Final = "take it out, or write it for them alone: ::: for {}"
_FILE_HINT: Final = "leave the page out, or send the enclosure to nobody else"
_OF_THE_SENDER: Final = frozenset({"name", "return_address", "names", "address", "contact"})
_TOWN_HINT: Final = "make sure that the town is meant, and not who lives there"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield where what others get names a blind copy, or a signatory who is not to be named."""
    yield from refusers_named.check_sources(sources)
    blind = blind_words(sources)
    if not blind:
        return
    for letter in sources.campaign.letters.values():
        yield from _in_letter(sources, blind, letter)
    chances = Chances(blind.pairs)
    for signatory in sources.campaign.signatories:
        for text in signatory_texts(signatory):
            for named in chances.without(text, blind.named_in(text.text, persons=text.role == "name")):
                yield _found_in(text, "a signatory's row", named)
    for addressee in sources.everybody():
        whose = f"the entry of `{addressee.id}`"
        if addressee.kind == "bcc":
            yield from _in_other_blind(blind, addressee, whose, chances)
            continue
        for text in addressee_texts(addressee):
            found = blind.named_in(text.text, addressee.language, persons=text.role == "name")
            yield from (_found_in(text, whose, named) for named in chances.without(text, found))
        for path in addressee.enclosures:
            yield from _in_path(blind, path, addressee.origin.span("enclosures"))
    yield from _in_settings(sources.campaign, blind)
    yield from _in_files(sources, blind)
    yield from _by_chance(chances)


@lru_cache(maxsize=1)
def blind_words(sources: Sources) -> BlindWords:
    """Return the words that name the campaign's blind copies: made once for all rules."""
    return BlindWords(sources)


def _in_letter(sources: Sources, blind: BlindWords, letter: Letter) -> Iterator[Diagnostic]:
    own = _own_lines(letter)
    for passage in letter_passages(letter):
        readers = own.get(passage.at.line, frozenset())
        for named in blind.named_in(passage.text, passage.language, readers=readers):
            initials = blind.initials_of(named.telling.addressee)
            if readers != {named.telling.addressee} and not is_of_other_initials(passage.text, named, initials):
                place = passage.place(sources, named.start, named.end)
                whose = "the words for a picture say" if passage.part == "alt" else "the letter says"
                yield _finding(f"{whose} `{passage.text[named.start : named.end]}`", named, place)
    for block in walk(letter.body):
        readers = own.get(block.span.line, frozenset())
        for said, named in _beside_text(blind, block, letter.language):
            if readers != {named.telling.addressee}:
                yield _finding(said, named, block.span)
    for key in ("subject", "reference", "salutation", "closing"):
        for said, named in _in_runs(blind, getattr(letter, key), letter.language):
            yield _finding(said, named, letter.span(key))
    for index, path in enumerate(letter.enclosures):
        yield from _in_path(blind, path, letter.item_span("enclosures", index))


def _beside_text(blind: BlindWords, block: Block, language: str) -> Iterator[tuple[str, BlindName]]:
    """Yield in words what of ``block`` is no running text and names a blind copy."""
    if isinstance(block, CodeBlock):
        for named in blind.named_in(block.text, language):
            yield f"the code says `{block.text[named.start : named.end]}`", named
    for runs in texts(block):
        yield from _in_runs(blind, runs, language)


def _in_runs(blind: BlindWords, runs: Runs, language: str) -> Iterator[tuple[str, BlindName]]:
    """Yield in words what code in a line, the filters of a field, and links say of a blind copy."""
    for run in runs:
        by_filters = [text for each in (run.field.filters if run.field else ()) for _, text in each.texts]
        for text in by_filters:
            for named in blind.named_in(text, language):
                yield f"a field says `{text[named.start : named.end]}`", named
        for named in blind.named_in(run.text, loose=True) if run.style.code else ():
            yield f"the code says `{run.text[named.start : named.end]}`", named
    for link in dict.fromkeys([run.link for run in runs if run.link]):
        for named in blind.named_in(link, loose=True):
            yield f"a link leads to `{link}`", named


def _by_chance(chances: Chances) -> Iterator[Diagnostic]:
    """Yield one note of all words in lists that name a blind copy and may as well be somebody else's."""
    if chances.first is None:
        return
    text, named = chances.first
    word = text.text[named.start : named.end]
    message = f"`{word}` is in the {named.telling.role} of `{named.telling.addressee}` too, who gets a blind copy"
    openly = "words in lists are in entries of blind copies too"
    if chances.count > 1:
        message = f"{chances.count:,} words in lists are in entries of blind copies too: `{word}`, first"
    hint = "two people or streets may have one name"
    yield Diagnostic(CODE, "note", message, text.part(named.start, named.end), hint, openly=openly)


def _in_other_blind(blind: BlindWords, reader: Addressee, whose: str, chances: Chances) -> Iterator[Diagnostic]:
    """Yield where the entry of a blind copy, ``reader``, names another one: in words that are not its own too. Who both are of
    may be in a title as well, a person is not.
    """
    own = blind.keys_of(reader.name, reader.organization)
    of_both = own | blind.keys_of(reader.title)
    for text in addressee_texts(reader):
        others = [
            named
            for named in blind.named_in(text.text, reader.language, persons=text.role == "name")
            if named.telling.addressee != reader.id
            and not (named.telling.role == "address" and text.role == "address")
            and not blind.keys_of(named.telling.word) <= (own if named.telling.role == "name" else of_both)
        ]
        yield from (_found_in(text, whose, named) for named in chances.without(text, others))


def _in_settings(campaign: CampaignRead, blind: BlindWords) -> Iterator[Diagnostic]:
    """Yield where what every letter has names a blind copy. Of the sender, whose house may get one, only a whole name counts."""
    for text in settings_texts(campaign):
        found = blind.whole_names_in(text.text) if text.role in _OF_THE_SENDER else blind.named_in(text.text)
        yield from (_found_in(text, text.span.file, named) for named in found)


def _own_lines(letter: Letter) -> dict[int, frozenset[str]]:
    """Map the lines on which blocks for some stand to whom they are for."""
    return {
        inner.span.line: frozenset(named_ids(block.condition))
        for block in walk(letter.body)
        if isinstance(block, Conditional)
        for inner in walk(block.blocks)
    }


def _found_in(text: Text, whose: str, named: BlindName) -> Diagnostic:
    message = f"{whose} says `{text.text[named.start : named.end]}` under `{text.role}`"
    return _finding(message, named, text.part(named.start, named.end))


def _in_path(blind: BlindWords, path: str, span: Span) -> Iterator[Diagnostic]:
    for named in blind.named_in(PurePosixPath(path).stem, loose=True):
        yield _finding(f"the file's name `{path}` is printed", named, span)


def _in_files(sources: Sources, blind: BlindWords) -> Iterator[Diagnostic]:
    """Yield where files that readers get name somebody to others: a word once, whichever way it is read."""
    for text in enclosed_texts(sources):
        found: dict[BlindWord, str] = {}
        for reading in dict.fromkeys((whole_words(text.text), across_lines(text.text))):
            for named in blind.whole_names_in(reading) if text.is_ours else blind.named_in(reading):
                found.setdefault(named.telling, " ".join(reading[named.start : named.end].split()))
        for telling, words in found.items():
            if telling.addressee != text.only:
                yield _telling(f"{text.where} says `{words}`", telling, text.span, _FILE_HINT)


def _finding(said: str, named: BlindName, span: Span) -> Diagnostic:
    return _telling(said, named.telling, span, _HINT.format(named.telling.addressee))


def _telling(said: str, telling: BlindWord, span: Span, hint: str) -> Diagnostic:
    message = f"{said}, of the {telling.role} of `{telling.addressee}`, who gets a blind copy"
    openly = f"something here is of the {telling.role} of `{telling.addressee}`, who gets a blind copy"
    if telling.is_town:
        return Diagnostic(CODE, "warning", message, span, _TOWN_HINT, openly=openly)
    return Diagnostic(CODE, "error", message, span, hint, openly=openly)
