"""What the sources say otherwise, in their own words: by id and key, by signatory, by paragraph."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there
from letterpack.formats.yaml.nodes import read_yaml
from letterpack.limits import MOST_DATA_BYTES
from letterpack.model.campaign import CampaignRead, Signatory
from letterpack.model.change import Change
from letterpack.model.sources import SourceValue, plain
from letterpack.review.source_letters import compare_letters
from letterpack.review.source_lists import compare_addressees, compare_signatory_lists
from letterpack.review.words import loosened, unseen
from letterpack.world import World, digest_of

_SETTINGS: Final = "letterpack.yaml"
_ENCLOSURES: Final = "enclosures"


class SideSources(Struct, frozen=True):
    """One side's sources: the campaign as read, and where it was read from."""

    campaign: CampaignRead
    world: World


def compare_sources(old: SideSources, new: SideSources) -> tuple[Change, ...]:
    """Return what differs between two campaigns: addressees, letters, signatories, settings, enclosures, in this order."""
    found = (
        *compare_addressees(old.campaign.mailing, new.campaign.mailing),
        *compare_letters(old.campaign, old.world, new.campaign, new.world),
        *compare_signatory_lists(_rows(old.campaign), _rows(new.campaign)),
        *_compare_settings(old.world, new.world),
        *_compare_enclosures(old.world, new.world),
    )
    return tuple(_with_unseen(found))


def _with_unseen(changes: Sequence[Change]) -> Iterator[Change]:
    """Yield ``changes`` with those that nobody can see told apart by code points: a letter from another script, whether one
    value became another or a row is gone and one that looks the same is new.
    """
    gone = {(each.field, loosened(each.before)) for each in changes if each.before and not each.after}
    come = {(each.field, loosened(each.after)): each for each in changes if each.after and not each.before}
    for each in changes:
        old, new = (each.field, loosened(each.before)), (each.field, loosened(each.after))
        if not each.after and old in come:
            yield _unseen(each._replace(after=come[old].after, note=""))
        elif each.before or new not in gone:
            yield _unseen(each) if each.after and old == new else each


def _unseen(change: Change) -> Change:
    found = unseen(change.before, change.after)
    return change if found.harmless or change.kind == "invisible" else change._replace(kind="invisible", note=found.note)


def _rows(campaign: CampaignRead) -> tuple[Signatory, ...]:
    """Return all rows of ``signatories.csv``, those that are not printed last."""
    return (*campaign.signatories, *campaign.held_back)


def _compare_settings(old: World, new: World) -> Iterator[Change]:
    olds, news = _settings(old), _settings(new)
    for key in dict.fromkeys((*news, *olds)):
        before, after = olds.get(key, ""), news.get(key, "")
        if before != after:
            yield Change("text", f"{_SETTINGS}: {key}", before, after)


def _settings(world: World) -> dict[str, str]:
    """Return what ``letterpack.yaml`` says, a value a key, the keys of mappings and places in lists joined by dots."""
    if not is_there(world, _SETTINGS):
        return {}
    found = read_yaml(world, _SETTINGS, Report(), MOST_DATA_BYTES)
    return dict(_flat(plain(found[0]), "")) if found and found[0] else {}


def _flat(value: SourceValue, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, item in enumerate(value, 1):
            yield from _flat(item, f"{path}.{index}" if path else str(index))
    else:
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}" if path else key)


def _compare_enclosures(old: World, new: World) -> Iterator[Change]:
    olds, news = _digests(old), _digests(new)
    words = {(True, True): "changed", (False, True): "new", (True, False): "gone"}
    for path in sorted({*olds, *news}):
        if olds.get(path) != news.get(path):
            yield Change("enclosure", path, "", "", note=words[path in olds, path in news])


def _digests(world: World) -> dict[str, str]:
    paths = [f"{_ENCLOSURES}/{name}" for name in world.names(_ENCLOSURES) if not name.startswith(".")]
    return {path: digest_of(world, path) for path in paths}
