"""LP303: another addressee's data stands in this packet

## What

A packet names somebody it is not for: a salutation or merge field with another addressee's name in it, a page with
another's address, a blind copy that any other packet mentions. What the letter itself says of an addressee, in words of
its own, is a warning.

## Why

A letter to one ministry that greets the head of another is thrown away, and shown around. A blind copy that is named is
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

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from letterpack.check.compare import unexpected
from letterpack.check.given import Given, Packet
from letterpack.check.texts import letter_passages
from letterpack.check.whose import Named, Whose, whose_of, words_of
from letterpack.diagnostics import Diagnostic, Severity
from letterpack.model.campaign import Addressee
from letterpack.model.letter import Conditional, Letter, walk

CODE: Final = "LP303"
_OWN: Final = "write this addressee's own"
_BUILD: Final = "build again: letterpack build"


def check_sources(given: Given) -> Iterator[Diagnostic]:
    """Yield values of an addressee that name another, and what the letter itself says of somebody whom not all its
    readers may know.
    """
    own = [each for each in given.addressees if each.salutation or each.fields]
    said = [passage.text for letter in given.campaign.letters.values() for passage in letter_passages(letter)]
    said += [text for each in own for text in (each.salutation, *each.fields.values())]
    whose = Whose(given.addressees, frozenset(word for text in said for word in words_of(text)))
    for addressee in own:
        yield from _own_texts(given, addressee, whose)
    for letter in given.campaign.letters.values():
        yield from _letter(given, letter, whose)


def _own_texts(given: Given, addressee: Addressee, whose: Whose) -> Iterator[Diagnostic]:
    known = _known_to(given).get(addressee.id, frozenset((addressee.id,)))
    texts: list[tuple[str, str, tuple[str, ...]]] = [("salutation", addressee.salutation, ("salutation",))]
    texts += [(f"field `{key}`", value, ("fields", key)) for key, value in addressee.fields.items()]
    for what, text, path in texts:
        for named in whose.named_in(text):
            if named.role == "name" and named.addressee not in known:
                message = f"the {what} of `{addressee.id}` names {named.value}, who is `{named.addressee}`"
                yield Diagnostic(CODE, "error", message, addressee.origin.span(*path), _OWN)


def _letter(given: Given, letter: Letter, whose: Whose) -> Iterator[Diagnostic]:
    """Yield whom the letter's own words name: a blind copy is an error, somebody whom only some readers write to a warning."""
    blind = _blind(given)
    for_some = _for_some(letter)
    for passage in letter_passages(letter):
        known = _known_to_all(given) | for_some.get(passage.at.line, frozenset())
        for named in whose.named_in(passage.text):
            if named.addressee in blind and named.role == "name":
                severity: Severity = "error"
                message = f"the letter names {named.value}, who gets a blind copy"
            elif named.addressee not in known and named.role in ("name", "organization"):
                severity = "warning"
                message = f"the letter names {named.value}, who is the addressee `{named.addressee}`, to everybody"
            else:
                continue
            start = passage.text.casefold().find(named.value.casefold())
            place = passage.place(given, start, start + len(named.value)) if start >= 0 else passage.at
            yield Diagnostic(CODE, severity, message, place, f"write it for them alone: ::: for {named.addressee}")


def check_packet(given: Given, packet: Packet) -> Iterator[Diagnostic]:
    """Yield whom the PDF names that its sources do not."""
    if packet.pdf is None:
        return
    expected = packet.expected
    known = {each.id for each in (expected.reader, *expected.members, *expected.copies)}
    strange = unexpected((*expected.carrier, *expected.letter), packet.own_passages)
    texts = [(passage.text, passage.page_index) for passage in strange]
    texts += [
        (shown.text, index)
        for index, page in enumerate(packet.pdf.pages[: packet.own_pages])
        for shown in page.shown
        if shown.artifact
    ]
    found: dict[tuple[Named, int], None] = {}
    for text, page_index in texts:
        for named in whose_of(given).named_in(text):
            if named.addressee not in known:
                found[named, page_index] = None
    for named, page_index in found:
        message = f"the packet for `{expected.id}` says `{named.value}` of `{named.addressee}`"
        yield Diagnostic(CODE, "error", message, packet.span, _BUILD, packet=expected.id, page=page_index + 1)


@lru_cache(maxsize=1)
def _blind(given: Given) -> frozenset[str]:
    return frozenset(each.id for each in given.addressees if each.kind == "bcc")


@lru_cache(maxsize=1)
def _known_to_all(given: Given) -> frozenset[str]:
    """Return the addressees whom every reader of every letter knows of: the copies of all, and the only letter's own."""
    known = {each.id for each in given.campaign.mailing.cc}
    letters = [each for each in given.addressees if each.kind == "to"]
    groups = {given.campaign.mailing.joint.get(each.id, (each,))[0].id for each in letters}
    if len(groups) == 1:
        known |= {each.id for each in given.addressees if each.kind != "bcc"}
    return frozenset(known)


@lru_cache(maxsize=1)
def _known_to(given: Given) -> dict[str, frozenset[str]]:
    """Map each addressee to those whom their packet may name: themselves, whom the letter is to, and its copies."""
    mailing, known = given.campaign.mailing, {}
    shared = frozenset(each.id for each in mailing.cc)
    for each in given.addressees:
        members = mailing.joint.get(each.copy_of or each.id, (each,))
        known[each.id] = shared | {each.id, each.copy_of} | {member.id for member in members}
    for each in given.addressees:
        circle = {each.id, *[copy.id for copy in (*each.cc, *each.bcc)]}
        for copy in (*each.cc, *each.bcc):
            known[copy.id] |= circle
        known[each.id] |= {copy.id for copy in each.cc}
    return known


def _for_some(letter: Letter) -> dict[int, frozenset[str]]:
    """Map the lines on which blocks for some stand to the ids they are for."""
    lines: dict[int, frozenset[str]] = {}
    for block in walk(letter.body):
        if isinstance(block, Conditional):
            lines.update({inner.span.line: frozenset(block.ids) for inner in walk(block.blocks)})
    return lines
