"""``diff --html``: pictures of the pages that changed, one per look, and the report around them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple, Self

import pypdfium2 as pdfium
from PIL import Image

from letterpack.errors import CannotCompare
from letterpack.files import write_named
from letterpack.model.change import Comparison, Located, PacketChanges, Spot
from letterpack.pdfcopy.opened import TooHeavy, opened
from letterpack.pipeline.compare import FEW_PACKETS
from letterpack.pipeline.compare.batches import BatchToCompare, PacketToCompare
from letterpack.review.causes import RENAMED
from letterpack.review.groups import numbered
from letterpack.review.pixels import BoxFinder
from letterpack.review.report import MOST_CARDS, MOST_PACKETS, Pictures, Share, Shot, report_html

_SCALE: Final = 110 / 72
_GREYS: Final = 16
"""Steps a channel is rounded to: nobody sees it on a page of text, and a picture is half as large."""
_MOST_BYTES: Final = 2_700_000
"""Of all pictures together, before Base64 makes four bytes of three: with a card for each of a thousand changes, the report stays
under 5 MB.
"""


def write_report(path: Path, comparison: Comparison, old: BatchToCompare, new: BatchToCompare) -> None:
    """Write the report of ``comparison`` to ``path``. Raises ``CannotCompare``, ``OutputRefused`` and ``OutputFailed``."""
    try:
        text = report_html(comparison, _pictures(comparison, old, new))
    except (FileNotFoundError, pdfium.PdfiumError) as error:
        raise CannotCompare("a packet changed while it was compared", "compare again when no build is running") from error
    write_named(path, text.encode("utf-8", "backslashreplace"), _is_report, "--html")


def _is_report(head: bytes, _: bytes) -> bool:
    return head.startswith(b"<!doctype html>") and b'<meta name="generator" content="letterpack ' in head


class _Wanted(NamedTuple):
    packet: PacketChanges
    found: Located


def _pictures(comparison: Comparison, old: BatchToCompare, new: BatchToCompare) -> Pictures:
    """Paint what the report shows, worst first, until there is enough."""
    painter = _PageShots()
    shots: dict[tuple[str, int], Shot] = {}
    wholes: dict[str, tuple[int, ...]] = {}
    waiting: dict[str, list[_Wanted]] = {}
    for wanted in _wanted(comparison):
        waiting.setdefault(wanted.packet.id, []).append(wanted)
    single = old.single and new.single
    for packet_id, wants in waiting.items():
        before = next(iter(old.packets.values())) if single else old.packets.get(_old_id(wants[0].packet))
        after = new.packets.get(packet_id)
        with suppress(TooHeavy):  # Its changes are told in words alone.
            if before is None or after is None:
                shots[packet_id, 0] = _lonely(painter, before, after)
                if after is not None and not old.packets:
                    wholes[packet_id] = _all_pages(painter, after)
                continue
            if painter.bytes_taken >= _MOST_BYTES:
                continue
            with _Opened(before) as olds, _Opened(after) as news:
                for packet, found in wants:
                    if painter.bytes_taken < _MOST_BYTES:
                        shots[packet_id, packet.changes.index(found)] = _shot(painter, found, olds, news)
    return Pictures(tuple(painter.pictures), shots, wholes)


def _old_id(packet: PacketChanges) -> str:
    """Return the id that a packet had."""
    changes = [part.change for each in packet.changes for part in (each, *each.follows)]
    return next((change.before for change in changes if change.field == RENAMED), packet.id)


def _wanted(comparison: Comparison) -> Iterator[_Wanted]:
    """Yield the first packet of each group with its change; then, where packets are few, all others."""
    index, seen = numbered(comparison.groups[:MOST_CARDS]), set[int]()
    few = len(comparison.packets) - comparison.counts.get("identical", 0) <= FEW_PACKETS
    changed = (packet for packet in comparison.packets if packet.changes)
    later: list[_Wanted] = []
    for packet in islice(changed, MOST_PACKETS):
        for number, found in zip(packet.groups, packet.changes, strict=True):
            if number not in seen and number in index:
                seen.add(number)
                yield _Wanted(packet, found)
            elif few:
                later.append(_Wanted(packet, found))
    yield from later


class _Opened:
    """A PDF, open while its pages are painted; ``painted`` maps those that are to their pictures' indexes."""

    def __init__(self, packet: PacketToCompare) -> None:
        self._packet, self._stack = packet, ExitStack()
        self.painted: dict[int, int] = {}

    def __enter__(self) -> Self:
        self.document = self._stack.enter_context(opened(self._packet.read()))
        self.boxes = BoxFinder(self.document)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


class _PageShots:
    """Paints pages and keeps one copy of each look."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.bytes_taken = 0
        self._known: dict[bytes, int] = {}

    def page(self, opened: _Opened, page_index: int) -> int:
        """Return the index of the picture of a page."""
        if page_index not in opened.painted:
            painted: Image.Image = opened.document[page_index].render(scale=_SCALE).to_pil().convert("RGB")
            look = hashlib.sha256(painted.tobytes()).digest()
            if look not in self._known:
                data = _packed(painted)
                self._known[look] = len(self.pictures)
                self.pictures.append(base64.b64encode(data).decode("ascii"))
                self.bytes_taken += len(data)
            opened.painted[page_index] = self._known[look]
        return opened.painted[page_index]


def _packed(picture: Image.Image) -> bytes:
    step = 255 / (_GREYS - 1)
    rounded = picture.point([round(round(value / step) * step) for value in range(256)] * 3)
    out = BytesIO()
    rounded.save(out, "WEBP", lossless=True, quality=75, method=4)
    return out.getvalue()


def _shot(painter: _PageShots, found: Located, old: _Opened, new: _Opened) -> Shot:
    """Return the two pages that show a change, with the boxes of what differs."""
    page_index = (found.change.page or 1) - 1
    after = found.new[0].page_index if found.new else min(page_index, len(new.document) - 1)
    before = found.old[0].page_index if found.old else min(after, len(old.document) - 1)
    if not found.new and found.old:
        after = min(before, len(new.document) - 1)
    return Shot(
        painter.page(old, before),
        painter.page(new, after),
        before + 1,
        after + 1,
        _boxes(found.old, before, old),
        _boxes(found.new, after, new),
    )


def _lonely(painter: _PageShots, old: PacketToCompare | None, new: PacketToCompare | None) -> Shot:
    """Return the first page of a packet that only one side has."""
    there = new or old
    assert there is not None
    with _Opened(there) as opened:
        picture = painter.page(opened, 0)
    return Shot(-1 if new else picture, picture if new else -1, 1, 1, (), ())


def _all_pages(painter: _PageShots, packet: PacketToCompare) -> tuple[int, ...]:
    """Return the pictures of a packet's pages, for a first review, as far as there is room for them."""
    with _Opened(packet) as opened:
        found: list[int] = []
        for index in range(len(opened.document)):
            if painter.bytes_taken >= _MOST_BYTES:
                break
            found.append(painter.page(opened, index))
    return tuple(found)


def _boxes(spots: tuple[Spot, ...], page_index: int, opened: _Opened) -> tuple[Share, ...]:
    """Return the boxes of ``spots`` on one page, in thousandths of its width and height."""
    width, height = opened.document[page_index].get_size()
    found = []
    for spot in [each for each in spots if each.page_index == page_index]:
        box = opened.boxes.box(spot)
        found.append(
            (
                round(1000 * box.x_pt / width, 1),
                round(1000 * box.y_pt / height, 1),
                round(1000 * box.width_pt / width, 1),
                round(1000 * box.height_pt / height, 1),
            )
        )
    return tuple(found)
