"""The list of signatories: what its rows are, in which order, what their countries are called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from letterpack.languages import Language, SignatoryKind
from letterpack.languages.collation import ranks
from letterpack.model.campaign import Signatory, SignatoryList
from letterpack.model.spoken import Spoken
from letterpack.values import replace
from letterpack.wording.family_names import sort_name


def kind_of(signatories: Sequence[Signatory], layout: SignatoryList) -> SignatoryKind:
    """Return what the rows are, as ``layout`` shows them: all with an organization, none, or some."""
    organizations = sum(1 for one in signatories if shown(one, layout).organization)
    return "organizations" if organizations == len(signatories) else "people" if organizations == 0 else "signatories"


def shown(one: Signatory, layout: SignatoryList) -> Signatory:
    """Return ``one`` with what ``layout`` shows: an organization without who speaks for it, or a person without organization."""
    if layout.show == "organizations" and one.organization:
        return replace(one, name="", title="") if one.name or one.title else one
    return replace(one, organization="") if layout.show == "people" and one.name and one.organization else one


def country_names(signatories: Iterable[Signatory], words: Language) -> dict[str, Spoken]:
    """Map the signatories' countries to their names in the letter's language, or in English; what is no code is a name."""
    return {code: Spoken(words.country(code), words.country_spoken(code)) for code in {one.country for one in signatories}}


def group_of(one: Signatory, layout: SignatoryList) -> str:
    """Return the heading that ``one`` stands under: as the settings spell it, else as the list does; empty for none."""
    if not layout.groups or not one.group:
        return ""
    return next((name for name in layout.groups if _same(name, one.group)), one.group)


def _same(name: str, other: str) -> bool:
    return " ".join(name.split()).casefold() == " ".join(other.split()).casefold()


def in_order(signatories: tuple[Signatory, ...], layout: SignatoryList, language: str) -> list[Signatory]:
    """Return ``signatories`` in the order in which ``layout`` has them printed: as they stand in the file, or as a reader of
    ``language`` looks for them; and those without a group first, where there are groups. Each has what is shown of it.
    """
    ordered = [shown(one, layout) for one in _sorted(signatories, layout, language)]
    if not layout.groups:
        return ordered
    headings = ["", *layout.groups, *[group_of(one, layout) for one in signatories]]
    place = {name: headings.index(name) for name in set(headings)}
    return sorted(ordered, key=lambda one: place[group_of(one, layout)])


def _sorted(signatories: tuple[Signatory, ...], layout: SignatoryList, language: str) -> list[Signatory]:
    if layout.order == "file":
        return list(signatories)

    def keys(one: Signatory) -> tuple[str, str, str]:
        name = sort_name(one.name, one.language or language) if layout.order == "family-name" else one.name
        first = name or one.organization if layout.order == "family-name" else getattr(one, layout.order)
        return first, one.organization or name, name

    rank = ranks([value for one in signatories for value in keys(one)], language)
    return sorted(signatories, key=lambda one: [rank[value] for value in keys(one)])
