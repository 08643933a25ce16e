"""What ``signatories import`` and ``signatories list`` answer: what was understood, what changes, and how many there are."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from letterpack.formats.tables.headers import UNREAD_PREFIX
from letterpack.model.columns import NAME_PARTS, NOT_CONSENT
from letterpack.render.json import uncommanded_json
from letterpack.render.words import counted
from letterpack.wording.answers import answer_of

if TYPE_CHECKING:
    from letterpack.intake.addressees import AddresseesImported
    from letterpack.intake.remembered import SettingsKept
    from letterpack.intake.signatories import Imported
    from letterpack.intake.signatories.counting import Counts
    from letterpack.intake.signatories.rows import ExportRow
    from letterpack.model.listed import ListedAddressee

SHOWN: Final = 20
"""New rows that are shown one by one; a screen of 24 lines holds them."""


def import_lines(imported: Imported, path: str, *, written: bool, examples: bool = False) -> Iterator[str]:
    """Yield the lines of the answer to an import into the file ``path``; ``examples`` where those of ``init`` go."""
    form = imported.form
    sheet = f", sheet `{form.sheet}`" if form.sheet else ""
    yield f"{form.name}{sheet}: {counted(len(imported.reading.rows), 'row')}"
    yield from _understood(imported)
    yield from _known(imported)
    for first, second in imported.near:
        one, other = f"`{first.called}` ({first.origin.span()})", f"`{second.called}` ({second.origin.span()})"
        yield f"possible duplicate: {one} and {other}; both are kept"
    yield from (f"+ {_shown(row, imported)}" for row in imported.added[:SHOWN])
    if len(imported.added) > SHOWN:
        yield f"+ … and {len(imported.added) - SHOWN:,} more"
    for change in imported.changes:
        yield f"~ {change.row.called} ({change.row.origin.span()}): {change.column} `{change.before}` → `{change.after}`"
    if examples:
        yield f"the examples of `letterpack init` {'are' if written else 'would be'} replaced"
    yield from _remembered(imported.remembered, "signatories", written=written)
    now = imported.before + len(imported.added)
    verb = "has" if written else "would have"
    yield f"{path} {verb} {counted(now, 'row')}: {imported.before:,} that stood there, {len(imported.added):,} new"


def _understood(imported: Imported) -> Iterator[str]:
    headers = [(header or "(no header)", column) for header, column in imported.form.headers]
    width = min(40, max(len(header) for header, _ in headers))
    for header, column in headers:
        shown = header if len(header) <= width else f"{header[: width - 1]}…"
        yield f"  {shown:<{width}} → {_taken_as(column, header, imported)}"
    for (column, what), count in sorted(imported.reading.done.items()):
        yield f"  {column}: {counted(count, 'cell')} {what}"


def _taken_as(column: str, header: str, imported: Imported) -> str:
    if not column or column.startswith(UNREAD_PREFIX):
        meaning = imported.form.meanings.get(header)
        return f"not taken: {meaning.reason}" if meaning and meaning.reason else "not taken"
    kind = column.split(".", 1)[0]
    name = "consent, the other way round" if kind == NOT_CONSENT else kind
    name = f"name ({kind.replace('_', ' ')})" if kind in NAME_PARTS else name
    return f"{name}, {imported.reading.filled[column]:,} filled"


def _remembered(kept: SettingsKept | None, name: str, *, written: bool) -> Iterator[str]:
    if kept is None:
        return
    if kept.text:
        yield f"letterpack.yaml {'keeps' if written else 'would keep'} for the next export, under `import: {name}:`"
    else:
        yield f"for the next export, write in letterpack.yaml, under `import: {name}:`"
    yield from (f"  {line}" for line in kept.lines)


def _known(imported: Imported) -> Iterator[str]:
    if imported.known:
        verbs = ("stands", "is") if len(imported.known) == 1 else ("stand", "are")
        yield f"{counted(len(imported.known), 'row')} of the form {verbs[0]} there already, and {verbs[1]} not added again"
    for same in imported.known:
        if same.differing:
            yield f"  {same.standing.origin.span()} `{same.standing.called}` was kept as it is; the form says:"
            yield from (f"    {column} `{same.row[column]}`, there `{same.standing[column]}`" for column in same.differing)


def _shown(row: ExportRow, imported: Imported) -> str:
    unanswered = "no answer about consent" if imported.asks_for_consent and not row["consent"] else ""
    refused = "no consent" if answer_of(row["consent"]) == "no" else unanswered
    held = "withdrawn" if answer_of(row["withdrawn"]) == "yes" else refused
    return row.called + (f" ({row['country']})" if row["country"] else "") + (f" · {held}: will not be printed" if held else "")


def addressee_lines(imported: AddresseesImported, path: str, *, written: bool, examples: bool = False) -> Iterator[str]:
    """Yield the lines of the answer to an import of addressees into ``path``; ``examples`` where those of ``init`` go."""
    sheet = f", sheet `{imported.sheet}`" if imported.sheet else ""
    yield f"{imported.name}{sheet}: {counted(imported.known + len(imported.added), 'row')}"
    width = min(40, max(len(header) for header, _ in imported.headers))
    for header, column in imported.headers:
        part = column.partition(".")[0]
        kind = f"name ({part.replace('_', ' ')})" if part in NAME_PARTS else column
        filled = imported.filled["name" if part in NAME_PARTS else column] if column else 0
        also = f"; {field} too, for the letter" if (field := imported.fields.get(header)) else ""
        yield f"  {header[:width]:<{width}} → {f'{kind}, {filled:,} filled{also}' if column else 'not taken'}"
    if imported.known:
        yield f"{counted(imported.known, 'row')} stood there already or twice, not added again"
    for addressee in imported.added[:SHOWN]:
        called = ", ".join(filter(None, (addressee.name, addressee.title, addressee.organization)))
        yield f"+ {called} · {' / '.join(addressee.addresses[0])}"
    if len(imported.added) > SHOWN:
        yield f"+ … and {len(imported.added) - SHOWN:,} more"
    if lost := sum(not addressee.country for addressee in imported.added):
        yield f"no country in {counted(lost, 'row')}: right for mail within a country; for others, add a column `country`"
    if examples:
        yield f"addressees.yaml {'is' if written else 'would be'} removed: it has only the examples of `letterpack init`"
    yield from _remembered(imported.remembered, "addressees", written=written)
    verb, now = "has" if written else "would have", imported.before + len(imported.added)
    yield f"{path} {verb} {counted(now, 'row')}: {imported.before:,} that stood there, {len(imported.added):,} new"


def understood_lines(understood: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """Yield what an import that was refused understood of the table's headers, so that what is missing can be seen."""
    if not understood:
        return
    yield "what was understood of the columns:"
    width = min(40, max(len(header) for header, _ in understood))
    for header, column in understood:
        shown = (header or "(no header)") if len(header) <= width else f"{header[: width - 1]}…"
        name = "" if not column or column.startswith(UNREAD_PREFIX) else column.partition(".")[0]
        kind = f"name ({name.replace('_', ' ')})" if name in NAME_PARTS else column if name == "fields" else name
        yield f"  {shown:<{width}} → {kind or 'not taken'}"


def addressee_list_lines(listed: Sequence[ListedAddressee]) -> Iterator[str]:
    """Yield a line for each addressee, and how many there are."""
    width = max((len(each.id) for each in listed), default=0)
    for each in listed:
        whence = " · ".join(filter(None, (each.called, each.country, each.language)))
        yield f"{each.id:<{width}}  {each.kind:<3}  {whence}"
    kinds = Counter(each.kind for each in listed)
    yield " · ".join(
        [counted(len(listed), "addressee"), *[f"{kinds[kind]:,} {kind}" for kind in ("to", "cc", "bcc") if kinds[kind]]]
    )


def addressee_list_json(listed: Sequence[ListedAddressee]) -> Iterator[str]:
    """Yield the list as JSON."""
    yield uncommanded_json(json.dumps([each._asdict() for each in listed], ensure_ascii=False, indent=1))


def count_lines(counts: Counts) -> Iterator[str]:
    """Yield the counts as a table for people."""
    held = f" · {counts.held_back:,} left out" if counts.held_back else ""
    yield f"{counted(counts.printed, 'signatory', 'signatories')}{held}"
    for title, by in (("country", counts.countries), ("group", counts.groups), ("consent", counts.consents)):
        if set(by) - {""}:
            yield f"\n{title}"
            yield from _table(by)


def _table(by: Mapping[str, int]) -> Iterator[str]:
    width = max(len(f"{count:,}") for count in by.values())
    for value, count in by.items():
        yield f"  {count:>{width},}  {value or '(not said)'}"


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
