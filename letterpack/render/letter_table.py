"""What ``letter import`` answers: what was understood, what goes elsewhere, and what is not carried over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from letterpack.diagnostics import MOST_OF_A_CODE
from letterpack.render.voice import ENGLISH_VOICE, Voice
from letterpack.render.words import counted

if TYPE_CHECKING:
    from letterpack.intake.letters import LetterImported
    from letterpack.intake.letters.document import LeftOut

_TODAY: Final = "date: none was found, so it is today's: write the letter's own into letter.md"
_NO_SALUTATION: Final = "no salutation was found: if the letter has one, take it out of the text and write it as `salutation:`"
_MOST_KEPT: Final = 60
"""Characters of words that are in the letter all the same, by which their place is known."""

_MOST_ALIKE: Final = 20
"""Lines that say the same but for their places."""


def letter_lines(
    imported: LetterImported, path: str, replaced: str, *, written: bool, examples: bool = False, voice: Voice = ENGLISH_VOICE
) -> Iterator[str]:
    """Yield the lines of the answer to an import into the file ``path``, which holds ``replaced``, or what ``init`` wrote."""
    yield f"{voice.theirs(imported.name)}: " + voice.ours(f"{counted(imported.words, 'word')} of text")
    yield from _head(imported, voice)
    for field in imported.fields:
        yield voice.theirs(f"  «{field.name}» → {{{{ {field.merge_field} }}}}")
    if imported.changes:
        yield "  " + voice.ours(f"{counted(imported.changes, 'tracked change')} decided as you said")
    if imported.comments:
        yield "  " + voice.ours(f"{counted(imported.comments, 'comment')} decided as you said")
    for proposal in imported.proposals:
        yield voice.ours(f"{proposal.what}: not in the letter, for {proposal.where}")
        yield from (f"  | {voice.theirs(line)}" for line in proposal.lines)
    yield from _left_out(imported, voice)
    for name in imported.pictures:
        yield voice.ours(f"{name}: a picture of the letter")
    verb = "is" if written else "would be"
    example = f", {voice.ours('in place of the example of `letterpack init`')}" if examples else ""
    lines = counted(len(replaced.splitlines()), "line")
    instead = f", {voice.ours(f'in place of one with {lines}')}" if replaced else example
    yield voice.ours(f"{path} {verb} written") + instead


def _head(imported: LetterImported, voice: Voice) -> Iterator[str]:
    for key in ("date", "place", "subject", "reference", "language", "salutation", "closing"):
        if key in imported.front:
            yield voice.theirs(f"  {key}: {imported.front[key]}")
    if imported.languages:
        languages = " or ".join(imported.languages)
        yield f"  {voice.ours(f'language: {languages}: write which into letter.md, as `language:`')}"
    if imported.today:
        yield f"  {voice.ours(_TODAY)}"
    if "salutation" not in imported.front:
        yield f"  {voice.ours(_NO_SALUTATION)}"


def _left_out(imported: LetterImported, voice: Voice) -> Iterator[str]:
    gone = [each for each in imported.left_out if not each.kept]
    changed = [each for each in imported.left_out if each.kept]
    if gone:
        yield voice.ours("not carried over:")
        yield from _listed(gone, voice)
    if changed:
        yield voice.ours("carried over as plain text:")
        yield from _grouped(changed, voice)


def _listed(gone: list[LeftOut], voice: Voice) -> Iterator[str]:
    """Yield a line for each, in their order, and how many there are beyond those of a kind that somebody reads."""
    alike, of_kind, beyond = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    for each in gone:
        said = (each.kind, _words(each))
        alike[said] += 1
        if alike[said] > _MOST_ALIKE or of_kind[each.kind] >= MOST_OF_A_CODE:
            beyond[each.kind] += 1
            continue
        of_kind[each.kind] += 1
        yield f"  {_place(each, voice)}{voice.ours(each.kind)}{voice.theirs(said[1])}"
    yield from (f"  {voice.ours(f'… and {count:,} more')}: {voice.ours(kind)}" for kind, count in beyond.items())


def _grouped(changed: list[LeftOut], voice: Voice) -> Iterator[str]:
    kinds: dict[str, list[LeftOut]] = {}
    for each in changed:
        kinds.setdefault(each.kind, []).append(each)
    for kind, found in kinds.items():
        words = [each.words.strip() for each in found if each.words.strip()]
        told = words[:MOST_OF_A_CODE]
        shown = ", ".join(f"`{each if len(each) <= _MOST_KEPT else each[: _MOST_KEPT - 1] + '…'}`" for each in told)
        if len(words) > len(told):
            shown += f", {voice.ours(f'… and {len(words) - len(told):,} more')}"
        yield f"  {voice.ours(kind)}{voice.theirs(f': {shown}') if shown else ''}"


def _place(left: LeftOut, voice: Voice) -> str:
    return f"{voice.ours(f'paragraph {left.paragraph}')}: " if left.paragraph else ""


def _words(left: LeftOut) -> str:
    return f": `{' '.join(left.words.split())}`" if left.words.strip() else ""
