"""Rule 3 over blind copies: named in a letter, a list or a file that others get (its page is ``other_data``)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from letterpack.checks.evidence.blind_words import BlindName, BlindWords
from letterpack.checks.evidence.texts import Text, addressee_texts, letter_passages, signatory_texts
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.for_whom import named_ids
from letterpack.model.letter import CodeBlock, Conditional, Letter, Picture, texts, walk
from letterpack.spans import Span

CODE: Final = "LP303"
_HINT: Final = "take it out, or write it for them alone: ::: for {}"
_TOWN_HINT: Final = "make sure that the town is meant, and not who lives there"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield where what others get names a blind copy."""
    blind = blind_words(sources)
    if not blind:
        return
    for letter in sources.campaign.letters.values():
        yield from _in_letter(sources, blind, letter)
    for signatory in sources.campaign.signatories:
        for text in signatory_texts(signatory):
            yield from _in_text(blind, text, "a signatory's row", "")
    for addressee in sources.everybody():
        if addressee.kind != "bcc":
            for text in addressee_texts(addressee):
                yield from _in_text(blind, text, f"the entry of `{addressee.id}`", addressee.language)
            for path in addressee.enclosures:
                yield from _in_path(blind, path, addressee.origin.span("enclosures"))


@lru_cache(maxsize=1)
def blind_words(sources: Sources) -> BlindWords:
    """Return the words that name the campaign's blind copies: made once for all rules."""
    return BlindWords(sources)


def _in_letter(sources: Sources, blind: BlindWords, letter: Letter) -> Iterator[Diagnostic]:
    own = _own_lines(letter)
    for passage in letter_passages(letter):
        for named in blind.named_in(passage.text, passage.language):
            if own.get(passage.at.line, frozenset()) != {named.telling.addressee}:
                place = passage.place(sources, named.start, named.end)
                yield _finding(f"the letter says `{passage.text[named.start : named.end]}`", named, place)
    for block in walk(letter.body):
        said = [block.alt] if isinstance(block, Picture) else [block.text] if isinstance(block, CodeBlock) else []
        what = "the words for a picture say" if isinstance(block, Picture) else "the code says"
        for text in said:
            for named in blind.named_in(text, letter.language):
                yield _finding(f"{what} `{text[named.start : named.end]}`", named, block.span)
        for link in dict.fromkeys(run.link for runs in texts(block) for run in runs if run.link):
            for named in blind.named_in(link, loose=True):
                yield _finding(f"a link leads to `{link}`", named, block.span)
    for index, path in enumerate(letter.enclosures):
        yield from _in_path(blind, path, letter.item_span("enclosures", index))


def _own_lines(letter: Letter) -> dict[int, frozenset[str]]:
    """Map the lines on which blocks for some stand to whom they are for."""
    return {
        inner.span.line: frozenset(named_ids(block.condition))
        for block in walk(letter.body)
        if isinstance(block, Conditional)
        for inner in walk(block.blocks)
    }


def _in_text(blind: BlindWords, text: Text, whose: str, language: str) -> Iterator[Diagnostic]:
    for named in blind.named_in(text.text, language, persons=text.role == "name"):
        message = f"{whose} says `{text.text[named.start : named.end]}` under `{text.role}`"
        yield _finding(message, named, text.part(named.start, named.end))


def _in_path(blind: BlindWords, path: str, span: Span) -> Iterator[Diagnostic]:
    for named in blind.named_in(PurePosixPath(path).stem, loose=True):
        yield _finding(f"the file's name `{path}` is printed", named, span)


def _finding(said: str, named: BlindName, span: Span) -> Diagnostic:
    telling = named.telling
    message = f"{said}, of the {telling.role} of `{telling.addressee}`, who gets a blind copy"
    if telling.is_town:
        return Diagnostic(CODE, "warning", message, span, _TOWN_HINT)
    return Diagnostic(CODE, "error", message, span, _HINT.format(telling.addressee))
