"""Hostile pictures and drawings."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping

from tests.bombs.pdfs import zeros

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100">'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes, rows: bytes | None = None, colour: int = 0) -> bytes:
    packer = zlib.compressobj(9)
    body = packer.compress(bytes(min(width * height + height, 200_000_000))) + packer.flush() if rows is None else rows
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("L", (8, 8)).save(out, "JPEG")
    data = bytearray(out.getvalue())
    at = data.find(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def scans(side: int, count: int) -> bytes:
    """A progressive JPEG that goes over its pixels ``count`` times more than it has to."""
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("L", (side, side)).save(out, "JPEG", progressive=True)
    data = out.getvalue()
    last = data.rfind(b"\xff\xda")
    return data[:last] + data[last:-2] * count + data[-2:]


def svg(inner: str) -> bytes:
    return f"{SVG}{inner}</svg>".encode()


def _uses(levels: int, times: int) -> str:
    groups = "".join(f'<g id="g{level}">{f"""<use xlink:href="#g{level - 1}"/>""" * times}</g>' for level in range(1, levels))
    return f'<defs><g id="g0"><path d="M0 0L9 9"/></g>{groups}</defs><use xlink:href="#g{levels - 1}"/>'


GRAPHICS: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "pixels": ("a.png", lambda: png(60_000, 60_000, rows=b"")),
    "pixels within the limit": ("a.png", lambda: png(7_000, 7_000)),
    "one long row": ("a.png", lambda: png(49_000_000, 1)),
    "one long column": ("a.png", lambda: png(1, 40_000_000)),
    "more rows than it says": ("a.png", lambda: png(10, 10, rows=zeros(900))),
    "a profile": ("a.png", lambda: png(9, 9, chunk(b"iCCP", b"a\0\0" + zeros(900)))),
    "a text": ("a.png", lambda: png(9, 9, chunk(b"zTXt", b"a\0\0" + zeros(900)))),
    "many texts": ("a.png", lambda: png(9, 9, *[chunk(b"zTXt", b"a\0\0" + zeros(1))] * 800)),
    "many chunks": ("a.png", lambda: png(9, 9, *[chunk(b"tEXt", b"a\0b")] * 60_000)),
    "a palette": ("a.png", lambda: png(9, 9, chunk(b"PLTE", bytes(900_000)), colour=3)),
    "frames": ("a.png", lambda: png(9, 9, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)))),
    "pixels of a JPEG": ("a.jpg", lambda: jpeg(65_500, 65_500)),
    "pixels that are not there": ("a.jpg", lambda: jpeg(7_000, 7_000)),
    "a JPEG that is gone over and over": ("a.jpg", lambda: scans(1_500, 5_000)),
    "a JPEG that is gone over ten times": ("a.jpg", lambda: scans(1_500, 10)),
    "pixels in color that are all alike": ("a.png", lambda: png(3_700, 3_700, colour=2, rows=zeros(42))),
    "a JPEG of heads": ("a.jpg", lambda: b"\xff\xd8" + b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" * 50_000 + b"\xff\xd9"),
    "uses": ("a.svg", lambda: svg(_uses(9, 10))),
    "a use of itself": ("a.svg", lambda: svg('<g id="a"><use xlink:href="#a"/></g>')),
    "groups": ("a.svg", lambda: svg("<g>" * 20_000 + "</g>" * 20_000)),
    "groups within the parser's limit": ("a.svg", lambda: svg("<g>" * 240 + '<path d="M0 0L9 9"/>' + "</g>" * 240)),
    "a path": ("a.svg", lambda: svg(f'<path d="M0 0{"l1 1" * 200_000}"/>')),
    "arcs": ("a.svg", lambda: svg(f'<path d="M0 0{"a9 9 0 1 1 3 3" * 60_000}"/>')),
    "smooth curves": ("a.svg", lambda: svg(f'<path d="M0 0{"t1 1" * 60_000}"/>')),
    "arcs behind one letter": ("a.svg", lambda: svg(f'<path d="M0 0a{"9 9 0 1 1 3 3 " * 30_000}"/>')),
    "closings": ("a.svg", lambda: svg(f'<path d="M0 0{"z" * 700_000}"/>')),
    "gradients used": ("a.svg", lambda: svg('<linearGradient id="a"><stop offset="0"/></linearGradient>' + '<rect width="9" height="9" fill="url(#a)"/>' * 3_000)),
    "a gradient of many stops, used by many": ("a.svg", lambda: svg('<linearGradient id="a">' + '<stop offset="0"/>' * 1_200 + '</linearGradient><radialGradient id="b" xlink:href="#a"/>' + '<rect width="9" height="9" fill="url(#b)"/>' * 1_200)),
    "a clip of many, used by many": ("a.svg", lambda: svg('<clipPath id="a">' + '<rect width="9" height="9"/>' * 1_200 + '</clipPath>' + '<rect width="9" height="9" clip-path="url(#a)"/>' * 1_200)),
    "a gradient that a style gives to many": ("a.svg", lambda: svg('<style>g .b, .a{fill:url(#a)}</style><linearGradient id="a">' + '<stop offset="0"/>' * 1_200 + '</linearGradient>' + '<rect width="9" height="9" class="c a"/>' * 1_200)),
    "a gradient that a group gives to many": ("a.svg", lambda: svg('<linearGradient id="a">' + '<stop offset="0"/>' * 1_200 + '</linearGradient><g fill="url(#a)">' + '<rect width="9" height="9"/>' * 1_200 + "</g>")),
    "a gradient that a group of a class gives": ("a.svg", lambda: svg('<style>.a{fill:url(#a)}</style><linearGradient id="a">' + '<stop offset="0"/>' * 1_200 + '</linearGradient><g class="a">' + '<rect width="9" height="9"/>' * 1_200 + "</g>")),
    "a selector of many parts on many elements": ("a.svg", lambda: svg("<style>" + "g g g rect{fill:red}" * 99 + "</style>" + "<g>" * 99 + "<rect/>" * 3_000 + "</g>" * 99)),
    "numbers": ("a.svg", lambda: svg(f'<path d="M{"1" * 900_000} 0"/>')),
    "points": ("a.svg", lambda: svg(f'<polyline points="{"1,1 " * 220_000}"/>')),
    "a transform": ("a.svg", lambda: svg(f'<g transform="{"scale(2) " * 90_000}"><path d="M0 0L9 9"/></g>')),
    "elements": ("a.svg", lambda: svg("<rect/>" * 120_000)),
    "elements within the limit": ("a.svg", lambda: svg('<rect width="9" height="9"/>' * 4_900)),
    "styles": ("a.svg", lambda: svg("<style>" + ".a{fill:red}" * 70_000 + '</style><rect class="a" width="9" height="9"/>')),
    "selectors": ("a.svg", lambda: svg("<style>" + "g " * 20_000 + "{fill:red}</style>" + "<g>" * 100 + "</g>" * 100)),
    "stops": ("a.svg", lambda: svg('<linearGradient id="a">' + '<stop offset="0"/>' * 45_000 + '</linearGradient><rect width="9" height="9" fill="url(#a)"/>')),
    "gradients of gradients": ("a.svg", lambda: svg("".join(f'<linearGradient id="a{i}" xlink:href="#a{i + 1}"/>' for i in range(10_000)) + '<rect width="9" height="9" fill="url(#a0)"/>')),
    "clips": ("a.svg", lambda: svg('<clipPath id="a" clip-path="url(#a)"><rect/></clipPath><rect clip-path="url(#a)"/>')),
    "entities": ("a.svg", lambda: b'<!DOCTYPE svg [<!ENTITY a "&b;&b;"><!ENTITY b "c">]>' + svg("&a;")),
    "attributes": ("a.svg", lambda: svg("<rect " + " ".join(f'a{i}="1"' for i in range(90_000)) + "/>")),
    "a comment": ("a.svg", lambda: svg("<!--" + "a" * 900_000 + "-->")),
    "UTF-16": ("a.svg", lambda: svg("<rect/>").decode().encode("utf-16")),
    "a page of miles": ("a.svg", lambda: svg("<rect/>").replace(b'width="100"', b'width="1e300"')),
}  # fmt: skip
"""A hostile file by what it does: its name and its maker."""
