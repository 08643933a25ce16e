"""Every code the program can say, each with its page.

A page has its title on the first line, ``LP101: title``, then ``severity: error``, then the sections What, Why, Example and
Remedy. The page of a check is the docstring of its rule in ``checks/rules/``, read from the file so that no rule is loaded; every
other page is a Markdown file of this folder, ``LP101.md``. ``letterpack explain`` prints them. LP1xx is reading, LP2xx merging,
typesetting and forms, LP3xx checks, LP4xx enclosures, LP5xx output.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, cast

from letterpack.diagnostics import Severity
from letterpack.patterns import late

_HEAD: Final = late(r"(?:# )?(LP\d{3}): (.+)\nseverity: (error|warning|note)\n+")
_DOCSTRING: Final = late(r'r?"""LP\d{3}: .*?\n"""', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its one-line title, its severity and its page (Markdown, without the two head lines)."""

    code: str
    title: str
    severity: Severity
    page: str


def every_code() -> tuple[Code, ...]:
    """Return all codes in order."""
    return tuple(parse_page(text) for _, text in sorted({**_rule_pages(), **_own_pages()}.items()))


def find_code(code: str) -> Code | None:
    """Return the code called ``code`` (any case), or None."""
    wanted = code.strip().upper()
    if not re.fullmatch(r"LP\d{3}", wanted):
        return None
    own = files(__name__).joinpath(f"{wanted}.md")
    text = own.read_text(encoding="utf-8") if own.is_file() else _rule_pages().get(wanted)
    return parse_page(text) if text is not None else None


def parse_page(text: str) -> Code:
    """Return the code whose page ``text`` is. Raises ``ValueError`` where the head lines are missing."""
    head = _HEAD.match(text)
    if head is None:
        raise ValueError(f"the page of a code does not begin with its head lines: {text[:60]!r}")
    return Code(head[1], head[2], cast(Severity, head[3]), text[head.end() :].strip())


def _own_pages() -> Mapping[str, str]:
    """Map the codes that have a file in this folder to their pages."""
    names = [entry for entry in files(__name__).iterdir() if re.fullmatch(r"LP\d{3}\.md", entry.name)]
    return {entry.name[:5]: entry.read_text(encoding="utf-8") for entry in names}


@cache
def _rule_pages() -> Mapping[str, str]:
    """Map the codes of the checks to the docstrings of their rules; a docstring that names no code is no page."""
    rules = files(__name__.partition(".")[0]).joinpath("checks", "rules")
    texts = [_docstring(entry) for entry in rules.iterdir() if entry.name.endswith(".py")]
    return {text[:5]: text for text in texts if text}


def _docstring(module: Traversable) -> str:
    found = _DOCSTRING.match(module.read_text(encoding="utf-8"))
    return str(ast.literal_eval(found[0])) if found else ""
