"""Text in SVG files as outlines (part of stage 7, before svglib), in the fonts that the drawing names.

A drawing program on another computer would take another font; here the family that is named is one that letterpack brings, one of
the campaign's, or one that is installed, or the drawing is refused. Text that is set on a path, letter by letter or in a way that
fonts know nothing of is refused, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

import uharfbuzz as hb
from lxml import etree
from msgspec import Struct
from svglib.svglib import CSSMatcher, NodeTracker

from letterpack.limits import MOST_DRAWING_LETTERS
from letterpack.patterns import late
from letterpack.text.bidi import embedding_levels
from letterpack.text.fonts import Font
from letterpack.text.formats import shape_with
from letterpack.values import replace

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SVG: Final = "{http://www.w3.org/2000/svg}"
DECLARATION: Final = late(r"(?<![\w-])([\w-]++)\s*:\s*([^;{}]+)")

_Stroke: TypeAlias = tuple[str, tuple[tuple[float, float], ...]]
"""A command of a path, and its points."""
NamedFace: TypeAlias = Callable[[str, str], Font | None]
"""Gives the face of a family, by its name, in a style; None where there is none."""

_Chosen = TypeVar("_Chosen")

_HOLDS: Final = frozenset(("text", "tspan", "a"))
_OF_TEXT: Final = frozenset((
    "id", "class", "style", "x", "y", "dx", "dy", "transform", "letter-spacing", "word-spacing", "line-height",
    "white-space", "writing-mode", "direction", "unicode-bidi", "baseline-shift", "dominant-baseline",
    "alignment-baseline", "shape-inside", "inline-size", "rotate", "textLength", "lengthAdjust", "kerning",
))  # fmt: skip
"""What an element says of its text, beside ``font-…`` and ``text-…``: all else is said of its outlines."""
_AS_USUAL: Final = {
    "font-stretch": ("normal", "100%"),
    "font-variant": ("normal",),
    "font-variant-caps": ("normal",),
    "font-feature-settings": ("normal",),
    "text-transform": ("none",),
    "text-decoration": ("none", "none solid rgb(0,0,0)"),
    "text-decoration-line": ("none",),
    "baseline-shift": ("0", "baseline"),
    "dominant-baseline": ("auto", "alphabetic"),
    "alignment-baseline": ("auto", "baseline", "alphabetic"),
    "word-spacing": ("normal", "0", "0px"),
    "writing-mode": ("lr", "lr-tb", "horizontal-tb"),
    "direction": ("ltr",),
    "rotate": ("0",),
    "textLength": (),
    "shape-inside": (),
    "inline-size": ("0", "auto"),
}
"""What text may say of itself, each with the values at which it is set as usual."""
_TEXTUAL: Final = ("font", "text-", "-")
_WEIGHTS: Final = {"": False, "normal": False, "400": False, "bold": True, "700": True}
_SLANTS: Final = {"": False, "normal": False, "italic": True, "oblique": True}
_GENERIC: Final = {"serif": "Gentium Book Plus", "monospace": "Source Code Pro"}
_ANCHORS: Final = {"": 0.0, "start": 0.0, "middle": 0.5, "end": 1.0}
_UNITS: Final = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_LENGTH: Final = late(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)(px|pt|pc|in|cm|mm|em)?", re.IGNORECASE)
_MEDIUM_PX: Final = 16.0
_SPACE: Final = late(r"[ \t\r\n]+")
_PRESERVED: Final = "{http://www.w3.org/XML/1998/namespace}space"


class CannotSetText(ValueError):
    """A text of a drawing cannot be set; the message says why, in words that follow "holds text"."""


class _TextLook(Struct, frozen=True):
    """How text is set: what it inherits."""

    families: tuple[str, ...]
    size_px: float
    is_bold: bool
    is_italic: bool
    anchor: float
    spacing_px: float

    @property
    def style(self) -> str:
        return "-".join(filter(None, ("bold" * self.is_bold, "italic" * self.is_italic))) or "regular"


_PLAIN: Final = _TextLook((), _MEDIUM_PX, is_bold=False, is_italic=False, anchor=0.0, spacing_px=0.0)


class _TextSpan(Struct):
    """Text of one element: its letters, how they are set and painted, and where they are put, if they begin anew."""

    text: str
    is_preserved: bool
    look: _TextLook
    paint: Mapping[str, str]
    x: float | None
    y: float | None
    dx: float
    dy: float
    strokes: Sequence[_Stroke] = ()
    width_px: float = 0.0
    path: str = ""


def outline_text(root: Element, face: NamedFace) -> None:
    """Put outlines in place of all text below ``root``. Raises ``CannotSetText``."""
    texts = list(root.iter(f"{SVG}text"))
    if not texts:
        return
    if sum(len(part) for each in texts for part in each.itertext()) > MOST_DRAWING_LETTERS:
        raise CannotSetText(f"of more than {MOST_DRAWING_LETTERS:,} letters")
    setter = _TextSetter(root, face)
    for each in texts:
        setter.outline(each)


class _TextSetter:
    def __init__(self, root: Element, face: NamedFace) -> None:
        self._face = face
        self._matcher = CSSMatcher()
        for sheet in root.iter(f"{SVG}style"):
            self._matcher.add_styles(sheet.text or "")
        self._nodes = {id(node.etree_element): node for node in NodeTracker.from_xml_root(root).iter_subtree()}
        self._looks: dict[int, _TextLook] = {}

    def outline(self, element: Element) -> None:
        """Make a group of paths of the ``element``, a text."""
        pieces = list(self._pieces(element, {}))
        _close_up(pieces)
        for piece in pieces:
            self._set(piece)
        _put(pieces)
        transform, own = element.get("transform"), element.get("id")
        tail = element.tail
        element.clear()
        element.tag, element.tail = f"{SVG}g", tail
        for name, value in (("transform", transform), ("id", own)):
            if value:
                element.set(name, value)
        for piece in pieces:
            if piece.path:
                path = etree.SubElement(element, f"{SVG}path", {"d": piece.path})
                for name, value in piece.paint.items():
                    path.set(name, value)

    def _declared(self, element: Element) -> dict[str, str]:
        """Return what ``element`` says of itself: by attributes, by style sheets, by its own style."""
        said = {str(name): str(value).strip() for name, value in element.attrib.items() if not str(name).startswith("{")}
        for match in self._matcher.match(self._nodes[id(element)]):
            said.update(match[3][1])
        said.update((name, value.strip()) for name, value in DECLARATION.findall(said.get("style", "")))
        return {name: value.removesuffix("!important").strip() for name, value in said.items() if value != "inherit"}

    def _look(self, element: Element) -> _TextLook:
        """Return how text in ``element`` is set, by what it and those around it say."""
        if id(element) not in self._looks:
            above = element.getparent()
            outer = self._look(above) if above is not None and id(above) in self._nodes else _PLAIN
            self._looks[id(element)] = _looking(outer, self._declared(element))
        return self._looks[id(element)]

    def _pieces(self, element: Element, painted: Mapping[str, str]) -> Iterator[_TextSpan]:
        """Yield the text of ``element`` and of what is in it, in order."""
        if element.tag.removeprefix(SVG) not in _HOLDS:
            raise CannotSetText(f"that is set by `{element.tag.removeprefix(SVG)}`")
        said = self._declared(element)
        for name, usual in _AS_USUAL.items():
            if name in said and said[name].strip().lower() not in usual:
                raise CannotSetText(f"that is set with `{name}`")
        look = self._look(element)
        paint = dict(painted)
        paint.update((name, value) for name, value in said.items() if not (name in _OF_TEXT or name.startswith(_TEXTUAL)))
        if (opacity := said.get("opacity", "1")) not in ("1", "1.0"):
            raise CannotSetText(f"that is transparent (`opacity: {opacity}`)")
        x, y, dx, dy = (_one(said.get(name), look.size_px) for name in ("x", "y", "dx", "dy"))
        preserved = _is_preserved(element, said)
        yield _TextSpan(element.text or "", preserved, look, paint, x, y, dx or 0.0, dy or 0.0)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._pieces(child, paint)
            yield _TextSpan(child.tail or "", preserved, look, paint, None, None, 0.0, 0.0)

    def _set(self, piece: _TextSpan) -> None:
        """Shape the piece's text; its path begins at the origin until it is put."""
        if piece.text:
            font = self._font(piece)
            levels = embedding_levels(piece.text, 0)
            if len({level % 2 for char, level in zip(piece.text, levels, strict=True) if char.isalpha()}) > 1:
                raise CannotSetText(f"in two directions (`{piece.text[:30].strip()}`)")
            piece.strokes, piece.width_px = _shaped(font, piece.text, piece.look)

    def _font(self, piece: _TextSpan) -> Font:
        """Return the first of the families that are named which is there and has every letter."""
        families, style = piece.look.families, piece.look.style
        if not families:
            raise CannotSetText("and does not name its font")
        found = [font for name in families if (font := self._face(_GENERIC.get(name.lower(), name), style)) is not None]
        if not found:
            named = " or ".join(f"`{name}`" for name in families[:3])
            kind = "" if style == "regular" else f" in {style.replace('-', ' ')}"
            raise CannotSetText(f"in {named}{kind}, and there is no such font")
        codes = {ord(char) for char in piece.text if char != " "}
        able = next((font for font in found if font.coverage.issuperset(codes)), None)
        if able is None:
            lacking = min(codes - found[0].coverage)
            raise CannotSetText(f"in `{found[0].family}`, which has no `{chr(lacking)}` (U+{lacking:04X})")
        return able


def _looking(outer: _TextLook, said: Mapping[str, str]) -> _TextLook:
    if said.get("font"):
        raise CannotSetText("that is set with `font`")
    look = outer
    if "font-size" in said:
        size = _length(said["font-size"], outer.size_px)
        if size <= 0.0:
            raise CannotSetText("without a size")
        look = replace(look, size_px=size)
    if "font-family" in said:
        names = tuple([name.strip().strip("'\"") for name in said["font-family"].split(",")])
        look = replace(look, families=tuple(filter(None, names)))
    if "font-weight" in said:
        look = replace(look, is_bold=_choice(_WEIGHTS, said, "font-weight"))
    if "font-style" in said:
        look = replace(look, is_italic=_choice(_SLANTS, said, "font-style"))
    if "text-anchor" in said:
        look = replace(look, anchor=_choice(_ANCHORS, said, "text-anchor"))
    if "letter-spacing" in said:
        spacing = said["letter-spacing"]
        look = replace(look, spacing_px=0.0 if spacing == "normal" else _length(spacing, look.size_px))
    return look


def _choice(known: Mapping[str, _Chosen], said: Mapping[str, str], name: str) -> _Chosen:
    value = said[name].lower()
    if value not in known:
        raise CannotSetText(f"that is set with `{name}: {value}`")
    return known[value]


def _length(text: str, size_px: float) -> float:
    """Return a length in pixels (CSS 2.1, 4.3.2)."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise CannotSetText(f"with the length `{text[:30]}`")
    unit = (found[2] or "").lower()
    return float(found[1]) * (size_px if unit == "em" else _UNITS[unit])


def _one(text: str | None, size_px: float) -> float | None:
    """Return a place; none where it is not given. Letters that each have one are for the program that drew them."""
    if not text:
        return None
    if len(text.replace(",", " ").split()) > 1:
        raise CannotSetText("whose letters are placed one by one")
    return _length(text, size_px)


def _is_preserved(element: Element, said: Mapping[str, str]) -> bool:
    around = (each.get(_PRESERVED) for each in (element, *element.iterancestors()))
    return said.get("white-space", "").startswith("pre") or next(filter(None, around), "") == "preserve"


def _close_up(pieces: list[_TextSpan]) -> None:
    """Leave one space where white space was typed, and none at either end of a line (SVG 1.1, 10.15)."""
    for _, line in _lines(pieces):
        behind_space = True
        for piece in line:
            if piece.is_preserved:
                piece.text = re.sub(r"[\r\n\t]", " ", piece.text)
            else:
                closed = _SPACE.sub(" ", piece.text)
                piece.text = closed.removeprefix(" ") if behind_space else closed
            behind_space = piece.text.endswith(" ") if piece.text else behind_space
        last = next((piece for piece in reversed(line) if piece.text), None)
        if last is not None and not last.is_preserved:
            last.text = last.text.removesuffix(" ")


def _put(pieces: list[_TextSpan]) -> None:
    """Put each piece behind the one before it, or where it says; what begins anew is anchored with all that follows it."""
    x = y = 0.0
    for first, line in _lines(pieces):
        y = first.y if first.y is not None else y
        begin = first.x if first.x is not None else x
        x = begin - first.look.anchor * sum([piece.width_px + piece.dx for piece in line])
        for piece in line:
            x, y = x + piece.dx, y + piece.dy
            piece.path = _path(piece.strokes, x, y)
            x += piece.width_px


def _lines(pieces: list[_TextSpan]) -> Iterator[tuple[_TextSpan, list[_TextSpan]]]:
    """Yield the pieces that stand on one line, and the first of them, which says where they begin."""
    line: list[_TextSpan] = []
    for piece in pieces:
        if line and (piece.x is not None or piece.y is not None):
            yield line[0], line
            line = []
        line.append(piece)
    if line:
        yield line[0], line


def _shaped(font: Font, text: str, look: _TextLook) -> tuple[list[_Stroke], float]:
    """Return the outlines of ``text`` with its origin at the left end of its line, y down, and its width in pixels."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    # Letters that are spaced are not joined (CSS Text 3, 8.2).
    shape_with(font.font, buffer, {"liga": False, "clig": False} if look.spacing_px else {}, font.known_as)
    scale, x = look.size_px / font.upem, 0.0
    strokes: list[_Stroke] = []
    for info, place in zip(buffer.glyph_infos or (), buffer.glyph_positions or (), strict=True):
        pen = _OutlinePen(x + place.x_offset * scale, -place.y_offset * scale, scale, strokes)
        font.font.draw_glyph(info.codepoint, _functions(), pen)
        x += place.x_advance * scale + look.spacing_px
    return strokes, x


class _OutlinePen(Struct, frozen=True):
    """Takes outlines from a font's units, y up, to pixels, y down."""

    x: float
    y: float
    scale: float
    strokes: list[_Stroke]

    def draw(self, command: str, *at: float) -> None:
        """Add one stroke."""
        places = [(self.x + h * self.scale, self.y - v * self.scale) for h, v in zip(at[::2], at[1::2], strict=True)]
        self.strokes.append((command, tuple(places)))


@cache
def _functions() -> hb.DrawFuncs:
    functions = hb.DrawFuncs()
    functions.set_move_to_func(lambda x, y, pen: pen.draw("M", x, y))
    functions.set_line_to_func(lambda x, y, pen: pen.draw("L", x, y))
    functions.set_quadratic_to_func(lambda a, b, x, y, pen: pen.draw("Q", a, b, x, y))
    functions.set_cubic_to_func(lambda a, b, c, d, x, y, pen: pen.draw("C", a, b, c, d, x, y))
    functions.set_close_path_func(lambda pen: pen.draw("Z"))
    return functions


def _path(strokes: Sequence[_Stroke], x: float, y: float) -> str:
    """Return the strokes as the data of a path, moved."""
    return " ".join([command + " ".join([f"{x + h:.3f} {y + v:.3f}" for h, v in places]) for command, places in strokes])
