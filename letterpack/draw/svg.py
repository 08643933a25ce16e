"""SVG files as ``Graphic``s: part of stage 7. svglib reads them, reportlab draws them.

svglib passes over what it cannot draw. Here that is told first, by tables that follow what svglib 2.3 draws rightly, so that a
drawing is either right or refused. Nothing that a file from outside could reach for (scripts, other files, entities) gets as far
as svglib, and no drawing that would take it long.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lxml import etree
from reportlab.graphics import renderPDF
from reportlab.lib.colors import CMYKColor, Color, cmyk2rgb
from svglib.svglib import SvgRenderer

from letterpack.diagnostics import Report
from letterpack.draw.canvas import take_off
from letterpack.draw.svg_text import DECLARATION, SVG, CannotSetText, NamedFace, outline_text
from letterpack.limits import (
    MOST_DRAWING_BYTES,
    MOST_DRAWING_ELEMENTS,
    MOST_DRAWING_LETTERS,
    MOST_DRAWING_POINTS,
    MOST_DRAWING_STYLED,
)
from letterpack.model.pdf import Graphic
from letterpack.overheard import overheard
from letterpack.patterns import late
from letterpack.spans import Span

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_DRAWN: Final = frozenset((
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "linearGradient",
    "radialGradient", "stop", "clipPath", "style", "a",
))  # fmt: skip
"""Elements that are drawn as they are meant."""
_UNSEEN: Final = frozenset(("title", "desc", "metadata"))
"""Elements that show nothing and may name authors."""
_TEXT: Final = frozenset(("text", "tspan", "textPath", "tref", "altGlyph"))
"""What is left of these could not be made outlines, and is reported."""
_FLOWED: Final = frozenset(("flowRoot", "flowPara", "flowSpan"))
"""Text of a draft that no program but one draws."""
_ACTIVE: Final = frozenset((
    "script", "handler", "listener", "foreignObject", "iframe", "animate", "animateMotion", "animateTransform", "animateColor",
    "set", "audio", "video",
))  # fmt: skip
"""Elements that run, move, or hold other documents."""
_INEFFECTIVE: Final = {
    "opacity": ("1", "1.0", "100%"),
    "stop-opacity": ("1", "1.0", "100%"),
    "mix-blend-mode": ("normal",),
    "filter": ("none",),
    "mask": ("none",),
    "marker": ("none",),
    "marker-start": ("none",),
    "marker-mid": ("none",),
    "marker-end": ("none",),
    "visibility": ("visible", "inherit"),
    "paint-order": ("normal",),
    "spreadMethod": ("pad",),
    "gradientTransform": (),
    "fx": (),
    "fy": (),
}
"""Properties that svglib does not follow, each with the values at which that makes no difference."""
_HREFS: Final = ("href", "{http://www.w3.org/1999/xlink}href")
_ADDRESS: Final = late(r"url\(\s*['\"]?\s*([^'\")]*)")
_NAMED: Final = late(r"""url\(\s*['"]?#([^'")\s]+)""")
_USING: Final = ("use", "linearGradient", "radialGradient")
"""Elements that take over what they refer to."""
_NAMING: Final = ("fill", "stroke", "clip-path", "style")
"""Attributes that may name a gradient or a clip."""
_NUMBER: Final = late(r"\d++(?:\.\d*+)?|\.\d++|[Zz]")
"""What a path is counted by: its numbers, and the commands that have none."""
_RULE: Final = late(r"(?<![^{}])([^{}]*)\{([^{}]*)\}")
_PARTS: Final = late(r"[\s>+~]+")
_LAST_CLASS: Final = late(r"\.([\w-]++)[^\s>+~.]*$")
_STOPS_OF_AN_ELEMENT: Final = 20
"""A stop costs a thirtieth of what an element does, measured: each is done again for every shape that names its gradient."""
_DEEPEST: Final = 200
_MOST_ATTRIBUTES: Final = 300
"""SVG 1.1 knows some 250 for all elements together."""
_LONGEST_STYLES: Final = 200_000
_LONGEST_TRANSFORM: Final = 5_000
"""Characters: some hundred steps, each multiplied into all before it."""
_MAX_SIDE_PT: Final = 14_400.0
"""ISO 32000-1, annex C.2."""
_BROKEN: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError, struct.error,
)  # fmt: skip
"""What svglib 2 and reportlab raise on values that make no sense."""
_AS_PATHS: Final = (
    "convert its text to paths in the drawing program; or install the font, or name its files under `fonts` in letterpack.yaml"
)
_SAVE_PLAIN: Final = "save it as plain SVG, or export it as a PNG of 600 dpi"


def drawing(data: bytes, path: str, report: Report, span: Span, *, face: NamedFace, grey: bool = False) -> Graphic | None:
    """Return the SVG ``data`` as a ``Graphic``, or None with the reasons in ``report`` (LP222, LP223, LP225 to LP228).

    Its texts become outlines of the fonts that ``face`` gives. Its size is its ``width`` and ``height``, or its ``viewBox``, at
    96 pixels an inch. ``path`` is for messages.
    """
    root = _parsed(data, path, report, span)
    if root is None:
        return None
    findings = Report()
    _strip_unseen(root)
    try:
        outline_text(root, face)
    except CannotSetText as error:
        findings.error("LP225", span, f"the drawing `{path}` contains text {error}", _AS_PATHS)
    _Rules(path, span, findings).check(root)
    report.extend(findings)
    return None if findings.has_errors else _drawn(root, path, report, span, grey=grey)


def texts_of_drawing(data: bytes) -> Iterator[str]:
    """Yield what is written in the SVG ``data``, a text each; nothing of one that cannot be drawn."""
    root = _parsed(data, "", Report(), Span(""))
    if root is not None:
        _strip_unseen(root)
        texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
        yield from texts if sum(map(len, texts)) <= MOST_DRAWING_LETTERS else ()


def _parsed(data: bytes, path: str, report: Report, span: Span) -> Element | None:
    if len(data) > MOST_DRAWING_BYTES:
        message = f"the drawing `{path}` is larger than {MOST_DRAWING_BYTES // 1_000_000} MB"
        report.error("LP222", span, message, "simplify its paths")
        return None
    if b"<!ENTITY" in data.replace(b"\0", b""):
        report.error("LP226", span, f"the drawing `{path}` declares entities", _SAVE_PLAIN)
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        report.error("LP227", span, f"the drawing `{path}` is not well-formed", "open it in a drawing program and save it again")
        return None
    return root if _is_drawable(root, path, report, span) else None


def _is_drawable(root: Element, path: str, report: Report, span: Span) -> bool:
    """Whether it is a drawing and within limits; a finding says what it is not."""
    if root.tag != f"{SVG}svg":
        report.error("LP227", span, f"the drawing `{path}` is not an SVG file", "export it as SVG from a drawing program")
    elif sum(1 for _ in root.iter()) > MOST_DRAWING_ELEMENTS:
        report.error("LP222", span, f"the drawing `{path}` has more than {MOST_DRAWING_ELEMENTS:,} elements", "simplify it")
    elif _Uses(root).elements(root, 0) > MOST_DRAWING_ELEMENTS:
        most = f"{MOST_DRAWING_ELEMENTS:,}"
        message = f"the drawing `{path}` cannot be drawn as intended: it uses its elements more than {most} times"
        report.error("LP228", span, message, _SAVE_PLAIN)
    elif much := _excess(root):
        report.error("LP222", span, f"the drawing `{path}` {much}", "simplify it, or export it as a PNG of 600 dpi")
    else:
        return True
    return False


def _excess(root: Element) -> str:
    """Return what of the drawing ``root`` is beyond a limit, for a message; empty if nothing is."""
    if max(len(each.attrib) for each in root.iter(f"{SVG}*")) > _MOST_ATTRIBUTES:
        return f"has an element of more than {_MOST_ATTRIBUTES} attributes"
    sheet = _style_sheet(root)
    if len(sheet) > _LONGEST_STYLES:
        return f"has more than {_LONGEST_STYLES:,} characters of styles"
    if _styled(root, sheet) > MOST_DRAWING_STYLED:
        return f"has styles with more than {MOST_DRAWING_STYLED:,} selectors for all elements together"
    if sum(map(_points, root.iter(f"{SVG}*"))) > MOST_DRAWING_POINTS:
        return f"has paths of more than {MOST_DRAWING_POINTS:,} numbers"
    return ""


def _style_sheet(root: Element) -> str:
    return "".join([str(each.text or "") for each in root.iter(f"{SVG}style")])


def _styled(root: Element, sheet: str) -> int:
    """Return how often a selector is tried on an element: one of several parts on all around it, too, and one of a place among
    others (`:nth-child`, `:has`) on these.
    """
    selectors = [each.strip() for rule, _ in _RULE.findall(sheet) for each in rule.split(",")]
    if not selectors:
        return 0
    count = len([*root.iter()])
    deepest = max([len([*each.iterancestors()]) for each in root.iter()])
    tries = [1 + deepest * (len(_PARTS.split(each)) - 1) + count * (each.count(":") + each.count("[")) for each in selectors]
    return int(count * sum(tries))


def _points(element: Element) -> int:
    if max(len(element.get(key, "")) for key in ("transform", "gradientTransform")) > _LONGEST_TRANSFORM:
        return MOST_DRAWING_POINTS + 1
    return sum([len(_NUMBER.findall(element.get(key, ""))) for key in ("d", "points")])


class _Uses:
    """Counts what is drawn of ``root``, each element as often as it is used, before svglib draws it."""

    def __init__(self, root: Element) -> None:
        self._named = {each.get("id"): each for each in root.iter(f"{SVG}*") if each.get("id")}
        self._counts: dict[Element, float] = {}
        self._open: set[Element] = set()
        self._styles: dict[str, str] = {}
        """What style sheets declare with names in it, by the class that it is for; empty: for anything."""
        for selectors, declarations in _RULE.findall(_style_sheet(root)):
            for each in selectors.split(",") if "url(" in declarations else ():
                found = _LAST_CLASS.search(each.strip())
                key = found[1] if found else ""
                self._styles[key] = self._styles.get(key, "") + declarations

    def elements(self, element: Element, depth: int) -> float:
        """Return how many elements are drawn for ``element``; more than the limit if uses lead to uses without end."""
        if depth > _DEEPEST or element in self._open:
            return MOST_DRAWING_ELEMENTS + 1 if depth > _DEEPEST else 1
        if element not in self._counts:
            self._open.add(element)
            used = [element.get(href, "").removeprefix("#") for href in _HREFS] if _local(element) in _USING else []
            below = [*element.iterchildren(f"{SVG}*"), *[self._named[name] for name in used if name in self._named][:1]]
            inside = sum([self.elements(each, depth + 1) for each in below])
            own = inside + (1 if _local(element) != "stop" else 1 / _STOPS_OF_AN_ELEMENT)
            # What is in a group has its fill, stroke and clip.
            styles = [self._styles.get(name, "") for name in ("", *element.get("class", "").split())]
            names = _NAMED.findall(" ".join([*[element.get(key, "") for key in _NAMING], *styles]))
            painted = sum([self.elements(self._named[name], depth + 1) - 1 for name in names if name in self._named])
            # Past the limit it does not matter by how much.
            self._counts[element] = min(own * (1 + painted) + len(names), 2 * MOST_DRAWING_ELEMENTS)
            self._open.discard(element)
        return self._counts[element]


def _strip_unseen(root: Element) -> None:
    """Take out what shows nothing: titles, metadata, instructions, and elements of other namespaces, which are drawing programs'
    own.
    """
    etree.strip_tags(root, etree.PI)
    for element in list(root.iter()):
        foreign = isinstance(element.tag, str) and not element.tag.startswith(SVG)
        parent = element.getparent()
        if parent is not None and (foreign or _local(element) in _UNSEEN):
            parent.remove(element)


class _Rules:
    """Adds an error for each kind of thing in a drawing that cannot be drawn as intended (LP225, LP226, LP228), once."""

    def __init__(self, path: str, span: Span, report: Report) -> None:
        self._path, self._span, self._report = path, span, report
        self._ids: set[str] = set()

    def check(self, root: Element) -> None:
        """Look at the tree below ``root``; the addresses of links are taken out of it."""
        self._ids = {str(element.get("id")) for element in root.iter() if element.get("id")}
        before = root.itersiblings(preceding=True)
        if any(sibling.target == "xml-stylesheet" for sibling in before if hasattr(sibling, "target")):
            self._refuse("LP226", f"the drawing `{self._path}` takes its styles from another file")
        for element in root.iter():
            name = _local(element)
            self._check_name(name)
            for key, value in _properties(element):
                self._check_property(key, value)
            for href in _HREFS:
                if name == "a":
                    element.attrib.pop(href, None)
                elif (address := element.get(href)) is not None:
                    self._check_address(address.strip())

    def _refuse(self, code: str, message: str, hint: str = _SAVE_PLAIN) -> None:
        self._report.error(code, self._span, message, hint)

    def _check_name(self, name: str) -> None:
        if name in _FLOWED:
            message = f"the drawing `{self._path}` contains text that is broken into lines (`{name}`)"
            self._refuse("LP225", message, "convert its text to paths in the drawing program")
        elif name in _ACTIVE:
            self._refuse("LP226", f"the drawing `{self._path}` contains something that runs or moves (`{name}`)")
        elif name not in _DRAWN and name not in _TEXT:
            self._refuse("LP228", f"the drawing `{self._path}` uses `{name}`, which cannot be drawn")

    def _check_property(self, name: str, value: str) -> None:
        if name.startswith("on") or name == "@import":
            self._refuse("LP226", f"the drawing `{self._path}` contains something that runs or leads elsewhere (`{name}`)")
        for address in _ADDRESS.findall(value):
            self._check_address(address.strip())
        if name.startswith("@") or (name in _INEFFECTIVE and value.strip() not in _INEFFECTIVE[name]):
            self._refuse("LP228", f"the drawing `{self._path}` uses `{name}`, which cannot be drawn")
        if name == "stroke" and "url(" in value:
            self._refuse("LP228", f"the drawing `{self._path}` strokes a line with a gradient, which cannot be drawn")

    def _check_address(self, address: str) -> None:
        if not address.startswith("#"):
            self._refuse("LP226", f"the drawing `{self._path}` takes a part from another file")
        elif address[1:] not in self._ids:
            self._refuse("LP228", f"the drawing `{self._path}` refers to `{address}`, which it does not contain")


def _properties(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the element's attributes, and the declarations of its ``style`` and of a style sheet, in order."""
    for name, value in element.attrib.items():
        if name == "style":
            yield from DECLARATION.findall(str(value))
        elif not str(name).startswith("{"):
            yield str(name), str(value)
    if _local(element) == "style":
        sheet = element.text or ""
        yield from ((f"@{rule}", "") for rule in re.findall(r"@([\w-]+)", sheet))
        yield from DECLARATION.findall(sheet)


def _local(element: Element) -> str:
    """Return the element's name without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "comment"


def _drawn(root: Element, path: str, report: Report, span: Span, *, grey: bool) -> Graphic | None:
    try:
        with overheard("svglib") as complaints:
            picture = SvgRenderer("drawing.svg", color_converter=_in_rgb).render(root)
            width, height = float(picture.width), float(picture.height)
            if not (0 < width <= _MAX_SIDE_PT and 0 < height <= _MAX_SIDE_PT):
                report.error("LP223", span, f"the drawing `{path}` has no area", "give it a width and a height")
                return None
            graphic = take_off(width, height, lambda canvas: renderPDF.draw(picture, canvas, 0, 0), grey=grey)
    except _BROKEN:
        report.error("LP227", span, f"the drawing `{path}` contains values that make no sense", _SAVE_PLAIN)
        return None
    for complaint in dict.fromkeys(each.rstrip(".") for each in complaints):
        report.error("LP228", span, f"the drawing `{path}` cannot be drawn as intended: {complaint}", _SAVE_PLAIN)
    return None if complaints else graphic


def _in_rgb(color: Color) -> Color:
    """Return ``color`` as RGB: the packets' colour space."""
    if isinstance(color, CMYKColor):
        return Color(*cmyk2rgb((color.cyan, color.magenta, color.yellow, color.black)), alpha=color.alpha)
    return color
