"""A comparison as Markdown for a pull request: the worst first, and no more than a comment may hold."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from letterpack.model.change import Change, Comparison, Group, PacketChanges, ProductChanges
from letterpack.patterns import late
from letterpack.render.columns import ACTING
from letterpack.review.telling import STATUS_WORDS, along, became, headline, one_line, shortened, summary, where

MOST_CHARACTERS: Final = 60_000
"""A comment on GitHub holds 65,536 characters; what a bot puts around it needs room too."""
_MOST_TEXT: Final = 400
_TAIL: Final = 400
_MOST_ROWS: Final = 2_000
"""Packets and changes that are looked at: fewer fit."""
_MOST_FOLLOWING: Final = 5
_MOST_IN_PRODUCT: Final = 20
_SPECIAL: Final = late(r"[\\`*_{}\[\]#!|<>~@&$]|:(?=//)|(?<=www)\.")
"""What Markdown, HTML, a mention or a bare address begins with."""
_INVISIBLE: Final = late(f"{ACTING.pattern[:-1]}\t\n\u00ad\u200b-\u200d]")


def changes_markdown(comparison: Comparison) -> str:
    """Return the summary, under ``MOST_CHARACTERS``; what does not fit is counted. No text of a packet becomes markup."""
    verdict = "No differences" if comparison.same else summary(comparison)
    head = [f"### letterpack diff: {verdict}", "", f"`{_code(comparison.old)}` → `{_code(comparison.new)}`", ""]
    failed = (packet for packet in comparison.packets if packet.status == "failed") if comparison.failed else ()
    parts = [_failed(packet) for packet in islice(failed, _MOST_ROWS)]
    if comparison.sources:
        parts += ["#### Sources\n", *[_source(change) for change in comparison.sources], ""]
    if comparison.groups:
        parts += ["#### Packets\n", *_groups(comparison), ""]
    if comparison.other_products:
        parts += ["#### Products\n", *[line for each in comparison.other_products for line in _product(each)], ""]
    parts += [f"_{_escaped(note)}_\n" for note in comparison.notes]
    parts += _table(comparison)
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


def _failed(packet: PacketChanges) -> str:
    return f"- ❌ **{_escaped(packet.id)} could not be compared**: {_escaped(packet.why)}"


def _source(change: Change) -> str:
    return f"- **{_escaped(change.field)}**{_told(change)}"


def _product(product: ProductChanges) -> Iterator[str]:
    yield f"- **{_escaped(became(product))}**"
    yield from [f"  - {_escaped(change.field)}{_told(change)}" for change in product.changes[:_MOST_IN_PRODUCT]]
    left = len(product.changes) - _MOST_IN_PRODUCT + product.more
    if left > 0:
        yield f"  - … and {left:,} more in it"
    yield from [f"  - _{_escaped(note)}_" for note in product.notes]


def _groups(comparison: Comparison) -> Iterator[str]:
    """Yield a line a change, and one below it for each that it brings with it."""
    total = len(comparison.packets)
    for group in comparison.groups[:_MOST_ROWS]:
        yield _group(group, total)
        for change, place in islice(along(group, total), _MOST_FOLLOWING):
            yield f"  - with it: {_escaped(headline(change))}{f' in {_escaped(place)}' if place else ''}{_told(change)}"
        if len(group.follows) > _MOST_FOLLOWING:
            yield f"  - … and {len(group.follows) - _MOST_FOLLOWING} more with it"


def _group(group: Group, total: int) -> str:
    sign = "⚠️ " if group.change.kind == "invisible" and not group.harmless else ""
    ids = f" ({', '.join([_escaped(each) for each in group.packets[:5]])}, …)" if 1 < len(group.packets) < total else ""
    return f"- {sign}**{_escaped(headline(group.change))}** in {_escaped(where(group, total))}{ids}{_told(group.change)}"


def _told(change: Change) -> str:
    change = shortened(change, _MOST_TEXT)
    gone = f"<del>{_text(change.before)}</del>" if change.before else ""
    come = f"<ins>{_text(change.after)}</ins>" if change.after else ""
    arrow = " → " if gone and come else ""
    context = " ".join(filter(None, (_text(change.lead), f"{gone}{arrow}{come}", _text(change.trail))))
    note = f" — {_text(change.note)}" if change.note else ""
    return f": {context}{note}" if context else note


def _table(comparison: Comparison) -> list[str]:
    different = (packet for packet in comparison.packets if packet.status != "identical")
    told = list(islice(different, _MOST_ROWS))
    if not told:
        return []
    order = list(STATUS_WORDS)
    rows = [
        "<details><summary>Every packet that is not identical</summary>\n",
        "| packet | status | pages | for |",
        "|---|---|---|---|",
    ]
    for packet in sorted(told, key=lambda each: order.index(each.status)):
        before, after = packet.pages
        pages = str(after or before or "") if before == after or not (before and after) else f"{before} → {after}"
        rows.append(f"| {_escaped(packet.id)} | {STATUS_WORDS[packet.status]} | {pages} | {_text(packet.label)} |")
    return [*rows, "\n</details>"]


def _text(text: str) -> str:
    short = one_line(text)
    return _escaped(short if len(short) <= _MOST_TEXT else f"{short[: _MOST_TEXT - 1]}…")


def _escaped(text: str) -> str:
    """Return ``text`` with nothing in it that Markdown, HTML or a mention would act on, what nobody sees by its code point."""
    visible = _INVISIBLE.sub(lambda match: f"U+{ord(match[0]):04X}" if match[0] not in "\n\t" else " ", text)
    return _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", visible)


def _code(text: str) -> str:
    plain = " ".join(_INVISIBLE.sub("", text).replace("`", "'").split())
    return plain.replace("##[", "##\u200b[")  # The log of a GitHub Actions run finds a command in it.
