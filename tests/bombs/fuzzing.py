"""Small sound files of every kind that is read, and ways to break them a little."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

from PIL import Image

from tests.bombs.graphics import png, svg
from tests.bombs.pdfs import enclosing, form, made
from tests.bombs.texts import HEAD, TO, Files
from tests.bombs.workbooks import NAMES, ODS_NAMES, ods, xlsx

CORPUS = Path(__file__).with_name("corpus")
"""Files that once ended in a traceback, each called after its seed."""
TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"{{", b"}}", b"[", b"]", b"[^1]", b"^[", b"|", b"\n\n", b"\r", b"\t", b":::", b"---\n", b"&a", b"*a",
    b"!!", b"- ", b": ", b"'", b'"', b"<<", b">>", b" 0 R", b"obj", b"endstream", b"/Length", b"/Kids", b"/Parent", b"-1", b"99999999999", b"1e999", b"</g>", b"#a",
    b"url(#a)", b"PK\x03\x04", b"IDAT", b"\xff\xd9", b"(", b")", b"\\", b"%%EOF", b"xref", b"null", b"true", b"\xf0\x9f\x98\x80", b"\xcc\x81", b"\xe0\xb8\x81", b"\xd8\xa7",
)  # fmt: skip


class Seed(NamedTuple):
    """A campaign, which of its files is broken, and the command that reads it."""

    files: Files
    broken: str
    arguments: tuple[str, ...] = ("build", "--workers", "1")

    def with_bytes(self, data: bytes) -> Files:
        """Return the campaign with ``data`` in the place of the file."""
        return {**self.files, self.broken: data}

    @property
    def data(self) -> bytes:
        """What the file holds where it is sound."""
        sound = self.files[self.broken]
        return sound.encode() if isinstance(sound, str) else sound


def _jpeg() -> bytes:
    out = BytesIO()
    Image.effect_noise((16, 16), 50).save(out, "JPEG", exif=Image.Exif())
    return out.getvalue()


def _shows(file: str, data: bytes) -> Seed:
    return Seed({"letter.md": f"{HEAD}![A picture]({file})\n", "addressees.yaml": TO, file: data}, file)


def _imports(file: str, data: bytes) -> Seed:
    return Seed({"letter.md": f"{HEAD}Text.\n", "addressees.yaml": TO, file: data}, file, ("signatories", "import", file))


BODY = (
    "# Head\n\nWe *write* to **you**, {{ addressee.name }}[^1] and ^[note] [link](https://e.org).\n\n[^1]: A note.\n\n"
    "- item\n  1. item\n\n> quote\n\n| a | b |\n|---|:-:|\n| c | d |\n\n::: for m\nFor some.\n:::\n\n```\ncode\n```\n\n"
    "\u6211\u4eec \u0645\u0631\u062d\u0628\u0627 \u0915\u094d\u0937 a\u0301 ~~struck~~ `code` <b> &amp; \\*\n"
)
DRAWING = svg(
    '<defs><linearGradient id="a"><stop offset="0" stop-color="red"/></linearGradient><g id="b"><path d="M0 0L9 9A3 3 0 1 1 5 5Z"/></g></defs>'
    '<use xlink:href="#b" transform="rotate(9)"/><rect style="fill:url(#a)" width="9" height="9"/><polyline points="1,1 2,2"/>'
)
SEEDS: Mapping[str, Seed] = {
    "letter.md": Seed({"letter.md": HEAD + BODY, "addressees.yaml": TO}, "letter.md"),
    "addressees.yaml": Seed({"letter.md": HEAD + "Text.", "addressees.yaml": TO}, "addressees.yaml"),
    "letterpack.yaml": Seed({"letter.md": HEAD + "Text.", "addressees.yaml": TO, "letterpack.yaml": "sender:\n  names: [A]\nform: plain-a4\nnames: [Jane Example]\n"}, "letterpack.yaml"),
    "signatories.csv": Seed({"letter.md": HEAD + "Text.", "addressees.yaml": TO, "signatories.csv": 'name,country,consent\n"A, B",NO,yes\nC,SE,2026-01-02\n'}, "signatories.csv"),
    "addressees.jsonl": Seed({"letter.md": HEAD + "Text.", "addressees.jsonl": '{"id": "m", "title": "M", "address": ["a"], "fields": {"x": "y"}}\n'}, "addressees.jsonl"),
    "a.pdf": Seed(enclosing(made(form(b"0 0 m 9 9 l S", 6), form(b"(a) Tj"), resources=b"<</XObject<</X0 5 0 R>>>>", content=b"q 1 0 0 rg /X0 Do Q")), "enclosures/a.pdf"),
    "a.png": _shows("a.png", png(9, 9, rows=zlib.compress(bytes(90)))),
    "a.jpg": _shows("a.jpg", _jpeg()),
    "a.svg": _shows("a.svg", DRAWING),
    "form.xlsx": _imports("form.xlsx", xlsx(NAMES)),
    "form.ods": _imports("form.ods", ods(ODS_NAMES)),
    "form.csv": _imports("form.csv", b"Your name;Organisation;Country\nA;B;NO\n"),
}  # fmt: skip


def mutated(data: bytes, random: Random) -> bytes:
    """Return ``data`` with a few of its bytes changed, taken out, repeated, or with a token put in."""
    out = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 3, 8))):
        at = random.randrange(len(out) + 1)
        stretch = random.choice((1, 1, 2, 4, 16, 64))
        kind = random.randrange(5)
        if kind == 0 and at < len(out):
            out[at] ^= 1 << random.randrange(8)
        elif kind == 1:
            del out[at : at + stretch]
        elif kind == 2:
            out[at:at] = out[at : at + stretch] * random.choice((1, 2, 50))
        elif kind == 3:
            other = random.randrange(len(out) + 1)
            out[at : at + stretch] = out[other : other + stretch]
        else:
            out[at:at] = random.choice(TOKENS) * random.choice((1, 1, 3, 100))
    return bytes(out)
