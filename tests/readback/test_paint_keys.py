"""A page by others is painted once, in its own file: what tells it from others is all that a viewer paints it by."""

from __future__ import annotations

import re
from base64 import a85encode
from zlib import compress

from letterpack.readback.foreign_objects import ForeignObjects
from letterpack.readback.objects import dictionary
from letterpack.readback.page_tree import pages_of
from letterpack.readback.paint_keys import paint_key
from tests.enclosures.makers import hand_made


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (entries, len(data), data)


PAGE = b"<</MediaBox[0 0 595 842]/Rotate 90/UserUnit 2/Contents 4 0 R/Resources 5 0 R/Group<</S/X>>>>"
RESOURCES = b"<</Font<</F1 6 0 R/F2 7 0 R/F3 7 0 R>>/XObject<</X1 8 0 R/X2 9 0 R>>/ExtGState<</G<</ca 0.5>>>>>>"
BODIES = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    PAGE,
    stream(b"", b"BT /F1 12 Tf (A) Tj ET /X1 Do /X2 Do"),
    RESOURCES,
    b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>",
    stream(b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 7 0 R>>>>", b"BT /F1 9 Tf (B) Tj ET"),
    stream(b"/Type/XObject/Subtype/Image/Width 2/Height 2/Filter/DCTDecode/DecodeParms<</ColorTransform 1>>", b"jpeg"),
)
WRITTEN = re.compile(
    rb"/(?!Length|DCTDecode)\w+|(?<![\d(])[0-9]+(?= 0 R)|(?<!Length )(?<=[ \[])[0-9]+(?=[ \]/>])(?! R| 0 R)|\([AB]\)|jpeg"
)


def key(*bodies: bytes) -> bytes:
    objects = ForeignObjects(hand_made(bodies))
    root = dictionary(objects, objects.trailer["Root"])
    return paint_key(objects, root, pages_of(objects, root)[0])


def changed(token: bytes) -> bytes:
    """Return another token of the same length."""
    if token.isdigit():
        return b"7" if token == b"6" else b"6" * len(token)
    return token[:-1] + b"z" if token[:1] == b"/" else token.swapcase()


def test_whatever_a_page_is_painted_by_tells_it_from_others() -> None:
    alone, seen = key(*BODIES), 0
    assert alone
    for at in range(2, len(BODIES)):
        for found in WRITTEN.finditer(BODIES[at]):
            if (found[0], at) in ((b"/Type", 2), (b"/Page", 2), (b"4", 2)):
                continue
            body = BODIES[at][: found.start()] + changed(found[0]) + BODIES[at][found.end() :]
            assert key(*BODIES[:at], body, *BODIES[at + 1 :]) != alone, (body, found[0])
            seen += 1
    assert seen > 60


def test_what_paints_nothing_is_left_out() -> None:
    alone = key(*BODIES)
    for at, old, new in (
        (4, b"<</Font", b"<</ProcSet[/PDF/Text]/Font"),
        (5, b"/Type/Font", b"/Type/Font/Name/F1"),
        (7, b"/BBox", b"/LastModified(D:2025)/StructParent 3/BBox"),
        (2, b"/Contents 4 0 R", b"/Contents[4 0 R]/CropBox[0 0 595 842]/StructParents 1/Annots[]"),
        (5, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>", b"<</BaseFont/Helvetica/Type/Font/Encoding null/Subtype/Type1>>"),
    ):
        bodies = [*BODIES]
        assert old in bodies[at]
        bodies[at] = bodies[at].replace(old, new)
        assert key(*bodies) == alone, new


def test_how_content_is_packed_says_nothing() -> None:
    content = b"BT /F1 12 Tf (A) Tj ET /X1 Do /X2 Do"
    packed = compress(content)
    as_text = stream(b"/Filter[/ASCII85Decode/FlateDecode]", a85encode(packed, adobe=True)[2:])
    for body in (stream(b"/Filter/FlateDecode", packed), as_text):
        assert key(*BODIES[:3], body, *BODIES[4:]) == key(*BODIES)


def test_a_font_that_is_another_one_of_the_same_page_is_seen() -> None:
    """Both fonts are there, and each once: which name stands for which tells the two pages apart."""
    others = [RESOURCES.replace(b"/F2 7", b"/F2 6"), RESOURCES.replace(b"/F1 6", b"/F1 7").replace(b"/F3 7", b"/F3 6")]
    assert len({key(*BODIES[:4], each, *BODIES[5:]) for each in (RESOURCES, *others)}) == len({RESOURCES, *others})


def test_what_a_page_calls_by_the_name_of_an_entry_is_painted() -> None:
    """A picture may be called `Name` or `Metadata`, and so may a glyph: neither is what a font was called."""
    for entry in (b"Name", b"Metadata", b"PieceInfo", b"ProcSet"):
        resources = RESOURCES.replace(b"/XObject<<", b"/XObject<</Type/Font/%b 8 0 R" % entry)
        glyphs = b"<</Type/Font/Subtype/Type3/BaseFont/Helvetica/CharProcs<</Type/Font/%b 8 0 R>>>>" % entry
        inner = BODIES[7].replace(b"/Resources<<", b"/Resources<</XObject<</Type/Font/%b 9 0 R>>" % entry)
        for at, body, old, new in (
            (4, resources, b"8 0 R", b"9 0 R"),
            (5, glyphs, b"8 0 R", b"9 0 R"),
            (7, inner, b"9 0 R", b"6 0 R"),
        ):
            was, now = [*BODIES], [*BODIES]
            place = body.index(entry + b" " + old)
            was[at], now[at] = body, body[:place] + body[place:].replace(old, new, 1)
            assert key(*was) != key(*now), (at, entry)


def test_a_page_whose_file_has_layers_is_like_no_other() -> None:
    assert key(b"<</Type/Catalog/Pages 2 0 R/OCProperties<<>>>>", *BODIES[1:]) == b""
    assert key(*BODIES[:3], stream(b"/Filter/LZWDecode", b"damaged"), *BODIES[4:]) != key(*BODIES)
