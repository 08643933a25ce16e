"""Tiny fonts for tests, made by fontTools: what a glyph looks like tells its character; and a machine that has them."""

from __future__ import annotations

from io import BytesIO

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

from letterpack.world import FontFile

LATIN = " -aA0ß"


def font(  # noqa: PLR0913 - the traits of a font, each by its name
    letters: str = LATIN,
    family: str = "Example",
    *,
    style: str = "Regular",
    cff: bool = False,
    upem: int = 1000,
    permission: int = 0,
    axes: tuple[tuple[str, float, float, float], ...] = (),
) -> bytes:
    """Return a font with ``letters``, each but the space a box, the higher the later it comes; a variable one is wider at 900."""
    names = [".notdef", *[f"u{ord(char):04X}" for char in letters]]
    builder = FontBuilder(upem, isTTF=not cff)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(char): name for char, name in zip(letters, names[1:], strict=True)})
    shapes = {name: _box(0 if name == "u0020" else index % 1000 + bool(index), cff) for index, name in enumerate(names)}
    if cff:
        builder.setupCFF(f"{family}-{style}".replace(" ", ""), {}, shapes, {})
    else:
        builder.setupGlyf(shapes)
    builder.setupHorizontalMetrics({name: (500 + index, 0) for index, name in enumerate(names)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": style})
    weight = 700 if "Bold" in style else 400
    selection = 0x01 if "Italic" in style else 0x40
    builder.setupOS2(fsType=permission, usWeightClass=weight, usWidthClass=5, fsSelection=selection)
    builder.setupPost()
    if axes:
        builder.setupFvar([(tag, least, default, most, tag) for tag, least, default, most in axes], [])
        builder.setupGvar({name: _wider(shapes[name]) for name in names})
    return saved(builder.font)


def _box(index: int, cff: bool):
    pen = T2CharStringPen(500 + index, None) if cff else TTGlyphPen(None)
    if index:
        pen.moveTo((50, 0))
        for point in ((50, 10 * index), (450, 10 * index), (450, 0)):
            pen.lineTo(point)
        pen.closePath()
    return pen.getCharString() if cff else pen.glyph()


def _wider(glyph):
    from fontTools.ttLib.tables.TupleVariation import TupleVariation

    count = len(getattr(glyph, "coordinates", ()))
    moves = [*[(0, 0), (0, 0), (40, 0), (40, 0)][:count], (0, 0), (40, 0), (0, 0), (0, 0)]
    return [TupleVariation({"wght": (0.0, 1.0, 1.0)}, moves)]


def saved(made: TTFont | TTCollection) -> bytes:
    """Return the bytes of a font of fontTools."""
    data = BytesIO()
    made.save(data)
    return data.getvalue()


def collection(*fonts: bytes) -> bytes:
    """Return the collection of ``fonts``."""
    made = TTCollection()
    made.fonts = [TTFont(BytesIO(data)) for data in fonts]
    return saved(made)


class Machine:
    """A machine with ``fonts`` by path; those whose path begins with ``package/`` are a Python package's. Counts what is read."""

    def __init__(self, fonts: dict[str, bytes], note: bytes = b"") -> None:
        self.fonts, self.note = fonts, note
        self.read_paths: list[str] = []

    def files(self) -> tuple[FontFile, ...]:
        return tuple([FontFile(path, len(data), 1, path.startswith("package/")) for path, data in sorted(self.fonts.items())])

    def read(self, path: str) -> bytes:
        self.read_paths.append(path)
        return self.fonts[path]

    def recall(self) -> bytes:
        return self.note

    def remember(self, note: bytes) -> None:
        self.note = note


def cut(data: bytes, letters: str) -> bytes:
    """Return a font with the ``letters`` of another alone, and its rules for them."""
    made = TTFont(BytesIO(data))
    part = Subsetter(Options(layout_features=["*"], notdef_outline=True))
    part.populate(text=letters)
    part.subset(made)
    return saved(made)
