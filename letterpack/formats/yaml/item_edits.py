"""Entries of ``addressees.yaml`` as a table, changed where they stand: comments, quotes, order and line ends stay as they are.

``yaml_grid(text, file, report)`` returns the table; ``edited(text, sheet, edit)`` the text with one change. Each change touches
the characters of one value, key or entry and no others; whoever calls it reads the new text again to see that it says what was
meant.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.yaml.edits import YamlPart, ending, entry_lines, flow_entry, line_end, read_marked, scalar, value_lines
from letterpack.formats.yaml.nodes import parse_yaml
from letterpack.model.addressee import KEYS
from letterpack.model.grid import AddRow, CannotEdit, DeleteRow, Grid, GridEdit, GridRow, SetCell

KIND: Final = "kind"
_KINDS: Final = ("to", "cc", "bcc")
_IN_THE_TEXT: Final = "change it in the text"


class YamlSheet(Struct, frozen=True):
    """The file as a table; ``entries`` are its rows with the list each stands in, ``root`` what they stand in."""

    grid: Grid
    entries: tuple[tuple[str, YamlPart], ...]
    root: YamlPart | None


def yaml_grid(text: str, file: str, report: Report) -> YamlSheet | None:
    """Return the table in ``text``; None, with a finding, where it cannot be read as one."""
    own = Report()
    parse_yaml(text, file, own)
    for found in own:
        report.add(found)
    if own.has_errors:
        return None
    root = read_marked(text)
    entries = tuple(_entries(root)) if root else ()
    columns = _columns(entries)
    return YamlSheet(Grid(columns, tuple([_row(text, kind, each, columns) for kind, each in entries])), entries, root)


def edited(text: str, sheet: YamlSheet, edit: GridEdit) -> str:
    """Return ``text``, which ``sheet`` was read from, with one change. Raises ``CannotEdit``."""
    if isinstance(edit, SetCell):
        return _set(text, sheet.entries[edit.row][1], sheet.grid.columns[edit.column], edit.text)
    if isinstance(edit, DeleteRow):
        return _deleted(text, sheet, edit.row)
    if isinstance(edit, AddRow):
        return _added(text, sheet, edit)
    raise CannotEdit("a column of this file is there as soon as a cell of it is filled", "fill a cell of it")


def _entries(root: YamlPart) -> list[tuple[str, YamlPart]]:
    if root.kind == "list":
        return [("to", each) for each in root.items if each.kind == "map"]
    found = []
    for key, value in root.pairs:
        if key.text in _KINDS and value.kind == "list":
            found += [(key.text, each) for each in value.items if each.kind == "map"]
    return found


def _columns(entries: tuple[tuple[str, YamlPart], ...]) -> tuple[str, ...]:
    """Return the kind, all keys of the contract, each with the keys below it that any entry has, then the others."""
    below: dict[str, dict[str, None]] = {}
    for _, entry in entries:
        for key, value in entry.pairs:
            under = below.setdefault(key.text, {})
            if value.kind == "map" and not value.fixed:
                under |= dict.fromkeys([each.text for each, _ in value.pairs])
    names = [name for name in dict.fromkeys((*KEYS, *below)) if name not in ("cc", "bcc") or name in below]
    return (KIND, *[f"{name}{sub}" for name in names for sub in ("", *[f".{each}" for each in below.get(name, ())])])


def _row(text: str, kind: str, entry: YamlPart, columns: tuple[str, ...]) -> GridRow:
    cells, places, fixed = [], [], {0}
    for index, column in enumerate(columns):
        found = _found(entry, column)
        shown, is_fixed = (kind, True) if index == 0 else _shown(text, found)
        cells.append(shown)
        places.append((found.line, found.column) if found and index else (0, 0))
        if is_fixed or (entry.fixed and index):
            fixed.add(index)
    return GridRow(entry.line, tuple(cells), tuple(places), frozenset(fixed))


def _found(entry: YamlPart, column: str) -> YamlPart | None:
    key, _, sub = column.partition(".")
    value = entry.get(column) or entry.get(key)
    if value is None or not sub or entry.get(column):
        return value
    return value.get(sub) if value.kind == "map" else None


def _shown(text: str, found: YamlPart | None) -> tuple[str, bool]:
    """Return what a cell shows, and whether that is more than a cell can hold."""
    if found is None:
        return "", False
    if found.kind == "text":
        return found.text.rstrip("\n"), found.fixed
    if found.kind == "list" and not found.fixed and all(each.kind == "text" and not each.fixed for each in found.items):
        return "\n".join([each.text for each in found.items]), any("\n" in each.text for each in found.items)
    if found.kind == "map" and not found.fixed:
        return "", True
    return text[found.start : ending(text, found)].strip(), True


def _set(text: str, entry: YamlPart, column: str, value: str) -> str:
    key, _, sub = column.partition(".")
    found = _found(entry, column)
    if found is None:
        return text if not value else _inserted(text, entry, column, value)
    holder = entry if entry.get(column) or not sub else entry.get(key)
    name = column if holder is entry else sub
    if not value:
        return _without(text, holder or entry, name)
    if found.kind == "list":
        return _listed(text, found, value.split("\n"))
    if found.style in ("|", ">"):
        return _block(text, found, value)
    return (
        text[: found.start]
        + _apart(text, found.start)
        + scalar(value, found.style, flow=(holder or entry).flow)
        + text[found.end :]
    )


def _apart(text: str, at: int) -> str:
    """Return the space that an empty value lacks behind its key's colon."""
    return " " if text[at - 1 : at] == ":" else ""


def _block(text: str, found: YamlPart, value: str) -> str:
    """Return the text with another text in the place of one that stands below its key, with as much space before it."""
    start, end = line_end(text, found.start), ending(text, found)
    first = text[start:end].split("\n", 1)[0]
    indent = first[: len(first) - len(first.lstrip(" "))]
    if found.style == ">" or value != value.strip() or not indent:
        return text[: found.start] + scalar(value, '"', flow=False) + text[end:]
    lines = [f"{indent}{line}" if line else "" for line in value.split("\n")]
    return text[:start] + _breaks(text).join(lines) + text[end:]


def _listed(text: str, found: YamlPart, lines: list[str]) -> str:
    """Return the text with other lines in a list: those that stay the same stay as they are."""
    if found.flow:
        written = ", ".join([scalar(line, "", flow=True) for line in lines])
        return f"{text[: found.start]}[{written}]{text[found.end :]}"
    last = found.items[-1]
    for item, line in list(zip(found.items, lines, strict=False))[::-1]:
        if item is last and len(lines) > len(found.items):
            at, space = line_end(text, ending(text, item)), " " * (found.column - 1)
            more = [f"{space}- {scalar(each, '', flow=False)}{_breaks(text)}" for each in lines[len(found.items) :]]
            text = _broken(text, at) + "".join(more) + text[at:]
        if item.text != line:
            text = text[: item.start] + _apart(text, item.start) + scalar(line, item.style, flow=False) + text[item.end :]
    for item in found.items[: len(lines) - 1 : -1] if len(lines) < len(found.items) else ():
        text = _cut(text, text.rfind("\n", 0, item.start) + 1, line_end(text, ending(text, item)))
    return text


def _without(text: str, holder: YamlPart, name: str) -> str:
    """Return the text without a key: an empty text stands in its place where a comment would go with it."""
    index = next(number for number, (key, _) in enumerate(holder.pairs) if key.text == name)
    key, value = holder.pairs[index]
    if len(holder.pairs) == 1:
        raise CannotEdit("the last value of a row cannot be deleted", "delete the row")
    following = holder.pairs[index + 1][0].start if index + 1 < len(holder.pairs) else None
    if holder.flow:
        start = key.start if following is not None else ending(text, holder.pairs[index - 1][1])
        return text[:start] + text[following if following is not None else ending(text, value) :]
    if following is None:
        start, following = text.rfind("\n", 0, key.start) + 1, line_end(text, ending(text, value))
    else:
        start = key.start
    if "#" not in text[start:following]:
        return text[:start] + text[following:]
    return text[: value.start] + _apart(text, value.start) + '""' + text[ending(text, value) :]


def _inserted(text: str, entry: YamlPart, column: str, value: str) -> str:
    """Return the text with a key more in an entry: as its last."""
    key, _, sub = column.partition(".")
    inner = entry.get(key) if sub else None
    holder, name = (inner, sub) if inner is not None and inner.kind == "map" else (entry, column)
    if holder.fixed:
        raise CannotEdit("this row repeats another one by an alias", _IN_THE_TEXT)
    if holder.flow:
        at = len(text[: holder.end - 1].rstrip())
        return f"{text[:at]}, {flow_entry(name, value)}{text[at:]}"
    at = line_end(text, ending(text, holder))
    lines = value_lines(name, value, holder.column - 1, _breaks(text))
    return _broken(text, at) + lines + text[at:]


def _deleted(text: str, sheet: YamlSheet, row: int) -> str:
    kind, entry = sheet.entries[row]
    if entry.fixed:
        raise CannotEdit("another row repeats this one by an alias", _IN_THE_TEXT)
    holder = _list_of(sheet, kind)
    if holder and holder.flow:
        raise CannotEdit("this list is written in brackets", _IN_THE_TEXT)
    dash = text.rfind("-", 0, entry.start)
    return _cut(text, text.rfind("\n", 0, dash) + 1, line_end(text, ending(text, entry)))


def _added(text: str, sheet: YamlSheet, edit: AddRow) -> str:
    """Return the text with an entry more: behind the row above where that is of the same kind, else at the end of its list."""
    above = sheet.entries[edit.at - 1] if 0 < edit.at <= len(sheet.entries) else None
    told = dict(zip(sheet.grid.columns, edit.cells, strict=False))
    kind = told.pop(KIND, "") or (above[0] if above else "to")
    values = {name: value for name, value in told.items() if value.strip()}
    if kind not in _KINDS or not values:
        raise CannotEdit("the new row is empty", "write something in it")
    breaks, holder = _breaks(text), _list_of(sheet, kind)
    if holder and holder.flow and holder.items:
        raise CannotEdit("this list is written in brackets", _IN_THE_TEXT)
    if holder and holder.items:
        after = above[1] if above and above[0] == kind else holder.items[-1]
        at = line_end(text, ending(text, after))
        return _broken(text, at) + entry_lines(values, holder.column - 1, breaks) + text[at:]
    new = entry_lines(values, 2, breaks)
    empty = next(((key, value) for key, value in sheet.root.pairs if key.text == kind), None) if sheet.root else None
    if empty is not None:
        key, value = empty
        bare = text if value.kind == "text" and not value.text else text[: value.start].rstrip(" ") + text[value.end :]
        at = line_end(bare, key.end)
        return _broken(bare, at) + new + bare[at:]
    return f"{_broken(text, len(text))}{kind}:{breaks}{new}"


def _list_of(sheet: YamlSheet, kind: str) -> YamlPart | None:
    if sheet.root is None or sheet.root.kind == "list":
        return sheet.root if kind == "to" else None
    return next((value for key, value in sheet.root.pairs if key.text == kind and value.kind == "list"), None)


def _cut(text: str, start: int, end: int) -> str:
    return text[:start] + text[end:]


def _broken(text: str, at: int) -> str:
    """Return the text before ``at``, which a line end closes."""
    return text[:at] if at == 0 or text[at - 1] == "\n" else text[:at] + _breaks(text)


def _breaks(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
