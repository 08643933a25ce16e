"""An edge: letters and lists as people have them. Here: what the user has said of columns, kept in
``letterpack.yaml`` under ``import``, so that the next export needs no options.

Lines are put in; no line that stands there is changed but one that says something else of the same column. Where the key is
written in a way that lines cannot be put into, nothing is kept, and the lines are shown for the user to write.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from letterpack.campaign.imports import KEY
from letterpack.campaign.settings import FILE, read_settings
from letterpack.diagnostics import Report
from letterpack.formats.decode import OneFile
from letterpack.formats.tables.headers import fold
from letterpack.model.columns import NOTHING, ROWS, Meaning, Meanings
from letterpack.patterns import late
from letterpack.world import World

_STEP: Final = "  "
_PLAIN_SCALAR: Final = late(r"[^\W\d_][\w ./()'-]*", re.UNICODE)
_NOT_TEXT: Final = frozenset(("y", "n", "yes", "no", "true", "false", "on", "off", "null", "nothing"))


@dataclass(frozen=True, slots=True)
class SettingsKept:
    """``letterpack.yaml`` as it becomes: its ``text``, and the ``lines`` that are new for the list, and for its odd ``rows``.
    Without text, the lines do not fit in.
    """

    text: str
    lines: tuple[str, ...]
    rows: tuple[str, ...] = ()


def remember(world: World, name: str, meanings: Meanings, rows: Meanings | None = None) -> SettingsKept | None:
    """Return the campaign's settings with ``meanings`` of the columns of the list ``name``, and of odd ``rows``; None if nothing
    is new.
    """
    is_there = world.exists(FILE)
    known = dict(read_settings(world, Report())[0].imports) if is_there else {}
    lines: dict[str, tuple[str, ...]] = {}
    text: str | None = ""
    if is_there:
        try:
            text = world.read(FILE).decode("utf-8")
        except UnicodeDecodeError:
            text = None
    for key, said in ((name, meanings), (ROWS, rows or {})):
        folded = {fold(header): meaning for header, meaning in known.get(key, {}).items()}
        new = {header: meaning for header, meaning in said.items() if folded.get(fold(header)) != meaning}
        lines[key] = tuple(_line(header, meaning) for header, meaning in new.items())
        if new and any(fold(header) in folded for header in new):
            text = None
        if new and text is not None:
            put = _put_in(text, key, lines[key])
            text = put if put and _says(put, key, {**known.get(key, {}), **new}) else None
    return SettingsKept(text or "", lines[name], lines[ROWS]) if any(lines.values()) else None


def _put_in(text: str, name: str, lines: tuple[str, ...]) -> str:
    """``text`` with ``lines`` under the list's key; empty where that is written in another way than a line each."""
    end = "\r\n" if "\r\n" in text else "\n"
    found = text.splitlines()
    top = next((index for index, line in enumerate(found) if re.fullmatch(rf"{KEY}:\s*(#.*)?", line)), None)
    if top is None:
        if any(line.startswith(f"{KEY}:") for line in found):
            return ""
        found += [f"{KEY}:", f"{_STEP}{name}:", *(_STEP * 2 + line for line in lines)]
        return end.join(found) + end
    step = next((line[: len(line) - len(line.lstrip())] for line in found[top + 1 :] if line.strip()), "") or _STEP
    below = next((i for i in range(top + 1, len(found)) if re.fullmatch(rf"{re.escape(step)}{name}:\s*(#.*)?", found[i])), None)
    at = top if below is None else below
    head = [] if below is not None else [f"{step}{name}:"]
    found[at + 1 : at + 1] = [*head, *(step * 2 + line for line in lines)]
    return end.join(found) + end


def _says(text: str, name: str, wanted: Meanings) -> bool:
    """Whether ``text`` reads as settings that say what is ``wanted``: nothing is written that reads otherwise."""
    report = Report()
    settings, _ = read_settings(OneFile(FILE, text.encode("utf-8")), report)
    ours = any(found.span.file == FILE and f"`{KEY}`" in found.message for found in report)
    return not ours and dict(settings.imports.get(name, {})) == dict(wanted)


def _line(header: str, meaning: Meaning) -> str:
    column = meaning.column.replace("_", " ") if meaning.column == "not_consent" else meaning.column
    if meaning.column == NOTHING and meaning.reason:
        column = f"{{nothing: {_scalar(meaning.reason)}}}"
    elif meaning.answers and meaning.column != NOTHING:
        pairs = ", ".join([f"{_scalar(cell)}: {answer}" for cell, answer in meaning.answers.items()])
        column = f"{{{column}: {{{pairs}}}}}"
    return f"{_scalar(header)}: {column}"


def _scalar(text: str) -> str:
    """``text`` as a scalar of YAML that reads back as it is, within braces too."""
    if _PLAIN_SCALAR.fullmatch(text) and text.casefold() not in _NOT_TEXT and text == text.strip():
        return text
    return json.dumps(text, ensure_ascii=False)
