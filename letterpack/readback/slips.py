"""Envelopes and sheets of labels read back, page by page: where each slip stands on its page, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from letterpack.model.observed import Shown
from letterpack.patterns import late
from letterpack.readback.content import operators, read_content
from letterpack.readback.fonts import CompositeFont, read_font
from letterpack.readback.objects import OwnObjects, array, dictionary, number
from letterpack.readback.strange import OF_DAMAGE, OPERATORS
from letterpack.readback.values import Stream, Value, text_of

_LARGEST_PT: Final = 1_300.0
"""Of a side of what bears addresses: A3, and C3."""
_SLIP: Final = late(rb"q 1 0 0 1 (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?) cm (.*?) Q(?:\n(?=q 1 0 0 1 )|\Z)", re.DOTALL)
"""How a page bears a slip: where its lower left corner stands, and the operators that draw it."""


class AddressPage(NamedTuple):
    """A page that bears addresses: its size, its resources and fonts, its slips, and what stands on it beside them."""

    size_pt: tuple[float, float]
    resources: Mapping[str, Value]
    fonts: Mapping[str, CompositeFont | None]
    slips: tuple[re.Match[bytes], ...]
    beside: bytes

    def lines(self, slip: re.Match[bytes]) -> tuple[Shown, ...]:
        """Return what a slip says, from its lower left corner on."""
        return tuple([line for line in read_content(slip[3], self.fonts, self.size_pt[1]).shown if line.text.strip()])


def address_pages(objects: OwnObjects) -> Iterator[AddressPage]:
    """Yield the pages of a file of slips, as they come. Raises ``Malformed`` and others."""
    root = dictionary(objects, objects.trailer.get("Root"))
    waiting: list[tuple[Value, Mapping[str, Value]]] = [(root.get("Pages"), {})]
    fonts: dict[str, CompositeFont | None] = {}
    while waiting:
        node, above = waiting.pop()
        entries = {**above, **dictionary(objects, node)}
        if "Kids" in dictionary(objects, node):
            below: Mapping[str, Value] = {key: entries[key] for key in ("MediaBox", "Resources") if key in entries}
            waiting += [(kid, below) for kid in reversed(array(objects, entries["Kids"]))]
            continue
        left, low, right, high = [number(objects, each) for each in array(objects, entries.get("MediaBox"))]
        resources = dictionary(objects, entries.get("Resources"))
        named = dictionary(objects, resources.get("Font"))
        for value in named.values():
            if repr(value) not in fonts:
                fonts[repr(value)] = read_font(objects, value)
        streams = [objects.get(each) for each in array(objects, entries.get("Contents"))]
        drawn = b"\n".join([each.data() for each in streams if isinstance(each, Stream)])
        about = {key: value for key, value in entries.items() if key == "Annots"} | resources
        readable = {key: fonts[repr(value)] for key, value in named.items()}
        yield AddressPage((right - left, high - low), about, readable, tuple(_SLIP.finditer(drawn)), _SLIP.sub(b"", drawn))


def bears_addresses(data: bytes, least: int) -> bool:
    """Whether all that the pages of ``data`` draw are slips of text as letterpack writes them, so that no program can be kept
    busy by it, and there are more than ``least`` of them.
    """
    count = 0
    try:
        for page in address_pages(OwnObjects(data)):
            drawn = {operator for slip in page.slips for operator, _ in operators(slip[3])}
            if page.resources.keys() - {"Font", "ProcSet"} or page.beside.strip() or drawn - OPERATORS:
                return False
            if max(page.size_pt) > _LARGEST_PT:
                return False
            count += 1
    except OF_DAMAGE:
        return False
    return count > least


def first_title(objects: OwnObjects) -> str:
    """Return what the first bookmark says, without the sheet's number: the code of the label sheet."""
    outlines = dictionary(objects, dictionary(objects, objects.trailer.get("Root")).get("Outlines"))
    return text_of(objects.get(dictionary(objects, outlines.get("First")).get("Title"))).rpartition(" ")[0]
