"""What a sheet has and does not show, or strikes out: columns that are hidden, cells with a line through them, cells whose text
is as white as the sheet or left out by their format.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.formats.workbooks.archive import Member
from letterpack.formats.workbooks.shown import ODF_NEXT_CELL, attribute, odf_table, odf_tokens, ooxml_path, place_of, text_of
from letterpack.formats.workbooks.tags import IN_TAG
from letterpack.patterns import late

Why: TypeAlias = Literal["struck out", "not shown"]

_MOST_CELLS: Final = 10_000
"""So many are remembered: whoever strikes out more is told of these."""
_LAST_COLUMN: Final = 16_384
"""XFD, the last that any spreadsheet program has by default."""
_TAG: Final = r"<(?:\w{1,20}:)?"
_NO: Final = frozenset({"0", "false", "none"})
_WHITE: Final = frozenset({"FFFFFF", "FFFFFFFF"})
_WHITE_BY_NUMBER: Final = frozenset({"1", "9"})
"""Of the colors of old (ECMA-376, 18.8.27)."""
_SECTIONS: Final = 4
"""Of a number format: the last is for text (18.8.31), and leaves it out where it is empty."""

_COLUMN: Final = late(rf"{_TAG}col\s({IN_TAG})>")
_CELL: Final = late(rf"{_TAG}c\s({IN_TAG})(?<!/)>(?:\s*{_TAG}v>(\d{{1,9}})<)?")
_CELL_END: Final = late(r"</?(?:\w{1,20}:)?c[\s>]")
_STRIKE: Final = late(rf"{_TAG}strike(?=[\s/>])({IN_TAG})>")
_COLOR: Final = late(rf"{_TAG}color\s({IN_TAG})>")
_FOREGROUND: Final = late(rf"{_TAG}fgColor\s({IN_TAG})>")
_NO_FILL: Final = late(r"patternType\s*=\s*[\"']none[\"']|<(?:\w{1,20}:)?patternFill\s*/>")
_FORMAT: Final = late(rf"{_TAG}numFmt\s({IN_TAG})>")
_RELATION: Final = late(rf"{_TAG}Relationship\s({IN_TAG})>")
_TAGS: Final = late(r"<[^<>]*>")
_FILLED_BY_RULE: Final = late(rf"{_TAG}(?:tablePart|conditionalFormatting)[\s>]")
"""A table's own style, or a rule, may put a color behind white text."""

_ODF_COLUMN: Final = late(rf"<table:table-column(?=[\s/>])({IN_TAG})>")
_ODF_ROW: Final = "<table:table-row"
_ODF_STYLE: Final = late(rf"<style:style\s({IN_TAG})>")
_ODF_STYLE_END: Final = "</style:style>"
_ODF_THROUGH: Final = late(r"text-line-through-(?:style|type)\s*=\s*\"(?!none\")")
_ODF_WHITE: Final = late(r"fo:color\s*=\s*\"#[fF]{6}\"")
_ODF_BACKGROUND: Final = late(r"fo:background-color\s*=\s*\"(?!transparent\"|#[fF]{6}\")")
_ODF_NOTE: Final = late(r"<office:annotation[\s>].{0,20000}?</office:annotation>", re.DOTALL)
_ODF_PARAGRAPH: Final = late(r"<text:p[\s>].*?</text:p>", re.DOTALL)
_ODF_USED: Final = late(r"text:style-name\s*=\s*\"([^\"]*)\"")


class Unseen(Struct, frozen=True):
    """The hidden ``columns`` (0-based), the ``cells`` that a reader of the sheet takes for deleted or does not see, and the
    ``comments`` on cells.
    """

    columns: tuple[int, ...] = ()
    cells: tuple[tuple[int, int, Why], ...] = ()
    comments: tuple[tuple[int, int, str], ...] = ()


NOTHING_UNSEEN: Final = Unseen()


def unseen(members: Mapping[str, Member], sheet: str) -> Unseen:
    """Return what the sheet called ``sheet`` does not show; ``members`` are the files of its archive, surveyed."""
    if "content.xml" in members:
        return _of_odf(text_of(members["content.xml"]), _file(members, "styles.xml"), sheet)
    path = ooxml_path(members, sheet)
    if path not in members:
        return NOTHING_UNSEEN
    text = text_of(members[path])
    looks = _looks(_file(members, "xl/styles.xml"), may_be_filled=bool(_FILLED_BY_RULE.search(text)))
    cells = _cells(text, looks, _struck_texts(_file(members, "xl/sharedStrings.xml")))
    return Unseen(tuple(_hidden_columns(text)), tuple(cells), tuple(_comments(members, path)))


def _comments(members: Mapping[str, Member], path: str) -> Iterator[tuple[int, int, str]]:
    """Yield the comments on cells of the sheet in the file ``path`` (18.7), and those that are answered (MS-XLSX, 2.6.205)."""
    folder, _, name = path.rpartition("/")
    said: dict[tuple[int, int], str] = {}
    for found in _RELATION.finditer(_file(members, f"{folder}/_rels/{name}.rels")):
        target = posixpath.normpath(posixpath.join(f"/{folder}", attribute("Target", found[1])))[1:]
        text = _file(members, target) if "omment" in target else ""
        for comment, inside in _elements(text, "comment|threadedComment"):
            place = place_of(comment.replace("ref=", "r="))
            words = unescape(_TAGS.sub("", inside))
            if place not in said or "threaded" in target:
                said[place] = " ".join(words.split())
    yield from ((*place, words) for place, words in list(said.items())[:_MOST_CELLS])


def _elements(text: str, names: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes of each element called one of ``names``, and what stands in it."""
    for found in re.finditer(rf"{_TAG}(?P<name>{names})(?=[\s/>])({IN_TAG})(?<!/)>", text):
        end = re.compile(rf"</(?:\w{{1,20}}:)?{found['name']}>").search(text, found.end())
        yield found[2], text[found.end() : end.start() if end else found.end()]


def _file(members: Mapping[str, Member], name: str) -> str:
    return text_of(members[name]) if name in members else ""


def _hidden_columns(text: str) -> Iterator[int]:
    """Yield the columns that are hidden, or of no width (ECMA-376, 18.3.1.13)."""
    for found in _COLUMN.finditer(text):
        is_flat = attribute("width", found[1]) in ("0", "0.0")
        if is_flat or attribute("hidden", found[1]) in ("1", "true"):
            first, last = attribute("min", found[1]), attribute("max", found[1])
            if first.isdecimal() and last.isdecimal():
                yield from range(int(first) - 1, min(int(last), _LAST_COLUMN))


def _cells(text: str, looks: Mapping[str, Why], struck: frozenset[str]) -> Iterator[tuple[int, int, Why]]:
    """Yield the cells with a text that have one of ``looks``, or a text that is ``struck`` out in part."""
    count = 0
    is_struck_here = bool(_STRIKE.search(text))
    for found in _CELL.finditer(text) if looks or struck or is_struck_here else ():
        kind, look = attribute("t", found[1]), looks.get(attribute("s", found[1]))
        is_struck = found[2] in struck if kind == "s" else is_struck_here and _is_struck(_rest_of_cell(text, found.end()))
        why: Why | None = "struck out" if is_struck else look
        # Of a number, a format leaves out the text alone that it is not.
        if why == "struck out" or (why and kind in ("s", "str", "inlineStr")):
            yield (*place_of(found[1]), why)
            count += 1
        if count >= _MOST_CELLS:
            return


def _rest_of_cell(text: str, start: int) -> str:
    end = _CELL_END.search(text, start)
    return text[start : end.start() if end else len(text)]


def _looks(styles: str, *, may_be_filled: bool) -> dict[str, Why]:
    """Return the looks of cells, by their numbers, that strike out or do not show a text (18.8.10)."""
    fonts = list(_parts(styles, "fonts", "font"))
    struck = {str(at) for at, (_, inside) in enumerate(fonts) if _is_struck(inside)}
    white = {str(at) for at, (_, inside) in enumerate(fonts) if (color := _COLOR.search(inside)) and _is_white(color[1])}
    fills = list(_parts(styles, "fills", "fill")) if white and not may_be_filled else []
    bare = {str(at) for at, (_, inside) in enumerate(fills) if _is_bare(inside)}
    formats = ((attribute("numFmtId", each[1]), attribute("formatCode", each[1])) for each in _FORMAT.finditer(styles))
    silent = {number for number, code in formats if _hides_text(code)}
    found: dict[str, Why] = {}
    for at, (attributes, _) in enumerate(_parts(styles, "cellXfs", "xf")) if struck or bare or silent else ():
        font = attribute("fontId", attributes)
        is_white = font in white and attribute("fillId", attributes) in bare
        if font in struck:
            found[str(at)] = "struck out"
        elif is_white or attribute("numFmtId", attributes) in silent:
            found[str(at)] = "not shown"
    return found


def _parts(text: str, whole: str, part: str) -> Iterator[tuple[str, str]]:
    """Yield the attributes of each ``part`` of the element ``whole``, and what stands in it."""
    begin = re.search(rf"{_TAG}{whole}(?:\s{IN_TAG})?(?<!/)>", text)
    end = re.compile(rf"</(?:\w{{1,20}}:)?{whole}>").search(text, begin.end()) if begin else None
    if begin is None or end is None:
        return
    tags = [*re.compile(rf"{_TAG}{part}(?=[\s/>])({IN_TAG})>").finditer(text, begin.end(), end.start())]
    for tag, behind in zip(tags, [*[each.start() for each in tags[1:]], end.start()], strict=True):
        yield tag[1], "" if tag[1].endswith("/") else text[tag.end() : behind]


def _is_struck(inside: str) -> bool:
    return any(attribute("val", each[1]) not in _NO for each in _STRIKE.finditer(inside))


def _is_white(color: str) -> bool:
    if attribute("rgb", color).upper() in _WHITE or attribute("indexed", color) in _WHITE_BY_NUMBER:
        return True
    return attribute("theme", color) == "0" and not attribute("tint", color)


def _is_bare(fill: str) -> bool:
    foreground = _FOREGROUND.search(fill)
    return bool(_NO_FILL.search(fill)) or bool(foreground and _is_white(foreground[1]))


def _hides_text(code: str) -> bool:
    sections = re.sub(r'"[^"]*"|\\.', "x", code).split(";")
    return len(sections) == _SECTIONS and not sections[-1].strip()


def _struck_texts(shared: str) -> frozenset[str]:
    """Return the numbers of the shared texts of which a part is struck out (18.4.8)."""
    texts = _parts(shared, "sst", "si") if _STRIKE.search(shared) else ()
    return frozenset([str(at) for at, (_, inside) in enumerate(texts) if _is_struck(inside)])


def _of_odf(text: str, styles: str, sheet: str) -> Unseen:
    table = odf_table(text, sheet)
    if table is None:
        return NOTHING_UNSEEN
    rows = text.find(_ODF_ROW, *table)
    columns, defaults = _odf_columns(text, table[0], rows if rows >= 0 else table[1])
    looks = {**dict(_odf_looks(styles)), **dict(_odf_looks(text))}
    cells = tuple(_odf_cells(text, table, looks, defaults) if looks else ())
    return Unseen(columns, cells, tuple(_odf_comments(text, table)) if "<office:annotation" in text else ())


def _odf_comments(text: str, table: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
    for row, _, column, found in odf_tokens(text, *table):
        end = ODF_NEXT_CELL.search(text, found.end())
        inside = text[found.end() : end.start() if end else len(text)] if found["what"] != "table-row" else ""
        for note in _ODF_NOTE.findall(inside):
            yield row, column, " ".join(unescape(_TAGS.sub(" ", "".join(_ODF_PARAGRAPH.findall(note)))).split())


def _odf_columns(text: str, start: int, end: int) -> tuple[tuple[int, ...], list[str]]:
    """Return the hidden columns, and the style that the cells of each have by default."""
    hidden: list[int] = []
    defaults: list[str] = []
    for found in _ODF_COLUMN.finditer(text, start, end):
        times = attribute("number-columns-repeated", found[1])
        count = min(int(times) if times.isdecimal() else 1, _LAST_COLUMN - len(defaults))
        if attribute("visibility", found[1]) in ("collapse", "filter"):
            hidden += range(len(defaults), len(defaults) + count)
        defaults += [attribute("default-cell-style-name", found[1])] * count
    return tuple(hidden), defaults


def _odf_looks(text: str) -> Iterator[tuple[str, Why]]:
    """Yield the styles that strike out or do not show a text, by their names."""
    for found in _ODF_STYLE.finditer(text):
        if not found[1].endswith("/"):
            inside = text[found.end() : text.find(_ODF_STYLE_END, found.end())]
            if _ODF_THROUGH.search(inside):
                yield attribute("name", found[1]), "struck out"
            elif _ODF_WHITE.search(inside) and not _ODF_BACKGROUND.search(inside):
                yield attribute("name", found[1]), "not shown"


def _odf_cells(
    text: str, table: tuple[int, int], looks: Mapping[str, Why], defaults: Sequence[str]
) -> Iterator[tuple[int, int, Why]]:
    count = 0
    for row, _, column, found in odf_tokens(text, *table):
        attributes = found["attributes"]
        if found["what"] == "table-row" or attributes.endswith("/"):
            continue
        default = defaults[column] if column < len(defaults) else ""
        why = looks.get(attribute("style-name", attributes) or default)
        if why is None:
            end = ODF_NEXT_CELL.search(text, found.end())
            inside = text[found.end() : end.start() if end else len(text)]
            why = next(filter(None, [looks.get(unescape(used)) for used in _ODF_USED.findall(inside)]), None)
        if why:
            yield row, column, why
            count += 1
        if count >= _MOST_CELLS:
            return
