"""Every code the program can say, each with its page.

A page is a Markdown file of this folder, ``LP101.md``: first line ``# LP101: title``, second ``severity: error``, then
the sections What, Why, Example and Remedy. ``letterpack explain`` prints it and the docs list it. LP1xx is reading,
LP2xx merging, typesetting and forms, LP3xx checks, LP4xx enclosures, LP5xx output.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from typing import cast

from letterpack.diagnostics import Severity

_HEAD = re.compile(r"# (LP\d{3}): (.+)\nseverity: (error|warning|note)\n+")


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its one-line title, its severity and its page (Markdown, without the two head lines)."""

    code: str
    title: str
    severity: Severity
    page: str


def every_code() -> tuple[Code, ...]:
    """Return all codes in order."""
    names = sorted(entry.name for entry in files(__name__).iterdir() if re.fullmatch(r"LP\d{3}\.md", entry.name))
    return tuple(_load(name.removesuffix(".md")) for name in names)


def find_code(code: str) -> Code | None:
    """Return the code called ``code`` (any case), or None."""
    wanted = code.strip().upper()
    if not re.fullmatch(r"LP\d{3}", wanted) or not files(__name__).joinpath(f"{wanted}.md").is_file():
        return None
    return _load(wanted)


def _load(code: str) -> Code:
    text = files(__name__).joinpath(f"{code}.md").read_text(encoding="utf-8")
    head = _HEAD.match(text)
    if head is None or head[1] != code:
        raise ValueError(f"codes/{code}.md does not begin with its head lines")
    return Code(code, head[2], cast(Severity, head[3]), text[head.end() :].strip())
