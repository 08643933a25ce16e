"""What findings say where they travel: in annotations, in code scanning, in the results of a CI system.

Whoever reads those need not have the sources. A finding there quotes of a list nothing but what everybody may read: keys and
files, ids and values of open addressees, what is printed of signatories. Addresses, notes and answers of signatories, those who
are held back, blind copies, and who said what in a review are not told; its place says the rest to whoever has the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Diagnostic, Related
from letterpack.model.campaign import Addressee, CampaignRead, Signatory, everybody
from letterpack.patterns import late
from letterpack.values import replace

HIDDEN: Final = "…"
_LISTS: Final = late(r"(?:addressees|signatories)\.[a-z]+|review\.yaml")
_QUOTED: Final = late(r"`([^`]*)`")
_BETWEEN: Final = late(r", | \(|\)$")
_FROM_FIRST_TO_LAST: Final = late("`.*`", re.DOTALL)
_EMAIL: Final = late(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*")
_PRINTED: Final = ("name", "title", "organization", "country", "group")
_WORDS: Final = frozenset(
    (*(each.name for each in fields(Addressee)), *(each.name for each in fields(Signatory)), "to", "address", "yes", "no")
)
_SHORTEST: Final = 4
"""Characters of a private text that is looked for within others: a shorter one stands in any word."""


class PrivateTexts(Struct, frozen=True):
    """What is private in a campaign: ``blind`` maps packets of blind copies to what they are called, ``private`` are texts that
    are not to be told, longest first, ``open_texts`` those among the quoted ones that everybody may read.
    """

    blind: dict[str, str]
    private: tuple[str, ...]
    open_texts: frozenset[str]

    def finding(self, found: Diagnostic) -> Diagnostic:
        """Return ``found`` as it may travel."""
        file = found.span.file
        return replace(
            found,
            message=self._said(found.openly or found.message, file),
            hint=self._said(found.hint, file),
            openly="",
            packet=self.packet(found.packet) if found.packet else found.packet,
            related=tuple([Related(self._said(each.message, file), each.span) for each in found.related]),
        )

    def packet(self, name: str) -> str:
        """Return what the packet ``name`` is called."""
        return self.blind.get(name, name)

    def _said(self, text: str, file: str) -> str:
        for name, called in self.blind.items():
            text = text.replace(f"`{name}`", f"`{called}`").replace(f"::: for {name}", f"::: for {called}")
        if _LISTS.fullmatch(file):
            # With an odd number of them a value holds one itself, and where it ends cannot be told.
            odd = text.count("`") % 2
            text = _FROM_FIRST_TO_LAST.sub(f"`{HIDDEN}`", text) if odd else _QUOTED.sub(self._quoted, text)
        for private in self.private:
            text = text.replace(private, HIDDEN)
        return _EMAIL.sub(HIDDEN, text) if _LISTS.fullmatch(file) else text

    def _quoted(self, match: re.Match[str]) -> str:
        said = match[1]
        told = said in _WORDS or _LISTS.fullmatch(said) or said.startswith("letterpack ") or said in self.blind.values()
        is_open = said in self.open_texts or self.open_texts.issuperset(_pieces(said))
        return match[0] if told or is_open else f"`{HIDDEN}`"


def _pieces(said: str) -> Sequence[str]:
    """Return the texts that a message has put together: name, title and organisation of one row."""
    return [piece for piece in _BETWEEN.split(said) if piece] or [said]


def discretion(campaign: CampaignRead | None, findings: Iterable[Diagnostic]) -> PrivateTexts:
    """Return what is private in ``campaign``, of which ``findings`` speak; without one, nothing of a list is known to be open."""
    if campaign is None:
        return PrivateTexts({}, (), frozenset())
    quoted = {
        piece
        for found in findings
        for text in (found.message, found.hint, *[each.message for each in found.related])
        for part in _QUOTED.findall(text)
        for piece in (part, *_pieces(part))
    }
    blind: dict[str, str] = {}
    private = set(_private(campaign))
    public = {text for each in campaign.signatories for text in _printed(each)}
    for addressee in everybody(campaign.mailing):
        if addressee.kind == "bcc":
            called = f"blind-copy-{len(blind) + 1}"
            blind |= dict.fromkeys((addressee.id, *_numbered(addressee)), called)
            private.update(_texts(addressee))
        else:
            public.update([text for text in (addressee.id, *_texts(addressee)) if text in quoted or text in private])
    hidden = [text for text in private - public if len(text) >= _SHORTEST]
    return PrivateTexts(blind, tuple(sorted(hidden, key=len, reverse=True)), frozenset(public & quoted))


def _private(campaign: CampaignRead) -> Iterator[str]:
    for signatory in (*campaign.signatories, *campaign.held_back, *campaign.unnamed):
        yield from (signatory.email, signatory.note)
    for signatory in campaign.held_back:
        yield from _printed(signatory)


def _printed(signatory: Signatory) -> Sequence[str]:
    return [getattr(signatory, key) for key in _PRINTED]


def _texts(addressee: Addressee) -> Sequence[str]:
    lines = [line for address in addressee.addresses for line in address if not line.isupper()]
    return [addressee.name, addressee.title, addressee.organization, addressee.salutation, *lines, *addressee.fields.values()]


def _numbered(addressee: Addressee) -> Iterator[str]:
    return (f"{addressee.id}.{number}" for number in range(2, len(addressee.addresses) + 1))
