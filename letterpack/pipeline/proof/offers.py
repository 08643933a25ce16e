"""What a letter can say for its addressees: the campaign's own merge fields, and blocks for some of them, to be offered while it
is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from letterpack.model.addressee import MERGE_FIELDS, NAMED_BY
from letterpack.model.campaign import Addressee, CampaignRead, everybody
from letterpack.model.fields import NAMES, addressee_value, shared_values

_SELDOM: Final = (*[name for name in MERGE_FIELDS if name not in (*NAMED_BY, "id")], "id")
"""What a letter's text seldom says of an addressee, an id last: it is ours and not the reader's."""
_MOST_READ: Final = 2_000
"""Addressees: what a longer list has in its first rows, it has in all."""
_MOST_VALUES: Final = 8
"""Of one field: more of them are no groups, but names."""
_MOST_IDS: Final = 200


class Offer(NamedTuple):
    """A text to put into the letter, and an ``example`` of what it prints or for whom it is; empty where there is none.

    ``kind`` is ``field`` or ``block``.
    """

    kind: str
    text: str
    example: str


def offers(campaign: CampaignRead) -> tuple[Offer, ...]:
    """Return what can be put into the letter of ``campaign``: what letters say most first, and what is empty last."""
    people = [each for _, each in zip(range(_MOST_READ), everybody(campaign.mailing), strict=False)]
    own = list(dict.fromkeys([name for each in people for name in each.fields]))
    names = (*NAMED_BY, *[f"fields.{name}" for name in own], *_SELDOM)
    filled = [(name, _example(people, name)) for name in names]
    fields = sorted([(f"addressee.{name}", example) for name, example in filled], key=lambda one: not one[1])
    told = _shared_examples(campaign)
    shared = [(f"{at}.{name}", told.get((at, name), "")) for at, names in NAMES.items() if at != "addressee" for name in names]
    each = sorted([*fields, *shared], key=lambda one: one[0] == "addressee.id")
    return (*[Offer("field", f"{{{{ {name} }}}}", example) for name, example in each], *_blocks(people, own))


def _example(people: list[Addressee], name: str) -> str:
    return next((value for each in people if (value := addressee_value(each, name))), "")[:60]


def _shared_examples(campaign: CampaignRead) -> dict[tuple[str, str], str]:
    """Return what the fields print that are the same for all, as far as no addressee's field is in them."""
    letter = campaign.letter
    values = dict(shared_values(campaign.settings.name, letter, len(campaign.signatories)))
    for name, runs in (("subject", letter.subject), ("reference", letter.reference)):
        values["letter", name] = "".join([run.text for run in runs])
    return {key: value[:60] for key, value in values.items()}


def _blocks(people: list[Addressee], own: list[str]) -> Iterator[Offer]:
    """Yield blocks for each of the first addressees, and for those who share a value that several of them have."""
    for name in ("country", "language", *[f"fields.{each}" for each in own]):
        values = (
            Counter([value for each in people if (value := addressee_value(each, name))])
            if name in MERGE_FIELDS or "." in name
            else {}
        )
        if 1 <= len(values) <= _MOST_VALUES:
            for value in values:
                yield Offer("block", _block(f"if addressee.{name} = {value}"), value)
    for each in people[:_MOST_IDS]:
        yield Offer("block", _block(f"for {each.id}"), each.name or each.organization or each.title)


def _block(condition: str) -> str:
    return f"::: {condition}\n\n:::"
