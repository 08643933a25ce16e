"""The way back: a packet that another program saved again, such as Ghostscript, as it was before.

Such a program writes what pages show and drops what it does not know: tags, the language, claims, what a ligature says. It makes
subsets of fonts anew, and signs with its own name and day. Whoever wrote the packet did none of that; what it shows is compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Final

from msgspec import Struct

from letterpack.model.observed import ObservedMetadata, ObservedPacket, ObservedPage, Shown
from letterpack.review.others import UNKNOWN
from letterpack.values import replace

_NEAR_PT: Final = 1.0
_LONGEST_LIGATURE: Final = 3
"""Letters of a ligature: `ffi`."""
_SHORTEST_LIGATURE: Final = 2
_MOST_UNKNOWN: Final = 64
"""Signs without a meaning in a row; a row of more is compared as it stands."""
_SOFT_HYPHEN: Final = "\u00ad"


class _Row(Struct, frozen=True):
    """What stands on one height of a page: where it begins, and its letters from left to right, without spaces."""

    x_pt: float
    y_pt: float
    letters: str


def saved_by_others(packet: ObservedPacket) -> bool:
    """Whether the file says that another program wrote it last."""
    return "letterpack" not in packet.metadata.producer.lower()


def as_before(packet: ObservedPacket, other: ObservedPacket) -> ObservedPacket:
    """Return ``packet``, which another program saved, with what that program changes by itself as the ``other`` has it."""
    was = other.metadata
    metadata = packet.metadata._replace(
        producer=was.producer,
        created=was.created,
        modified=was.modified,
        language=packet.metadata.language or was.language,
        claims=packet.metadata.claims or was.claims,
    )
    look = replace(packet.look, programs=other.look.programs) if packet.look and other.look else packet.look
    pages = tuple([_meant(page, beside) for page, beside in zip_longest(packet.pages, other.pages) if page is not None])
    return replace(packet, metadata=metadata, look=look, pages=pages)


def _meant(page: ObservedPage, other: ObservedPage | None) -> ObservedPage:
    """Return ``page`` with what its font no longer says as the ``other`` says it in the same place."""
    if other is None or not any(UNKNOWN in shown.text for shown in page.shown):
        return page
    said = {_place(shown): shown.text for shown in other.shown}
    return page._replace(
        parts=tuple([tuple([_filled(shown, said.get(_place(shown), "")) for shown in part]) for part in page.parts])
    )


def _place(shown: Shown) -> tuple[int, int]:
    return round(shown.x_pt / _NEAR_PT), round(shown.y_pt / _NEAR_PT)


def _filled(shown: Shown, said: str) -> Shown:
    if UNKNOWN not in shown.text:
        return shown
    pattern = re.escape(shown.text).replace(re.escape(UNKNOWN), f"[^\\W\\d_]{{2,{_LONGEST_LIGATURE}}}")
    return shown._replace(text=said) if re.fullmatch(pattern, said) else shown


def same_pages(one: ObservedPacket, other: ObservedPacket) -> bool:
    """Whether the pages of two files say the same in the same places, in whatever order they paint it."""
    return len(one.pages) == len(other.pages) and all(map(_same_page, one.pages, other.pages))


def as_shown(packet: ObservedPacket, other: ObservedPacket) -> ObservedPacket:
    """Return ``packet``, whose pages are the ``other``'s, with what a program that saves a file writes anew as the other has it:
    the order and the pieces of its text, the names of its fonts, who made the file and when. What pages look like stays its own.
    """
    pages = tuple([page._replace(parts=beside.parts) for page, beside in zip(packet.pages, other.pages, strict=True)])
    embedded = all(font.embedded for font in packet.enclosed_fonts)
    look = replace(packet.look, programs=other.look.programs) if packet.look and other.look else packet.look
    return replace(
        packet,
        pages=pages,
        enclosed_fonts=other.enclosed_fonts if embedded else packet.enclosed_fonts,
        metadata=_kept(packet.metadata, other.metadata),
        look=look,
    )


def _kept(now: ObservedMetadata, was: ObservedMetadata) -> ObservedMetadata:
    """Return metadata without what a program puts in by itself; what it drops of the author's is dropped."""
    return now._replace(
        creator=now.creator if now.creator and was.creator else was.creator,
        producer=was.producer,
        created=was.created,
        modified=was.modified,
        xmp_title=now.xmp_title if now.xmp_title and was.xmp_title else was.xmp_title,
        xmp_author=now.xmp_author if now.xmp_author and was.xmp_author else was.xmp_author,
    )


def _same_page(one: ObservedPage, other: ObservedPage) -> bool:
    if abs(one.width_pt - other.width_pt) > _NEAR_PT or abs(one.height_pt - other.height_pt) > _NEAR_PT:
        return False
    olds, news = _rows(one.shown), _rows(other.shown)
    return len(olds) == len(news) and all(map(_same_row, olds, news))


def _rows(lines: Sequence[Shown]) -> list[_Row]:
    rows: list[list[Shown]] = []
    for shown in sorted([each for each in lines if _letters(each.text)], key=lambda each: each.y_pt):
        if rows and shown.y_pt - rows[-1][-1].y_pt < _NEAR_PT:
            rows[-1].append(shown)
        else:
            rows.append([shown])
    return [_row(sorted(row, key=lambda each: each.x_pt)) for row in rows]


def _row(row: Sequence[Shown]) -> _Row:
    return _Row(row[0].x_pt, row[0].y_pt, "".join([_letters(shown.text) for shown in row]))


def _letters(text: str) -> str:
    return "".join(text.replace(_SOFT_HYPHEN, "-").split())


def _same_row(one: _Row, other: _Row) -> bool:
    if abs(one.x_pt - other.x_pt) > _NEAR_PT or abs(one.y_pt - other.y_pt) > _NEAR_PT:
        return False
    return one.letters == other.letters or _means(one.letters, other.letters) or _means(other.letters, one.letters)


def _means(told: str, meant: str) -> bool:
    """Whether ``told`` is ``meant`` but for ligatures, of which nothing is known any more."""
    if not 0 < told.count(UNKNOWN) <= _MOST_UNKNOWN:
        return False
    reached = {0}
    for char in told:
        reached = {end for start in reached for end in _after(char, meant, start)}
    return len(meant) in reached


def _after(char: str, meant: str, start: int) -> list[int]:
    """Return where ``meant`` may go on behind what ``char`` stands for at ``start``."""
    if meant[start : start + 1] == char:
        return [start + 1]
    if char != UNKNOWN:
        return []
    lengths = range(_SHORTEST_LIGATURE, _LONGEST_LIGATURE + 1)
    return [start + length for length in lengths if len(said := meant[start : start + length]) == length and said.isalpha()]
