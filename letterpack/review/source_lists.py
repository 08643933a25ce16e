"""Lists of the sources: addressees by their ids, signatories by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from letterpack.model.campaign import Addressee, Mailing, Signatory, everybody
from letterpack.model.change import Change, ChangeKind

_ADDRESS: Final = ("honorific", "name", "title", "organization", "address", "country")
_SIGNATORY: Final = ("name", "title", "organization", "country", "group", "consent", "withdrawn")
_SIGNATORIES: Final = "signatories.csv"


def compare_addressees(old: Mailing, new: Mailing) -> Iterator[Change]:
    """Yield who is new, who is gone, and what is said otherwise of whom."""
    olds = {each.id: each for each in everybody(old)}
    for each in everybody(new):
        before = olds.pop(each.id, None)
        file = each.origin.span().file
        if before is None:
            yield Change("address", f"{file}: {each.id}", "", _name(each), note=f"new: {each.kind}")
        elif before.canonical != each.canonical or before.kind != each.kind:
            yield from _changed(before, each, file)
    for gone in olds.values():
        yield Change("address", f"{gone.origin.span().file}: {gone.id}", _name(gone), "", note=f"gone: {gone.kind}")


def _name(addressee: Addressee) -> str:
    return ", ".join(filter(None, (addressee.name, addressee.title or addressee.organization)))


def _changed(old: Addressee, new: Addressee, file: str) -> Iterator[Change]:
    olds, news = _values(old), _values(new)
    for key in dict.fromkeys((*news, *olds)):
        before, after = olds.get(key, ""), news.get(key, "")
        if before != after:
            before, after = _differing_lines(before, after)
            kind: ChangeKind = "address" if key.partition(" ")[0] in _ADDRESS else "text"
            yield Change(kind, f"{file}: {new.id}: {key}", before, after)


def _differing_lines(before: str, after: str) -> tuple[str, str]:
    """Return two texts without the lines that both begin and end with."""
    old, new = before.split("\n"), after.split("\n")
    while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return "\n".join(old), "\n".join(new)


def _values(each: Addressee) -> dict[str, str]:
    """Return what is said of an addressee, by the keys of its file."""
    numbered = len(each.addresses) > 1
    addresses = {f"address {index}" if numbered else "address": "\n".join(lines) for index, lines in enumerate(each.addresses, 1)}
    return {
        "list": each.kind,
        "honorific": each.honorific,
        "name": each.name,
        "title": each.title,
        "organization": each.organization,
        **addresses,
        "country": each.country,
        "language": each.language,
        "salutation": each.salutation,
        "delivery": each.delivery,
        "copy_of": each.copy_of,
        "jointly": ", ".join(each.jointly),
        "enclosures": ", ".join(each.enclosures),
        **{f"fields.{key}": value for key, value in each.fields.items()},
        "verified": each.verified.isoformat() if each.verified else "",
    }


def compare_signatory_lists(old: Sequence[Signatory], new: Sequence[Signatory]) -> Iterator[Change]:
    """Yield who signs now and did not, who does no more, what is said otherwise of whom, and whether the order is another."""
    gone, come = _left(old, new), _left(new, old)
    by_name = {_key(each): each for each in reversed(come)}
    for each in gone:
        after = by_name.pop(_key(each), None)
        if after is None:
            yield Change("signatory", _SIGNATORIES, told(each), "")
        else:
            come.remove(after)
            yield from _row(each, after)
    for each in come:
        yield Change("signatory", _SIGNATORIES, "", told(each))
    if not gone and not come and [_printed(each) for each in old] != [_printed(each) for each in new]:
        first = next(pair for pair in zip(old, new, strict=True) if _printed(pair[0]) != _printed(pair[1]))
        yield Change(
            "signatory", f"{_SIGNATORIES}: order", told(first[0]), told(first[1]), note="the rows stand in another order"
        )


def _left(rows: Sequence[Signatory], others: Sequence[Signatory]) -> list[Signatory]:
    available = Counter(_printed(each) for each in others)
    found = []
    for each in rows:
        if available[_printed(each)]:
            available[_printed(each)] -= 1
        else:
            found.append(each)
    return found


def _printed(each: Signatory) -> tuple[str, ...]:
    return tuple([getattr(each, key) for key in _SIGNATORY])


def _key(each: Signatory) -> str:
    return each.organization or each.name


def told(each: Signatory) -> str:
    """Return what a change says of a row."""
    country = f" ({each.country})" if each.country else ""
    who = ", ".join(filter(None, (each.name if each.organization else "", each.title)))
    return f"{_key(each)}{country}" + (f"\n{who}" if who else "")


def _row(old: Signatory, new: Signatory) -> Iterator[Change]:
    for key in _SIGNATORY:
        before, after = getattr(old, key), getattr(new, key)
        if before != after:
            yield Change("signatory", f"{_SIGNATORIES}: {_key(new)}: {key}", before, after)
