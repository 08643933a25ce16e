"""What styles of an OpenDocument text say: emphasis, hidden text, labels of lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from msgspec import Struct

from letterpack.intake.letters.document import whole_number
from letterpack.intake.letters.odt.names import FO, STYLE, TEXT
from letterpack.intake.letters.package import XmlElement

_DEEPEST: Final = 20
_BOLD_FROM: Final = 600


class OdtLook(Struct, frozen=True):
    """How a stretch of text looks."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    hidden: bool = False
    raised: str = ""
    colored: bool = False
    language: str = ""


class OdtLevel(Struct, frozen=True):
    """A level of a list: the form of its numbers, empty for bullets, what stands behind them, and the first."""

    form: str
    suffix: str
    start: int


class OdtStyles:
    """The styles of the files ``roots``. What one says, or those that it is based on, is found once."""

    def __init__(self, roots: list[XmlElement]) -> None:
        self._styles = {(_family(each), _named(each)): each for root in roots for each in root.iter(f"{STYLE}style")}
        lists = [each for root in roots for each in root.iter(f"{TEXT}list-style")]
        self._levels = {
            (_named(style), str(each.get(f"{TEXT}level"))): each
            for style in lists
            for each in reversed(style)
            if each.tag == f"{TEXT}list-level-style-number"
        }
        default = [each for root in roots for each in root.iter(f"{STYLE}default-style") if _family(each) == "paragraph"]
        properties = default[0].find(f"{STYLE}text-properties") if default else None
        self.language = _language(properties) if properties is not None else ""
        self.names = cache(self._names)
        self.look = cache(self._look)
        self.breaks_page = cache(self._breaks_page)

    def chain(self, family: str, name: str) -> Iterator[XmlElement]:
        """Yield the style ``name``, and those that it is based on."""
        for _ in range(_DEEPEST):
            element = self._styles.get((family, name))
            if element is None:
                return
            yield element
            name = str(element.get(f"{STYLE}parent-style-name", ""))

    def _names(self, name: str) -> list[str]:
        """Return what the paragraph style ``name`` and those it is based on are called, as people read it."""
        return [
            str(each.get(f"{STYLE}display-name") or _named(each)).replace("_20_", " ").lower()
            for each in self.chain("paragraph", name)
        ]

    def _look(self, family: str, name: str, around: OdtLook) -> OdtLook:
        """Return how a text of the style ``name`` looks within one that looks like ``around``."""
        for style in reversed(list(self.chain(family, name))):
            properties = style.find(f"{STYLE}text-properties")
            around = _over(around, properties) if properties is not None else around
        return around

    def _breaks_page(self, name: str) -> bool:
        """Whether a paragraph of the style ``name`` begins a page."""
        properties = [each.find(f"{STYLE}paragraph-properties") for each in self.chain("paragraph", name)]
        return any(each is not None and each.get(f"{FO}break-before") == "page" for each in properties)

    def level(self, name: str, depth: int) -> OdtLevel:
        """Return the level ``depth``, from 1, of the list style ``name``."""
        level = self._levels.get((name, str(depth)))
        if level is None:
            return OdtLevel("", "", 1)
        start, suffix = str(level.get(f"{TEXT}start-value", "1")), str(level.get(f"{STYLE}num-suffix", ""))
        return OdtLevel(str(level.get(f"{STYLE}num-format", "")), suffix, whole_number(start, 1))


def _named(style: XmlElement) -> str:
    return str(style.get(f"{STYLE}name", ""))


def _family(style: XmlElement) -> str:
    return str(style.get(f"{STYLE}family", ""))


def _language(properties: XmlElement) -> str:
    language, country = properties.get(f"{FO}language", ""), properties.get(f"{FO}country", "")
    return "-".join([str(each) for each in (language, country) if each and each != "none"])


def _over(look: OdtLook, properties: XmlElement) -> OdtLook:
    weight, slope = properties.get(f"{FO}font-weight"), properties.get(f"{FO}font-style")
    line, position = properties.get(f"{STYLE}text-line-through-style"), str(properties.get(f"{STYLE}text-position", ""))
    color, display = properties.get(f"{FO}color"), properties.get(f"{TEXT}display")
    raised = "superscript" if position.startswith("super") else "subscript" if position.startswith("sub") else ""
    return OdtLook(
        look.bold if weight is None else weight == "bold" or whole_number(weight) >= _BOLD_FROM,
        look.italic if slope is None else slope != "normal",
        look.struck if line is None else line != "none",
        look.hidden if display is None else display == "none",
        raised if position else look.raised,
        look.colored if color is None else color.lower() != "#000000",
        _language(properties) or look.language,
    )
