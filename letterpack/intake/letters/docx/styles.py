"""What styles and numbering of a document say (ECMA-376, 17.7 and 17.9): headings, emphasis, labels of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, TypeVar

from msgspec import Struct

from letterpack.intake.letters.docx.package import W, XmlElement, attribute, child, is_on, number
from letterpack.patterns import late

_Found = TypeVar("_Found")
_HEADING: Final = late(r"heading (\d)")
_ROLES: Final = frozenset(
    {
        "title",
        "subtitle",
        "salutation",
        "closing",
        "signature",
        "date",
        "quote",
        "intense quote",
        "block text",
        "block quotation",
        "quotations",
    }
)
_DEEPEST: Final = 20
"""Styles that a style is based on."""
_MOST_LEVEL: Final = 6
_MOST_LABEL: Final = 100
"""Characters of an item's label."""
_DEEPEST_LIST: Final = 8
"""The last level, from 0 (17.9.6)."""
_BODY: Final = 9
"""The outline level of what is no heading."""


class WordStyles:
    """The styles of a document, by their identifiers. What one says, or those that it is based on, is found once."""

    def __init__(self, root: XmlElement | None) -> None:
        styles = list(root.iterfind(f"{W}style")) if root is not None else []
        self._styles = {attribute(each, "styleId"): each for each in styles}
        paragraphs = [each for each in styles if attribute(each, "type") == "paragraph"]
        self._default = next((attribute(each, "styleId") for each in paragraphs if is_default(each)), "")
        self.language = attribute(child(root, "docDefaults/rPrDefault/rPr/lang"))
        self.role = cache(self._role)
        self._in_style = cache(self._element)
        self._switched = cache(self._switch)

    def _chain(self, style: str) -> Iterator[XmlElement]:
        """Yield the style, and those that it is based on."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = attribute(child(element, "basedOn"))

    def _first(self, style: str, look: Callable[[XmlElement], _Found | None]) -> _Found | None:
        return next((found for each in self._chain(style) if (found := look(each)) is not None), None)

    def _role(self, style: str) -> str:
        """Return what the style makes of a paragraph: ``heading 1`` …, ``title``, ``date``; empty for an ordinary one."""
        names = [attribute(child(each, "name")).lower() for each in self._chain(style)]
        return next((name for name in names if name in _ROLES or _HEADING.fullmatch(name)), "")

    def _element(self, style: str, path: str) -> XmlElement | None:
        return self._first(style, lambda each: child(each, path))

    def _switch(self, style: str, name: str) -> bool | None:
        return self._first(style, lambda each: is_on(child(each, "rPr"), name))

    def _of(self, properties: XmlElement | None, style: str, name: str) -> XmlElement | None:
        """Return the property ``name`` of a paragraph: its own, or that of its style."""
        own = child(properties, name)
        return own if own is not None else self._in_style(style, f"pPr/{name}")

    def level(self, properties: XmlElement | None, style: str) -> int:
        """Return the level of a heading, 1 to 6; 0 for what is none."""
        named = _HEADING.fullmatch(self.role(style))
        if named:
            return min(_MOST_LEVEL, int(named[1]))
        level = number(attribute(self._of(properties, style, "outlineLvl")), _BODY)
        return min(_MOST_LEVEL, level + 1) if level < _BODY else 0

    def numbering(self, properties: XmlElement | None, style: str) -> tuple[str, int]:
        """Return the list that a paragraph belongs to and its level there, 0-based; no list is an empty text."""
        listed = self._of(properties, style, "numPr")
        name = attribute(child(listed, "numId"))
        return ("" if name == "0" else name), min(number(attribute(child(listed, "ilvl"))), _DEEPEST_LIST)

    def indent(self, properties: XmlElement | None, style: str) -> int:
        """Return how far a paragraph is indented, in twentieths of a point; 0 if nothing is said."""
        return _indent(properties) or indent_of(self._in_style(style, "pPr/ind"))

    def is_on(self, name: str, properties: XmlElement | None, paragraph_style: str) -> bool:
        """Whether a run has the property ``name``: its own word counts, then that of its style, then that of the paragraph's."""
        own = is_on(properties, name)
        if own is not None:
            return own
        styles = (attribute(child(properties, "rStyle")), paragraph_style or self._default)
        return next((switch for style in styles if (switch := self._switched(style, name)) is not None), False)


def is_default(style: XmlElement) -> bool:
    """Whether paragraphs without a style have this one."""
    return attribute(style, "default") in ("1", "true")


def _indent(properties: XmlElement | None) -> int:
    return indent_of(child(properties, "ind"))


def indent_of(element: XmlElement | None) -> int:
    """Return how far the element ``ind`` indents a paragraph."""
    return number(attribute(element, "left") or attribute(element, "start"))


class ListLabel(Struct, frozen=True):
    """An item's label as it is printed, and its number; ``form`` says how it counts."""

    number: int
    text: str
    form: str

    @property
    def is_bullet(self) -> bool:
        """Whether it counts nothing."""
        return self.form == "bullet"

    @property
    def is_plain(self) -> bool:
        """Whether Markdown can print it: a decimal number with a point or a bracket behind it."""
        return self.form == "decimal" and self.text in (f"{self.number}.", f"{self.number})")


class WordNumbering:
    """The lists of a document, and how far each has counted."""

    def __init__(self, root: XmlElement | None) -> None:
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._own: dict[tuple[str, int], XmlElement] = {}
        self._shared: dict[tuple[str, int], XmlElement] = {}
        self._counts: dict[str, Counter[int]] = {}
        for element in root if root is not None else ():
            name = attribute(element, "numId")
            if element.tag == f"{W}abstractNum":
                self._shared.update(_levels(attribute(element, "abstractNumId"), element, f"{W}lvl"))
            elif element.tag == f"{W}num":
                self._lists[name] = attribute(child(element, "abstractNumId"))
                for key, each in _levels(name, element, f"{W}lvlOverride").items():
                    level, start = child(each, "lvl"), child(each, "startOverride")
                    self._own.update({key: level} if level is not None else {})
                    self._starts.update({key: number(attribute(start), 1)} if start is not None else {})

    def label(self, name: str, level: int) -> ListLabel | None:
        """Count the next item of the list ``name``, and return its label; None if there is no such list, or no label."""
        found = self._level(name, level)
        form = attribute(child(found, "numFmt")) or "decimal"
        if found is None or form == "none":
            return None
        counts = self._counts.setdefault(self._lists.get(name, ""), Counter())
        if (start := self._starts.pop((name, level), None)) is not None:
            counts[level] = start - 1
        counts[level] = counts[level] + 1 if level in counts else number(attribute(child(found, "start")), 1)
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

        def shown(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            return counted_as(counts.get(other, 1), attribute(child(self._level(name, other), "numFmt")))

        text = re.sub(r"%([1-9])", shown, attribute(child(found, "lvlText"))[:_MOST_LABEL])
        return ListLabel(counts[level], text[:_MOST_LABEL], form)

    def indent(self, name: str, level: int) -> int:
        """Return how far the list ``name`` indents its ``level``, in twentieths of a point; 0 if it says nothing."""
        return _indent(child(self._level(name, level), "pPr"))

    def _level(self, name: str, level: int) -> XmlElement | None:
        own = self._own.get((name, level))
        return own if own is not None else self._shared.get((self._lists.get(name, ""), level))


def _levels(name: str, element: XmlElement, tag: str) -> Mapping[tuple[str, int], XmlElement]:
    """Return the levels of a list with its ``name``; of two with one number the first counts."""
    return {(name, number(attribute(each, "ilvl"))): each for each in reversed(element) if each.tag == tag}


_ROMAN: Final = {
    1000: "M", 900: "CM", 500: "D", 400: "CD", 100: "C", 90: "XC", 50: "L", 40: "XL", 10: "X", 9: "IX", 5: "V", 4: "IV", 1: "I"
}  # fmt: skip
_MOST_LETTERS, _MOST_ROMAN = 780, 3_999
"""What is numbered by letters and Roman figures; a number above is decimal."""


def counted_as(count: int, form: str) -> str:
    """Return ``count`` as a list of the ``form`` prints it (17.18.59); as a decimal number in forms that are not known."""
    text = "" if form == "bullet" else str(count)
    if form.endswith("Letter") and count <= _MOST_LETTERS:
        text = chr(ord("A") + (count - 1) % 26) * ((count - 1) // 26 + 1)
    elif form.endswith("Roman") and count <= _MOST_ROMAN:
        text = ""
        for value, sign in _ROMAN.items():
            text += sign * (count // value)
            count %= value
    return text.lower() if form.startswith("lower") else text
