"""Stage 1 of 7: a picture on a line of its own."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

from markdown_it.token import Token

from letterpack.diagnostics import Report
from letterpack.formats.markdown.fields import OPEN
from letterpack.model.letter import Picture
from letterpack.spans import Span


def picture(token: Token, span: Span, report: Report, used: set[str]) -> Picture:
    """Return the picture of an ``image`` token; ``used`` gains the label of the definition it came from, if any.

    Findings: a merge field in its alternative text (LP145), none at all (LP146).
    """
    used.update({str(token.meta["label"])} if "label" in token.meta else ())
    if OPEN in token.content:
        hint = "say in words what everybody's picture shows"
        report.error("LP145", span, "a merge field stands in a picture's alternative text", hint)
    if not token.content.strip():
        hint = "say in the square brackets what it shows: ![The courthouse](court.png)"
        report.warning("LP146", span, "the picture has no alternative text for those who cannot see it", hint)
    caption = unicodedata.normalize("NFC", str(token.attrs.get("title", "")))
    return Picture(unquote(str(token.attrs["src"])), _alternative(token), caption, span)


def _alternative(token: Token) -> str:
    """Return the alternative text without its Markdown."""
    parts = (child.content or " " * (child.type in ("softbreak", "hardbreak")) for child in token.children or ())
    return unicodedata.normalize("NFC", "".join(parts))
