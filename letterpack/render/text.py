"""Findings as text: place, severity and code, message; the source's line with a caret under the place; the remedy.

```
addressees.yaml:7:8: error[LP212]: postcode `01234` was read as the number 668
  7 |   postcode: 01234
    |             ^^^^^
  = hint: quote it: postcode: "01234"
```
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from letterpack.diagnostics import Diagnostic, is_rule
from letterpack.interface import ENGLISH, said, spoken, translated
from letterpack.model.manifest import PACKETS
from letterpack.patterns import late
from letterpack.render.columns import cells, filled, isolated, shown, told, told_parts, turning_runs, uncommanded
from letterpack.render.words import counted, with_campaign
from letterpack.spans import Span

if TYPE_CHECKING:
    from letterpack.model.manifest import PacketRow
    from letterpack.pipeline.build import BuildResult
    from letterpack.render.formats import Outcome

MOST_SHOWN: Final = 100
"""Findings that are shown: more of them say the same of many packets."""
MOST_PER_CODE: Final = 50
"""Findings of one code on a terminal: one mistake in a spreadsheet's column must not bury the others."""
EXCERPT_CELLS: Final = 100
"""Widest excerpt; a longer line is cut around the place, so that a cell of a megabyte does not fill the terminal."""
_EXCERPT_CHARACTERS: Final = 4 * EXCERPT_CELLS
"""Of an excerpt: marks above and below letters, and what has no shape, take no cell however many they are."""
_NEAR: Final = 2_000
"""Characters of a long line around the place of which an excerpt is cut."""
_BEFORE_CELLS: Final = 40
_COLOURS: Final = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}
_DIM, _BOLD, _PLAIN = "\x1b[2m", "\x1b[1m", "\x1b[0m"


class Lines(Protocol):
    """Where excerpts come from."""

    def line(self, file: str, number: int) -> str:
        """Return line ``number`` (1-based) of ``file``; empty where there is none."""
        ...


def render_text(
    findings: Iterable[Diagnostic],
    sources: Lines | None,
    *,
    colour: bool = False,
    most_per_code: int = MOST_PER_CODE,
    fingerprints: bool = False,
    campaign: str = "",
) -> str:
    """Return ``findings`` in their order, an empty line between two; empty where there are none. Ends with a line end. Without
    ``sources``, no line of them is shown.

    ``colour`` adds ANSI sequences. Nothing of the sources reaches the terminal as a control sequence. Of one code no more
    than ``most_per_code`` are shown, and how many more there are is said at the end: machine formats hold them all.
    With ``fingerprints``, each that a campaign may accept says which it is. Hints name the folder ``campaign`` in their commands.
    """
    seen: Counter[str] = Counter()
    blocks: list[str] = []
    for found in findings:
        seen[found.code] += 1
        if seen[found.code] <= most_per_code:
            named = [f"  = {said('finding')}: {found.fingerprint}"] if fingerprints and is_rule(found.code) else []
            blocks.append("\n".join([*_finding(found, sources, campaign, colour=colour), *named]))
    more = [said(f"… and {count - most_per_code:,} more {code}") for code, count in sorted(seen.items()) if count > most_per_code]
    if more:
        blocks.append("\n".join([*more, f"  = {said('hint')}: {said('--format json shows all of them')}"]))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _finding(found: Diagnostic, sources: Lines | None, campaign: str, *, colour: bool) -> Iterator[str]:
    place = uncommanded(str(found.span))
    if found.packet is not None:
        place += f" ({told(f'packet {found.packet}' + (f', page {found.page}' if found.page else ''))})"
    head = _painted(f"{said(found.severity)}[{found.code}]", _COLOURS[found.severity], colour=colour)
    yield f"{_painted(place, _BOLD, colour=colour)}: {head}: {_message(found)}"
    yield from excerpt(found.span, sources, _COLOURS[found.severity] if colour else "")
    for related in found.related:
        yield f"  = {told(related.message)}: {uncommanded(str(related.span))}"
        if related.span.file != found.span.file or related.span.line != found.span.line:
            yield from excerpt(related.span, sources, _DIM if colour else "")
    if found.hint:
        yield f"  = {said('hint')}: {with_campaign(told(found.hint), campaign)}"


def _message(found: Diagnostic) -> str:
    """Return what is said of a finding; behind the title of its code where the catalog does not know the sentence."""
    message = told(found.message)
    if spoken() == ENGLISH or translated(uncommanded(found.message)) is not None:
        return message
    from letterpack.codes import find_code

    code = find_code(found.code)
    return f"{said(code.title)}: {message}" if code else message


def excerpt(span: Span, sources: Lines | None, paint: str = "") -> Iterator[str]:
    """Yield the line of ``span`` and, below it, carets in ``paint``; nothing where the source has no such line."""
    line = sources.line(span.file, span.line) if sources and span.line else ""
    if not line.strip():
        return
    line, start = _near(line, max(0, span.column - 1))
    start, end = _whole_runs(line, start, span.length)
    text, indent = _cut(isolated(uncommanded(line)), cells(shown(line[:start])))
    yield f"  {span.line} | {text.rstrip()}"
    if span.column:
        width = max(1, min(cells(shown(line[start:end])), cells(text) - indent))
        margin = " " * (len(str(span.line)) + 2)
        yield f"{margin} | {' ' * indent}{_painted('^' * width, paint, colour=bool(paint))}"


def _near(line: str, start: int) -> tuple[str, int]:
    """Return what an excerpt may show of ``line`` and where the place is in that: the work is the terminal's width, not a
    megabyte's.
    """
    if len(line) <= _NEAR:
        return line, start
    first = max(0, min(start, len(line)) - _NEAR // 2)
    return line[first : first + _NEAR], start - first


def _whole_runs(line: str, start: int, length: int) -> tuple[int, int]:
    """Widen a place to every right-to-left stretch it touches: inside one, terminals disagree where a character is."""
    end = start + length
    for first, last in () if line.isascii() else turning_runs(line):
        if first < end and start < last:
            start, end = min(start, first), max(end, last)
    return start, end


def _cut(text: str, at_cell: int) -> tuple[str, int]:
    """Cut a wide ``text`` around the cell ``at_cell`` (0-based); return it with the new place of that cell."""
    if len(text) <= _EXCERPT_CHARACTERS and cells(text) <= EXCERPT_CELLS:
        return text, at_cell
    from_cell = max(0, at_cell - _BEFORE_CELLS)
    taken: list[str] = []
    position, width = 0, 0
    for char in text:
        step = cells(char)
        if position >= from_cell and (step or taken):
            if not taken:
                at_cell -= position
            taken.append(char)
            width += step
        position += step
        if width >= EXCERPT_CELLS or len(taken) >= _EXCERPT_CHARACTERS:
            break
    lead = "… " if from_cell else ""
    is_cut = position < cells(text) or len(taken) >= _EXCERPT_CHARACTERS
    return f"{lead}{''.join(taken)}" + (" …" if is_cut else ""), min(at_cell, width) + len(lead)


def _painted(text: str, paint: str, *, colour: bool) -> str:
    return f"{paint}{text}{_PLAIN}" if colour and paint else text


def report(outcome: Outcome) -> Iterator[str]:
    """Yield the findings, errors first where there are too many, and the summary."""
    rank = {"error": 0, "warning": 1, "note": 2}
    worst = sorted(outcome.findings, key=lambda each: rank[each.severity])[:MOST_SHOWN]
    if worst:
        ordered = sorted(worst, key=lambda each: each.order)
        yield render_text(ordered, outcome.sources, colour=outcome.colour, fingerprints=True, campaign=uncommanded(outcome.typed))
    if len(outcome.findings) > len(worst):
        yield said(f"… and {len(outcome.findings) - len(worst):,} more; --format json lists them all") + "\n"
    yield told_parts(outcome.summary)


SHOWN_PACKETS: Final = 20
"""A screen of 24 lines holds them and the line below."""
SHOWN_PRODUCTS: Final = 4
"""Files: a print run that is split may have hundreds."""
_NUMBER: Final = late(r"[^\d,].*", re.DOTALL)
"""What stands behind the number that a text begins with."""


def packet_table(result: BuildResult) -> Iterator[str]:
    """Yield the table's lines: the first packets, how many more there are, and signatories, status, folder and other products."""
    shown = SHOWN_PACKETS if result.packet_count > SHOWN_PACKETS + 1 else result.packet_count
    yield from _rows(list(islice(result.packets(), shown)))
    if result.packet_count > shown:
        yield told(f"… and {result.packet_count - shown:,} more")
    folder = result.out.rstrip("/\\") or "/"
    kept = [counted(result.kept, "packet kept", "packets kept")] if result.kept else []
    signed = counted(result.signatories, "signatory", "signatories")
    products = [f"{folder}/{file}" for file in result.products[:SHOWN_PRODUCTS]]
    left = len(result.products) - len(products)
    more = [f"… and {left:,} more"] if left else []
    yield told_parts(" · ".join([signed, result.status, *kept, f"{folder}/{PACKETS}/", *products, *more]))


def _rows(packets: Sequence[PacketRow]) -> Iterator[str]:
    id_width = max((len(packet.id) for packet in packets), default=0)
    pages = _column([packet.pages for packet in packets], "page")
    sheets = _column([packet.sheets for packet in packets], "sheet")
    for packet, page_text, sheet_text in zip(packets, pages, sheets, strict=True):
        yield f"{packet.id:<{id_width}}  {packet.kind:<3}  {page_text}  {sheet_text}".rstrip()


def _column(numbers: Sequence[int], noun: str) -> list[str]:
    texts = [told(counted(number, noun)) for number in numbers]
    digits = [len(_NUMBER.sub("", text)) for text in texts]
    indented = [" " * (max(digits) - count) + text for count, text in zip(digits, texts, strict=True)]
    width = max(map(cells, indented), default=0)
    return [filled(text, width) for text in indented]
