"""A small file that would be painted for minutes is told as one; what programs write is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from letterpack.pdfcopy.weighing import too_heavy
from tests.bombs.pdfs import form, made, stream

PAGE = b"0 0 595 842 re f "
HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def tiles(side: bytes, more: bytes, times: int) -> bytes:
    pattern = b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 %s %s]%s/Resources<<>>" % (side, side, more)
    content = b"/Pattern cs /P scn " + PAGE * times
    return made(stream(b"0 0 1 1 re f", pattern), resources=b"<</Pattern<</P 5 0 R>>>>", content=content)


def state(entries: bytes, times: int, *more: bytes) -> bytes:
    return made(*more, resources=b"<</ExtGState<</G<<%s>>>>>>" % entries, content=b"/G gs " + PAGE * times)


def states(entries: bytes, others: bytes, times: int, *more: bytes) -> bytes:
    resources = b"<</ExtGState<</G<<%s>>/H<<%s>>>>>>" % (entries, others)
    return made(*more, resources=resources, content=b"/G gs /H gs " + PAGE * times)


def shaded(shading: bytes, times: int, *more: bytes) -> bytes:
    content = b"/S sh " * times
    return made(*more, resources=b"<</Shading<</S %s>>>>" % shading, content=content)


def picture(entries: bytes, matrix: bytes, times: int) -> bytes:
    image = stream(bytes(100_000), b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 1" + entries)
    return made(image, resources=b"<</XObject<</X 5 0 R>>>>", content=matrix + b" cm " + b"/X Do " * times)


def glyphs(program: bytes, text: bytes) -> bytes:
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1 1]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 97/LastChar 97/Widths[0]"
        b"/Encoding<</Differences[97/a]>>/CharProcs<</a 6 0 R>>/Resources<<>>>>"
    )
    return made(font, stream(program), resources=b"<</Font<</F 5 0 R>>>>", content=b"BT /F 842 Tf " + text + b" ET")


WHOLE = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"
PROGRAM = stream(b"{" + b"2 copy add pop " * 200 + b"pop}", b"/FunctionType 4/Domain[0 1 0 1]/Range[0 1]")

HEAVY: Mapping[str, Callable[[], bytes]] = {
    "fills": lambda: made(content=PAGE * 3_000),
    "fills in a matrix": lambda: made(content=b"900 0 0 900 0 0 cm " + b"0 0 1 1 re f " * 3_000),
    "a matrix that cannot be read": lambda: made(content=b"9 0 0 --9 0 0 cm " + b"0 0 1 1 re f " * 3_000),
    "numbers behind a comment": lambda: made(content=b"0 0 %\n595 842 re f " * 3_000),
    "numbers without end": lambda: made(content=(b"0 0 m " + b"9" * 400 + b" 842 l h f ") * 3_000),
    "a clip of all": lambda: made(content=b"q 9 9 9 9 re W n Q " + PAGE * 3_000),
    "shapes that cut": lambda: made(content=b"0 0 m 595 0 l 300 842 l h W n " * 5_500),
    "tiles, as they were found": lambda: tiles(b".6", b"/XStep .6/YStep .6", 2_000),
    "tiles in a matrix": lambda: tiles(b"60", b"/XStep 60/YStep 60/Matrix[.01 0 0 .01 0 0]", 2_000),
    "tiles over tiles": lambda: tiles(b"500", b"/XStep 5/YStep 5", 1),
    "tiles in letters": lambda: made(
        stream(b"0 0 1 1 re f", b"/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 1/YStep 1/Resources<<>>"),
        resources=b"<</Pattern<</P 5 0 R>>/Font<</F %s>>>>" % HELVETICA,
        content=b"/Pattern cs /P scn BT /F 800 Tf 1 0 0 1 0 0 Tm " + b"(W) Tj " * 1_000 + b" ET",
    ),
    "what shows through": lambda: state(b"/ca .5", 1_000),
    "what is blended": lambda: state(b"/BM/Multiply", 50),
    "what is masked": lambda: state(b"/SMask<</S/Luminosity/G 5 0 R>>", 100, stream(PAGE, WHOLE)),
    "a costly mask": lambda: state(b"/SMask<</S/Luminosity/G 5 0 R>>", 40, stream(PAGE * 40, WHOLE)),
    "blended, and another state": lambda: states(b"/BM/Multiply", b"/LW 1", 50),
    "masked, and another state": lambda: states(b"/SMask<</S/Luminosity/G 5 0 R>>", b"/ca 1", 100, stream(PAGE, WHOLE)),
    "clear strokes, and solid fills": lambda: states(b"/CA .5", b"/ca 1", 1_000),
    "groups": lambda: made(
        stream(PAGE, WHOLE + b"/Group<</S/Transparency>>"), resources=b"<</XObject<</X 5 0 R>>>>", content=b"/X Do " * 300
    ),
    "small forms in a matrix": lambda: made(
        form(b"0 0 9 9 re f " * 60), resources=b"<</XObject<</X0 5 0 R>>>>", content=b"99 0 0 99 0 0 cm " + b"/X0 Do " * 60
    ),
    "shades of rings": lambda: shaded(b"<</ShadingType 3/ColorSpace/DeviceGray/Coords[0 0 1 595 842 99]>>", 100),
    "a program for each pixel": lambda: shaded(b"<</ShadingType 1/ColorSpace/DeviceGray/Function 5 0 R>>", 1, PROGRAM),
    "programs of a function": lambda: shaded(b"<</ShadingType 1/ColorSpace/DeviceGray/Function[5 0 R]>>", 1, PROGRAM),
    "triangles": lambda: shaded(b"5 0 R", 1, stream(bytes(40_000), b"/ShadingType 4/ColorSpace/DeviceGray")),
    "patches": lambda: shaded(b"5 0 R", 2, stream(bytes(9_000), b"/ShadingType 7/ColorSpace/DeviceGray")),
    "a large picture": lambda: picture(b"/Width 7000/Height 7000", b"9 0 0 9 0 0", 60),
    "a small picture": lambda: picture(b"/Width 1/Height 1", b"595 0 0 842 0 0", 1_000),
    "a turned picture": lambda: picture(b"/Width 1/Height 1", b"595 300 -300 842 0 0", 200),
    "pictures in content": lambda: made(content=b"595 0 0 842 0 0 cm " + b"BI /W 1 /H 1 /CS /G /BPC 8 ID a EI " * 1_000),
    "glyphs": lambda: glyphs(b"0 0 d0 0 0 1000 1000 re f", b"(" + b"a" * 9_000 + b") Tj"),
    "glyphs as digits": lambda: glyphs(b"0 0 d0 0 0 1000 1000 re f", b"[<" + b"61" * 9_000 + b">] TJ"),
    "large letters": lambda: made(
        resources=b"<</Font<</F %s>>>>" % HELVETICA, content=b"BT /F 900 Tf 1 0 0 1 0 0 Tm " + b"(W) Tj " * 3_000 + b" ET"
    ),
    "one path": lambda: made(content=b"0 0 m " + b"595 842 l 0 1 l " * 5_000 + b"f*"),
    "one line": lambda: made(content=b"0 0 m " + b"595 842 l 0 1 l " * 12_000 + b"S"),
    "one line, far too long": lambda: made(content=b"99999 0 0 .001 0 0 cm 0 0 m " + b"1 842000 l 0 1 l " * 12_000 + b"S"),
    "wide lines": lambda: made(content=b"900 w " + b"0 0 m 595 842 l S " * 3_000),
    "comments": lambda: made(
        b"<</Type/Annot/Subtype/Square/Rect[0 0 595 842]/AP<</N 6 0 R>>>>",
        stream(PAGE * 3_000, WHOLE),
        page=b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[5 0 R]>>",
    ),
}

LIGHT: Mapping[str, Callable[[], bytes]] = {
    "text": lambda: made(
        resources=b"<</Font<</F %s>>>>" % HELVETICA, content=b"BT /F 11 Tf " + (b"0 -13 Td (" + b"a word " * 12 + b") Tj ") * 60
    ),
    "a map": lambda: made(content=b"1 0 0 rg 300 400 m 309 409 l 301 402 l h B " * 5_000),
    "a slide": lambda: state(b"/ca .5", 40),
    "no longer blended": lambda: states(b"/BM/Multiply", b"/BM/Normal", 300),
    "no longer masked": lambda: states(b"/SMask<</S/Luminosity/G 5 0 R>>", b"/SMask/None", 300, stream(PAGE, WHOLE)),
    "shadows": lambda: state(b"/SMask<</S/Luminosity/G 5 0 R>>", 20, stream(PAGE, WHOLE)),
    "a hatch": lambda: tiles(b"4", b"/XStep 4/YStep 4", 5),
    "shades": lambda: shaded(b"<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 595 842]>>", 100),
    "a scan": lambda: picture(b"/Width 2480/Height 3508", b"595 0 0 842 0 0", 2),
    "cut to rectangles": lambda: made(content=b"q 50 50 400 400 re W n 60 60 9 9 re f Q " * 2_000),
}  # fmt: skip


@pytest.mark.parametrize("name", HEAVY)
def test_what_paints_too_much_is_told(name: str) -> None:
    data = HEAVY[name]()
    assert len(data) < 10_000
    assert "paints one thing over another too often" in too_heavy(data)


@pytest.mark.parametrize("name", LIGHT)
def test_what_programs_write_is_light(name: str) -> None:
    assert too_heavy(LIGHT[name]()) == ""
