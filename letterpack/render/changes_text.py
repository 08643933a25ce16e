"""A comparison as text for a terminal of 80 columns: sources, then each group of changes, then what became of the packets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from letterpack.model.change import Change, Comparison, Group, PacketChanges, Status
from letterpack.render.columns import cells, cut, filled, isolated, told, told_parts, uncommanded, wrapped
from letterpack.review.telling import STATUS_WORDS, along, became, headline, one_line, shortened, summary, where

_WIDTH: Final = 80
_MOST_PACKETS: Final = 20
_MOST_GROUPS: Final = 60
_MOST_ROWS: Final = 20
"""Changes of one product that are told."""
_MOST_TEXT: Final = 600
_MOST_FOLLOWING: Final = 5
_SHORT: Final = 60
_RED, _GREEN, _BOLD, _DIM, _ALARM, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[0m"


def changes_text(comparison: Comparison, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines. ``colour`` adds ANSI sequences; nothing of the packets reaches the terminal as a control sequence."""
    paint = _Paint(colour=colour)
    if comparison.same:
        yield f"{told('the same')}: {told_parts(summary(comparison))}"
        yield from _notes(comparison, paint)
        return
    if comparison.sources:
        yield paint(told("sources"), _BOLD)
        for change in comparison.sources[:_MOST_GROUPS]:
            yield from _change(change, paint, _source_head(change))
        yield from _more(len(comparison.sources) - _MOST_GROUPS, "changes in the sources")
        yield ""
    for group in comparison.groups[:_MOST_GROUPS]:
        yield from _change(group.change, paint, _group_head(group, len(comparison.packets)))
        yield from _along(group, len(comparison.packets), paint)
    yield from _more(len(comparison.groups) - _MOST_GROUPS, "groups of changes")
    if comparison.groups:
        yield ""
    yield from _products(comparison, paint)
    yield from _table(comparison, paint)
    yield told_parts(summary(comparison))
    yield from _notes(comparison, paint)


def _along(group: Group, total: int, paint: _Paint) -> Iterator[str]:
    """Yield a line for each change that this one brings with it."""
    for change, place in islice(along(group, total), _MOST_FOLLOWING):
        short = shortened(change, _SHORT)
        words = " → ".join([one_line(side) for side in (short.before, short.after) if side])
        where_too = f"{told('with it')}, {told(place)}" if place else told("with it")
        parts = (where_too, told(headline(change)), _safe(words))
        yield from _wrapped(paint, ": ".join(filter(None, parts)), "  ", _DIM)
    if len(group.follows) > _MOST_FOLLOWING:
        yield paint("  " + told(f"… and {len(group.follows) - _MOST_FOLLOWING:,} more with it"), _DIM)


class _Paint:
    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, text: str, how: str) -> str:
        return f"{how}{text}{_PLAIN}" if self.colour and text else text


def _products(comparison: Comparison, paint: _Paint) -> Iterator[str]:
    """Yield what became of the files that are made of the packets, those that are the same left out."""
    if not comparison.other_products:
        return
    yield paint(told("products"), _BOLD)
    for product in comparison.other_products[:_MOST_GROUPS]:
        called, _, state = became(product).rpartition(": ")
        yield from _wrapped(paint, f"{_safe(called)}: {told(state)}", "", _ALARM if product.status == "failed" else _BOLD)
        for change in product.changes[:_MOST_ROWS]:
            yield from _change(change, paint, _source_head(change), "  ")
        yield from [f"  {line}" for line in _more(len(product.changes) - _MOST_ROWS + product.more, "changes in it")]
        for note in product.notes:
            yield from _wrapped(paint, told(note), "  ", _DIM)
    yield from _more(len(comparison.other_products) - _MOST_GROUPS, "products")
    yield ""


def _source_head(change: Change) -> str:
    return told(change.field) + (f" ({told(change.note)})" if change.note else "")


def _group_head(group: Group, total: int) -> str:
    page = f", {told('page')} {group.change.page}" if group.change.page and len(group.packets) == 1 else ""
    return f"{told(where(group, total))}: {told(headline(group.change))}{page}"


def _change(change: Change, paint: _Paint, head: str, indent: str = "") -> Iterator[str]:
    alarm, change = change.kind == "invisible", shortened(change, _MOST_TEXT)
    yield from _wrapped(paint, head, indent, _ALARM if alarm else _BOLD if paint.colour else "")
    if change.lead or change.trail:
        yield from _in_context(change, paint)
    else:
        for sign, text, how in (("-", change.before, _RED), ("+", change.after, _GREEN)):
            if text:
                yield from _wrapped(paint, f"{sign} {_safe(one_line(text))}", f"{indent}  ", how)
    if change.note and not head.endswith(")"):
        yield from _wrapped(paint, told(change.note), "  ", _DIM)


def _in_context(change: Change, paint: _Paint) -> Iterator[str]:
    """Yield an edit among the words around it, as ``git diff --word-diff`` marks it."""
    gone = f"[-{_safe(one_line(change.before))}-]" if change.before else ""
    come = f"{{+{_safe(one_line(change.after))}+}}" if change.after else ""
    text = " ".join(filter(None, (_safe(change.lead), gone + come, _safe(change.trail))))
    for line in wrapped(text, _WIDTH - 4):
        yield f"    {_marked(line, paint)}"


def _marked(line: str, paint: _Paint) -> str:
    if not paint.colour:
        return line
    for start, end, how in (("[-", "-]", _RED), ("{+", "+}", _GREEN)):
        line = line.replace(start, f"{how}{start}").replace(end, f"{end}{_PLAIN}")
    return line


def _wrapped(paint: _Paint, text: str, indent: str, how: str) -> Iterator[str]:
    for line in wrapped(text, _WIDTH - len(indent), hanging="  "):
        yield indent + paint(line, how)


def _table(comparison: Comparison, paint: _Paint) -> Iterator[str]:
    """Yield a line a packet for those that are not identical, failures first."""
    order, found = list(STATUS_WORDS), dict[Status, list[PacketChanges]]()
    for packet in comparison.packets:
        if packet.status != "identical" and len(same := found.setdefault(packet.status, [])) < _MOST_PACKETS:
            same.append(packet)
    shown = sorted([packet for same in found.values() for packet in same], key=lambda packet: order.index(packet.status))
    shown = shown[:_MOST_PACKETS]
    width = min(40, max((len(packet.id) for packet in shown), default=0))
    states = {status: told(words) for status, words in STATUS_WORDS.items()}
    state_width = max(map(cells, states.values()))
    for packet in shown:
        before, after = packet.pages
        pages = told(f"{before} → {after} pages") if before and after and before != after else ""
        said = " · ".join(filter(None, (pages, told(packet.why) if packet.why else _safe(packet.label))))
        state = filled(states[packet.status], state_width)
        line = f"{_safe(packet.id):<{width}}  {state}  {said}".rstrip()
        yield paint(line, _ALARM) if packet.status == "failed" else cut(line, _WIDTH)
    yield from _more(len(comparison.packets) - comparison.counts.get("identical", 0) - len(shown), "packets")


def _notes(comparison: Comparison, paint: _Paint) -> Iterator[str]:
    notes = dict.fromkeys((*comparison.notes, *[note for packet in comparison.packets[:_MOST_PACKETS] for note in packet.notes]))
    for note in notes:
        yield from _wrapped(paint, f"{told('note')}: {told(note)}", "", _DIM)


def _more(count: int, what: str) -> Iterator[str]:
    if count > 0:
        yield told(f"… and {count:,} more {what}")


def _safe(text: str) -> str:
    return isolated(uncommanded(text))
