"""What an SVG file may hold to become a ``Graphic``: tables, and a walk that tells everything against them at once.

Part of stage 7, before svglib. The tables follow what svglib 2.3 draws rightly; what it would pass over in silence is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from lxml import etree

from letterpack.diagnostics import Report
from letterpack.patterns import late
from letterpack.spans import Span

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SVG: Final = "{http://www.w3.org/2000/svg}"
HREFS: Final = ("href", "{http://www.w3.org/1999/xlink}href")

DRAWN: Final = frozenset(
    (
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "style",
        "a",
    )
)
"""Elements that are drawn as they are meant."""

UNSEEN: Final = frozenset(("title", "desc", "metadata"))
"""Elements that show nothing and may name authors."""

TEXT: Final = frozenset(("text", "tspan", "textPath", "tref", "altGlyph"))
"""What is left of these could not be made outlines, and is reported."""

FLOWED: Final = frozenset(("flowRoot", "flowPara", "flowSpan"))
"""Text of a draft that no program but one draws."""

ACTIVE: Final = frozenset(
    (
        "script",
        "handler",
        "listener",
        "foreignObject",
        "iframe",
        "animate",
        "animateMotion",
        "animateTransform",
        "animateColor",
        "set",
        "audio",
        "video",
    )
)
"""Elements that run, move, or hold other documents."""

INEFFECTIVE: Final = {
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

DECLARATION: Final = late(r"(?<![\w-])([\w-]++)\s*:\s*([^;{}]+)")
ADDRESS: Final = late(r"url\(\s*['\"]?\s*([^'\")]*)")

SAVE_PLAIN: Final = "save it as plain SVG, or export it as a PNG of 600 dpi"


def strip_unseen(root: Element) -> None:
    """Take out what shows nothing: titles, metadata, instructions, and elements of other namespaces, which are drawing programs'
    own.
    """
    etree.strip_tags(root, etree.PI)
    for element in list(root.iter()):
        name = element.tag
        foreign = isinstance(name, str) and not name.startswith(SVG)
        parent = element.getparent()
        if parent is not None and (foreign or _local(element) in UNSEEN):
            parent.remove(element)


def broken_rules(root: Element, path: str, span: Span, report: Report) -> None:
    """Add an error for each kind of thing in the tree that cannot be drawn as intended (LP225, LP226, LP228), once."""
    ids = {str(element.get("id")) for element in root.iter() if element.get("id")}
    if any(sibling.target == "xml-stylesheet" for sibling in root.itersiblings(preceding=True) if hasattr(sibling, "target")):
        report.error("LP226", span, f"the drawing `{path}` takes its styles from another file", SAVE_PLAIN)
    for element in root.iter():
        _check_element(_local(element), path, span, report)
        for name, value in _properties(element):
            _check_property(name, value, ids, path, span, report)
        _check_links(element, ids, path, span, report)


def _check_element(name: str, path: str, span: Span, report: Report) -> None:
    if name in FLOWED:
        message = f"the drawing `{path}` contains text that is broken into lines (`{name}`)"
        report.error("LP225", span, message, "convert its text to paths in the drawing program")
    elif name in ACTIVE:
        report.error("LP226", span, f"the drawing `{path}` contains something that runs or moves (`{name}`)", SAVE_PLAIN)
    elif name not in DRAWN and name not in TEXT:
        report.error("LP228", span, f"the drawing `{path}` uses `{name}`, which cannot be drawn", SAVE_PLAIN)


def _check_property(name: str, value: str, ids: set[str], path: str, span: Span, report: Report) -> None:
    if name.startswith("on") or name == "@import":
        report.error(
            "LP226", span, f"the drawing `{path}` contains something that runs or leads elsewhere (`{name}`)", SAVE_PLAIN
        )
    for address in ADDRESS.findall(value):
        _check_address(address, ids, path, span, report)
    ineffective = INEFFECTIVE.get(name)
    if name.startswith("@") or (ineffective is not None and value.strip() not in ineffective):
        report.error("LP228", span, f"the drawing `{path}` uses `{name}`, which cannot be drawn", SAVE_PLAIN)
    if name == "stroke" and "url(" in value:
        report.error("LP228", span, f"the drawing `{path}` strokes a line with a gradient, which cannot be drawn", SAVE_PLAIN)


def _check_links(element: Element, ids: set[str], path: str, span: Span, report: Report) -> None:
    for name in HREFS:
        address = element.get(name)
        if address is None:
            continue
        if _local(element) == "a":
            del element.attrib[name]
        else:
            _check_address(address, ids, path, span, report)


def _check_address(address: str, ids: set[str], path: str, span: Span, report: Report) -> None:
    address = address.strip()
    if not address.startswith("#"):
        report.error("LP226", span, f"the drawing `{path}` takes a part from another file", SAVE_PLAIN)
    elif address[1:] not in ids:
        report.error("LP228", span, f"the drawing `{path}` refers to `{address}`, which it does not contain", SAVE_PLAIN)


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
