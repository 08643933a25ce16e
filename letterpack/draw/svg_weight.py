"""How much a drawing is, with everything that it uses again: counted before svglib draws it (part of stage 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from letterpack.draw.svg_rules import HREFS, SVG
from letterpack.limits import MOST_DRAWING_ELEMENTS, MOST_DRAWING_POINTS, MOST_DRAWING_STYLED
from letterpack.patterns import late

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NUMBER: Final = late(r"\d++(?:\.\d*+)?|\.\d++")
_COMMANDS: Final = "MmZzLlHhVvCcSsQqTtAa"
_STRETCH: Final = late(r"([a-df-zA-DF-Z])([^a-df-zA-DF-Z]*)")
"""A path's command, and the numbers behind it, for which it is done again and again."""
_DEARER: Final = {"h": 1.5, "v": 1.5, "c": 1.6, "s": 2.0, "q": 2.5, "t": 5.5, "a": 8.0}
"""What a number of a curve costs beside one of a straight line, measured: all become cubic curves, arcs by much arithmetic."""
_NAMING: Final = ("fill", "stroke", "clip-path", "style")
"""Attributes that may name one or more of them."""
_CLOSING: Final = 0.4
"""What a command without numbers costs."""
_SELECTOR: Final = late(r"(?<![^{}])([^{}]*)\{")
_PARTS: Final = late(r"[\s>+~]+")
_RULE: Final = late(r"(?<![^{}])([^{}]*)\{([^{}]*)\}")
_LAST_CLASS: Final = late(r"\.([\w-]++)[^\s>+~.]*$")
_URL: Final = late(r"""url\(\s*['"]?#([^'")\s]+)""")
_STOPS_OF_AN_ELEMENT: Final = 20
"""A stop costs a thirtieth of what an element does, measured: each is done again for every shape that names its gradient."""
_GRADIENTS: Final = (f"{SVG}linearGradient", f"{SVG}radialGradient")
_DEEPEST: Final = 200
_MOST_ATTRIBUTES: Final = 300
"""SVG 1.1 knows some 250 for all elements together."""
_LONGEST_STYLES: Final = 200_000
_LONGEST_TRANSFORM: Final = 5_000
"""Characters: some hundred steps, each multiplied into all before it."""


def uses_without_end(root: Element) -> bool:
    """Whether the drawing ``root`` has more elements than are drawn, each counted as often as it is used."""
    named = {each.get("id"): each for each in root.iter(f"{SVG}*") if each.get("id")}
    weigher = _Weigher(named)
    return weigher.elements(root, 0) + weigher.named_by_styles(root) > MOST_DRAWING_ELEMENTS


def too_much(root: Element) -> str:
    """Return what of the drawing ``root`` is beyond a limit, for a message; empty where nothing is."""
    if max(len(each.attrib) for each in root.iter(f"{SVG}*")) > _MOST_ATTRIBUTES:
        return f"has an element of more than {_MOST_ATTRIBUTES} attributes"
    if sum(len(each.text or "") for each in root.iter(f"{SVG}style")) > _LONGEST_STYLES:
        return f"has more than {_LONGEST_STYLES:,} characters of styles"
    if _styled(root) > MOST_DRAWING_STYLED:
        return f"has styles with more than {MOST_DRAWING_STYLED:,} selectors for all elements together"
    if sum(_points(each) for each in root.iter(f"{SVG}*")) > MOST_DRAWING_POINTS:
        return f"has paths of more than {MOST_DRAWING_POINTS:,} numbers"
    return ""


def _styled(root: Element) -> int:
    """Return how often a selector is tried on an element: one of several parts on all around it, too, and one of a place among
    others (`:nth-child`, `:has`) on these.
    """
    sheet = "".join([str(each.text or "") for each in root.iter(f"{SVG}style")])
    selectors = [each.strip() for rule in _SELECTOR.findall(sheet) for each in rule.split(",")]
    if not selectors:
        return 0
    count = len([*root.iter()])
    deepest = max([len([*each.iterancestors()]) for each in root.iter()])
    tries = [1 + deepest * (len(_PARTS.split(each)) - 1) + count * (each.count(":") + each.count("[")) for each in selectors]
    return int(count * sum(tries))


def _points(element: Element) -> float:
    path: str = element.get("d", "")
    if _CLOSING * sum(map(path.count, _COMMANDS)) > MOST_DRAWING_POINTS:
        return MOST_DRAWING_POINTS + 1
    transforms = (element.get("transform", ""), element.get("gradientTransform", ""))
    if max(map(len, transforms)) > _LONGEST_TRANSFORM:
        return MOST_DRAWING_POINTS + 1
    return _numbers(element.get("points", "")) + sum(
        [_CLOSING + _numbers(behind) * _DEARER.get(command.lower(), 1.0) for command, behind in _STRETCH.findall(path)]
    )


def _numbers(text: str) -> int:
    return sum(1 for _ in _NUMBER.finditer(text))


class _Weigher:
    def __init__(self, named: dict[str, Element]) -> None:
        self._named = named
        self._known: dict[Element, int] = {}
        self._insides: dict[str, int] = {}
        self._open: set[Element] = set()

    def elements(self, element: Element, depth: int) -> int:
        """Return how many elements are drawn for ``element``; more than the limit where uses lead to uses without end."""
        if depth > _DEEPEST or element in self._open:
            return MOST_DRAWING_ELEMENTS + 1 if depth > _DEEPEST else 1
        if element not in self._known:
            self._open.add(element)
            below = [*element.iterchildren(f"{SVG}*"), *self._used(element)]
            # Past the limit it does not matter by how much.
            inside = sum([self.elements(each, depth + 1) for each in below])
            # What is in a group has its fill and stroke.
            references = [self._named_in(str(element.get(name, "")), [1 + inside]) for name in _NAMING]
            count = 1 + inside + sum(references)
            self._known[element] = min(count, 2 * MOST_DRAWING_ELEMENTS)
            self._open.discard(element)
        return self._known[element]

    def named_by_styles(self, root: Element) -> int:
        """Return how much the gradients and clips are that style sheets name, each for every element that its rule may choose."""
        everything = [*root.iter(f"{SVG}*")]
        below = {each: self.elements(each, 0) for each in everything}
        classes: dict[str, list[int]] = {}
        for each in everything:
            for name in set(str(each.get("class", "")).split()):
                classes.setdefault(name, []).append(below[each])
        count = 0
        for sheet in root.iter(f"{SVG}style"):
            for selectors, declarations in _RULE.findall(sheet.text or ""):
                for each in selectors.split(",") if "url(" in declarations else ():
                    found = _LAST_CLASS.search(each.strip())
                    chosen = classes.get(found[1], []) if found else [1] * len(everything)
                    count += self._named_in(declarations, chosen)
        return count

    def _named_in(self, text: str, chosen: Sequence[int]) -> int:
        """Return how much the gradients and clips are that ``text`` names, in elements, for all that are ``chosen``: of each, how
        many elements it is with those in it.
        """
        return text.count("url(") * len(chosen) + sum([self._inside(name) for name in _URL.findall(text)]) * sum(chosen)

    def _inside(self, name: str) -> int:
        """Return how much the gradient or clip ``name`` has inside, with what a gradient takes from others."""
        if name not in self._insides:
            element = self._named.get(name)
            inside, seen = 0.0, set()
            while element is not None and element not in seen:
                seen.add(element)
                is_gradient = element.tag in _GRADIENTS
                inside += sum(1 for _ in element.iterdescendants()) / (_STOPS_OF_AN_ELEMENT if is_gradient else 1)
                above = [element.get(href, "").removeprefix("#") for href in HREFS] if is_gradient else []
                element = next((self._named[each] for each in above if each in self._named), None)
            self._insides[name] = int(inside)
        return self._insides[name]

    def _used(self, element: Element) -> list[Element]:
        if element.tag != f"{SVG}use":
            return []
        names = [element.get(href, "").removeprefix("#") for href in HREFS]
        return [self._named[name] for name in names if name in self._named][:1]
