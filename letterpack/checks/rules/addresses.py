"""LP354: an address cannot be right, or a signatory is an addressee
severity: error

## What

A line appears twice on an envelope, or a title before a name (`Mr Mr Carter`); a postcode is not of its town (`80331 Berlin`);
a signatory's name or organization is the one that the letter is written to. Warnings are an address of a town alone,
without street or box; a signatory who gets a copy; and
a return address that has another number than the sender's own address, or a word of it misspelled.

The rule knows how the postcodes of some fifty great towns begin, in 21 countries. That a country's postcode is missing is LP319.

## Why

A letter with two towns goes to one of them. A minister who finds their own name below it has found your copying mistake.

## Example

```
addressees.yaml:4:33: error[LP354]: `80331` is not a postcode of Berlin
  4 |     address: [Beispielstraße 1, 80331 Berlin]
    |                                 ^^^^^^^^^^^^
  = hint: look up the street, the postcode and the town
```

## Remedy

Look the address up. Delete the line that appears twice: letterpack prints name, title and organization above the address itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from letterpack.checks.evidence.place_names import countries_named
from letterpack.checks.evidence.said_twice import may_say_twice, said_twice
from letterpack.checks.evidence.same_name import key_of, key_once, words_of
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import towns, words
from letterpack.diagnostics import Diagnostic, Related, Severity
from letterpack.model.campaign import Addressee
from letterpack.patterns import late

CODE: Final = "LP354"
_LOOK: Final = "look up the street, the postcode and the town"
_CODE: Final = late(r"(?<!\w)[A-Z]{0,2}-?\d[\d -]{2,8}\d(?!\w)|(?<!\w)[A-Z]\d{2}[A-Z]\d[A-Z]\d(?!\w)")
_PART: Final = late(r"\w+")
_LEAST_WORDS: Final = 2
_LEAST_KEY: Final = 4
_BEGINNING: Final = 3
_FEW_LINES: Final = 2
"""Of an address without a street: a town and a country."""


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield where the return address is nearly the sender's own. With another word, as of a box, it is another one."""
    settings = sources.campaign.settings
    sender, origin = settings.sender, settings.origin
    own = [part for line in (*sender.names, *sender.address, *sender.contact) for part in _PART.findall(line.casefold())]
    said = sender.return_address.casefold() if sender.address and origin else ""
    returned = [part for part in _PART.findall(said) if not part.isalpha() or len(part) >= _LEAST_KEY]
    slips = [part for part in returned if part not in own and not part.isalpha()]
    for word in (part for part in returned if part.isalpha() and part not in own):
        if not _is_nearly_one(word, own):
            return
        slips.append(word)
    if slips and origin is not None:
        message = f"the return address says `{slips[0]}`, and the sender's address does not"
        span = origin.span("sender", "return_address")
        yield Diagnostic(CODE, "warning", message, span, "correct one of the two, or write another return address in full")


def _is_nearly_one(word: str, own: Sequence[str]) -> bool:
    from rapidfuzz.distance import OSA

    return any(len(word) > _LEAST_KEY and OSA.distance(word, each) == 1 for each in own)


def check_addressee(_: Sources, addressee: Addressee) -> Iterator[Diagnostic]:
    """Yield what is wrong with the addresses of ``addressee``, and with what stands above them."""
    for role in ("name", "title"):
        text = getattr(addressee, role)
        text = f"{addressee.honorific} {text}" if role == "name" and text and addressee.honorific else text
        if may_say_twice(text) and (twice := said_twice(text, addressee.language, is_name=role == "name")):
            message = f"`{text}` says `{twice[1]}` twice"
            yield Diagnostic(CODE, "error", message, addressee.origin.span(role), "delete one of the two")
    for index in range(len(addressee.addresses)):
        yield from _address(addressee, index)


class SignersWritten:
    """Signatories who get the letter that they sign."""

    def __init__(self, sources: Sources) -> None:
        self._signatories = sources.campaign.signatories
        self._signed = {key_of(text) for each in self._signatories for text in (each.name, each.organization) if text}
        self._begin = {key[:length] for key in self._signed for length in range(1, _BEGINNING + 1)}
        self._met: dict[str, Addressee] = {}
        self._unnamed: dict[str, Addressee] = {}

    def see(self, addressee: Addressee) -> None:
        """Take note of ``addressee`` where somebody of the name signs."""
        for text in (addressee.name, addressee.organization) if self._signed else ():
            if (
                " " in text
                and self._may_sign(text)
                and (key := key_once(text)) in self._signed
                and len(words_of(text)) >= _LEAST_WORDS
            ):
                self._met.setdefault(key, addressee)
                if not addressee.name:
                    self._unnamed.setdefault(key, addressee)

    def _may_sign(self, text: str) -> bool:
        """Whether somebody's name begins as ``text``, which is quick to see where its first word is a plain one."""
        first = text.partition(" ")[0].casefold()
        return not (first.isascii() and first.isalnum()) or first in words("legal_forms") or first[:_BEGINNING] in self._begin

    def findings(self) -> Iterator[Diagnostic]:
        """Yield who signs a letter to themselves."""
        for signatory in self._signatories if self._met else ():
            for role in ("name", "organization"):
                # Two people of one organization are not one, whoever of it comes first in the list.
                met = self._unnamed if role == "organization" and signatory.name else self._met
                reader = met.get(key_of(getattr(signatory, role)))
                if reader is not None:
                    severity: Severity = "error" if reader.kind == "to" else "warning"
                    message = f"`{getattr(signatory, role)}` signs the letter, and gets it as `{reader.id}`"
                    related = (Related("gets it here", reader.origin.span()),)
                    hint = "delete one of the two, if a row was copied into the wrong list"
                    yield Diagnostic(CODE, severity, message, signatory.origin.span(role), hint, related=related)
                    break


def _address(addressee: Addressee, index: int) -> Iterator[Diagnostic]:
    lines = addressee.addresses[index]
    path = ("addresses", index) if len(addressee.addresses) > 1 else ("address",)
    above: set[str] = set()
    for role in ("name", "title", "organization"):
        text = getattr(addressee, role)
        if (key := _line_key(text)) in above and not index:
            message = f"`{text}` appears twice in the address of `{addressee.id}`"
            yield Diagnostic(CODE, "error", message, addressee.origin.span(role), "delete one of the two")
        above |= {key} if key else set()
    seen = set(above)
    for number, line in enumerate(lines):
        key = _line_key(line)
        if key in seen and len(key) >= _LEAST_KEY:
            message = f"`{line}` appears twice in the address of `{addressee.id}`"
            yield Diagnostic(CODE, "error", message, addressee.origin.span(*path, number), "delete one of the two lines")
        seen.add(key)
        yield from _town(addressee, line, (*path, number))
    own = [line for line in lines if not countries_named(line, addressee.language)] if len(lines) <= _FEW_LINES else []
    if len(own) == 1 and not re.search(r"[,;،]|(?i:box|fach|а/я|bp|apdo|cp)", own[0]) and not _is_house(own[0]):
        message = f"the address of `{addressee.id}` has a town and neither street nor box"
        yield Diagnostic(CODE, "warning", message, addressee.origin.span(*path), _LOOK)


def _line_key(text: str) -> str:
    """Return a line of an address as it is compared with its neighbors."""
    return text.casefold().strip(" ,.;")


def _is_house(line: str) -> bool:
    """Whether a line alone is a street with a number, or a house that the post knows by its name."""
    return bool(re.search(r"\d{1,4}[a-zA-Z]?$|^\d{1,4}[a-zA-Z]?\s", line.strip())) or not re.search(r"\d", line)


def _town(addressee: Addressee, line: str, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
    """Yield a finding where ``line`` has a postcode and a great town that it does not belong to."""
    known = _towns(addressee.country)
    found = known[0].search(line.casefold()) if known is not None and any(map(str.isdigit, line)) else None
    if known is None or found is None:
        return
    codes = _CODE.findall(line.upper())
    bare = [code.split("-", 1)[-1] if code[:1].isalpha() else code for code in codes]
    if bare and not any(code.startswith(known[1][found[0]]) for code in bare):
        message = f"`{codes[0].strip()}` is not a postcode of {found[0].title()}"
        yield Diagnostic(CODE, "error", message, addressee.origin.span(*path), _LOOK)


@cache
def _towns(country: str) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]] | None:
    """Return what finds a great town of ``country``, and how its postcodes begin; None where none are known."""
    begins = {name: tuple(codes.split()) for names, codes in towns(country).items() for name in names.split("|")}
    names = "|".join(re.escape(name) for name in sorted(begins, key=len, reverse=True))
    return (re.compile(rf"(?<!\w)(?:{names})(?!\w)"), begins) if begins else None
