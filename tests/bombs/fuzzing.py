"""Small sound files of every kind that is read, and ways to break them a little."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from PIL import Image

from tests.bombs.documents import FOOTNOTES, docx, paragraph
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
    """A campaign, which of its files is broken, the command that reads it, and how that ends where the file is sound."""

    files: Files
    broken: str
    arguments: tuple[str, ...] = ("build", "--workers", "1")
    exit: int = 0

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


def _taken_over(file: str, data: bytes | str, *options: str) -> Seed:
    return Seed({file: data}, file, ("letter", "import", file, "--dry-run", *options))


def _checked(file: str, data: str, exit: int = 1) -> Seed:
    """A file that a check reads; what it says of packets that were never built is no matter."""
    return Seed({"letter.md": f"{HEAD}Text.\n", "addressees.yaml": TO, file: data}, file, ("check",), exit)


def _own(file: str, data: str, settings: str = "") -> Seed:
    files = {"letter.md": f"{HEAD}Text.\n", "addressees.yaml": TO, file: data, "letterpack.yaml": settings or "name: A\n"}
    return Seed(files, file)


def _loosely(packed: bytes) -> bytes:
    """Return the archive ``packed`` with its files as they are: what breaks in it is their text, and not how it is packed."""
    out = BytesIO()
    with ZipFile(BytesIO(packed)) as source, ZipFile(out, "w", ZIP_STORED) as made:
        for name in source.namelist():
            made.writestr(ZipInfo(name), source.read(name))
    return out.getvalue()


WORD_BODY = (
    '<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:rPr><w:b/>'
    '<w:color w:val="FF0000"/></w:rPr><w:t>Dear Sir,</w:t></w:r></w:p><w:p><w:ins w:id="1" w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>'
    '<w:del w:id="2"><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>'
    'MERGEFIELD Name</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:commentRangeStart w:id="3"/><w:r><w:t>said</w:t>'
    '</w:r><w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/><w:footnoteReference w:id="1"/></w:r></w:p><w:tbl><w:tr><w:tc>'
    '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc/></w:tr></w:tbl>'
)
WORD_NOTES = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote w:id="1">{}</w:footnote></w:footnotes>'
CONDITIONS = (
    "{{ addressee.name | default: Sir }}, {{ letter.date }}\n\n::: if addressee.country = NO\n\nFor them.\n\n::: else\n\nFor others.\n\n:::\n\n"
    "::: if addressee.fields.x in (a, b) and addressee.title is not empty\n\nSome.\n\n:::\n\n::: lang fr\n\nBonjour.\n\n:::\n\n[Salut]{lang=fr}\n"
)
SEALED = (
    '{"inputs": [{"path": "letter.md", "sha256": "00"}], "manifest_sha256": "x", "note": "", "packets": [{"id": "m", "sha256": "0"}],'
    ' "seal_version": 1, "sealed_by": "Ada Sample", "sealed_on": "2026-10-20", "signatories": [{"name": "A", "organization": ""}]}\n'
)
REVIEWED = (
    'approvals:\n  - {packet: m, by: "Ada Sample", on: 2026-10-30, sha256: "00"}\ncomments:\n  - {id: "0a", by: "Ada Sample", on: "2026-10-30", '
    'text: "Is this the\\nright office?"}\n  - {id: "0c", by: "Ben Sample", on: "2026-10-31", text: "A comma.", settled: "Ada Sample"}\n'
)
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
    "a.docx": _taken_over("a.docx", _loosely(docx(WORD_BODY, related=FOOTNOTES, footnotes=WORD_NOTES.format(paragraph("n")))), "--changes", "accept", "--comments", "keep"),
    "a.txt": _taken_over("a.txt", "Geneva, 30 October 2019\n\nDear Sir,\n\n- a\n  1. b\n\nYours,\nA\n"),
    "a.md": _taken_over("a.md", BODY.replace("::: for m\nFor some.\n:::\n\n", ""), "--comments", "drop"),
    "conditions": Seed({"letter.md": HEAD + CONDITIONS, "addressees.yaml": TO.replace("country: NO", "country: NO, fields: {x: a}")}, "letter.md"),
    "seal.json": _checked("seal.json", SEALED),
    "review.yaml": _checked("review.yaml", REVIEWED),
    "manifest.json": _checked("build/manifest.json", '{"manifest_version": 1, "partial": false, "packets": [{"id": "m", "file": "packets/m.pdf"}], "inputs": []}'),
    "languages": _own("languages/gsw.toml", 'locale = "gsw"\nclosing = "Mit Gruss"\n\n[labels]\npage = "Seite {number} von {count}"\n', "language: gsw\n"),
    "styles": _own("styles/house.toml", "[body]\nsize = 12.0\nleading = 16.0\n"),
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
