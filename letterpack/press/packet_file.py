"""One packet's bytes (part of stage 7 of 7): a plan's constant prefix, then what is the packet's own."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from letterpack.model.galley import ExtensionGlyph, Strip
from letterpack.model.packet import PacketBlocks
from letterpack.press.pdf.content import content_of
from letterpack.press.pdf.embedding import extension
from letterpack.press.pdf.links import annotation, with_title
from letterpack.press.pdf.objects import FREE_HEAD, Trailer, cross_reference, in_use, indirect, numbered, own_stream
from letterpack.press.planner import Plan
from letterpack.press.standards import Metadata, has_identifier, identified, information, xmp
from letterpack.text.fonts import Font
from letterpack.text.shape import Subsets


class PacketFile(Struct, frozen=True):
    """A packet ready to be written: its bytes in two parts, and the digest of both together."""

    prefix: bytes
    tail: bytes
    sha256: str

    @property
    def size_bytes(self) -> int:
        """How long the file is."""
        return len(self.prefix) + len(self.tail)

    def is_in(self, data: bytes) -> bool:
        """Whether ``data`` are the file's bytes."""
        return len(data) == self.size_bytes and data.startswith(self.prefix) and data.endswith(self.tail)


class OwnContent(Struct, frozen=True):
    """A packet's own segments as operators, its bookmarks with titles of its own and its own links as dictionaries, and the
    font extensions that its pages use, sorted by name.
    """

    segments: tuple[bytes, ...]
    dictionaries: tuple[bytes, ...]
    extensions: tuple[Extension, ...]


class Extension(NamedTuple):
    """The glyphs of ``font`` beyond its base, ascending, that the pages of a packet show; ``name`` is the font resource."""

    name: str
    font: Font
    glyphs: tuple[int, ...]


def own_content(plan: Plan, sources: PacketBlocks, subsets: Subsets) -> OwnContent:
    """Set the packet's own segments at the plan's places."""
    segments: list[bytes] = []
    extensions = set(plan.extensions)
    for segment in plan.own:
        strips: list[tuple[Strip, float, float]] = []
        for source, block, index, x, y in segment.strips:
            strip = sources[source][block].strips[index]
            strips.append((strip, x, y))
            extensions |= strip.extensions
        content = content_of(strips, plan.sheet.height_pt, segment.first_mcid, plan.name_of)
        segments.append(content.operators.encode("ascii"))
    dictionaries = [with_title(written, sources[at[0]][at[1]].strips[at[2]].title) for at, written in plan.titles]
    for at, position, key, does in plan.links:
        link = sources[at[0]][at[1]].strips[at[2]].links[position]
        dictionaries.append(annotation(link, at, plan.sheet.height_pt, key, does))
    dictionaries.extend([element.body(sources) for element in plan.elements])
    return OwnContent(tuple(segments), tuple(dictionaries), extensions_of(extensions, subsets) if extensions else ())


def extensions_of(brought: set[ExtensionGlyph], subsets: Subsets) -> tuple[Extension, ...]:
    """Return the extensions that hold the glyphs ``brought``."""
    glyphs: dict[str, list[int]] = {}
    for name, glyph in brought:
        glyphs.setdefault(name, []).append(glyph)
    return tuple([Extension(name, subsets.extended[name], tuple(sorted(glyphs[name]))) for name in sorted(glyphs)])


def packet_file(plan: Plan, own: OwnContent, metadata: Metadata) -> PacketFile:
    """Return the file of a packet of ``plan``'s shape."""
    about, short = _about(metadata)
    # PDF 2.0 has no information dictionary; its number stays.
    short = short if plan.has_information else b"null"
    if has_identifier(about):
        about = identified(about, hashlib.sha256(b"".join(own.segments)).digest())
    bodies = [*map(own_stream, own.segments), *own.dictionaries, about, short]
    number = plan.next_number
    fonts: list[str] = []
    extra: list[bytes] = []
    for name, font, glyphs in own.extensions:
        fragment = extension(font, glyphs)
        fonts.append(f"/{name} {number} 0 R")
        extra.extend(numbered(fragment.objects, number, 0))
        number += len(fragment.objects)
    bodies.append(resources(plan, "".join(fonts)))
    out: list[bytes] = []
    rows: list[bytes] = [FREE_HEAD]
    at = len(plan.prefix)
    for index, body in enumerate(bodies, 1):
        rows.append(in_use(at))
        out.append(indirect(index, body))
        at += len(out[-1])
    rows.append(plan.rows)
    for index, body in enumerate(extra, plan.next_number):
        rows.append(in_use(at))
        out.append(indirect(index, body))
        at += len(out[-1])
    tail = b"".join(out)
    digest = plan.digest.copy()
    digest.update(tail)
    end = cross_reference(number, at, b"".join(rows), Trailer(plan.root, plan.information, digest.digest()[:16]))
    digest.update(end)
    return PacketFile(plan.prefix, tail + end, digest.hexdigest())


def resources(plan: Plan, fonts: str) -> bytes:
    """Return the body of the resource dictionary that all of a packet's pages name."""
    graphics = f"/XObject<<{plan.graphics_entry}>>" if plan.graphics_entry else ""
    return f"<</Font<<{plan.fonts_entry}{fonts}>>{graphics}>>".encode("ascii")


@lru_cache(maxsize=64)
def _about(metadata: Metadata) -> tuple[bytes, bytes]:
    return xmp(metadata), information(metadata)
