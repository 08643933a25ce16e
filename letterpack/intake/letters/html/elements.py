"""What an element of a page is, by its tag and by its own style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from letterpack.intake.letters.package import XmlElement
from letterpack.model.letter import PLAIN, Style
from letterpack.patterns import late

HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_BLOCKS: Final = frozenset(
    (
        *("p", "div", "ul", "ol", "dl", "dt", "dd", "table", "blockquote", "pre", "hr", "section", "article", "main", "header"),
        *(
            "footer",
            "aside",
            "figure",
            "figcaption",
            "center",
            "address",
            "nav",
            "form",
            "fieldset",
            "body",
            "details",
            "summary",
        ),
        *("li", "tr", "td", "th", "caption", "tbody", "thead", "tfoot"),
        *HEADINGS,
    )
)
SILENT: Final = frozenset(
    ["script", "style", "head", "meta", "link", "template", "noscript", "title", "base", "o:p", "colgroup", "col"]
)
_MARKS: Final[Mapping[str, str]] = {
    **dict.fromkeys(["b", "strong"], "bold"),
    **dict.fromkeys(["i", "em", "cite", "dfn", "var"], "italic"),
    **dict.fromkeys(["s", "strike", "del"], "struck"),
    **dict.fromkeys(["code", "kbd", "samp", "tt"], "code"),
}
NOTE: Final = late(r"#((?:_?s?d?ftn|_?edn|fn|sdfootnote|sdendnote|footnote|endnote|note)[\w:.-]*)", re.IGNORECASE)
_CALL: Final = late(r"\s*(?:↩︎?|↑|\[?[\divx*]+\]?)\s*")
"""What calls a note, and leads back from it."""
_HIDDEN: Final = (("display", "none"), ("visibility", "hidden"), ("mso-hide", "all"))
_BOLD: Final = ("bold", "600", "700", "800", "900")
_SLANTED: Final = ("italic", "oblique")
_NO_COLORS: Final = ("inherit", "black", "#000", "windowtext", "transparent", "white", "auto")
_HOLDING: Final = ("li", "div", "p", "aside", "dd")
"""What a note may be."""


def shown_words(element: XmlElement) -> Iterator[str]:
    """Yield what a page shows, a space where a block begins or ends."""
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, each in walk:
        space = " " if is_block(each) or each.tag in ("br", "input", "img") else ""
        if event == "start" and _is_note_call(each):
            walk.skip_subtree()
            yield " "
        elif event == "start" and each.tag in SILENT:
            walk.skip_subtree()
        elif event == "start":
            yield space + (each.text or "")
        else:
            yield space + ((each.tail or "") if each is not element else "")


def _is_note_call(element: XmlElement) -> bool:
    is_to_note = element.tag == "a" and NOTE.fullmatch(str(element.get("href") or ""))
    return bool(is_to_note) and is_note_sign("".join(element.itertext()))


def table_parts(root: XmlElement) -> dict[XmlElement, list[XmlElement]]:
    """Return the rows of each table, what has rows in it, and its captions, in order."""
    found: dict[XmlElement, list[XmlElement]] = {}
    for part in root.iter("tbody", "thead", "tfoot", "tr", "caption"):
        table = next(part.iterancestors("table"), None)
        if table is not None:
            found.setdefault(table, []).append(part)
    return found


def holding_blocks(root: XmlElement) -> set[XmlElement]:
    """Return the elements that have blocks in them."""
    found: set[XmlElement] = set()
    for block in root.iter(*_BLOCKS):
        for above in block.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


def note_holders(root: XmlElement, named: Mapping[str, XmlElement]) -> dict[str, XmlElement]:
    """Return the elements that are notes which the text calls, by the names that it calls them."""
    calls: dict[str, XmlElement] = {}
    for call in root.iter("a"):
        match = NOTE.fullmatch(str(call.get("href") or ""))
        if match and match[1] in named:
            calls.setdefault(match[1], call)
    places = {each: index for index, each in enumerate(root.iter())} if calls else {}
    found: dict[str, XmlElement] = {}
    for name, call in calls.items():
        target = named[name]
        holder = target if target.tag in _HOLDING else next(target.iterancestors(*_HOLDING), None)
        # The way back from a note leads to its call, which stands in the text: before the note, and so not within it.
        if holder is not None and places[call] < places[holder]:
            found[name] = holder
    return found


def is_block(element: XmlElement) -> bool:
    """Whether ``element`` begins and ends a paragraph, or holds what does."""
    return isinstance(element.tag, str) and element.tag in _BLOCKS


def _declared(element: XmlElement) -> dict[str, str]:
    """Return what an element's own ``style`` says, the value by the property."""
    said = [part.partition(":") for part in str(element.get("style") or "").lower().split(";")]
    return {name.strip(): value.strip() for name, _, value in said}


def is_hidden(element: XmlElement) -> bool:
    """Whether the style of ``element`` keeps it from being shown."""
    style = _declared(element)
    return any(style.get(name, "").startswith(value) for name, value in _HIDDEN)


def is_colored(element: XmlElement) -> bool:
    """Whether the style of ``element`` gives its text or its ground a color."""
    style = _declared(element)
    said = [style[name] for name in ("color", "background-color") if style.get(name)]
    return any(not each.startswith(_NO_COLORS) for each in said)


def is_note_sign(words: str) -> bool:
    """Whether ``words`` are no more than the sign that calls a note, or leads back from it."""
    return _CALL.fullmatch(words) is not None


def style_of(element: XmlElement, around: Style) -> Style:
    """Return how text in ``element`` looks, where text ``around`` it looks so."""
    said, mark = _declared(element), _MARKS.get(str(element.tag), "")
    lines = [value for name, value in said.items() if name.startswith("text-decoration")]
    style = Style(
        around.bold or mark == "bold" or said.get("font-weight", "").startswith(_BOLD),
        around.italic or mark == "italic" or said.get("font-style", "").startswith(_SLANTED),
        around.code or mark == "code",
        around.struck or mark == "struck" or any("line-through" in each for each in lines),
    )
    return PLAIN if style == PLAIN else style
