"""Letters of the sources: the keys of their heads, and their Markdown paragraph by paragraph, as it stands in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from letterpack.diagnostics import Report
from letterpack.formats.decode import read_source
from letterpack.formats.markdown.comments import blanked
from letterpack.formats.markdown.letter import SplitLetter, part
from letterpack.limits import MOST_LETTER_BYTES
from letterpack.model.campaign import CampaignRead
from letterpack.model.change import Change
from letterpack.model.sources import plain
from letterpack.review.document import ShownBlock
from letterpack.review.edits import compare_texts
from letterpack.world import World


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
