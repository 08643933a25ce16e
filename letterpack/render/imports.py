"""What ``signatories import`` and ``signatories list`` answer: what was understood, what changes, and how many there are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from letterpack.diagnostics import MOST_OF_A_CODE
from letterpack.formats.tables.headers import UNREAD_PREFIX
from letterpack.model.columns import NAME_PARTS, NOT_CONSENT
from letterpack.render.json import uncommanded_json
from letterpack.render.words import ENGLISH_VOICE, Voice, counted
from letterpack.wording.answers import answer_of

if TYPE_CHECKING:
    from letterpack.intake import SettingsKept
    from letterpack.intake.addressees import AddresseesImported
    from letterpack.intake.letters import LetterImported
    from letterpack.intake.letters.document import LeftOut
    from letterpack.intake.signatories import Counts, Imported
    from letterpack.intake.signatories.rows import ExportRow
    from letterpack.model.listed import ListedAddressee

SHOWN: Final = 20
"""New rows, and possible duplicates, that are shown one by one; a screen of 24 lines holds them."""


def import_lines(
    imported: Imported, path: str, *, written: bool, examples: bool = False, voice: Voice = ENGLISH_VOICE
) -> Iterator[str]:
    """Yield the lines of the answer to an import into the file ``path``; ``examples`` where those of ``init`` go."""
    form = imported.form
    yield _read(form.name, form.sheet, len(imported.reading.rows), voice)
    yield from _understood(imported, voice)
    yield from _known(imported, voice)
    for first, second in imported.near[:SHOWN]:
        one, other = f"`{first.called}` ({first.origin.span()})", f"`{second.called}` ({second.origin.span()})"
        yield voice.ours(f"possible duplicate: {one} and {other}; both are kept")
    if len(imported.near) > SHOWN:
        yield voice.ours(f"… and {len(imported.near) - SHOWN:,} more")
    yield from (f"+ {_shown(row, imported, voice)}" for row in imported.added[:SHOWN])
    if len(imported.added) > SHOWN:
        yield f"+ {voice.ours(f'… and {len(imported.added) - SHOWN:,} more')}"
    for change in imported.changes:
        where = f"{change.row.called} ({change.row.origin.span()})"
        yield voice.theirs(f"~ {where}: {change.column} `{change.before}` → `{change.after}`")
    if examples:
        yield voice.ours(f"the examples of `letterpack init` {'are' if written else 'would be'} replaced")
    yield from _remembered(imported.remembered, "signatories", voice, written=written)
    yield _total(path, imported.before, len(imported.added), voice, written=written)


def _read(name: str, sheet: str | None, rows: int, voice: Voice) -> str:
    of_sheet = f", {voice.ours(f'sheet `{sheet}`')}" if sheet else ""
    return f"{voice.theirs(name)}{of_sheet}: {voice.ours(counted(rows, 'row'))}"


def _total(path: str, before: int, added: int, voice: Voice, *, written: bool) -> str:
    verb = "has" if written else "would have"
    return voice.ours(f"{path} {verb} {counted(before + added, 'row')}: {before:,} from before, {added:,} new")


def _understood(imported: Imported, voice: Voice) -> Iterator[str]:
    headers = [(header or "(no header)", column) for header, column in imported.form.headers]
    width = min(40, max(len(header) for header, _ in headers))
    for header, column in headers:
        shown = header if len(header) <= width else f"{header[: width - 1]}…"
        yield f"  {voice.theirs(f'{shown:<{width}}')} → {_taken_as(column, header, imported, voice)}"
    for (column, what), count in sorted(imported.reading.done.items()):
        cells = counted(count, "cell")
        yield f"  {column}: {voice.ours(f'{cells} {what}')}"


def _taken_as(column: str, header: str, imported: Imported, voice: Voice) -> str:
    if not column or column.startswith(UNREAD_PREFIX):
        meaning = imported.form.meanings.get(header)
        reason = f": {voice.theirs(meaning.reason)}" if meaning and meaning.reason else ""
        return voice.ours("not taken") + reason
    kind = column.split(".", 1)[0]
    name = voice.ours("consent, the other way round") if kind == NOT_CONSENT else kind
    name = f"name ({kind.replace('_', ' ')})" if kind in NAME_PARTS else name
    return f"{name}, {voice.ours(f'{imported.reading.filled[column]:,} filled')}"


def _remembered(kept: SettingsKept | None, name: str, voice: Voice, *, written: bool) -> Iterator[str]:
    if kept is None:
        return
    for key, lines in ((name, kept.lines), ("rows", kept.rows)):
        if lines and kept.text:
            yield voice.ours(
                f"letterpack.yaml {'keeps' if written else 'would keep'} for the next export, under `import: {key}:`"
            )
        elif lines:
            yield voice.ours(f"for the next export, write in letterpack.yaml, under `import: {key}:`")
        yield from (f"  {voice.theirs(line)}" for line in lines)


def _known(imported: Imported, voice: Voice) -> Iterator[str]:
    if imported.known:
        verb = "is" if len(imported.known) == 1 else "are"
        rows = counted(len(imported.known), "row")
        yield voice.ours(f"{rows} of the form {verb} already there, and {verb} not added again")
    for same in imported.known:
        if same.differing:
            standing = same.standing
            yield f"  {voice.ours(f'{standing.origin.span()} `{standing.called}` was kept as it is; the form says:')}"
            yield from (
                f"    {voice.ours(f'{column} `{same.row[column]}`, there `{standing[column]}`')}" for column in same.differing
            )


def _shown(row: ExportRow, imported: Imported, voice: Voice) -> str:
    unanswered = "no answer about consent" if imported.asks_for_consent and not row["consent"] else ""
    refused = "no consent" if answer_of(row["consent"]) == "no" else unanswered
    held = "withdrawn" if answer_of(row["withdrawn"]) == "yes" else refused
    said = f" · {voice.ours(f'{held}: will not be printed')}" if held else ""
    if not held and answer_of(row["consent"]) == "organization":
        said = f" · {voice.ours('only the organization will be printed')}"
    return voice.theirs(row.called + (f" ({row['country']})" if row["country"] else "")) + said


def addressee_lines(
    imported: AddresseesImported, path: str, *, written: bool, examples: bool = False, voice: Voice = ENGLISH_VOICE
) -> Iterator[str]:
    """Yield the lines of the answer to an import of addressees into ``path``; ``examples`` where those of ``init`` go."""
    yield _read(imported.name, imported.sheet, imported.known + len(imported.added), voice)
    width = min(40, max(len(header) for header, _ in imported.headers))
    for header, column in imported.headers:
        part = column.partition(".")[0]
        kind = f"name ({part.replace('_', ' ')})" if part in NAME_PARTS else column
        filled = imported.filled["name" if part in NAME_PARTS else column] if column else 0
        also = f"; {voice.ours(f'{field} too, for the letter')}" if (field := imported.fields.get(header)) else ""
        taken = f"{kind}, {voice.ours(f'{filled:,} filled')}{also}" if column else voice.ours("not taken")
        yield f"  {voice.theirs(f'{header[:width]:<{width}}')} → {taken}"
    if imported.known:
        yield voice.ours(f"{counted(imported.known, 'row')} already there or repeated, not added again")
    for addressee in imported.added[:SHOWN]:
        called = ", ".join(filter(None, (addressee.name, addressee.title, addressee.organization)))
        yield voice.theirs(f"+ {called} · {' / '.join(addressee.addresses[0])}")
    if len(imported.added) > SHOWN:
        yield f"+ {voice.ours(f'… and {len(imported.added) - SHOWN:,} more')}"
    if lost := sum(not addressee.country for addressee in imported.added):
        rows = counted(lost, "row")
        yield voice.ours(f"no country in {rows}: right for mail within a country; for others, add a column `country`")
    if examples:
        gone = "is" if written else "would be"
        yield voice.ours(f"addressees.yaml {gone} removed: it has only the examples of `letterpack init`")
    yield from _remembered(imported.remembered, "addressees", voice, written=written)
    yield _total(path, imported.before, len(imported.added), voice, written=written)


def understood_lines(understood: tuple[tuple[str, str], ...], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield what an import that was refused understood of the table's headers, so that what is missing can be seen."""
    if not understood:
        return
    yield voice.ours("how the columns were understood:")
    width = min(40, max(len(header) for header, _ in understood))
    for header, column in understood:
        shown = (header or "(no header)") if len(header) <= width else f"{header[: width - 1]}…"
        name = "" if not column or column.startswith(UNREAD_PREFIX) else column.partition(".")[0]
        kind = f"name ({name.replace('_', ' ')})" if name in NAME_PARTS else column if name == "fields" else name
        yield f"  {voice.theirs(f'{shown:<{width}}')} → {kind or voice.ours('not taken')}"


def addressee_list_lines(listed: Sequence[ListedAddressee], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield a line for each addressee, and how many there are. A kind is what the list has: `cc` in every language."""
    width = max((len(each.id) for each in listed), default=0)
    for each in listed:
        whence = " · ".join(filter(None, (each.called, each.country, each.language)))
        yield voice.theirs(f"{each.id:<{width}}  {each.kind:<3}  {whence}")
    kinds = Counter(each.kind for each in listed)
    of_kinds = [f"{kinds[kind]:,} {kind}" for kind in ("to", "cc", "bcc") if kinds[kind]]
    yield " · ".join([voice.ours(counted(len(listed), "addressee")), *of_kinds])


def addressee_list_json(listed: Sequence[ListedAddressee]) -> Iterator[str]:
    """Yield the list as JSON."""
    yield uncommanded_json(json.dumps([each._asdict() for each in listed], ensure_ascii=False, indent=1))


def count_lines(counts: Counts, voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield the counts as a table for people."""
    held = f" · {voice.ours(f'{counts.held_back:,} left out')}" if counts.held_back else ""
    yield voice.ours(counted(counts.printed, "signatory", "signatories")) + held
    for title, by in (("country", counts.countries), ("group", counts.groups), ("consent", counts.consents)):
        if set(by) - {""}:
            yield ""
            yield voice.ours(title)
            yield from _table(by, voice)


def _table(by: Mapping[str, int], voice: Voice) -> Iterator[str]:
    width = max(len(f"{count:,}") for count in by.values())
    for value, count in by.items():
        yield f"  {count:>{width},}  {voice.theirs(value) if value else voice.ours('(not said)')}"


def count_json(counts: Counts) -> Iterator[str]:
    """Yield the counts as JSON, keys in order."""
    said = {
        "signatories": counts.printed,
        "held_back": counts.held_back,
        "country": counts.countries,
        "group": counts.groups,
        "consent": counts.consents,
    }
    yield uncommanded_json(json.dumps(said, ensure_ascii=False, indent=1))


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
