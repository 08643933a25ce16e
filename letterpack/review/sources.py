"""What the sources say otherwise, in their own words: by id and key, by signatory, by paragraph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.decode import is_there, read_source
from letterpack.formats.markdown.comments import blanked
from letterpack.formats.markdown.letter import SplitLetter, part
from letterpack.formats.yaml.nodes import read_yaml
from letterpack.limits import MOST_DATA_BYTES, MOST_LETTER_BYTES
from letterpack.model.campaign import Addressee, CampaignRead, Mailing, Signatory, everybody
from letterpack.model.change import Change, ChangeKind
from letterpack.model.sources import SourceValue, plain
from letterpack.review.align import pair_rows
from letterpack.review.document import ShownBlock, loosened, unseen
from letterpack.review.edits import compare_texts
from letterpack.world import World, digest_of

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
    pairs = pair_rows([_key(each) for each in gone], [_key(each) for each in come], by_likeness=False)
    for index, each in enumerate(gone):
        if index in pairs:
            yield from _row(each, come[pairs[index]])
        else:
            yield Change("signatory", _SIGNATORIES, told(each), "")
    paired = set(pairs.values())
    for index, each in enumerate(come):
        if index not in paired:
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


def compare_letters(old: CampaignRead, old_world: World, new: CampaignRead, new_world: World) -> Iterator[Change]:
    """Yield what each letter's file says otherwise, and the letters that are new or gone."""
    olds, news = _files(old), _files(new)
    for file in dict.fromkeys((*news, *olds)):
        if file not in olds or file not in news:
            language = (news.get(file) or olds.get(file)) or ""
            before, after = ("", f"a letter in {language}") if file in news else (f"a letter in {language}", "")
            yield Change("text", file, before, after)
            continue
        before_parts, after_parts = _parted(old_world, file), _parted(new_world, file)
        if before_parts and after_parts:
            yield from _heads(file, _head(before_parts), _head(after_parts))
            yield from _bodies(file, before_parts, after_parts)


def _files(campaign: CampaignRead) -> dict[str, str]:
    return {letter.file: language for language, letter in campaign.letters.items()}


def _parted(world: World, file: str) -> SplitLetter | None:
    found = read_source(world, file, Report(), MOST_LETTER_BYTES)
    return part(found[0], file, Report()) if found else None


def _head(parted: SplitLetter) -> dict[str, str]:
    value = plain(parted.head) if parted.head else {}
    if not isinstance(value, dict):
        return {}
    return {key: item if isinstance(item, str) else ", ".join(map(str, item)) for key, item in value.items()}


def _heads(file: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for key in dict.fromkeys((*new, *old)):
        if old.get(key, "") != new.get(key, ""):
            yield Change("text", f"{file}: {key}", old.get(key, ""), new.get(key, ""))


def _bodies(file: str, old: SplitLetter, new: SplitLetter) -> Iterator[Change]:
    for located in compare_texts(_paragraphs(file, old), _paragraphs(file, new)).changes:
        yield located.change


def _paragraphs(file: str, parted: SplitLetter) -> list[ShownBlock]:
    """Return the paragraphs of a body, each named by its file and line; comments are for those who write the letter."""
    lines = blanked("\n".join(parted.body.lines)).split("\n")
    found: list[ShownBlock] = []
    start = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        end = start
        while end < len(lines) and lines[end].strip():
            end += 1
        found.append(ShownBlock(f"{file}:{parted.body.first_line + start}", "\n".join(lines[start:end]), "", "", ()))
        start = end
    return found


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
