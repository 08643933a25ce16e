"""Names of elements and attributes of OpenDocument, and the words in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from letterpack.intake.letters.document import whole_number
from letterpack.intake.letters.package import XmlElement

_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT: Final = f"{{{_ODF}text:1.0}}"
OFFICE: Final = f"{{{_ODF}office:1.0}}"
STYLE: Final = f"{{{_ODF}style:1.0}}"
TABLE: Final = f"{{{_ODF}table:1.0}}"
DRAW: Final = f"{{{_ODF}drawing:1.0}}"
FO: Final = f"{{{_ODF}xsl-fo-compatible:1.0}}"
SVG: Final = f"{{{_ODF}svg-compatible:1.0}}"
XLINK: Final = "{http://www.w3.org/1999/xlink}"
DC: Final = "{http://purl.org/dc/elements/1.1/}"
PARAGRAPHS: Final = (f"{TEXT}p", f"{TEXT}h")
_SILENT: Final = frozenset({f"{OFFICE}annotation", f"{TEXT}tracked-changes", f"{TEXT}note-citation", f"{DC}creator", f"{DC}date"})
_MOST_SPACES: Final = 100


def words_in_element(element: XmlElement) -> str:
    """Return the words in ``element``, none of its comments and changes; a paragraph ends a line."""
    return "".join(words_in(element))


def own_words(paragraph: XmlElement) -> str:
    """Return the words of ``paragraph``, a space for each paragraph in it, such as those of notes and text boxes."""
    inside = [part for child in paragraph for part in (*words_in(child, PARAGRAPHS), child.tail or "")]
    return "".join([paragraph.text or "", *inside])


def words_in(element: XmlElement, apart: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the words in ``element``, a space for each element ``apart`` in it."""
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, each in walk:
        if event == "end" and each is not element:
            yield ("\n" if each.tag in PARAGRAPHS else "") + (each.tail or "")
        elif event == "start" and (each.tag in _SILENT or each.tag in apart):
            walk.skip_subtree()
            yield "" if each.tag in _SILENT else " "
        elif event == "start":
            yield said_by(each) + (each.text or "")


def said_by(element: XmlElement) -> str:
    """Return the text that an empty element stands for."""
    if element.tag == f"{TEXT}s":
        count = str(element.get(f"{TEXT}c", "1"))
        return " " * min(whole_number(count, 1), _MOST_SPACES)
    return {f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}.get(str(element.tag), "")
