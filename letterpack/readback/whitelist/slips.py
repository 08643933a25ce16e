"""Envelopes and sheets of labels read back (the second witness), page by page: what each slip bears, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from letterpack.model.observed import Shown
from letterpack.readback.content import read_content
from letterpack.readback.exact.runs import PageKind
from letterpack.readback.fonts import CompositeFont
from letterpack.readback.graphics_state import START
from letterpack.readback.long_files import FileBytes
from letterpack.readback.objects import OwnObjects, dictionary
from letterpack.readback.page_tree import FilePage, streams_of
from letterpack.readback.slip_content import SLIP
from letterpack.readback.values import Malformed
from letterpack.readback.whitelist.dictionaries import run_page_strange
from letterpack.readback.whitelist.painting import painting_of
from letterpack.readback.whitelist.runs import OF_DAMAGE, PageInRun, RunBeside, RunWitness, plain_entries
from letterpack.readback.whitelist.typefaces import FontsNamed

_OF_TEXT: Final = frozenset({"Font", "ProcSet"})
_LARGEST_PT: Final = 1_300.0
"""Of a side of what bears addresses: A3, and C3."""


def _faults(found: re.Match[bytes]) -> bool:
    return bool(painting_of(found[3]).faults)


class ReadSlip(Struct, frozen=True):
    """A slip of a page: where its lower left corner stands, the operators that draw it, and the fonts that they name."""

    x_pt: float
    y_pt: float
    operators: bytes
    fonts: Mapping[str, CompositeFont | None]

    def lines(self, height_pt: float, *, right_to_left: bool) -> tuple[Shown, ...]:
        """Return what it shows, on a slip of this height; its letter runs ``right_to_left`` or not. Raises ``Malformed``."""
        try:
            found = read_content(self.operators, START, self.fonts, {}, height_pt, right_to_left=right_to_left)
        except OF_DAMAGE as error:
            raise Malformed("it is damaged") from error
        return tuple([line for line in found.shown if line.text.strip()])


class SlipPage(Struct, frozen=True):
    """A page: its number, from 1, its size, and its slips in the order in which they are drawn."""

    number: int
    size_pt: tuple[float, float]
    slips: tuple[ReadSlip, ...]


class SlipPages(RunWitness):
    """The pages of a PDF of slips in ``data``, which may name ``fonts``; with document ``parts`` where its profile has them.

    ``strange`` is what it holds that letterpack does not write, all its pages having been taken.
    """

    def __init__(self, data: FileBytes, fonts: FontsNamed | None, *, parts: bool) -> None:
        super().__init__(data, fonts, RunBeside((), sides="front", parts=parts))

    def take(self, title: str) -> SlipPage | None:
        """Return the next page, whose bookmark says ``title``; None where there is none to be read."""
        if self._objects is None:
            return None
        try:
            return self._page_of(self._objects, title)
        except OF_DAMAGE:
            self._break_off()
            return None

    def shown(self) -> Iterator[tuple[str, SlipPage]]:
        """Yield the pages as they come, with their bookmarks, whatever they should be; of a file that ``are_plain``. Raises
        ``Malformed``.
        """
        if self._objects is None:
            raise Malformed("it was saved by another program")
        try:
            for found in self._pages:
                yield next(self._bookmarks, ("", None))[0], self._slips_on(self._objects, found)[0]
        except OF_DAMAGE as error:
            raise Malformed("it is damaged") from error

    def are_plain(self) -> bool:
        """Whether all that the pages draw is text and rules as letterpack writes them: no program can be kept busy by it."""
        if self._objects is None:
            return False
        try:
            return all(self._is_plain(self._objects, found.page) for found in self._pages)
        except OF_DAMAGE:
            return False

    def _is_plain(self, objects: OwnObjects, page: FilePage) -> bool:
        if not dictionary(objects, page.entries.get("Resources")).keys() <= _OF_TEXT or page.entries.get("Annots") is not None:
            return False
        drawn = b"\n".join([stream.data() for stream in streams_of(objects, page)])
        slips = list(SLIP.finditer(drawn))
        return max(page.size_pt) <= _LARGEST_PT and not SLIP.sub(b"", drawn).strip() and not any(map(_faults, slips))

    def _page_of(self, objects: OwnObjects, title: str) -> SlipPage | None:
        found = next(self._pages, None)
        if found is None:
            self._take([f"the page of `{title}` is missing"])
            return None
        page, number = found.page, found.number
        self._kinds.append(PageKind.SLIPS)
        self._take(run_page_strange(objects, plain_entries(found, self._beside), number))
        self._take(self._resources(objects, page.entries.get("Resources")))
        self._take(self._contents(objects, page.entries))
        if next(self._bookmarks, None) != (title, page.ref):
            self._take([f"the bookmark of `{title}` does not lead to its page"])
        if self._beside.parts:
            self._take(self._parts.record_strange([page], title))
        made, has_more = self._slips_on(objects, found)
        if has_more:
            self._take([f"its page {number} has more than its slips"])
        for slip in made.slips:
            self._take([f"its page {number} {fault}" for fault in painting_of(slip.operators).faults])
        return made

    def _slips_on(self, objects: OwnObjects, found: PageInRun) -> tuple[SlipPage, bool]:
        """Return a page with its slips, and whether it has more than them."""
        page = found.page
        fonts = dictionary(objects, dictionary(objects, page.entries.get("Resources")).get("Font"))
        named = {key: self._shared.font(objects, value)[0] for key, value in fonts.items()}
        drawn = b"\n".join([stream.data() for stream in streams_of(objects, page)])
        slips = [ReadSlip(float(each[1]), float(each[2]), each[3], named) for each in SLIP.finditer(drawn)]
        return SlipPage(found.number, page.size_pt, tuple(slips)), bool(SLIP.sub(b"", drawn).strip())
