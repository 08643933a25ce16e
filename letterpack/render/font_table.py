"""Which font sets which script, as a table for 80 columns and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.pipeline.font_table import ServedScript
from letterpack.remedies import to_install
from letterpack.render.json import uncommanded_json

_DIGITS: Final = 12
"""Of a digest, enough to tell files apart; the JSON has all."""


def font_table_text(rows: tuple[ServedScript, ...]) -> Iterator[str]:
    """Yield the lines of a table of scripts, then those of their files with the beginning of each digest."""
    name = max(len(row.script.name) for row in rows)
    family = max(len(row.family) for row in rows)
    for row in rows:
        if row.family:
            yield f"{row.script.name:<{name}}  {row.family:<{family}}  {_styles(row):<15}  {row.source}"
        else:
            yield f"{row.script.name:<{name}}  none: {_short_advice(row)}"
    yield ""
    yield from dict.fromkeys([f"{each.sha256[:_DIGITS]}  {each.path or each.file}" for row in rows for each in row.styles])


def _styles(row: ServedScript) -> str:
    made = list(dict.fromkeys([each.set_in for each in row.styles]))
    return "all four styles" if len(made) == len(row.styles) else ", ".join(made)


def _short_advice(row: ServedScript) -> str:
    return to_install(row.script.pip) if row.script.pip else f"apt install {row.script.debian}"


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
