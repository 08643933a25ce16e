"""Slips (part of stage 7 of 7), which bear an address and nothing else: envelopes one by one, labels by the sheet.

A slip is set by the same stages as a packet, in the same type. Its operators become content that a product puts on pages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import BinaryIO, Final

from msgspec import Struct

from letterpack.model.campaign import CampaignRead
from letterpack.model.form import Rect
from letterpack.model.galley import Frame
from letterpack.model.page import framed
from letterpack.model.pdf import Fragment, Graphic
from letterpack.model.profile import Profile
from letterpack.patterns import late
from letterpack.press.packet_file import Extension, extensions_of
from letterpack.press.pdf.content import content_of
from letterpack.press.pdf.objects import OWN_LEVEL, stream
from letterpack.press.planner import BaseSubsets, RunPage
from letterpack.press.print_run import PrintRun, RunLayout, RunPacket, about_run
from letterpack.press.standards import Metadata, Sheet
from letterpack.text.shape import Subsets


class AddressSlip(Struct, frozen=True):
    """An envelope or a label: its size, the operators that draw it from its lower left corner, and the fonts that they name."""

    width_pt: float
    height_pt: float
    operators: bytes
    fonts: tuple[tuple[str, Fragment], ...]
    extensions: tuple[Extension, ...]


def slip(frames: Sequence[Frame], size: tuple[float, float], fonts: BaseSubsets, subsets: Subsets) -> AddressSlip:
    """Return a slip of this ``size`` that bears ``frames``."""
    strips = [(frames[place.ref[0]].block.strips[place.ref[1]], place.x_pt, place.y_pt) for place in framed(tuple(frames))]
    content = content_of(strips, size[1], 0, _no_graphic)
    brought = set().union(*[strip.extensions for strip, *_ in strips])
    return AddressSlip(*size, content.operators.encode("ascii"), fonts.fragments, extensions_of(brought, subsets))


def begin_slips(file: BinaryIO, campaign: CampaignRead, profile: Profile, title: str) -> PrintRun:
    """Begin a PDF of slips called ``title`` in ``file``: printed on one side, page after page. Raises ``OSError``."""
    return PrintRun(file, about_slips(campaign, title), profile, RunLayout(sides="front"))


def about_slips(campaign: CampaignRead, title: str) -> Metadata:
    """Return what a PDF of slips called ``title`` says of itself; it claims nothing yet."""
    name = campaign.settings.name
    return about_run(campaign, f"{name}: {title}" if name else title)


def page_of(slips: Sequence[tuple[AddressSlip, Rect]], sheet: Sheet) -> RunPacket:
    """Return a page of ``sheet`` with ``slips``, each at its place.

    Letters of two languages have base subsets of their own under the same names: each subset of the page gets a name of its own.
    """
    drawn: list[bytes] = []
    fonts: dict[tuple[str, Fragment], str] = {}
    glyphs: dict[str, set[int]] = {}
    named: dict[str, Extension] = {}
    for each, place in slips:
        names = {name: fonts.setdefault((name, fragment), f"{name}{_nth(fonts, name)}") for name, fragment in each.fonts}
        at = b"1 0 0 1 %.3f %.3f cm" % (place.x_pt, sheet.height_pt - place.bottom_pt)
        drawn.append(b"q " + at + b" " + _renamed(each.operators, names) + b" Q")
        for extension in each.extensions:
            named[extension.name] = extension
            glyphs.setdefault(extension.name, set()).update(extension.glyphs)
    extensions = tuple([each._replace(glyphs=tuple(sorted(glyphs[name]))) for name, each in sorted(named.items())])
    body = stream(b"\n".join(drawn), level=OWN_LEVEL)
    entries = tuple([(called, fragment) for (_, fragment), called in fonts.items()])
    return RunPacket((RunPage((0,)),), entries, (), sheet, (body,), extensions)


def _nth(fonts: Mapping[tuple[str, Fragment], str], name: str) -> str:
    """Return what tells the next subset called ``name`` from those before: nothing for the first."""
    count = sum([known == name for known, _ in fonts])
    return f".{count + 1}" if count else ""


def _renamed(operators: bytes, names: Mapping[str, str]) -> bytes:
    """Return ``operators`` with the fonts that they choose called as on the page."""
    if all(name == called for name, called in names.items()):
        return operators
    return _FONT.sub(lambda found: b"/" + names.get(found[1].decode(), found[1].decode()).encode() + found[2], operators)


_FONT: Final = late(rb"/([\w.]+)( [\d.]+ Tf)")
"""How content chooses a font; a text is in hexadecimal and cannot look so."""


def _no_graphic(_graphic: Graphic) -> str:
    raise ValueError("an address has no pictures")
