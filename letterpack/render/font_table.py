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
from letterpack.render.columns import cells, filled
from letterpack.render.json import uncommanded_json
from letterpack.render.voice import ENGLISH_VOICE, Voice
from letterpack.render.wrapped import hung

_WIDTH: Final = 80
"""Cells of a terminal."""
_MOST_OF_FAMILY: Final = 32
"""Cells of a family's name that stands beside its styles."""
_STYLES: Final = 15
"""Cells of what most families have: all four styles, or two."""
_PART_OF_PATH: Final = late(r"[^/\\]*[/\\]|[^/\\]+")
_DIGITS: Final = 12
"""Of a digest, enough to tell files apart; the JSON has all."""


def font_table_text(rows: tuple[ServedScript, ...], voice: Voice = ENGLISH_VOICE) -> Iterator[str]:
    """Yield the lines of a table of scripts, then their files by folders, each with the beginning of its digest.

    A name or a path that does not fit in 80 columns goes on below. A script keeps the name that letterpack.yaml knows it by.
    """
    name = max(cells(row.script.name) for row in rows)
    family = max([cells(row.family) for row in rows if cells(row.family) <= _MOST_OF_FAMILY], default=0)
    for row in rows:
        before = f"{filled(row.script.name, name)}  "
        if not row.family:
            yield from hung(f"{before}{voice.ours('none:')} ", voice.theirs(_short_advice(row)), _WIDTH)
            continue
        behind = f"  {filled(_styles(row, voice), _STYLES)}  {voice.ours(str(row.source))}"
        left = min(family, _WIDTH - cells(before + behind))
        if cells(row.family) <= left:
            yield f"{before}{filled(voice.theirs(row.family), left)}{behind}"
        else:
            yield from map(voice.theirs, _folded(row.family, before))
            yield " " * (cells(before) + left) + behind
    yield ""
    yield from map(voice.theirs, _files(rows))


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


def _styles(row: ServedScript, voice: Voice) -> str:
    made = list(dict.fromkeys([each.set_in for each in row.styles]))
    return voice.ours("all four styles") if len(made) == len(row.styles) else ", ".join(map(voice.ours, made))


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
