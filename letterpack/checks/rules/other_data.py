"""LP303: another addressee's data is in this packet
severity: error

## What

A packet names somebody whom it is not for: a salutation or merge field with another addressee's name in it, a page with
another's address. If the letter itself mentions an addressee in its own words, this is a warning.

A blind copy must be named nowhere else: its whole name or organization, or a part of its address that has a word and a figure,
is an error in the letter, words for pictures, code, a link, a field's filter, an enclosure's file name or words, another
addressee's entry, a signatory's row, or letterpack.yaml, whatever the order of the words, their case, accents and alphabet. One
word of its name is a warning, since somebody else may be meant, and so is a postcode with a town. What an open addressee, a
signatory or the sender is called too, and protected names, are no secret. In a block for some, it must be one of theirs.

So must a signatory who refuses or has withdrawn, and who speaks for an organization that agrees to be printed alone: the whole
name, or the organization, in the letter, the sender, an enclosure's words or author. An organization that somebody refuses to
sign for is a warning, and nothing if others sign for it.

## Why

A letter to one ministry that greets the head of another is thrown away, or passed around. A blind copy that is named is
no longer blind.

## Example

```
addressees.yaml:14:17: error[LP303]: the salutation of `general-prosecutor` names Dauren Abayev, who is `minister-of-information`
  = hint: write this addressee's own
```

## Remedy

Write this addressee's own words. Where the letter means to speak of another addressee, accept it under `suppress` in
`letterpack.yaml`. If a PDF says what no source says, build again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from letterpack.checks.evidence.texts import letter_passages
from letterpack.checks.evidence.whose import Named, NameFilter, OthersFinder, values_of, words_of
from letterpack.checks.inputs import NamedWords, Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Addressee
from letterpack.model.for_whom import named_ids
from letterpack.model.letter import Conditional, Letter, walk
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP303"
_OWN: Final = "write this addressee's own"
_BUILD: Final = "build again: letterpack build"
_MOST_STRETCHES: Final = 10_000
_NOBODY: Final[frozenset[str]] = frozenset()
_UNSPACED: Final = late("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{3,}")
"""A Chinese, Japanese or Korean name of so many signs that it is hardly a part of other words."""
_BETWEEN: Final = "\n"
"""In no word."""


class _OwnWords(NamedTuple):
    """Words in a text of one reader's own: who the reader is, whom it may name (``known``), what the text is, its place."""

    reader: str
    known: frozenset[str]
    what: str
    words: tuple[str, ...]
    span: Span


class OthersNamed:
    """Values of an addressee that name another, and what the letters themselves say of somebody whom not all their readers may
    know.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        letters = sources.campaign.letters.values()
        texts = [passage.text for letter in letters for passage in letter_passages(letter)]
        self._in_letters = OthersFinder(texts)
        self._unspaced = "\n".join(texts) if any(map(_UNSPACED.search, texts)) else ""
        self._of_one_word: dict[str, list[Named]] = {}
        self._any_own = False
        self._leaders: set[str] = set()
        self._of_one_letter: set[str] = set()

    def see(self, addressee: Addressee) -> None:
        """Take note of whom the letters name, whether anybody has texts of their own, and who is no secret."""
        self._in_letters.add(addressee)
        if self._unspaced and _UNSPACED.fullmatch(addressee.name) and addressee.name in self._unspaced:
            named = Named(addressee.id, addressee.kind, "name", addressee.name)
            self._of_one_word.setdefault(addressee.name, []).append(named)
        self._any_own = self._any_own or bool(addressee.salutation or addressee.fields)
        if addressee.kind != "bcc" and len(self._leaders) <= 1:
            self._of_one_letter.add(addressee.id)
            if addressee.kind == "to":
                self._leaders.add(self._sources.campaign.mailing.joint.get(addressee.id, (addressee,))[0].id)

    def findings(self) -> Iterator[Diagnostic]:
        """Yield what names somebody it should not."""
        if self._any_own:
            yield from self._in_own_texts()
        for letter in self._sources.campaign.letters.values():
            yield from self._in_letter(letter)

    def _in_own_texts(self) -> Iterator[Diagnostic]:
        doubted = list(islice(self._doubted(), _MOST_STRETCHES))
        whose = OthersFinder([" ".join(each.words) for each in doubted])
        for addressee in self._sources.everybody() if doubted else ():
            whose.add(addressee)
        for reader, known, what, words, span in doubted:
            named = whose.named_by(words)
            if named is not None and named.role == "name" and named.addressee not in known:
                message = f"the {what} of `{reader}` names {named.value}, who is `{named.addressee}`"
                yield Diagnostic(CODE, "error", message, span, _OWN)

    def _doubted(self) -> Iterator[_OwnWords]:
        """Yield the words of own texts that may be somebody else's: whose they are is asked once, for all of them."""
        named = NameFilter(self._sources.everybody)
        circles = _Circles(self._sources)
        for addressee in self._sources.everybody():
            known = circles.of(addressee)
            for what, text, path in _own_texts(addressee):
                for words in named.stretches(text):
                    # Most are the reader's own name.
                    if words != words_of(addressee.name) and _spaced(words) not in _sayings((addressee,)):
                        yield _OwnWords(addressee.id, known, what, words, addressee.origin.span(*path))

    def _in_letter(self, letter: Letter) -> Iterator[Diagnostic]:
        """Yield whom the letter's own words name and only some readers write to: a warning."""
        for_all = {each.id for each in self._sources.campaign.mailing.cc}
        if len(self._leaders) == 1:
            for_all |= self._of_one_letter
        for_some = _for_some(letter)
        for passage in letter_passages(letter):
            known = for_all | for_some.get(passage.at.line, frozenset())
            for named in (*self._in_letters.named_in(passage.text), *self._named_unspaced(passage.text)):
                if named.kind == "bcc" or named.addressee in known or named.role not in ("name", "organization"):
                    continue  # Of blind copies, ``blind_copies`` finds every word.
                message = f"the letter names {named.value}, who is the addressee `{named.addressee}`, to everybody"
                start = passage.text.casefold().find(named.value.casefold())
                place = passage.place(self._sources, start, start + len(named.value)) if start >= 0 else passage.at
                yield Diagnostic(CODE, "warning", message, place, f"write it for them alone: ::: for {named.addressee}")

    def _named_unspaced(self, text: str) -> Iterator[Named]:
        """Yield the names in ``text`` that are written as one word among words without spaces, each of one addressee alone."""
        for name, bearers in self._of_one_word.items():
            if name in text and len(bearers) == 1:
                yield bearers[0]


class _Circles:
    """Whom the packets of addressees may name: themselves, whom the letter is to, and its copies.

    Asked in the order of ``Sources.everybody``, where an addressee's own copies come behind it.
    """

    def __init__(self, sources: Sources) -> None:
        self._joint = sources.campaign.mailing.joint
        mailing = sources.campaign.mailing
        self._shared = frozenset(each.id for each in mailing.cc)
        self._copied: dict[str, frozenset[str]] = {each.copy_of: _NOBODY for each in (*mailing.cc, *mailing.bcc) if each.copy_of}
        """The named copies of the letters that copies of the whole mailing are of."""
        self._copies: frozenset[str] = frozenset()
        self._circle: frozenset[str] = frozenset()

    def of(self, addressee: Addressee) -> frozenset[str]:
        """Return the ids of those whom ``addressee`` may read of."""
        members = self._joint.get(addressee.copy_of or addressee.id, ())
        known = self._shared | {addressee.id, addressee.copy_of} | {member.id for member in members}
        if addressee.kind == "to":
            self._copies = frozenset(copy.id for copy in (*addressee.cc, *addressee.bcc))
            self._circle = self._copies | {addressee.id}
            if addressee.id in self._copied:
                self._copied[addressee.id] = frozenset(copy.id for copy in addressee.cc)
            return known | {copy.id for copy in addressee.cc}
        return known | (self._circle if addressee.id in self._copies else self._copied.get(addressee.copy_of, _NOBODY))


def _own_texts(addressee: Addressee) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the texts that the sources give one addressee alone: what each is, its words, its place."""
    yield "salutation", addressee.salutation, ("salutation",)
    for key, value in addressee.fields.items():
        yield f"field `{key}`", value, ("fields", key)


def stretches(_sources: Sources, packet: Packet) -> Iterator[NamedWords]:
    """Yield the words of the PDF that are not in its sources and may be somebody else's."""
    if packet.pdf is None:
        return
    expected = packet.expected
    found = dict.fromkeys(
        [(words, passage.page_index) for passage in packet.strange for words in packet.named.stretches(passage.text)]
    )
    for index, texts in packet.strange_beside.items():
        for text in sorted(texts):
            found.update([((words, index), None) for words in packet.named.stretches(text)])
    if not found:
        return
    said = _sayings((expected.reader, *expected.members, *expected.copies))
    others = {words for words in {words for words, _ in found} if _spaced(words) not in said}
    for words, index in found if others else ():
        if words in others:
            yield NamedWords(expected.id, packet.span, index + 1, words)


class Asked:
    """Asks, for stretches of all packets, whose they are. The first of them are told one by one, and the others counted."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._first: list[NamedWords] = []
        self._more: Counter[tuple[str, ...]] = Counter()

    def add(self, stretch: NamedWords) -> None:
        """Take note of ``stretch``."""
        if len(self._first) < _MOST_STRETCHES:
            self._first.append(stretch)
        elif stretch.words in self._more or len(self._more) < _MOST_STRETCHES:
            self._more[stretch.words] += 1

    def findings(self) -> Iterator[Diagnostic]:
        """Yield the stretches that are an addressee's."""
        asked = {each.words for each in self._first} | self._more.keys()
        whose = OthersFinder(map(" ".join, asked))
        for addressee in self._sources.everybody() if asked else ():
            whose.add(addressee)
        for packet, span, page, words in self._first:
            if (named := whose.named_by(words)) is not None:
                message = f"the packet for `{packet}` says `{named.value}` of `{named.addressee}`"
                yield Diagnostic(CODE, "error", message, span, _BUILD, packet=packet, page=page)
        more = sum([count for words, count in self._more.items() if whose.named_by(words) is not None])
        if more:
            message = f"{more:,} more passages in packets are what another addressee is called"
            yield Diagnostic(CODE, "error", message, Span(self._sources.campaign.inputs[0].path), _BUILD)


def _sayings(people: Iterable[Addressee]) -> str:
    """Return the words of all values of ``people``: what stands in one names nobody else, as `Ministry of Justice of Norway`
    does not name who is at a `Ministry of Justice`.
    """
    each_once = {id(each): each for each in people}.values()
    return _BETWEEN.join([_spaced(words_of(value)) for each in each_once for _, value in values_of(each)])


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _for_some(letter: Letter) -> dict[int, frozenset[str]]:
    """Map the lines on which blocks for some stand to the ids they are for."""
    lines: dict[int, frozenset[str]] = {}
    for block in walk(letter.body):
        if isinstance(block, Conditional):
            lines.update({inner.span.line: named_ids(block.condition) for inner in walk(block.blocks)})
    return lines
