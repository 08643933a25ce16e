"""The way back: what the enclosures of a campaign say, page by page, by PDFium; read once for all rules that ask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from letterpack.checks.inputs import Sources
from letterpack.spans import Span

_MOST_PAGES: Final = 200
"""Of one enclosure that are read for words: a longer one is a book."""


class EnclosedText(NamedTuple):
    """The words of a page (from 1) of the enclosure ``path``, which the sources name at ``span``."""

    path: str
    page: int
    text: str
    span: Span


@lru_cache(maxsize=1)
def enclosed_texts(sources: Sources) -> tuple[EnclosedText, ...]:
    """Return the words of all enclosures; of one that cannot be read, which the build reports, or is too heavy, none."""
    return tuple(text for path, span in _named(sources).items() for text in _texts(sources, path, span))


def _named(sources: Sources) -> dict[str, Span]:
    """Map the enclosures to the first place where each is named."""
    found: dict[str, Span] = {}
    for letter in sources.campaign.letters.values():
        for index, path in enumerate(letter.enclosures):
            found.setdefault(path, letter.item_span("enclosures", index))
    for addressee in sources.everybody() if "enclosures" in sources.campaign.mailing.given else ():
        for path in addressee.enclosures:
            found.setdefault(path, addressee.origin.span("enclosures"))
    return found


def _texts(sources: Sources, path: str, span: Span) -> Iterator[EnclosedText]:
    data = sources.lookup.enclosure(path)
    if data is None:
        return
    import pypdfium2

    from letterpack.pdfcopy.weighing import TooHeavy, open_weighed

    try:
        document = open_weighed(data)
    except (pypdfium2.PdfiumError, TooHeavy):
        return
    try:
        for index in range(min(len(document), _MOST_PAGES)):
            yield EnclosedText(path, index + 1, _text(document, index), span)
    finally:
        document.close()


def _text(document: object, index: int) -> str:
    import pypdfium2

    assert isinstance(document, pypdfium2.PdfDocument)
    try:
        page = document[index]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        return ""
    try:
        said: str = text.get_text_range()
    finally:
        text.close()
        page.close()
    return said.replace("\r\n", "\n").replace("\ufffe", "-")
