"""Which font sets which script, as a table for 80 columns and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.fonts import NOTO
from letterpack.patterns import late
from letterpack.pipeline.font_table import ServedScript
from letterpack.remedies import on_debian, to_install
from letterpack.render.columns import cells
from letterpack.render.json import uncommanded_json

_WIDTH: Final = 80
"""Cells of a terminal."""
_MOST_OF_FAMILY: Final = 32
"""Cells of a family's name that stands beside its styles."""
_PART_OF_PATH: Final = late(r"[^/\\]*[/\\]|[^/\\]+")
_DIGITS: Final = 12
"""Of a digest, enough to tell files apart; the JSON has all."""


def font_table_text(rows: tuple[ServedScript, ...]) -> Iterator[str]:
    """Yield the lines of a table of scripts, then their files by folders, each with the beginning of its digest.

    A name or a path that does not fit in 80 columns goes on below.
    """
    name = max(len(row.script.name) for row in rows)
    family = max([len(row.family) for row in rows if len(row.family) <= _MOST_OF_FAMILY], default=0)
    for row in rows:
        before, behind = f"{row.script.name:<{name}}  ", f"  {_styles(row):<15}  {row.source}"
        if not row.family:
            yield f"{before}none: {_short_advice(row)}"
        elif len(row.family) <= _MOST_OF_FAMILY:
            yield f"{before}{row.family:<{family}}{behind}"
        else:
            yield from _folded(row.family, before)
            yield f"{'':<{len(before) + family}}{behind}"
    yield ""
    yield from _files(rows)


def _files(rows: tuple[ServedScript, ...]) -> Iterator[str]:
    folders: dict[str, dict[tuple[str, ...], None]] = {}
    for each in [style for row in rows for style in row.styles]:
        path = PurePath(each.path or each.file)
        digest = f"{each.sha256[:_DIGITS]}  "
        folder = "" if path.parent == PurePath() else str(path.parent)
        folders.setdefault(folder, {})[tuple(_folded(path.name, f"  {digest}" if folder else digest))] = None
    for folder, files in folders.items():
        if folder:
            yield from _folded(folder, "")
        for lines in files:
            yield from lines


def _folded(text: str, before: str) -> Iterator[str]:
    """Yield ``text`` behind ``before``, folded where a folder ends, or within a name that is longer than a line."""
    line, begun = before, False
    for part in _PART_OF_PATH.findall(text):
        if begun and cells(line + part) > _WIDTH:
            yield line
            line = " " * (len(before) + 2)
        for char in part:
            if cells(line + char) > _WIDTH:
                yield line
                line = " " * (len(before) + 2)
            line += char
        begun = True
    yield line


def _styles(row: ServedScript) -> str:
    made = list(dict.fromkeys([each.set_in for each in row.styles]))
    return "all four styles" if len(made) == len(row.styles) else ", ".join(made)


def _short_advice(row: ServedScript) -> str:
    if row.script.pip:
        return to_install(row.script.pip)
    return f"apt install {row.script.debian}" if on_debian() else f"{row.script.published} ({NOTO.removeprefix('https://')})"


def font_table_json(rows: tuple[ServedScript, ...], findings: Iterable[Diagnostic]) -> str:
    """Return the table as one line of JSON: ``{"ok", "scripts": [], "findings": []}``."""
    said = [found.to_dict() for found in findings]
    ok = not any(found["severity"] == "error" for found in said)
    table = {"ok": ok, "scripts": [_row(row) for row in rows], "findings": said}
    return uncommanded_json(json.dumps(table, ensure_ascii=False))


def _row(row: ServedScript) -> dict[str, object]:
    script = row.script
    styles = [
        {"style": each.style, "set_in": each.set_in, "file": each.file, "path": each.path or None, "sha256": each.sha256}
        for each in row.styles
    ]
    install = {"pip": f"letterpack[{script.pip}]" if script.pip else None, "debian": script.debian, "npm": script.npm}
    return {
        "script": script.code,
        "name": script.name,
        "family": row.family or None,
        "source": row.source,
        "styles": styles,
        "install": install,
    }
