"""Stage 1 of 7: a picture on a line of its own."""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token

from letterpack.diagnostics import Report
from letterpack.formats.markdown.comments import blanked, report_comment
from letterpack.formats.markdown.definitions import report_hidden
from letterpack.formats.markdown.fields import OPEN
from letterpack.model.letter import Picture
from letterpack.spans import Span

_READ_OUT: Final = "LNS"
"""Letters, figures, symbols (the first letter of their general category): what a voice can say."""


def picture(token: Token, span: Span, report: Report) -> Picture:
    """Return the picture of an ``image`` token.

    Findings: a merge field in its alternative text (LP145), a path that a block for some defines (LP175).
    """
    report_hidden(token, span, report)
    if OPEN in token.content:
        hint = "describe the picture in plain words; it is the same for everybody"
        report.error("LP145", span, "a merge field stands in a picture's alternative text", hint)
    for child in token.children or ():
        if child.type == "html_inline" and blanked(child.content) != child.content:
            report_comment(span, report)
    caption = unicodedata.normalize("NFC", str(token.attrs.get("title", "")))
    return Picture(unquote(str(token.attrs["src"])), _alternative(token), caption, span)


def _said(child: Token) -> str:
    return blanked(child.content) if child.type == "html_inline" else child.content


def _alternative(token: Token) -> str:
    """Return the alternative text without its Markdown; empty where no character of it can be read out."""
    parts = (_said(child) or " " * (child.type in ("softbreak", "hardbreak")) for child in token.children or ())
    said = unicodedata.normalize("NFC", "".join(parts)).strip()
    return said if any(unicodedata.category(char)[0] in _READ_OUT for char in said) else ""
