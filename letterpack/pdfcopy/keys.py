"""Which keys of foreign dictionaries come along: those that ISO 32000-1 gives a meaning for what a page shows.

Programs keep words of their own in keys of their own, and may put them anywhere (annex E): the folder of a figure
(``/PTEX.FileName``), a user (``/PieceInfo``), a preview (``/Thumb``). A list of what is known leaves all of them behind.
"""

from __future__ import annotations

from typing import Final

from pypdf.generic import DictionaryObject


def _each(keys: str) -> frozenset[str]:
    return frozenset(keys.split())


NAMES: Final = _each(
    """
    /ExtGState /ColorSpace /Pattern /Shading /XObject /Font /Properties /CharProcs /Colorants /Solidities /DotGain /FD
    /HT
    """
)
"""Keys whose dictionary maps names of its own (7.8.3 and others): each of these is kept, as a page's content may say it."""

KNOWN: Final = NAMES | _each(
    """
    /Type /Subtype /S /Filter /DecodeParms /DL
    /Predictor /Colors /BitsPerComponent /Columns /EarlyChange /K /EndOfLine /EncodedByteAlign /Rows /EndOfBlock /BlackIs1
    /DamagedRowsBeforeError /JBIG2Globals /ColorTransform
    /Width /Height /Intent /ImageMask /Mask /Decode /Interpolate /SMask /SMaskInData /Matte
    /FormType /BBox /Matrix /Resources /Group /CS /I /ProcSet
    /LW /LC /LJ /ML /D /RI /OP /op /OPM /BG /BG2 /UCR /UCR2 /TR /TR2 /FL /SM /SA /BM /CA /ca /AIS /TK /G /BC /UseBlackPtComp /HTO
    /PatternType /PaintType /TilingType /XStep /YStep
    /ShadingType /Background /AntiAlias /Coords /Domain /Function /Extend /BitsPerCoordinate /BitsPerFlag /VerticesPerRow
    /FunctionType /Range /Size /BitsPerSample /Order /Encode /C0 /C1 /N /Functions /Bounds
    /WhitePoint /BlackPoint /Gamma /Alternate /Process /Components /MixingHints /PrintingOrder
    /HalftoneType /Frequency /Angle /SpotFunction /AccurateScreens /TransferFunction /Xsquare /Ysquare /Width2 /Height2
    /Name /BaseFont /FirstChar /LastChar /Widths /FontDescriptor /Encoding /ToUnicode /DescendantFonts /CIDSystemInfo /DW /W /DW2
    /W2 /CIDToGIDMap /FontBBox /FontMatrix /BaseEncoding /Differences
    /FontName /FontFamily /FontStretch /FontWeight /Flags /ItalicAngle /Ascent /Descent /Leading /CapHeight /XHeight /StemV /StemH
    /AvgWidth /MaxWidth /MissingWidth /FontFile /FontFile2 /FontFile3 /CharSet /CIDSet /Style /Panose /Lang
    /Registry /Ordering /Supplement /Length1 /Length2 /Length3 /CMapName /WMode /UseCMap
    /MCID /ActualText /Alt /E /OCGs /P /VE
    """
)
"""ISO 32000-1: 7.4 (filters), 7.10 (functions), 8 (graphics), 9 (fonts), 10.5 (halftones), 11 (groups), 14.6 (properties)."""

NOT_OF_STREAMS: Final = frozenset(("/Name",))
"""An image's or form's own name (tables 89 and 95): obsolete, and nobody reads it."""


def is_kept(key: str, *, of_stream: bool) -> bool:
    """Whether the entry ``key`` of a dictionary, or of a stream's, comes along."""
    return key in KNOWN and not (of_stream and key in NOT_OF_STREAMS)


def is_layer(value: DictionaryObject) -> bool:
    """Whether ``value`` is a layer (8.11.2): a copy has no switches for it, and its name is for who works on the file."""
    return value.get("/Type") == "/OCG"


LAYER: Final = b"<</Type/OCG/Name()>>"
