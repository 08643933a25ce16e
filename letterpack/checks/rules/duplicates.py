"""LP307: somebody is on a list twice
severity: error

## What

Two rows of `signatories.csv` are the same signatory, or two entries the same addressee, once case, accents, spaces,
punctuation, links and legal forms (`e.V.`, `Inc.`) are ignored. Colleagues from one organization who sign by name are not
duplicates.

What tells two apart is looked at: organizations in two countries are two; so are persons of one name with different
organizations, countries or titles. It is a warning where the rows may be two people's: a name of one word, a name whose parts
many on the list have, one name with different titles or e-mail addresses, or two of one family behind one address. A row that
is printed is compared with those who refuse or have withdrawn, too. An organization of several people is written in one way.

## Why

If a list counts an organization twice, its critics will say that you could not find enough signatories. An office that
gets the same letter twice will think you careless.

## Example

```
signatories.csv:31:1: error[LP307]: `EXAMPLE PRESS UNION, Inc.` is `Example Press Union` again
  31 | "EXAMPLE PRESS UNION, Inc.",US,yes
     | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
  = hint: delete one of the two rows
```

## Remedy

Delete one of the two rows, the one with the older consent. If two signatories really have the same name, add something
that tells them apart: a town, an organization. A finding about more than two rows names the others beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from msgspec import Struct

from letterpack.checks.evidence.same_name import key_of, key_once
from letterpack.checks.evidence.who_signs import (
    Likeness,
    NameCounts,
    Signer,
    called,
    likeness,
    likeness_behind_mail,
    part_called,
    signer_of,
)
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Related, Severity
from letterpack.model.campaign import Addressee, Signatory
from letterpack.spans import Span
from letterpack.wording.answers import answer_of, fold_answer

CODE: Final = "LP307"
_MOST_RELATED: Final = 10
_PEOPLE: Final = "if they are two people, add what tells them apart; if not, delete one of the rows"


class _Again(Struct, frozen=True):
    """A row that repeats an earlier one, by their indexes; whether that is certain."""

    row: int
    first: int
    is_certain: bool


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every signatory that stands more than once, and one for all whose names are a single word."""
    signatories = sources.campaign.signatories
    signers = sources.signers
    groups: dict[tuple[int, bool], list[int]] = {}
    for again in repeated(signatories, signers):
        groups.setdefault((again.first, again.is_certain), []).append(again.row)
    short: list[tuple[int, list[int]]] = []
    for (first, is_certain), rows in groups.items():
        if not is_certain and len(signers[first].words) == 1 and not signers[first].organization:
            short.append((first, rows))
        else:
            yield _finding(signatories, first, rows, "error" if is_certain else "warning")
    if short:
        yield _short_names(signatories, short)
    yield from _refusers(sources)
    yield from _spellings(signatories, {row for (_, is_certain), rows in groups.items() if is_certain for row in rows})


def _spellings(signatories: Sequence[Signatory], twice: AbstractSet[int]) -> Iterator[Diagnostic]:
    """Yield the organizations of people that stand in the list in two ways, which differ in case or spaces alone: not those who
    stand there ``twice``, for which there is a finding.
    """
    first: dict[str, Signatory] = {}
    told: set[str] = set()
    for row, each in enumerate(signatories):
        organization = each.organization
        earlier = first.setdefault(fold_answer(organization), each) if organization else each
        is_told = row in twice or organization in told or not (each.name or earlier.name)
        if earlier.organization != organization and not is_told:
            told.add(organization)
            message = f"`{organization}` is `{earlier.organization}`, written in another way"
            related = (Related("first given here", earlier.origin.span("organization")),)
            span = each.origin.span("organization")
            yield Diagnostic(CODE, "error", message, span, "write it in one way, so that it counts once", related=related)


def _refusers(sources: Sources) -> Iterator[Diagnostic]:
    """Yield the printed rows that may be those of somebody who refuses or has withdrawn, written otherwise."""
    campaign = sources.campaign
    refusing = [each for each in campaign.held_back if answer_of(each.consent) == "no" or answer_of(each.withdrawn) == "yes"]
    signers = (*map(signer_of, refusing), *sources.signers)
    for again in repeated((*refusing, *campaign.signatories), signers) if refusing else ():
        if again.first < len(refusing) <= again.row:
            one, other = campaign.signatories[again.row - len(refusing)], refusing[again.first]
            message = f"`{called(one)}` is printed, and may be `{called(other)}`, who refuses or has withdrawn"
            related = (Related("refuses here", other.origin.span(part_called(other))),)
            severity: Severity = "error" if again.is_certain else "warning"
            hint = "if so, delete the row, or write no under `consent`; if not, add what tells them apart"
            yield Diagnostic(CODE, severity, message, one.origin.span(part_called(one)), hint, related=related)


def repeated(signatories: Sequence[Signatory], signers: Sequence[Signer]) -> Iterator[_Again]:
    """Yield the rows that repeat an earlier one, in order."""
    counts = NameCounts(signers)
    seen: dict[tuple[str, ...], list[int]] = {}
    for row, signer in enumerate(signers):
        known = seen.setdefault(signer.who, [])
        judged = [(likeness(signers[first], signer, counts), first) for first in known[:_MOST_RELATED]]
        judged += _by_mail(seen, signatories, signer, row)
        alike = next((first for how, first in judged if how == "one"), None)
        perhaps = next((first for how, first in judged if how == "perhaps"), None)
        if alike is not None:
            yield _Again(row, alike, is_certain=True)
        elif perhaps is not None:
            yield _Again(row, perhaps, is_certain=False)
        if alike is None:
            known.append(row)


def identities(signatory: Signatory) -> tuple[tuple[str, ...], ...]:
    """Return the keys of which no two signatories may share one: who signs, and an e-mail address with either part of the
    name.
    """
    name, organization = key_of(signatory.name), key_of(signatory.organization)
    keys: list[tuple[str, ...]] = [(name, organization)]
    if signatory.email:
        mail = signatory.email.casefold()
        keys += [("mail", mail, part, text) for part, text in (("name", name), ("organization", organization)) if text]
    return tuple(keys)


def _by_mail(
    seen: dict[tuple[str, ...], list[int]], signatories: Sequence[Signatory], signer: Signer, row: int
) -> list[tuple[Likeness, int]]:
    """Return the earlier rows with the e-mail address and the organisation or name of ``signer``, and how alike they are."""
    found: list[tuple[Likeness, int]] = []
    for part, text in zip(("name", "organization"), signer.who if signer.mail else (), strict=False):
        if text:
            known = seen.setdefault(("mail", signer.mail, part, text), [])
            found += [(likeness_behind_mail(signatories[at].name, signatories[row].name), at) for at in known[:_MOST_RELATED]]
            known.append(row)
    return found


def _finding(signatories: Sequence[Signatory], first: int, rows: list[int], severity: Severity) -> Diagnostic:
    one, again = signatories[first], signatories[rows[0]]
    more = f", in {len(rows)} rows" if len(rows) > 1 else ""
    message = f"`{called(again)}` is `{called(one)}` again{more}"
    if severity == "warning":
        message = f"`{called(again)}` may be `{called(one)}` again{more}"
    related = [Related("first given here", one.origin.span(part_called(one)))]
    related += [Related("again here", each.origin.span(part_called(each))) for each in _of(signatories, rows[1:_MOST_RELATED])]
    hint = _PEOPLE if severity == "warning" else "delete one of the two rows" if len(rows) == 1 else "keep one of the rows"
    return Diagnostic(CODE, severity, message, again.origin.span(part_called(again)), hint, related=tuple(related))


def _short_names(signatories: Sequence[Signatory], groups: list[tuple[int, list[int]]]) -> Diagnostic:
    """Return one warning for all names of a single word: such lists hold many of them."""
    again = signatories[groups[0][1][0]]
    named = ", ".join([f"`{signatories[first].name}`" for first, _ in groups[:3]])
    rows = sum([len(rows) for _, rows in groups])
    others = f" and {len(groups) - 3:,} more" if len(groups) > len(groups[:3]) else ""
    message = f"{named}{others}: names of one word appear again, in {rows:,} row{'s' if rows > 1 else ''}"
    return Diagnostic(CODE, "warning", message, again.origin.span("name"), _PEOPLE)


def _of(signatories: Sequence[Signatory], rows: list[int]) -> list[Signatory]:
    return [signatories[row] for row in rows]


class RepeatedAddressees:
    """Addressees that stand a second time; compared as a whole only where two have one name and one street, as few have."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._hashes = set[int]()
        """Of a million names and streets, these take a tenth of the memory of the texts."""
        self._repeated = set[int]()

    def see(self, addressee: Addressee) -> None:
        """Take note of the name and the first line of the address, and whether they were there before."""
        named = hash(_once_key(addressee))
        if named in self._hashes:
            self._repeated.add(named)
        self._hashes.add(named)

    def findings(self) -> Iterator[Diagnostic]:
        """Yield a finding for every addressee that has come before."""
        once, again = set[tuple[str, ...]](), set[tuple[str, ...]]()
        for _, whole in self._doubted() if self._repeated else ():
            if whole in once:
                again.add(whole)
            once.add(whole)
        first: dict[tuple[str, ...], tuple[str, Span]] = {}
        for addressee, whole in self._doubted() if again else ():
            here = addressee.id, addressee.origin.span()
            if whole in again and (earlier := first.setdefault(whole, here)) is not here:
                related = (Related("first given here", earlier[1]),)
                message = f"`{addressee.id}` repeats `{earlier[0]}`: the same person or office at the same address"
                yield Diagnostic(CODE, "error", message, addressee.origin.span(), "delete one of the two", related=related)

    def _doubted(self) -> Iterator[tuple[Addressee, tuple[str, ...]]]:
        """Yield those whose name and street came more than once, with all by which they are compared."""
        for addressee in self._sources.everybody():
            if not addressee.copy_of and hash(_once_key(addressee)) in self._repeated:
                yield addressee, _whole(addressee)


def _once_key(addressee: Addressee) -> tuple[str, str]:
    """Return what two that are one have in common, and few others: people share a name, and seldom a street too."""
    street = addressee.addresses[0][0] if addressee.addresses and addressee.addresses[0] else ""
    return key_once(addressee.name or addressee.title or addressee.organization), key_once(street)


def _whole(addressee: Addressee) -> tuple[str, ...]:
    address = addressee.addresses[0] if addressee.addresses else ()
    return tuple(map(key_once, (addressee.name, addressee.title, addressee.organization, *address)))
