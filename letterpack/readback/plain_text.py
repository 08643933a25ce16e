"""Content streams of the plainest kind, which most of a packet's own are: lines of text in one font each, placed one by one.

What stands in them is what ``content`` would read, in a tenth of the time; a stream that has anything else in it is left to that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from letterpack.model.observed import Shown
from letterpack.readback.directions import reading_order
from letterpack.readback.fonts import CompositeFont
from letterpack.readback.whitelist.painting import ARTIFACTS, LEAST_SIZE_PT, painting_of

NUMBER: Final = rb"-?(?:\d+\.?\d*|\.\d+)"
_RULE: Final = re.compile(
    rb"/Artifact<</Type/Layout>>BDC q 1 0 0 1 %(n)s %(n)s cm "
    rb"(?:q (?:%(n)s G )?(?:%(n)s w )?(?:%(n)s %(n)s [ml] )+S Q )+Q EMC(?: |\Z)" % {b"n": NUMBER}
)
"""A rule beside the document; no text in it."""
_LINE: Final = re.compile(
    rb"(?:/(?:(?P<tag>[A-Za-z][A-Za-z0-9]*)<</MCID (?P<mcid>\d+)>>|Artifact<<(?P<kind>(?:/[A-Za-z]+/[A-Za-z]+)*)>>)BDC )?"
    rb"1 0 0 1 (?P<x>%(n)s) (?P<y>%(n)s) Tm /(?P<font>\w+) (?P<size>%(n)s) Tf(?P<grey> 0?\.[0-4]\d* g)?"
    rb"\[(?P<codes><(?:[0-9A-F]{4})*>(?:(?:%(n)s)?<(?:[0-9A-F]{4})*>)*)\]TJ(?P<black> 0 g)?(?P<end> EMC)? " % {b"n": NUMBER}
)
_BEGIN: Final = b"BT "
_END: Final = b"ET"


class PlainText:
    """What a plain stream paints: its lines, its marked contents, the fonts it used by resource name."""

    __slots__ = ("fonts", "mcids", "shown")

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.mcids: list[int] = []
        self.fonts: dict[str, CompositeFont | None] = {}


def read_plain(data: bytes, fonts: Mapping[str, CompositeFont | None], height_pt: float) -> PlainText | None:
    """Return what ``data`` paints on a page of ``height_pt``; None where it is not of the plain kind."""
    at = 0
    while rule := _RULE.match(data, at):
        if painting_of(rule[0]).faults:
            return None
        at = rule.end()
    found = PlainText()
    if at == len(data):
        return found
    if not data.startswith(_BEGIN, at):
        return None
    at += len(_BEGIN)
    mark: tuple[int, str] | None = None
    while line := _LINE.match(data, at):
        mark = _take(found, line, mark, fonts, height_pt)
        if mark is None:
            return None
        mark = None if line["end"] else mark
        at = line.end()
    return found if data[at:] == _END and mark is None and found.shown else None


def _take(
    found: PlainText,
    line: re.Match[bytes],
    mark: tuple[int, str] | None,
    fonts: Mapping[str, CompositeFont | None],
    height_pt: float,
) -> tuple[int, str] | None:
    """Add a ``line`` in the ``mark`` that is open, or that it begins; return that, None where anything is not plain."""
    tag, mcid, kind, x, y, name, size, grey, codes, black, _ = line.groups()
    begins = tag is not None or kind is not None
    if begins == (mark is not None) or (grey is None) != (black is None) or float(size) < LEAST_SIZE_PT:
        return None
    if mcid is not None:
        mark = (int(mcid), "")
        found.mcids.append(mark[0])
    elif kind is not None:
        said = _artifact(kind)
        mark = (-1, said[1] or said[0]) if said in ARTIFACTS else None
    resource = name.decode("ascii")
    font = found.fonts[resource] = fonts.get(resource)
    if font is not None and mark is not None:
        _show(found, font, mark, (float(x), float(y), float(size), height_pt), codes)
    return mark if font is not None else None


def _show(
    found: PlainText, font: CompositeFont, mark: tuple[int, str], place: tuple[float, float, float, float], codes: bytes
) -> None:
    x, y, size, height_pt = place
    text, width = line_of(font, codes, size, x)
    found.shown.append(Shown(text, x, height_pt - y, width, size, font.base, mark[1], mark[0]))


def line_of(font: CompositeFont, codes: bytes, size_pt: float, x_pt: float) -> tuple[str, float]:
    """Return what a line says, and its width: strings of ``codes`` with kerns between them, set in ``font`` from ``x_pt`` on."""
    said: list[str] = []
    advance = 0.0
    for part in codes[:-1].split(b">"):
        kern, _, digits = part.partition(b"<")
        if kern:
            advance -= float(kern) / 1000 * size_pt
        text, width = font.string(bytes.fromhex(digits.decode("ascii")))
        said.append(text)
        advance += width / 1000 * size_pt
    text = "".join(said)
    return text if text.isascii() else reading_order(text), x_pt + advance - x_pt


def _artifact(properties: bytes) -> tuple[str, str]:
    """Return an artifact's type and subtype; empty where it has none."""
    names = properties.decode("ascii").split("/")[1:]
    said = dict(zip(names[::2], names[1::2], strict=True))
    return said.get("Type", ""), said.get("Subtype", "")
