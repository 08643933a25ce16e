"""How many signatories there are: by country, by group, by consent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from letterpack.campaign.settings import read_settings
from letterpack.campaign.signatories import read_signatories
from letterpack.diagnostics import Report
from letterpack.model.campaign import Signatory
from letterpack.wording.answers import answer_of, day_of
from letterpack.world import World


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are ``printed`` and ``held_back``, and the printed ones by what their rows say; empty text where they say
    nothing.
    """

    printed: int
    held_back: int
    countries: Mapping[str, int]
    groups: Mapping[str, int]
    consents: Mapping[str, int]


def count_signatories(world: World, report: Report) -> Counts:
    """Return the counts of the campaign in ``world``; what is wrong with its rows is in ``report``."""
    settings, _ = read_settings(world, report)
    read = read_signatories(world, settings, report)
    return Counts(
        printed=len(read.printed),
        held_back=len(read.held_back),
        countries=_by(each.country for each in read.printed),
        groups=_by(each.group for each in read.printed),
        consents=_by(_consent(each) for each in read.printed),
    )


def _consent(signatory: Signatory) -> str:
    return "dated" if day_of(signatory.consent) else answer_of(signatory.consent)


def _by(values: Iterable[str]) -> dict[str, int]:
    """Most first, then by name."""
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
