"""Hostile PDFs, as enclosures meet them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from tests.trying import many

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources %s>>"


def made(*more: bytes, resources: bytes = b"<<>>", content: bytes | None = b"0 0 m 9 9 l S", page: bytes | None = None) -> bytes:
    """A PDF of one page; ``more`` are objects from number 5 on, ``content`` None says that object 4 is among them."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page or PAGE % resources]
    if content is not None:
        objects.append(stream(content))
    return written([*objects, *more])


def stream(data: bytes, entries: bytes = b"", packed: bytes | None = None) -> bytes:
    body = zlib.compress(data, 9) if packed is None else packed
    filtered = b"/Filter/FlateDecode" if b"/Filter" not in entries else b""
    return b"<<%s%s/Length %d>>\nstream\n%s\nendstream" % (entries, filtered, len(body), body)


def written(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of ``objects``, from number 1, with a right table; number 1 is the catalog."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for index, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (index, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1) + b"".join(b"%010d 00000 n \n" % each for each in offsets)
    return bytes(out) + b"trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(offsets) + 1, trailer, start)


def form(content: bytes, *below: int) -> bytes:
    held = b"".join(b"/X%d %d 0 R" % (index, number) for index, number in enumerate(below))
    return stream(content, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<<%s>>>>" % held)


def nested_forms(levels: int, times: int) -> bytes:
    forms = [form(b"/X0 Do " * times, 6 + level) for level in range(levels)]
    return made(*forms, form(b"0 0 m 9 9 l S"), resources=b"<</XObject<</X0 5 0 R>>>>", content=b"/X0 Do " * times)


def nested_patterns(levels: int) -> bytes:
    def tiling(below: int) -> bytes:
        entries = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 1/YStep 1/Resources<</Pattern<</P %d 0 R>>>>"
        return stream(b"/Pattern cs " + b"/P scn 0 0 9 9 re f " * 10, entries % below)

    patterns = [tiling(6 + level) for level in range(levels)]
    return made(
        *patterns, tiling(5 + levels), resources=b"<</Pattern<</P 5 0 R>>>>", content=b"/Pattern cs /P scn 0 0 595 842 re f"
    )


def tree(depth: int) -> bytes:
    nodes = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (3 + level) for level in range(depth)]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return written([b"<</Type/Catalog/Pages 2 0 R>>", *nodes, page])


def _encrypted(algorithm: str, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(made())))
    writer.encrypt(user_password=user, owner_password="owner", algorithm=algorithm)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def zeros(megabytes: int) -> bytes:
    """So many zeros as zlib packs them: one packed megabyte, again and again."""
    count = megabytes * 1_000_000
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    piece = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    checked = ((count % 65_521) << 16) + 1  # Adler-32 (RFC 1950) of nothing but zeros.
    return b"\x78\xda" + piece * megabytes + b"\x03\0" + checked.to_bytes(4, "big")


def _operators(word: bytes, count: int) -> bytes:
    return made(content=word * count)


def _object_stream(count: int) -> bytes:
    body = b" ".join(b"%d 0" % (10 + index) for index in range(count)) + b" null"
    return made(stream(body, b"/Type/ObjStm/N %d/First %d" % (count, len(body) - 4)))


def nested_functions(levels: int, key: bytes = b"/Functions[%d 0 R %d 0 R]") -> bytes:
    """A shade whose function is each time two of the next one."""
    shade = b"<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function 6 0 R>>"
    within = [
        b"<</FunctionType 3/Domain[0 1]/Bounds[.5]/Encode[0 1 0 1]" + key % (7 + at, 7 + at) + b">>" for at in range(levels)
    ]
    last = b"<</FunctionType 2/Domain[0 1]/N 1>>"
    return made(shade, *within, last, resources=b"<</Shading<</S 5 0 R>>>>", content=b"/S sh")


PDFS: Mapping[str, Callable[[], bytes]] = {
    "AES-128, no user password": lambda: _encrypted("AES-128", ""),
    "AES-256, no user password": lambda: _encrypted("AES-256", ""),
    "AES-256": lambda: _encrypted("AES-256", "user"),
    "AES-128": lambda: _encrypted("AES-128", "user"),
    "RC4-128": lambda: _encrypted("RC4-128", "user"),
    "encryption of no kind": lambda: written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"], b"/Encrypt<</Filter/Nobody/V 9/R 9>>/ID[<00><00>]"),
    "nested forms": lambda: nested_forms(30, 10),
    "nested forms, one below the other": lambda: nested_forms(2_000, 1),
    "a form in itself": lambda: made(form(b"/X0 Do", 5), resources=b"<</XObject<</X0 5 0 R>>>>", content=b"/X0 Do"),
    "nested patterns": lambda: nested_patterns(20),
    "nested functions": lambda: nested_functions(80),
    "a color over and over another": lambda: made(*(b"[/Indexed %d 0 R 1 <0000>]" % (6 + at) for at in range(5_000)), b"/DeviceRGB", resources=b"<</ColorSpace<</C 5 0 R>>>>", content=b"/C cs 0 sc 0 0 9 9 re f"),
    "operators": lambda: _operators(b"q Q ", 10_000_000),
    "saved states": lambda: _operators(b"q ", 10_000_000),
    "paths": lambda: _operators(b"0 0 m 9 9 l S ", 3_000_000),
    "arrays in a page": lambda: _operators(b"[", 1_000_000),
    "dictionaries in a page": lambda: made(content=b"/A " + b"<</A " * 100_000),
    "one long string": lambda: made(content=b"(" + b"a" * 70_000_000 + b") Tj"),
    "pictures in a line": lambda: _operators(b"BI /W 1 /H 1 /CS /G /BPC 8 ID a EI ", 500_000),
    "content in many streams": lambda: made(stream(b"0 0 m 9 9 l S " * 70_000), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents[" + b"5 0 R " * 5_000 + b"]>>"),
    "content of half a gigabyte": lambda: made(b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(zeros(500)), zeros(500)), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"),
    "filters in filters": lambda: made(stream(b"", b"/Filter[/FlateDecode/FlateDecode]", zlib.compress(zeros(500))), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"),
    "many filters": lambda: made(stream(b"", b"/Filter[" + b"/ASCIIHexDecode" * 100_000 + b"]", b"00>"), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"),
    "run lengths": lambda: made(stream(b"", b"/Filter/RunLengthDecode", b"\x81 " * 450_000 + b"\x80"), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"),
    "LZW": lambda: made(stream(b"", b"/Filter/LZWDecode", b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 90_000), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"),
    "columns of a predictor": lambda: made(stream(b"a" * 1000, b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647>>"), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"),
    "JBIG2 in a page": lambda: made(stream(b"", b"/Filter/JBIG2Decode", b"\0" * 100), page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R>>"),
    "a picture of no end": lambda: made(stream(b"a", b"/Type/XObject/Subtype/Image/Width 2000000000/Height 2000000000/ColorSpace/DeviceGray/BitsPerComponent 8"), resources=b"<</XObject<</X0 5 0 R>>>>", content=b"/X0 Do"),
    "pages in a circle": lambda: written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
    "a deep tree of pages": lambda: tree(10_000),
    "twenty thousand pages": lambda: written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[" + b"3 0 R " * 20_000 + b"]/Count 20000>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"]),
    "direct pages": lambda: written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[" + b"<</Type/Page/MediaBox[0 0 595 842]>>" * 20_000 + b"]/Count 20000>>"]),
    "a page of miles": lambda: made(page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 1e30 1e30]/Contents 4 0 R>>"),
    "no page": lambda: written([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]),
    "arrays in arrays": lambda: made(b"[" * 100_000 + b"]" * 100_000, resources=b"<</ColorSpace<</C 5 0 R>>>>"),
    "dictionaries in dictionaries": lambda: made(b"<</A " * 100_000 + b">>" * 100_000, resources=b"<</ColorSpace<</C 5 0 R>>>>"),
    "references in a circle": lambda: made(b"6 0 R", b"5 0 R", resources=b"<</XObject<</X0 5 0 R>>>>"),
    "a chain of objects": lambda: made(*(b"<</A %d 0 R>>" % (6 + index) for index in range(20_000)), b"null", resources=b"<</ColorSpace<</C 5 0 R>>>>"),
    "a table in a circle": lambda: made()[: made().rindex(b"trailer")] + b"trailer\n<</Root 1 0 R/Size 5/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (made().rindex(b"xref\n0"), made().rindex(b"xref\n0")),
    "a table that lies": lambda: made().replace(b"0000000009", b"9999999999"),
    "a table of millions": lambda: made().replace(b"xref\n0 5", b"xref\n0 99999999"),
    "an object stream": lambda: _object_stream(60_000),
    "names in a circle": lambda: written([b"<</Type/Catalog/Pages 2 0 R/Names<</Dests 5 0 R/EmbeddedFiles 5 0 R>>>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % b"<<>>", stream(b""), b"<</Kids[5 0 R]>>"]),
    "a structure in a circle": lambda: written([b"<</Type/Catalog/Pages 2 0 R/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R/Metadata 7 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % b"<<>>", stream(b""), b"<</Type/StructTreeRoot/K 6 0 R>>", b"<</S/P/P 5 0 R/K[6 0 R 6 0 R]>>", stream(b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>")]),
    "a deep structure": lambda: written([b"<</Type/Catalog/Pages 2 0 R/Lang(en)/MarkInfo<</Marked true>>/StructTreeRoot 5 0 R/Metadata 6 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % b"<<>>", stream(b""), b"<</Type/StructTreeRoot/K 7 0 R>>", stream(b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"), *(b"<</S/P/P 5 0 R/K[%d 0 R %d 0 R]>>" % (8 + index, 8 + index) for index in range(60)), b"<</S/P/K 0>>"]),
    "links": lambda: made(b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://e.org)>>>>", page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[" + b"5 0 R " * 90_000 + b"]>>"),
    "fields below fields": lambda: made(b"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/Parent 5 0 R>>", page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[5 0 R]>>"),
    "a font of meanings": lambda: made(b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[7 0 R]>>", stream(b"begincmap 1 beginbfrange <0000> <ffff> <0000> endbfrange " * 100_000), b"<</Type/Font/Subtype/CIDFontType2/BaseFont/A>>", resources=b"<</Font<</F 5 0 R>>>>", content=b"BT /F 9 Tf <0001> Tj ET"),
    "metadata": lambda: written([b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", PAGE % b"<<>>", stream(b""), b"<</Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(zeros(500)), zeros(500))]),
    "names of a megabyte": lambda: made(content=b"/" + b"A" * 1_000_000 + b" Do"),
    "numbers of a megabyte": lambda: made(content=b"1" * 1_000_000 + b" w"),
    "a number of a megabyte": lambda: made(page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 " + b"8" * 900_000 + b"]>>"),
    "comments": lambda: made()[:9] + b"%\n" * 400_000 + made()[9:],
    "a thousand ends": lambda: made() + b"startxref\n9\n%%EOF\n" * 50_000,
    "no table": lambda: b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 40_000 + b"trailer <</Root 1 0 R>> %%EOF",
}  # fmt: skip
"""A hostile file by what it does."""


def font(key: bytes, data: bytes) -> bytes:
    """A PDF that draws with a font whose file is ``data``."""
    descriptor = (
        b"<</Type/FontDescriptor/FontName/A/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1/Descent 1/StemV 1/%s 6 0 R>>" % key
    )
    resources = b"<</Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/A/FontDescriptor 5 0 R>>>>>>"
    return made(descriptor, stream(data), resources=resources, content=b"BT /F1 9 Tf (a) Tj ET")


def _filled(unit: bytes, size: int = 7_900_000) -> bytes:
    return made(content=b"%\n" + unit * (size // len(unit)))


def _near(count: int) -> int:
    return many(count // 10, count)


NEAR_LIMITS: Mapping[str, Callable[[], bytes]] = {
    "blanks": lambda: _filled(b" ", _near(7_900_000)),
    "colors": lambda: _filled(b"1 0 0 rg ", _near(7_900_000)),
    "names": lambda: _filled(b"/A gs ", 350_000),
    "names as many as there are": lambda: made(content=b"".join(b"/Nm%d gs " % number for number in range(59_000))),
    "names without letters": lambda: _filled(b"/", 59_000),
    "comments in a page": lambda: _filled(b"%a\n", 177_000),
    "marks": lambda: _filled(b"/P<</MCID 0>>BDC EMC ", 410_000),
    "texts": lambda: _filled(b"(a)Tj ", 590_000),
    "brackets that open": lambda: _filled(b"(", 99_000),
    "arrays that open": lambda: _filled(b"[", 7_900_000),
    "a property that opens arrays": lambda: made(content=b"%\n/P<</A" + b"[" * _near(7_900_000) + b" BDC"),
    "dictionaries that open": lambda: made(content=b"%\n" + b"/P<<" * 29_000 + b" BDC"),
    "escapes in a string": lambda: made(content=b"%\n(" + b"\\" * _near(7_900_000)),
    "pictures in content": lambda: _filled(b"BI/W 1/H 1/F/Fl ID a EI ", 350_000),
    "a picture in content without an end": lambda: _filled(b"BI/W 1 ID a ", 700_000),
    "a font of one table": lambda: font(b"FontFile2", b"\0\1\0\0\0\1" + bytes(6) + b"glyf" + bytes(6) + b"\0\x1c\0\x6f\0\0" + bytes(7_500_000)),
    "tables of a font that lie on one another": lambda: font(
        b"FontFile2", b"\0\1\0\0\xff\xff" + bytes(6) + (b"glyf" + bytes(4) + b"\0\x10\xc8\xe0\0\x0d\xbb\xa0") * 65_535 + bytes(1_000_000)
    ),
    "comments of a font": lambda: font(b"FontFile", b"%!PS-AdobeFont-1.0\n" + b"%a\n" * 2_500_000 + b"eexec"),
    "an index of a font": lambda: font(b"FontFile3", b"\1\0\4\4" + b"\xff\xff\4" + bytes(7_800_000)),
}  # fmt: skip
"""Small files whose content stays within the limits, or a little beyond: each costs seconds. Of
the four that are largest and read as others are, a tenth is read on each change, all of it in the wide run.
"""


def enclosing(pdf: bytes) -> Mapping[str, bytes | str]:
    """A campaign that sends ``pdf`` along."""
    head = "---\ndate: 2026-10-30\nsubject: Release\nenclosures: [enclosures/a.pdf]\n---\n\nText.\n"
    people = "to:\n  - {id: m, name: Alex Example, title: Minister, address: [1 Example Square], country: NO}\n"
    return {"letter.md": head, "addressees.yaml": people, "enclosures/a.pdf": pdf}
