"""Stage 1 of 7: comments (``<!-- … -->``), which are for those who write the letter and are never printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.markdown.places import InlinePlaces
from letterpack.spans import Span

_OPENING: Final = "<!--"
_END: Final = "-->"


class _HiddenText(Struct, frozen=True):
    """Where a comment begins and ends in a text; one without an end goes to the end of the text."""

    start: int
    end: int
    is_open: bool = False


def without_comments(text: str, places: InlinePlaces, report: Report, offset: int = 0) -> str:
    """Return raw HTML without its comments, its lines where they were, and tell of each (LP172).

    ``offset`` is where ``text`` begins in ``places``. One that is not closed is an error (LP173).
    """
    for found in _comments(text):
        if found.is_open:
            _report_open(places, offset + found.start, report)
        else:
            report_comment(places.span(offset + found.start, found.end - found.start), report)
    return blanked(text)


def blanked(text: str) -> str:
    """Return Markdown without its comments, its lines where they were."""
    parts, at = [], 0
    for found in _comments(text):
        parts += [text[at : found.start], "\n" * text.count("\n", found.start, found.end)]
        at = found.end
    return "".join([*parts, text[at:]])


def report_comment(span: Span, report: Report) -> None:
    """Tell of a comment at ``span``, without its words (LP172)."""
    report.note("LP172", span, "a comment is not printed", "delete it if nobody needs it any more")


def report_open_comment(text: str, places: InlinePlaces, report: Report) -> bool:
    """Tell where a comment begins that has no end in its paragraph (LP173), if ``text`` of it begins one; return whether."""
    found = next((each for each in _comments(places.content) if each.is_open), None) if _OPENING in text else None
    if found is not None:
        _report_open(places, found.start, report)
    return found is not None


def _report_open(places: InlinePlaces, start: int, report: Report) -> None:
    hint = r"end it with `-->` in the same paragraph, or write `\<!--` to print it"
    report.error("LP173", places.span(start, len(_OPENING)), "a comment begins here and does not end", hint)


def _comments(text: str) -> Iterator[_HiddenText]:
    """Yield the comments of ``text`` (CommonMark 0.31.2, 6.6; those on lines of their own end in the same way, 4.6)."""
    at = 0
    while (start := text.find(_OPENING, at)) >= 0:
        if text[start - 1 : start] == "\\":
            at = start + len(_OPENING)
            continue
        # `<!-->` and `<!--->` are whole.
        end = text.find(_END, start + 2)
        at = len(text) if end < 0 else end + len(_END)
        yield _HiddenText(start, at, end < 0)
