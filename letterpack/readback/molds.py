"""Molds: files that have all in common but some content streams. What such a file shows is what another showed, with other lines.

Sound because it asks for bytes: the stem is the same, and so is every object behind it that is no content stream of a page, and
nothing but pages leads to those that are. Whatever is not so plain is left to the long way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from letterpack.model.observed import Alike, ObservedPacket, ObservedPage, Shown
from letterpack.readback.content import ContentRead, read_content, texts_of
from letterpack.readback.fonts import CompositeFont
from letterpack.readback.graphics_state import START
from letterpack.readback.objects import Behind, content_of_object
from letterpack.readback.structure import Telling
from letterpack.readback.whitelist.painting import PLAIN_TEXT, painting_of


class Stand(NamedTuple):
    """Where a line of a file's own stands, which content it is, and how far it may reach to the right."""

    x_pt: float
    y_pt: float
    size_pt: float
    mcid: int
    free_pt: float


class MoldPage(NamedTuple):
    """A page as the first file showed it. ``parts`` are what it paints, with the number of the object in place of what is each
    file's own, ``fonts`` those that this is painted in; ``images`` counts those of the others. ``reached`` are the page's
    contents that the structure holds, ``stands`` says where the lines of each file's own parts stand.
    """

    shown: ObservedPage
    parts: tuple[tuple[Shown, ...] | int, ...] = ()
    images: int = 0
    fonts: Mapping[str, CompositeFont | None] = {}
    stands: Mapping[int, tuple[Stand, ...]] = {}
    reached: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Mold:
    """What the ``first`` file showed, and what it had ``behind`` its stem: all of that but the objects ``own`` to each file."""

    first: ObservedPacket
    behind: Behind
    own: frozenset[int]
    pages: tuple[MoldPage, ...]
    telling: Telling
    alike: Alike = field(init=False)

    def __post_init__(self) -> None:
        parts = [(at, part) for at, page in enumerate(self.pages) for part in page.parts if not isinstance(part, int)]
        object.__setattr__(self, "alike", Alike(tuple(parts), self.telling.known))

    def fits(self, behind: Behind) -> bool:
        """Whether a file with this ``behind`` its stem differs in nothing but content."""
        then, now = self.behind.objects, behind.objects
        if len(then) != len(now) or behind.trailer != self.behind.trailer:
            return False
        return all(now.get(number) == raw for number, raw in then.items() if number not in self.own)

    def cast(self, behind: Behind, sha256: str, size_bytes: int) -> ObservedPacket | None:
        """Return what a file shows that fits; None where its content wants the long way. Raises ``Malformed``."""
        readings: dict[tuple[int, float], ContentRead] = {}
        pages: list[ObservedPage] = []
        own_parts: list[tuple[int, tuple[Shown, ...]]] = []
        texts: list[dict[int, str] | None] = []
        for index, (page, known) in enumerate(zip(self.pages, self.telling.texts, strict=True)):
            height = page.shown.height_pt
            own: list[ContentRead] = []
            for part in page.parts:
                if isinstance(part, int):
                    if (part, height) not in readings:
                        data = content_of_object(behind.objects[part])
                        readings[part, height] = read_content(data, START, page.fonts, {}, height)
                        if not readings[part, height].is_plain and painting_of(data) != PLAIN_TEXT:
                            return None
                    if not _stand_so(readings[part, height], page.stands[part]):
                        return None
                    own.append(readings[part, height])
            if not all(_is_plain(reading, page.reached) for reading in own):
                return None
            said = None if known is None else texts_of(own)
            if known is not None and said is not None and not known.keys().isdisjoint(said):
                return None
            texts.append(said)
            pages.append(_shown(page, own) if own else page.shown)
            own_parts.extend([(index, reading.shown) for reading in own])
        told = self.telling.told(texts)
        if told.problems:
            return None
        first = self.first
        return ObservedPacket(
            sha256, size_bytes, tuple(pages), told.stretches, first.fonts, first.enclosed_fonts, first.metadata, first.marked,
            first.tagged_pages, first.tag_faults, first.intents, first.problems, first.strange, self.alike, tuple(own_parts),
        )  # fmt: skip


def _stand_so(reading: ContentRead, stands: tuple[Stand, ...]) -> bool:
    """Whether lines stand where those of the first file do, and reach nothing else."""
    return len(reading.shown) == len(stands) and all(
        (line.x_pt, line.y_pt, line.size_pt, line.mcid) == stand[:4] and line.x_pt + line.width_pt <= stand.free_pt
        for line, stand in zip(reading.shown, stands, strict=True)
    )


def _is_plain(reading: ContentRead, reached: frozenset[int]) -> bool:
    """Whether a stream leaves the page as it was, and there is nothing to remark about it."""
    if reading.end is not START or reading.problems or reading.says_unknown or reading.says_unmarked:
        return False
    return reading.said_mcids <= reached


def _shown(page: MoldPage, own: list[ContentRead]) -> ObservedPage:
    left = iter(own)
    parts = tuple([next(left).shown if isinstance(part, int) else part for part in page.parts])
    return page.shown._replace(parts=parts, images=page.images + sum([reading.images for reading in own]))
