"""Which keys of foreign dictionaries come along: those that ISO 32000-1 gives a meaning for what a page shows.

Programs keep words of their own in keys of their own, and may put them anywhere (annex E): the folder of a figure
(``/PTEX.FileName``), a user (``/PieceInfo``), a preview (``/Thumb``). A list of what is known leaves all of them behind.
"""

from __future__ import annotations

from typing import Final

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NullObject,
    PdfObject,
    TextStringObject,
)


def _each(keys: str) -> frozenset[str]:
    return frozenset(keys.split())


RESOURCES: Final = _each("/ExtGState /ColorSpace /Pattern /Shading /XObject /Font /Properties")
"""Keys whose dictionary maps the names by which a page's content calls what it draws with (7.8.3)."""

OF_A_PATTERN: Final = _each("/ExtGState /Shading")
"""Keys of resources under which a pattern has one thing itself (8.7.4.1)."""

NAMES: Final = RESOURCES | _each("/CharProcs /Colorants /Solidities /DotGain /FD /HT")
"""Keys whose dictionary maps names of its own."""

TEXTS: Final = _each("/ActualText /Alt /E /Lang")
"""Words that stand for what is drawn, and their language (14.9)."""

INDEXED: Final = ("/Indexed", "/I")
LOOKUP: Final = "lookup"
"""A colour space whose colours stand in a string (8.6.6.3), and the role of its parts."""

KNOWN: Final = NAMES | _each(
    """
    /Type /Subtype /S /Filter /DecodeParms /DL
    /Predictor /Colors /BitsPerComponent /Columns /EarlyChange /K /EndOfLine /EncodedByteAlign /Rows /EndOfBlock /BlackIs1
    /DamagedRowsBeforeError /JBIG2Globals /ColorTransform
    /Width /Height /Intent /ImageMask /Mask /Decode /Interpolate /SMask /SMaskInData /Matte
    /FormType /BBox /Matrix /Resources /Group /CS /I
    /LW /LC /LJ /ML /D /RI /OP /op /OPM /BG /BG2 /UCR /UCR2 /TR /TR2 /FL /SM /SA /BM /CA /ca /AIS /TK /G /BC /UseBlackPtComp /HTO
    /PatternType /PaintType /TilingType /XStep /YStep
    /ShadingType /Background /AntiAlias /Coords /Domain /Function /Extend /BitsPerCoordinate /BitsPerFlag /VerticesPerRow
    /FunctionType /Range /Size /BitsPerSample /Order /Encode /C0 /C1 /N /Functions /Bounds
    /WhitePoint /BlackPoint /Gamma /Alternate /Process /Components /MixingHints /PrintingOrder
    /HalftoneType /Frequency /Angle /SpotFunction /AccurateScreens /TransferFunction /Xsquare /Ysquare /Width2 /Height2
    /BaseFont /FirstChar /LastChar /Widths /FontDescriptor /Encoding /ToUnicode /DescendantFonts /CIDSystemInfo /DW /W /DW2
    /W2 /CIDToGIDMap /FontBBox /FontMatrix /BaseEncoding /Differences
    /FontName /FontStretch /FontWeight /Flags /ItalicAngle /Ascent /Descent /Leading /CapHeight /XHeight /StemV /StemH
    /AvgWidth /MaxWidth /MissingWidth /FontFile /FontFile2 /FontFile3 /Style /Panose /Lang
    /Registry /Ordering /Supplement /Length1 /Length2 /Length3 /CMapName /WMode /UseCMap
    /MCID /ActualText /Alt /E /OCGs /P /VE
    """
)
"""ISO 32000-1: 7.4 (filters), 7.10 (functions), 8 (graphics), 9 (fonts), 10.5 (halftones), 11 (groups), 14.6 (properties)."""

STRINGS: Final = TEXTS | _each("/Registry /Ordering /Panose") | {LOOKUP}
"""Keys whose values are strings; under every other a string is a program's own."""

_OF_PROPERTIES: Final = TEXTS | _each("/MCID /Type /OCGs /P /VE")
"""What a list of properties holds that a page's content names (14.6.2): words for what is drawn, the layers that it is on."""


def is_kept(key: str, role: str) -> bool:
    """Whether the entry ``key`` comes along, of a dictionary that stands under the key ``role``."""
    return key in (_OF_PROPERTIES if role == "/Properties/" else KNOWN)


def is_named(value: PdfObject | None, role: str) -> bool:
    """Whether ``value`` may stand under a name in the dictionary ``role``: no text does."""
    if role == "/ColorSpace":
        return isinstance(value, NameObject | ArrayObject)
    if role in RESOURCES:
        return isinstance(value, DictionaryObject)
    return not isinstance(value, TextStringObject | ByteStringObject | NullObject | None)


def is_layer(value: DictionaryObject) -> bool:
    """Whether ``value`` is a layer (8.11.2): a copy has no switches for it, and its name is for who works on the file."""
    return value.get("/Type") == "/OCG"


LAYER: Final = b"<</Type/OCG/Name()>>"
