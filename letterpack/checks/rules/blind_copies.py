"""Rule 3 over blind copies: named in a letter, a list or a file that others get (its page is ``other_data``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from letterpack.checks.evidence.enclosed_texts import enclosed_texts
from letterpack.checks.evidence.names import Name, NamePlace, Names, keys_of
from letterpack.checks.evidence.page_words import across_lines, whole_words
from letterpack.checks.evidence.postcodes import has_postcode, knows_postcodes
from letterpack.checks.evidence.settings_texts import settings_texts
from letterpack.checks.evidence.texts import Text, addressee_texts, letter_passages, signatory_texts
from letterpack.checks.evidence.whose import values_of
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import words
from letterpack.checks.rules import refusers_named
from letterpack.diagnostics import Diagnostic, Severity
from letterpack.model.campaign import Addressee
from letterpack.model.for_whom import named_ids
from letterpack.model.letter import CodeBlock, Conditional, Letter, texts, walk
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP303"
_HINT: Final = "take it out, or write it for them alone: ::: for {}"
_FILE_HINT: Final = "leave the page out, or send the enclosure to nobody else"
_WORD_HINT: Final = "make sure that somebody else is meant"
_TOWN_HINT: Final = "make sure that the town is meant, and not who lives there"
_PLACE_PART: Final = late("[,;،、，]")
_SHORTEST_WORD: Final = 4
_SHORTEST_UNCASED: Final = 2


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield where what others get names a blind copy, or a signatory who is not to be named."""
    yield from refusers_named.check_sources(sources)
    blind = [each for each in sources.everybody() if each.kind == "bcc"] if _has_blind_copies(sources) else []
    if not blind:
        return
    search = _Search(sources, blind)
    for letter in sources.campaign.letters.values():
        yield from search.in_letter(letter)
    for text in settings_texts(sources.campaign):
        yield from search.in_text(text, text.span.file)
    for signatory in sources.campaign.signatories:
        for text in signatory_texts(signatory):
            yield from search.in_text(text, "a signatory's row")
    for addressee in sources.everybody():
        for text in addressee_texts(addressee):
            yield from search.in_text(text, f"the entry of `{addressee.id}`", addressee)
        for path in addressee.enclosures:
            yield from search.in_path(path, addressee.origin.span("enclosures"), frozenset({addressee.id}))
    yield from search.in_files()


def _has_blind_copies(sources: Sources) -> bool:
    return "bcc" in sources.campaign.mailing.given or bool(sources.campaign.mailing.bcc)


class _Search:
    """Looks for the names, organizations and addresses of blind copies that no open addressee, signatory or sender shares."""

    def __init__(self, sources: Sources, blind: list[Addressee]) -> None:
        self._sources = sources
        self._countries = {each.id: each.country for each in blind}
        open_values = {frozenset(keys_of(text)) for text in _open_texts(sources)}
        open_words = {key for text in _open_names(sources) for key in keys_of(text)} | words("plain") | words("honorifics")
        self._names = Names()
        for each in blind:
            for name in _names_of(each):
                keys = frozenset(keys_of(name.text))
                if keys not in open_values and not all(key in open_words or key.isdigit() for key in keys):
                    self._names.add(name)
                    for key in _parts(name):
                        if key not in open_words:
                            self._names.add_part(key, Name(name.owner, name.role, name.text, whole=False))

    def in_letter(self, letter: Letter) -> Iterator[Diagnostic]:
        """Yield what the letter's own words, its code, its links and the names of its enclosures say to others."""
        own = _own_lines(letter)
        for passage in letter_passages(letter):
            whose = "the words for a picture say" if passage.part == "alt" else "the letter says"
            for found in self._found(passage.text, own.get(passage.at.line, frozenset())):
                place = passage.place(self._sources, found.start, found.end)
                yield self._finding(f"{whose} `{passage.text[found.start : found.end]}`", found.names[0], place)
        for said, text, span in _beside_text(letter):
            for found in self._found(text, own.get(span.line, frozenset()), cased=False):
                yield self._finding(f"{said} `{text[found.start : found.end]}`", found.names[0], span)
        for index, path in enumerate(letter.enclosures):
            yield from self.in_path(path, letter.item_span("enclosures", index))

    def in_text(self, text: Text, whose: str, reader: Addressee | None = None) -> Iterator[Diagnostic]:
        """Yield what ``text`` says of somebody else than ``reader``: two blind copies may share an organization, and a house."""
        is_blind = reader is not None and reader.id in self._countries
        for found in self._found(text.text, frozenset({reader.id} if reader else ())):
            others = [name for name in found.names if reader is None or name.owner != reader.id]
            if others and (others[0].role == "name" or not is_blind):
                message = f"{whose} says `{text.text[found.start : found.end]}` under `{text.role}`"
                yield self._finding(message, others[0], text.part(found.start, found.end))

    def in_path(self, path: str, span: Span, readers: frozenset[str] = frozenset()) -> Iterator[Diagnostic]:
        """Yield whom the name of a file, which is printed, names."""
        for found in self._found(PurePosixPath(path).stem, readers, cased=False):
            yield self._finding(f"the file's name `{path}` is printed", found.names[0], span)

    def in_files(self) -> Iterator[Diagnostic]:
        """Yield whom the files that readers get name to others: once, whichever way a page is read."""
        for text in enclosed_texts(self._sources):
            found: dict[Name, str] = {}
            for reading in dict.fromkeys((whole_words(text.text), across_lines(text.text))):
                for place in self._names.places_in(reading):
                    found.setdefault(place.names[0], " ".join(reading[place.start : place.end].split()))
            for name, said in found.items():
                if name.owner != text.only:
                    yield self._finding(f"{text.where} says `{said}`", name, text.span, _FILE_HINT)

    def _found(self, text: str, readers: frozenset[str], *, cased: bool = True) -> Iterator[NamePlace]:
        """Yield the names in ``text``, which is for ``readers`` if any are given."""
        for place in self._names.places_in(text, cased=cased):
            if readers != {name.owner for name in place.names}:
                yield place

    def _finding(self, said: str, name: Name, span: Span, hint: str = "") -> Diagnostic:
        message = f"{said}, of the {name.role} of `{name.owner}`, who gets a blind copy"
        openly = f"something here is of the {name.role} of `{name.owner}`, who gets a blind copy"
        severity: Severity = "error"
        if not name.whole:
            severity, hint = "warning", _WORD_HINT
        elif name.role == "address" and _is_town(name.text, self._countries[name.owner]):
            severity, hint = "warning", _TOWN_HINT
        return Diagnostic(CODE, severity, message, span, hint or _HINT.format(name.owner), openly=openly)


def _names_of(each: Addressee) -> Iterator[Name]:
    """Yield what names a blind copy: its name, its organization, and the parts of its address that have a word and a figure."""
    plain = words("plain") | words("street_kinds")
    for role, value in values_of(each):
        if role in ("name", "organization") and value:
            yield Name(each.id, role, value)
        for part in map(str.strip, _PLACE_PART.split(value)) if role == "address" else ():
            said = [key for key in keys_of(part) if not key[0].isdigit()]
            if any(map(str.isdigit, part)) and said and not (len(said) == 1 and said[0] in plain):
                yield Name(each.id, role, part)


def _parts(name: Name) -> Iterator[str]:
    """Yield what the words are compared by that tell of ``name`` alone: those of a person, and an organization of one word."""
    keys = keys_of(name.text)
    for key in keys if name.role == "name" or len(keys) == 1 else ():
        if len(key) >= (_SHORTEST_WORD if key.isascii() else _SHORTEST_UNCASED) and not key.isdigit():
            yield key


def _open_texts(sources: Sources) -> Iterator[str]:
    """Yield the values that everybody may read: of open addressees, of who signs, of the sender, and protected names."""
    settings = sources.campaign.settings
    yield from (*_open_names(sources), settings.name, settings.sender.return_address)
    for line in (*settings.sender.names, *settings.sender.address):
        yield from _PLACE_PART.split(line)
    yield from (signatory.organization for signatory in sources.campaign.signatories)
    for each in sources.everybody():
        if each.kind != "bcc":
            for _, value in values_of(each):
                yield from (value, *_PLACE_PART.split(value))


def _open_names(sources: Sources) -> Iterator[str]:
    settings = sources.campaign.settings
    yield from (*settings.names, *settings.sender.names, settings.signature.name)
    yield from (signatory.name for signatory in sources.campaign.signatories)
    yield from (each.name for each in sources.everybody() if each.kind != "bcc")


def _own_lines(letter: Letter) -> dict[int, frozenset[str]]:
    """Map the lines on which blocks for some stand to whom they are for."""
    return {
        inner.span.line: frozenset(named_ids(block.condition))
        for block in walk(letter.body)
        if isinstance(block, Conditional)
        for inner in walk(block.blocks)
    }


def _beside_text(letter: Letter) -> Iterator[tuple[str, str, Span]]:
    """Yield what of ``letter`` is no running text: how a message about it begins, the text, and where it stands."""
    places = [(getattr(letter, key), letter.span(key)) for key in ("subject", "reference", "salutation", "closing")]
    for block in walk(letter.body):
        places += [(runs, block.span) for runs in texts(block)]
        if isinstance(block, CodeBlock):
            yield "the code says", block.text, block.span
    for runs, span in places:
        for run in runs:
            for each in run.field.filters if run.field else ():
                yield from (("a field says", text, span) for _, text in each.texts)
            if run.style.code:
                yield "the code says", run.text, span
        yield from (("a link says", link, span) for link in dict.fromkeys([run.link for run in runs if run.link]))


def _is_town(part: str, country: str) -> bool:
    return knows_postcodes(country) and has_postcode((part,), country)
