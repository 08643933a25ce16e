"""The way back: what files of others say that readers get, enclosures on their pages and beside them, letterheads, logos and
pictures; read once for all rules that ask.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import lru_cache
from typing import Final

from msgspec import Struct

from letterpack.attached import PICTURE, attached
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Report
from letterpack.model.for_whom import named_ids
from letterpack.model.letter import Conditional, Picture, walk
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.wording.enclosures import EnclosureTitles, in_language

_MOST_PAGES: Final = 200
"""Of one enclosure that are read for words: a longer one is a book."""
_BESIDE: Final = {"title": "the title of", "link": "a link in", "words": "a text for screen readers in"}


class EnclosedText(Struct, frozen=True):
    """A ``text`` of the file ``path``, which the sources name at ``span``. ``where`` it stands is said as a message begins.

    ``only`` is the id of whom alone the file is for, empty where it is for more. ``is_page`` for the words of a page of an
    enclosure, ``is_title`` for the title that it gives itself and that letters call it by; ``is_ours`` for what may name who
    sends the letter: a letterhead, a logo, a signature.
    """

    path: str
    where: str
    text: str
    span: Span
    only: str = ""
    is_page: bool = False
    is_title: bool = False
    is_ours: bool = False


class _NamedFile(Struct, frozen=True):
    """Where the sources name a file, and the id of whom alone it is for."""

    span: Span
    only: str = ""


@lru_cache(maxsize=1)
def enclosed_texts(sources: Sources) -> tuple[EnclosedText, ...]:
    """Return what all enclosures, pictures, letterheads and logos say; of a file that cannot be read, which the build reports,
    or is too heavy, nothing.
    """
    return (
        *(text for path, named in _named(sources).items() for text in _of_enclosure(sources, path, named)),
        *(text for path, named in _drawn(sources).items() for text in _of_drawing(sources, path, named)),
    )


def _named(sources: Sources) -> dict[str, _NamedFile]:
    """Map the enclosures to the first place where each is named."""
    found: dict[str, _NamedFile] = {}
    for letter in sources.campaign.letters.values():
        for index, path in enumerate(letter.enclosures):
            found.setdefault(path, _NamedFile(letter.item_span("enclosures", index)))
    for addressee in sources.everybody() if "enclosures" in sources.campaign.mailing.given else ():
        for path in addressee.enclosures:
            known = found.get(path)
            found[path] = replace(known, only="") if known else _NamedFile(addressee.origin.span("enclosures"), addressee.id)
    return found


def _drawn(sources: Sources) -> dict[str, EnclosedText]:
    """Map the files that are drawn in letters to what is known of each, without its text."""
    found: dict[str, EnclosedText] = {}
    alone: dict[str, str] = {}

    def take(path: str, span: Span, *, is_ours: bool) -> None:
        if path:
            found.setdefault(path, EnclosedText(path, "", "", span, is_ours=is_ours))

    settings = sources.campaign.settings
    for path, *keys in (
        (settings.letterhead_first, "letterhead", "first"),
        (settings.letterhead_following, "letterhead", "following"),
        (settings.sender.logo, "sender", "logo"),
        (settings.signature.image, "signature", "image"),
    ):
        take(path, settings.origin.span(*keys) if settings.origin else Span("letterpack.yaml"), is_ours=True)
    for letter in sources.campaign.letters.values():
        for block in walk(letter.body):
            if isinstance(block, Picture):
                take(block.path, block.span, is_ours=False)
            elif isinstance(block, Conditional) and len(ids := named_ids(block.condition)) == 1:
                alone.update((inner.path, min(ids)) for inner in walk(block.blocks) if isinstance(inner, Picture))
    return {path: replace(known, only=alone.get(path, "")) for path, known in found.items()}


def _of_enclosure(sources: Sources, path: str, named: _NamedFile) -> Iterator[EnclosedText]:
    data = sources.lookup.enclosure(path)
    if data is None:
        return
    given = EnclosureTitles(sources.campaign.settings.enclosures).setting(path).titles
    is_titled = all(in_language(given, tag) for tag in sources.campaign.letters)
    pages = _pages(data)
    for number, text in enumerate(pages, 1):
        yield EnclosedText(path, f"page {number} of `{path}`", text, named.span, named.only, is_page=True)
    for kind, text in dict.fromkeys(sources.lookup.beside(data)) if pages else ():
        if not (is_titled and kind == "title"):
            yield EnclosedText(path, f"{_BESIDE[kind]} `{path}`", text, named.span, named.only, is_title=kind == "title")


def _of_drawing(sources: Sources, path: str, known: EnclosedText) -> Iterator[EnclosedText]:
    data = attached(sources.world, path, PICTURE, known.span, Report())
    if data is None:
        return
    if b"%PDF-" in data[:1024]:
        yield from (replace(known, where=f"the drawing `{path}`", text=text) for text in _pages(data))
    elif path.casefold().endswith(".svg"):
        from letterpack.draw.svg import texts_of_drawing

        yield from (replace(known, where=f"the drawing `{path}`", text=text) for text in texts_of_drawing(data))


def _pages(data: bytes) -> tuple[str, ...]:
    """Return the words of each page of the PDF ``data``; none where it cannot be opened, or is too heavy."""
    import pypdfium2

    from letterpack.pdfcopy.opened import TooHeavy, opened

    with ExitStack() as held:
        try:
            document = held.enter_context(opened(data))
        except (pypdfium2.PdfiumError, TooHeavy):
            return ()
        return tuple([_text(document, index) for index in range(min(len(document), _MOST_PAGES))])


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
    return said.replace("\r\n", "\n")
