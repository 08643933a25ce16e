"""What a text with styles is called in one line: a document's title, a bookmark."""

from __future__ import annotations

from typing import Final

from letterpack.model.letter import Runs
from letterpack.model.merged import MergedLetter
from letterpack.patterns import late
from letterpack.text.bidi import CONTROLS

_LAYOUT: Final = late(f"[\u00ad\u200b{CONTROLS}]")
"""What only lays out lines: soft hyphens, zero-width spaces, direction controls."""


def as_read(text: str) -> str:
    """Return ``text`` without what only lays out lines."""
    return text if text.isascii() else _LAYOUT.sub("", text)


def title_of(runs: Runs) -> str:
    """Return the text of a heading as one line, for a bookmark."""
    return " ".join(as_read(_text(runs)).split())


def document_title(letter: MergedLetter) -> str:
    """Return the title of a packet with ``letter``: its subject, or its date."""
    return as_read(_text(letter.subject)) or letter.date_text


def _text(runs: Runs) -> str:
    return "".join([run.text for run in runs])
