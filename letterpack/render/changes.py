"""A comparison as text for a terminal of 80 columns, and as Markdown for a pull request, no more than a comment may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, TypeAlias

from letterpack.model.change import Change, Comparison, Group, PacketChanges, ProductChanges, Status
from letterpack.patterns import late
from letterpack.render.columns import ACTING, cells, cut, filled, isolated, told, told_parts, uncommanded, wrapped
from letterpack.review.telling import STATUS_WORDS, along, became, headline, one_line, shortened, summary, where

_WIDTH: Final = 80
_MOST_PACKETS: Final = 20
_MOST_GROUPS: Final = 60
_MOST_ROWS: Final = 20
"""Changes of one product that are listed."""
_MOST_TEXT: Final = 600
_MOST_FOLLOWING: Final = 5
_SHORT: Final = 60
_RED, _GREEN, _BOLD, _DIM, _ALARM, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[0m"
MOST_CHARACTERS: Final = 60_000
"""A comment on GitHub holds 65,536 characters; what a bot puts around it needs room too."""
_MOST_SHOWN: Final = 400
"""Characters of a text in a comment."""
_TAIL: Final = 400
_MOST_LISTED: Final = 2_000
"""Packets and changes that are looked at for a comment: fewer fit."""
_SPECIAL: Final = late(r"[\\`*_{}\[\]#!|<>~@&$]|:(?=//)|(?<=www)\.")
"""What Markdown, HTML, a mention or a bare address begins with."""
_INVISIBLE: Final = late(f"{ACTING.pattern[:-1]}\t\n\u00ad\u200b-\u200d]")
_Paint: TypeAlias = "Callable[[str, str], str]"


def changes_text(comparison: Comparison, *, colour: bool = False) -> Iterator[str]:
    """Yield the lines. ``colour`` adds ANSI sequences; nothing of the packets reaches the terminal as a control sequence."""

    def paint(text: str, how: str) -> str:
        return f"{how}{text}{_PLAIN}" if colour and text else text

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
    change = shortened(change, _MOST_TEXT)
    yield from _wrapped(paint, head, indent, _ALARM if change.kind == "invisible" else _BOLD)
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
    red, green = paint("|", _RED).partition("|"), paint("|", _GREEN).partition("|")
    for line in wrapped(text, _WIDTH - 4):
        for start, end, (begin, _, plain) in (("[-", "-]", red), ("{+", "+}", green)):
            line = line.replace(start, f"{begin}{start}").replace(end, f"{end}{plain}")  # noqa: PLW2901
        yield f"    {line}"


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


def changes_markdown(comparison: Comparison) -> str:
    """Return the summary, under ``MOST_CHARACTERS``; what does not fit is counted. No text of a packet becomes markup."""
    verdict = "No differences" if comparison.same else summary(comparison)
    head = [f"### letterpack diff: {verdict}", "", f"`{_code(comparison.old)}` → `{_code(comparison.new)}`", ""]
    failed = (packet for packet in comparison.packets if packet.status == "failed") if comparison.failed else ()
    parts = [
        f"- ❌ **{_escaped(packet.id)} could not be compared**: {_escaped(packet.why)}" for packet in islice(failed, _MOST_LISTED)
    ]
    if comparison.sources:
        parts += [
            "#### Sources\n",
            *[f"- **{_escaped(change.field)}**{_told_markdown(change)}" for change in comparison.sources],
            "",
        ]
    if comparison.groups:
        parts += ["#### Packets\n", *_groups_markdown(comparison), ""]
    if comparison.other_products:
        parts += ["#### Products\n", *[line for each in comparison.other_products for line in _product_row(each)], ""]
    parts += [f"_{_escaped(note)}_\n" for note in comparison.notes]
    parts += _table_markdown(comparison)
    return _fitted(head, parts)


def _fitted(head: list[str], parts: list[str]) -> str:
    lines = list(head)
    length = sum([len(line) + 1 for line in lines])
    for index, part in enumerate(parts):
        if length + len(part) + 1 > MOST_CHARACTERS - _TAIL:
            lines += [
                "",
                f"… and {len(parts) - index:,} more lines that do not fit here: `letterpack diff --html` shows all of them.",
            ]
            break
        lines.append(part)
        length += len(part) + 1
    return "\n".join(lines).rstrip() + "\n"


def _product_row(product: ProductChanges) -> Iterator[str]:
    yield f"- **{_escaped(became(product))}**"
    yield from [f"  - {_escaped(change.field)}{_told_markdown(change)}" for change in product.changes[:_MOST_ROWS]]
    left = len(product.changes) - _MOST_ROWS + product.more
    if left > 0:
        yield f"  - … and {left:,} more in it"
    yield from [f"  - _{_escaped(note)}_" for note in product.notes]


def _groups_markdown(comparison: Comparison) -> Iterator[str]:
    """Yield a line a change, and one below it for each that it brings with it."""
    total = len(comparison.packets)
    for group in comparison.groups[:_MOST_LISTED]:
        yield _group_row(group, total)
        for change, place in islice(along(group, total), _MOST_FOLLOWING):
            yield f"  - with it: {_escaped(headline(change))}{f' in {_escaped(place)}' if place else ''}{_told_markdown(change)}"
        if len(group.follows) > _MOST_FOLLOWING:
            yield f"  - … and {len(group.follows) - _MOST_FOLLOWING} more with it"


def _group_row(group: Group, total: int) -> str:
    sign = "⚠️ " if group.change.kind == "invisible" and not group.harmless else ""
    ids = f" ({', '.join([_escaped(each) for each in group.packets[:5]])}, …)" if 1 < len(group.packets) < total else ""
    return f"- {sign}**{_escaped(headline(group.change))}** in {_escaped(where(group, total))}{ids}{_told_markdown(group.change)}"


def _told_markdown(change: Change) -> str:
    change = shortened(change, _MOST_SHOWN)
    gone = f"<del>{_text(change.before)}</del>" if change.before else ""
    come = f"<ins>{_text(change.after)}</ins>" if change.after else ""
    arrow = " → " if gone and come else ""
    context = " ".join(filter(None, (_text(change.lead), f"{gone}{arrow}{come}", _text(change.trail))))
    note = f" — {_text(change.note)}" if change.note else ""
    return f": {context}{note}" if context else note


def _table_markdown(comparison: Comparison) -> list[str]:
    different = (packet for packet in comparison.packets if packet.status != "identical")
    listed = list(islice(different, _MOST_LISTED))
    if not listed:
        return []
    order = list(STATUS_WORDS)
    rows = [
        "<details><summary>Every packet that is not identical</summary>\n",
        "| packet | status | pages | for |",
        "|---|---|---|---|",
    ]
    for packet in sorted(listed, key=lambda each: order.index(each.status)):
        before, after = packet.pages
        pages = str(after or before or "") if before == after or not (before and after) else f"{before} → {after}"
        rows.append(f"| {_escaped(packet.id)} | {STATUS_WORDS[packet.status]} | {pages} | {_text(packet.label)} |")
    return [*rows, "\n</details>"]


def _text(text: str) -> str:
    short = one_line(text)
    return _escaped(short if len(short) <= _MOST_SHOWN else f"{short[: _MOST_SHOWN - 1]}…")


def _escaped(text: str) -> str:
    """Return ``text`` with nothing in it that Markdown, HTML or a mention would act on, what nobody sees by its code point."""
    visible = _INVISIBLE.sub(lambda match: f"U+{ord(match[0]):04X}" if match[0] not in "\n\t" else " ", text)
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", visible)


def _code(text: str) -> str:
    plain = " ".join(_INVISIBLE.sub("", text).replace("`", "'").split())
    return plain.replace("##[", "##\u200b[")  # The log of a GitHub Actions run finds a command in it.
