"""Names of elements and attributes, and the texts in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from letterpack.intake.letters.package import XmlElement

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V: Final = "{urn:schemas-microsoft-com:vml}"
C: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_OFF: Final = frozenset({"0", "false", "off", "none"})
_SAID: Final = frozenset({f"{W}t", f"{W}delText", f"{A}t", f"{M}t", f"{C}v"})
_ENDED: Final = frozenset({f"{W}p", f"{A}p"})
_BREAKS: Final = {f"{W}tab": " ", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": "\u00ad"}


def attribute(element: XmlElement | None, name: str = "val") -> str:
    """Return the attribute ``name`` of WordprocessingML, empty where there is none."""
    return "" if element is None else str(element.get(f"{W}{name}", ""))


def is_on(properties: XmlElement | None, name: str) -> bool | None:
    """Whether the property ``name`` is switched on; None where nothing is said of it."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else attribute(found) not in _OFF


def text_in(element: XmlElement) -> str:
    """Return all words in ``element``, also deleted ones and those of drawings; texts that stand twice for old programs once."""
    return "".join(texts_in(element))


def own_text(paragraph: XmlElement) -> str:
    """Return the words of ``paragraph``, a space for each paragraph in it: text boxes that are anchored there have their own."""
    return "".join([part for child in paragraph for part in texts_in(child, f"{W}p")])


def texts_in(element: XmlElement, apart: str = "") -> Iterator[str]:
    """Yield the words in ``element``, a space for each element ``apart`` in it."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end":
            if each.tag in _ENDED and each is not element:
                yield "\n"
        elif each.tag in (apart, f"{MC}Fallback"):
            walk.skip_subtree()
            yield " " if each.tag == apart else ""
        else:
            yield each.text or "" if each.tag in _SAID else _BREAKS.get(str(each.tag), "")
