"""LP307: somebody is on a list twice
severity: error

## What

Two rows of `signatories.csv` are the same signatory, or two entries the same addressee, once case, accents, spaces,
punctuation, links and legal forms (`e.V.`, `Inc.`) are ignored. Colleagues from one organization who sign by name are not
duplicates.

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
that tells them apart: a town, an organization.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.evidence.same_name import key_of
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Related
from letterpack.model.campaign import Addressee, Signatory
from letterpack.seen import Seen

CODE: Final = "LP307"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every signatory that stands a second time."""
    seen: dict[tuple[str, ...], Signatory] = {}
    for signatory in sources.campaign.signatories:
        keys = identities(signatory)
        first = next((seen[key] for key in keys if key in seen), None)
        for key in keys:
            seen.setdefault(key, signatory)
        if first is not None:
            role = "organization" if signatory.organization else "name"
            related = (Related("first given here", first.origin.span("organization" if first.organization else "name")),)
            message = f"`{_called(signatory)}` is `{_called(first)}` again"
            yield Diagnostic(CODE, "error", message, signatory.origin.span(role), "delete one of the two rows", related=related)


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


def _called(signatory: Signatory) -> str:
    return ", ".join(filter(None, (signatory.name, signatory.organization)))


class RepeatedAddressees:
    """Addressees that stand a second time; compared as a whole only where two have one name: a register of ten thousand has few
    of them.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._seen = Seen(sources.campaign.mailing.count)
        self._again: set[str] = set()

    def see(self, addressee: Addressee) -> None:
        """Take note of the name, and whether it was there before."""
        name = _name_of(addressee)
        if name in self._seen:
            self._again.add(name)
        self._seen.add(name)

    def findings(self) -> Iterator[Diagnostic]:
        """Yield a finding for every addressee that has come before."""
        once, again = Seen(), set()
        for _, whole in self._doubted() if self._again else ():
            if whole in once:
                again.add(whole)
            once.add(whole)
        first: dict[tuple[str, ...], Addressee] = {}
        for addressee, whole in self._doubted() if again else ():
            if whole in again and (earlier := first.setdefault(whole, addressee)) is not addressee:
                related = (Related("first given here", earlier.origin.span()),)
                message = f"`{addressee.id}` repeats `{earlier.id}`: the same person or office at the same address"
                yield Diagnostic(CODE, "error", message, addressee.origin.span(), "delete one of the two", related=related)

    def _doubted(self) -> Iterator[tuple[Addressee, tuple[str, ...]]]:
        """Yield those whose name came more than once, with all by which they are compared."""
        for addressee in self._sources.everybody():
            if not addressee.copy_of and _name_of(addressee) in self._again:
                yield addressee, _whole(addressee)


def _name_of(addressee: Addressee) -> str:
    return key_of(addressee.name or addressee.title or addressee.organization)


def _whole(addressee: Addressee) -> tuple[str, ...]:
    address = addressee.addresses[0] if addressee.addresses else ()
    return tuple(map(key_of, (addressee.name, addressee.title, addressee.organization, *address)))
