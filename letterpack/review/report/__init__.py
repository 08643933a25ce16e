"""The report for reviewers: one HTML file that opens from disk, asks nobody for anything, and reads well without its script.

``template.html``, ``report.css`` and the scripts (what the browser keeps, marks, remarks, the report itself) are what they will
be; ``fragments`` writes the text into them, ``data`` what the script shows on demand.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib import resources
from itertools import islice
from string import Template
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import quote

from msgspec import Struct

from letterpack import __version__
from letterpack.interface import is_right_to_left, spoken, translated
from letterpack.interface import said as in_words
from letterpack.model.change import Change, Comparison, Group, PacketChanges, ProductChanges
from letterpack.patterns import late
from letterpack.review.groups import numbered
from letterpack.review.telling import STATUS_WORDS, along, became, headline, retold, shortened, status_counts, summary, where

MOST_PACKETS: Final = 10_000
"""That one report lists: a browser opens their rows in a second or two. What is left out is counted."""
MOST_CARDS: Final = 2_000
"""Changes that one report tells."""


def report_data(
    comparison: Comparison,
    pictures: Sequence[str],
    shots: Mapping[tuple[str, int], tuple[object, ...]],
    wholes: Mapping[str, Sequence[int]],
    sentences: Iterable[str],
) -> str:
    """Return the data: the changes with the keys of their marks, the packets with them by group, pictures, and what the script
    says in the language that is spoken. ``<`` never stands in it.
    """
    groups = comparison.groups[:MOST_CARDS]
    index = numbered(groups)
    differing = islice((packet for packet in comparison.packets if packet.status != "identical"), MOST_PACKETS)
    data = {
        "version": 2,
        "old": comparison.old,
        "new": comparison.new,
        "manifests": list(comparison.digests),
        "whole": _is_whole(comparison),
        "groups": [_group_data(group) for group in groups],
        "packets": [_packet(packet, index, groups, shots) for packet in differing],
        "identical": _identical(comparison),
        "pictures": list(pictures),
        "words": {each: found for each in sentences if (found := translated(each)) is not None},
        "wholes": {packet_id: list(pages) for packet_id, pages in wholes.items()},
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _is_whole(comparison: Comparison) -> bool:
    """Whether the report lists every packet and every change, so that all can be marked in it."""
    return len(comparison.packets) <= MOST_PACKETS and len(comparison.groups) <= MOST_CARDS


def _identical(comparison: Comparison) -> list[list[str]]:
    """Return the ids of packets that nothing became of, with their digests."""
    found = ([packet.id, packet.sha256[1]] for packet in comparison.packets if packet.status == "identical")
    return list(islice(found, MOST_PACKETS))


def _group_data(group: Group) -> dict[str, str]:
    change = group.change
    head = in_words(headline(change))
    return {"key": group.key, "kind": change.kind, "field": change.field, "head": head, "about": retold(change)}


def _packet(
    packet: PacketChanges,
    index: Mapping[int, int],
    groups: Sequence[Group],
    shots: Mapping[tuple[str, int], tuple[object, ...]],
) -> dict[str, Any]:
    places = [index.get(number) for number in packet.groups]
    told = [(at, place) for at, place in enumerate(places) if place is not None]
    said: dict[str, Any] = {
        "id": packet.id,
        "label": packet.label,
        "status": in_words(STATUS_WORDS[packet.status]),
        "sha256": packet.sha256[1],
        "old_sha256": packet.sha256[0],
        "reading": packet.reading_sha256,
        "groups": [place for _, place in told],
    }
    own = {
        str(here): _own(packet.changes[at].change)
        for here, (at, place) in enumerate(told)
        if _differs(packet.changes[at].change, groups[place].change)
    }
    if own:
        said["own"] = own
    taken = {str(here): list(shot) for here, (at, _) in enumerate(told) if (shot := shots.get((packet.id, at)))}
    if taken:
        said["shots"] = taken
    if len(told) < len(places):
        said["more"] = len(places) - len(told)
    if packet.reflowed:
        said["reflowed"] = packet.reflowed
    if packet.pages[0] != packet.pages[1]:
        said["pages"] = list(packet.pages)
    if packet.notes or packet.why:
        said["notes"] = [in_words(each) for each in (*packet.notes, packet.why) if each]
    return said


def _own(change: Change) -> dict[str, str]:
    return {"before": change.before, "after": change.after, "lead": change.lead, "trail": change.trail}


def _differs(change: Change, first: Change) -> bool:
    """Whether a packet's change is told in other words than that of its group: the addressee's own."""
    return _own(change) != _own(first)


_UNSEEN: Final = late("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_ISOLATES: Final = late("[\u2066-\u2069]")
_MOST_IDENTICAL: Final = 2_000
_MOST_TEXT: Final = 4_000
_MOST_FOLLOWING: Final = 20
_MOST_OPEN: Final = 10
"""Changes of one product that are shown at once; more are folded away."""
_ELSEWHERE: Final = "name some packets with --only, or take --format json, which has all"
_SIGNS: Final = {
    "invisible": "⚠",
    "address": "✉",
    "text": "¶",
    "signatory": "✍",
    "moved": "↔",
    "font": "A",
    "metadata": "ⓘ",
    "pages": "▤",
    "enclosure": "⎘",
    "tags": "⌗",
    "pixels": "▦",
    "active": "⚙",
}
_NOTHING: Final = "No packet says or shows anything different."
_DIGITS: Final = 12
"""Of a digest, which is told whole to whoever points at it."""


def fragments(comparison: Comparison) -> dict[str, str]:
    """Return the parts of the template by name."""
    return {
        "title": words(_verdict(comparison)),
        "verdict": words(_verdict(comparison)),
        "old": text(comparison.old),
        "new": text(comparison.new),
        "summary": " · ".join([words(each) for each in summary(comparison).split(" · ")]),
        "notes": "".join([f"<p class=note>{words(note)}</p>" for note in comparison.notes]),
        "filters": "".join(_filters(comparison)),
        "sources": _sources(comparison),
        "products": _products(comparison),
        "digests": _digests(comparison),
        "groups": _cards(comparison),
        "groups_count": _counted(len(comparison.groups), "change"),
        "rows": "".join(_rows(comparison)),
        "left_out": _left_out(comparison),
        "empty": "" if comparison.groups else f"<p class=empty>{words(_NOTHING)}</p>",
    }


def _digests(comparison: Comparison) -> str:
    """Return by which manifests the two sides are known, where they have any."""
    names = ("before", "now")
    rows = [
        f'<span>{words(name)} <code title="{digest}">{digest[:_DIGITS]}</code></span>'
        for name, digest in zip(names, comparison.digests, strict=True)
        if digest
    ]
    return f"<p class=digests>{words('manifest')} {' · '.join(rows)}</p>" if rows else ""


def _cards(comparison: Comparison) -> str:
    groups = comparison.groups
    cards = "".join([_group(number, group, comparison) for number, group in enumerate(groups[:MOST_CARDS])])
    left = len(groups) - MOST_CARDS
    return cards + (_more(left, "changes") if left > 0 else "")


def _more(left: int, what: str) -> str:
    return f"<p class=note>{words(f'… and {left:,} more {what}')}: {words(_ELSEWHERE)}</p>"


def words(sentence: str) -> str:
    """Return a ``sentence`` of ours as HTML text, in the language that is spoken, without the marks that isolate its values."""
    found = translated(sentence)
    return text(sentence if found is None else _ISOLATES.sub("", found) if is_right_to_left() else found)


def text(said: str) -> str:
    """Return ``said`` as HTML text; a character that nobody sees stands there by its code point."""
    shown = _UNSEEN.sub(lambda match: f"\x02{ord(match[0]):04X}\x03", said)
    return re.sub("\x02([0-9A-F]+)\x03", r"<b class=cp>U+\1</b>", escape(shown)).replace("\n", "<br>")


def _verdict(comparison: Comparison) -> str:
    total = len(comparison.packets)
    different = total - comparison.counts.get("identical", 0)
    if not different:
        return "All packets are identical" if total != 1 else "The packet is identical"
    if total == 1:
        return "The packet differs"
    return f"{different:,} of {total:,} packets {'differs' if different == 1 else 'differ'}"


def _counted(number: int, one: str) -> str:
    return words(f"{number:,} {one}{'' if number == 1 else 's'}")


def _filters(comparison: Comparison) -> Iterator[str]:
    counts = status_counts(comparison)
    different = sum([count for status, count in counts.items() if status != "identical"])
    yield _filter("different", "All that differ", different, on=True)
    for status, count in counts.items():
        yield _filter(status, STATUS_WORDS[status].capitalize(), count, on=False)


def _filter(name: str, label: str, count: int, *, on: bool) -> str:
    pressed = "true" if on else "false"
    return f'<button type=button data-filter="{name}" aria-pressed={pressed}>{words(label)} <b>{count:,}</b></button>'


def _sources(comparison: Comparison) -> str:
    if not comparison.sources:
        return ""
    rows = "".join([_source(each) for each in comparison.sources])
    head = words("In the sources")
    return f"<section aria-labelledby=h-sources><h2 id=h-sources>{head}</h2><ul class=sources>{rows}</ul></section>"


def _source(change: Change) -> str:
    alarm = " class=alarm" if change.kind == "invisible" else ""
    warned = f"<b>{words('invisible change')}: </b>" if alarm else ""
    return f"<li{alarm}><h3>{warned}<bdi>{text(change.field)}</bdi></h3>{_body(change)}</li>"


def _products(comparison: Comparison) -> str:
    """Return what became of the files that are made of the packets, where any is another."""
    if not comparison.other_products:
        return ""
    rows = "".join(map(_product, comparison.other_products))
    return f"<section aria-labelledby=h-products><h2 id=h-products>{words('In the products')}</h2>{rows}</section>"


def _product(product: ProductChanges) -> str:
    notes = "".join([f"<p class=note>{words(note)}</p>" for note in product.notes])
    changes = "".join([_source(each) for each in product.changes])
    more = f"<li>{words(f'… and {product.more:,} more changes')}</li>" if product.more else ""
    listed = f"<ul class=sources>{changes}{more}</ul>" if changes else ""
    called, _, state = became(product).rpartition(": ")
    head = f"{text(called)}: {words(state)}"
    if len(product.changes) <= _MOST_OPEN:
        return f"<div class=product><h3>{head}</h3>{notes}{listed}</div>"
    return f"<details class=product><summary>{head}</summary>{notes}{listed}</details>"


def _in(place: str) -> str:
    return f"{words('in')} {words(place)}"


def _group(number: int, group: Group, comparison: Comparison) -> str:
    """Return a card: what changed, where, and the mark that it was reviewed."""
    change = group.change
    alarm = " alarm" if change.kind == "invisible" and not group.harmless else ""
    page = f" · {words('page')} {change.page}" if change.page and len(group.packets) == 1 else ""
    place = _in(where(group, len(comparison.packets))) + page
    return (
        f'<article class="card{alarm}" id="g{number}" data-group="{number}" data-key="{group.key}" aria-labelledby="gh{number}">'
        f"<header><span class=sign aria-hidden=true>{_SIGNS[change.kind]}</span>"
        f'<h3 id="gh{number}">{words(headline(change))}</h3>'
        f"<p class=where>{place}</p></header>{_body(change)}{_following(group, comparison)}"
        f'<footer><button type=button class=show data-show="{number}" hidden>{words("Show on the page")}</button>'
        f'<label class=mark hidden><input type=checkbox data-mark="{number}" aria-describedby="gh{number}">'
        f" {words('Reviewed')}</label>"
        "<span class=by></span>"
        f"</footer></article>"
    )


def _following(group: Group, comparison: Comparison) -> str:
    """Return what the change brings with it, folded away."""
    if not group.follows:
        return ""
    told = list(along(group, len(comparison.packets)))
    rows = "".join(
        [
            f"<li><b>{words(headline(change))}</b>{f' <small>{_in(place)}</small>' if place else ''}{_body(change)}</li>"
            for change, place in told[:_MOST_FOLLOWING]
        ]
    )
    left = len(told) - _MOST_FOLLOWING
    more = f"<li>{words(f'… and {left:,} more')}</li>" if left > 0 else ""
    head = f"{words('With it')}: {_counted(len(told), 'consequence')}"
    return f"<details class=follows><summary>{head}</summary><ul>{rows}{more}</ul></details>"


def _body(change: Change) -> str:
    """Return before and after: in the words around them, else one under the other."""
    change = _shortened(change)
    note = f"<p class=note>{words(change.note)}</p>" if change.note else ""
    gone = f"<del><span class=vh>{words('was:')} </span><bdi>{text(change.before)}</bdi></del>" if change.before else ""
    come = f"<ins><span class=vh>{words('is now:')} </span><bdi>{text(change.after)}</bdi></ins>" if change.after else ""
    if change.kind == "invisible":
        gone, come = [part and _spelt(part, each, other) for part, each, other in _sides(change, gone, come)]
    if not gone and not come:
        return note
    if change.lead or change.trail:
        around = [f"<span class=around>{text(part)}</span>" if part else "" for part in (change.lead, change.trail)]
        return f"<p class=words dir=auto>{around[0]} {gone} {come} {around[1]}</p>{note}"
    return f"<div class=pair dir=auto>{gone}{come}</div>{note}"


def _sides(change: Change, gone: str, come: str) -> Iterator[tuple[str, str, str]]:
    yield gone, change.before, change.after
    yield come, change.after, change.before


def _spelt(part: str, said: str, other: str) -> str:
    """Return a side of an invisible change with the characters that differ told apart by their code points."""
    letters = []
    for index, char in enumerate(said):
        same = len(said) == len(other) and other[index] == char
        odd = not same and (len(said) == len(other) or not char.isascii())
        letters.append(f'<b class=odd title="{escape(_named(char))}">{text(char)}</b>' if odd else text(char))
    return part.replace(f"<bdi>{text(said)}</bdi>", f"<bdi>{''.join(letters)}</bdi>")


def _named(char: str) -> str:
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()


def _shortened(change: Change) -> Change:
    """Return ``change`` as it was, its lines kept, or on one line and cut around what differs."""
    return shortened(change, _MOST_TEXT) if max(len(change.before), len(change.after)) > _MOST_TEXT else change


def _rows(comparison: Comparison) -> Iterator[str]:
    """Yield the table's rows: what differs in its order, then what is identical, hidden at first."""
    differing = (packet for packet in comparison.packets if packet.status != "identical")
    identical = (packet for packet in comparison.packets if packet.status == "identical")
    yield from map(_row, islice(differing, MOST_PACKETS))
    yield from map(_row, islice(identical, _MOST_IDENTICAL))


def _left_out(comparison: Comparison) -> str:
    left = len(comparison.packets) - comparison.counts.get("identical", 0) - MOST_PACKETS
    return _more(left, "packets that differ") if left > 0 else ""


def _row(packet: PacketChanges) -> str:
    before, after = packet.pages
    pages = f"{before} → {after}" if before and after and before != after else str(after or before or "")
    shown = text(packet.id)
    name = shown if packet.status == "identical" else f'<a href="#packet={quote(packet.id, safe="")}">{shown}</a>'
    hidden = " hidden" if packet.status == "identical" else ""
    reflow = f"<span class=reflow>{words(f'blocks that moved along: {packet.reflowed}')}</span>" if packet.reflowed else ""
    changes = str(len(packet.changes)) if packet.changes else ""
    said = words(packet.why) if packet.why else f"<bdi>{text(packet.label)}</bdi>"
    return (
        f'<tr role=row data-packet="{escape(packet.id)}" data-status="{packet.status}"{hidden}>'
        f"<th role=rowheader scope=row>{name}</th>"
        f'<td role=cell><span class="status s-{packet.status}">{words(STATUS_WORDS[packet.status])}</span></td>'
        f"<td role=cell>{said}</td>"
        f"<td role=cell class=n>{changes} {reflow}</td><td role=cell class=n>{pages}</td><td role=cell class=done></td></tr>"
    )


_OURS: Final = late(r"\{\{(.+?)\}\}")
"""A sentence of ours in the template."""
_SAID: Final = late(r'\bsay\("([^"]+)"')
"""One in the script."""

Share: TypeAlias = tuple[float, float, float, float]
"""Left, top, width, height in thousandths of a page's width and height."""


class Shot(NamedTuple):
    """Two pictures (by index, -1 for none) of the page before and after, their 1-based page numbers, boxes of what differs."""

    old: int
    new: int
    old_page: int
    new_page: int
    old_boxes: tuple[Share, ...]
    new_boxes: tuple[Share, ...]


class Pictures(Struct, frozen=True):
    """WebP pictures in Base64, one of each look, and which of them show a packet's change (by id and index); ``wholes`` are all
    pages of packets that are reviewed for the first time.
    """

    pictures: tuple[str, ...]
    shots: Mapping[tuple[str, int], Shot]
    wholes: Mapping[str, tuple[int, ...]] = {}


def report_html(comparison: Comparison, pictures: Pictures) -> str:
    """Return the report. No text of the packets becomes markup or script, and the policy in its head lets nothing else run."""
    style, script = _asset("report.css"), _script()
    policy = (
        f"default-src 'none'; img-src data:; style-src {_allowed(style)}; script-src {_allowed(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return Template(_OURS.sub(lambda ours: words(ours[1]), _asset("template.html"))).substitute(
        lang=spoken(),
        dir="rtl" if is_right_to_left() else "ltr",
        policy=policy,
        style=style,
        script=script,
        data=report_data(comparison, pictures.pictures, pictures.shots, pictures.wholes, script_sentences()),
        version=__version__,
        **fragments(comparison),
    )


def script_sentences() -> tuple[str, ...]:
    """Return what the script says, in English."""
    return tuple(dict.fromkeys(_SAID.findall(_script())))


def fixed_sentences() -> tuple[str, ...]:
    """Return what the page around the changes says, in English."""
    return tuple(dict.fromkeys(_OURS.findall(_asset("template.html"))))


def _script() -> str:
    return "".join(map(_asset, ("storage.js", "marks.js", "remarks.js", "report.js")))


@lru_cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def _allowed(text: str) -> str:
    """Return the source expression that lets exactly this inline text apply (CSP Level 3, 6.7.3.3)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
