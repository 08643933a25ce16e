"""What styles and numbering of a document say (ECMA-376, 17.7 and 17.9): headings, emphasis, labels of lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.intake.letters.document import whole_number
from letterpack.intake.letters.docx.names import W, attribute, is_on
from letterpack.intake.letters.package import XmlElement
from letterpack.patterns import late

_HEADING: Final = late(r"heading (\d)")
_ROLES: Final = frozenset(
    {"title", "subtitle", "salutation", "closing", "signature", "date", "quote", "intense quote", "block text"}
)
_DEEPEST: Final = 20
_MOST_LEVEL: Final = 6
_MOST_LABEL: Final = 100
"""Characters of an item's label."""
_MOST_LETTERS, _MOST_ROMAN = 780, 3_999
"""What is numbered by letters and Roman figures; a number above is decimal."""
_DEEPEST_LIST: Final = 8
"""The last level, from 0 (17.9.6)."""
_BODY: Final = 9
"""The outline level of what is no heading."""


class WordStyles:
    """The styles of a document, by their identifiers. What one says, or those that it is based on, is found once."""

    def __init__(self, root: XmlElement | None) -> None:
        styles = root.iterfind(f"{W}style") if root is not None else ()
        self._styles = {attribute(each, "styleId"): each for each in styles}
        self._default = next((name for name, each in self._styles.items() if _is_default(each)), "")
        lang = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang") if root is not None else None
        self.language = attribute(lang)
        self.role = cache(self._role)
        self._outline_of = cache(self._outline)
        self._listed_by = cache(self._listed)
        self._indented_by = cache(self._indented)
        self._is_on_by = cache(self._is_on)

    def chain(self, style: str) -> Iterator[XmlElement]:
        """Yield the style, and those that it is based on."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = attribute(element.find(f"{W}basedOn"))

    def _role(self, style: str) -> str:
        """Return what the style makes of a paragraph: ``heading 1`` …, ``title``, ``date``; empty where it is an ordinary one."""
        for each in self.chain(style):
            name = attribute(each.find(f"{W}name")).lower()
            if name in _ROLES or _HEADING.fullmatch(name):
                return name
        return ""

    def level(self, paragraph_properties: XmlElement | None, style: str) -> int:
        """Return the level of a heading, 1 to 6; 0 for what is none."""
        named = _HEADING.fullmatch(self.role(style))
        if named:
            return min(_MOST_LEVEL, int(named[1]))
        own = paragraph_properties.find(f"{W}outlineLvl") if paragraph_properties is not None else None
        found = own if own is not None else self._outline_of(style)
        level = whole_number(attribute(found), _BODY) if found is not None else _BODY
        return min(_MOST_LEVEL, level + 1) if level < _BODY else 0

    def _outline(self, style: str) -> XmlElement | None:
        said = [each.find(f"{W}pPr/{W}outlineLvl") for each in self.chain(style)]
        return next((each for each in said if each is not None), None)

    def numbering(self, paragraph_properties: XmlElement | None, style: str) -> tuple[str, int]:
        """Return the list that a paragraph belongs to and its level there, 0-based; no list is an empty text."""
        own = paragraph_properties.find(f"{W}numPr") if paragraph_properties is not None else None
        said = own if own is not None else self._listed_by(style)
        if said is None:
            return "", 0
        name = attribute(said.find(f"{W}numId"))
        level = whole_number(attribute(said.find(f"{W}ilvl")))
        return ("" if name == "0" else name), min(level, _DEEPEST_LIST)

    def _listed(self, style: str) -> XmlElement | None:
        said = [each.find(f"{W}pPr/{W}numPr") for each in self.chain(style)]
        return next((each for each in said if each is not None), None)

    def indent(self, paragraph_properties: XmlElement | None, style: str) -> int:
        """Return how far a paragraph is indented, in twentieths of a point; 0 where nothing is said."""
        return _indent(paragraph_properties) or self._indented_by(style)

    def _indented(self, style: str) -> int:
        said = [_indent(each.find(f"{W}pPr")) for each in self.chain(style)]
        return next((each for each in said if each), 0)

    def is_on(self, name: str, run_properties: XmlElement | None, paragraph_style: str) -> bool:
        """Whether a run has the property ``name``: its own word counts, then that of its style, then that of the paragraph's."""
        run_style = attribute(run_properties.find(f"{W}rStyle")) if run_properties is not None else ""
        said = [
            is_on(run_properties, name),
            *[self._is_on_by(each, name) for each in (run_style, paragraph_style or self._default)],
        ]
        return next((each for each in said if each is not None), False)

    def _is_on(self, style: str, name: str) -> bool | None:
        said = [is_on(each.find(f"{W}rPr"), name) for each in self.chain(style)]
        return next((each for each in said if each is not None), None)


def _indent(properties: XmlElement | None) -> int:
    said = properties.find(f"{W}ind") if properties is not None else None
    text = attribute(said, "left") or attribute(said, "start")
    return -whole_number(text[1:]) if text.startswith("-") else whole_number(text)


def _is_default(style: XmlElement) -> bool:
    return attribute(style, "default") in ("1", "true") and attribute(style, "type") == "paragraph"


class ListLabel(Struct, frozen=True):
    """An item's label as it is printed, and its number; ``is_bullet`` for one that counts nothing."""

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
        # Of two with one name the first counts.
        lists = list(root)[::-1] if root is not None else []
        nums = [(attribute(each, "numId"), each) for each in lists if each.tag == f"{W}num"]
        overrides = [
            (name, attribute(each, "ilvl"), each)
            for name, num in nums
            for each in list(num)[::-1]
            if each.tag == f"{W}lvlOverride"
        ]
        shared = [(attribute(each, "abstractNumId"), each) for each in lists if each.tag == f"{W}abstractNum"]
        self._abstract = {name: attribute(num.find(f"{W}abstractNumId")) for name, num in nums}
        self._own = {(name, level): own for name, level, each in overrides if (own := each.find(f"{W}lvl")) is not None}
        self._starts = {(name, level): each.find(f"{W}startOverride") for name, level, each in overrides}
        self._shared = {
            (name, attribute(each, "ilvl")): each for name, one in shared for each in list(one)[::-1] if each.tag == f"{W}lvl"
        }
        self._counts: dict[str, Counter[int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def label(self, name: str, level: int) -> ListLabel | None:
        """Count the next item of the list ``name``, and return its label; None where there is no such list, or no label."""
        found = self._level(name, level)
        form = attribute(found.find(f"{W}numFmt")) if found is not None else ""
        if found is None or form == "none":
            return None
        counts = self._counts.setdefault(self._abstract.get(name, ""), Counter())
        self._restart(name, level, counts)
        counts[level] = counts[level] + 1 if level in counts else whole_number(attribute(found.find(f"{W}start")), 1)
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        text = attribute(found.find(f"{W}lvlText"))[:_MOST_LABEL]
        return ListLabel(counts[level], self._text(text, name, counts)[:_MOST_LABEL], form or "decimal")

    def indent(self, name: str, level: int) -> int:
        """Return how far the list ``name`` indents its ``level``, in twentieths of a point; 0 where it says nothing."""
        found = self._level(name, level)
        return _indent(found.find(f"{W}pPr")) if found is not None else 0

    def _restart(self, name: str, level: int, counts: Counter[int]) -> None:
        start = self._starts.get((name, str(level)))
        if start is not None and (name, level) not in self._restarted:
            self._restarted.add((name, level))
            counts[level] = whole_number(attribute(start), 1) - 1

    def _text(self, pattern: str, name: str, counts: Counter[int]) -> str:
        def shown(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            element = self._level(name, level)
            return counted_as(counts.get(level, 1), attribute(element.find(f"{W}numFmt")) if element is not None else "decimal")

        return re.sub(r"%([1-9])", shown, pattern)

    def _level(self, name: str, level: int) -> XmlElement | None:
        own = self._own.get((name, str(level)))
        return own if own is not None else self._shared.get((self._abstract.get(name, ""), str(level)))


def counted_as(count: int, form: str) -> str:
    """Return ``count`` as a list of the ``form`` prints it (17.18.59); as a decimal number in forms that are not known."""
    if form in ("lowerLetter", "upperLetter") and count <= _MOST_LETTERS:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and count <= _MOST_ROMAN:
        return _roman(count) if form == "upperRoman" else _roman(count).lower()
    return "" if form == "bullet" else str(count)


def _roman(count: int) -> str:
    steps = (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    found = ""
    for value, sign in steps:
        found += sign * (count // value)
        count %= value
    return found
