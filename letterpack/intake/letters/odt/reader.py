"""An OpenDocument text becomes what the import works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, takewhile
from typing import Final

from letterpack.intake.letters.document import (
    Decision,
    DocumentComment,
    DocumentRead,
    DocumentRefused,
    LeftOut,
    RemarkDecision,
    beginning,
    no_more_comments_than_a_letter_has,
)
from letterpack.intake.letters.gathering import GatheredAside
from letterpack.intake.letters.odt.body import OdtReader
from letterpack.intake.letters.odt.changes import odt_changes, resolve_odt
from letterpack.intake.letters.odt.names import DC, OFFICE, PARAGRAPHS, STYLE, TEXT, own_words, words_in_element
from letterpack.intake.letters.odt.styles import OdtStyles
from letterpack.intake.letters.package import Package, XmlElement

_AROUND = ("header", "footer", "header-left", "footer-left", "header-first", "footer-first")
_MOST_BETWEEN: Final = 1_000
"""Elements that a comment is about: what it quotes is short."""


def read_odt(package: Package, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the OpenDocument text in ``package``. Raises ``DocumentRefused``."""
    content, styles = package.xml("content.xml"), package.xml("styles.xml")
    text = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if content is None or text is None:
        raise DocumentRefused("is an OpenDocument file, but not a text document", "save it as odt in your word processor")
    numbers = _numbered(text)
    found = tuple(odt_changes(text, numbers))
    if changes:
        resolve_odt(text, changes)
        numbers = _numbered(text)
    remarks = _comments(text, numbers)
    looks, gathered = OdtStyles([each for each in (styles, content) if each is not None]), GatheredAside()
    reader = OdtReader(package, looks, gathered, numbers, remarks if comments == "keep" else {})
    blocks = tuple(reader.blocks(text))
    around = tuple(_around(styles)) if styles is not None else ()
    dropped = [LeftOut(f"comment by {each.author or 'somebody'}", each.text, each.paragraph) for each in remarks.values()]
    spoken = [tag for tag, _ in gathered.spoken.most_common(1) if tag]
    return DocumentRead(
        blocks,
        (*[_own_words(each) for each in numbers], *[each.words for each in around]),
        (*gathered.left_out, *around, *(dropped if comments == "drop" else ())),
        found,
        tuple(remarks.values()),
        tuple(gathered.fields),
        gathered.pictures,
        spoken[0] if spoken else looks.language,
    )


def _numbered(text: XmlElement) -> dict[XmlElement, int]:
    """Return the number of each paragraph, from 1, but those of comments and of changes."""
    aside = (f"{OFFICE}annotation", f"{TEXT}tracked-changes")
    found = [each for each in text.iter(*PARAGRAPHS) if next(each.iterancestors(*aside), None) is None]
    return {each: index for index, each in enumerate(found, 1)}


def _own_words(paragraph: XmlElement) -> str:
    return own_words(paragraph).replace("\n", " ")


def _comments(text: XmlElement, numbers: Mapping[XmlElement, int]) -> dict[XmlElement, DocumentComment]:
    found: dict[XmlElement, DocumentComment] = {}
    ends = {str(each.get(f"{OFFICE}name")): each for each in text.iter(f"{OFFICE}annotation-end")}
    for each in text.iter(f"{OFFICE}annotation"):
        no_more_comments_than_a_letter_has(len(found) + 1)
        paragraph = next(each.iterancestors(*PARAGRAPHS), None)
        said = "\n".join("".join(part.itertext()) for part in each.iter(*PARAGRAPHS)).strip()
        author, day = each.findtext(f"{DC}creator") or "", each.findtext(f"{DC}date") or ""
        number = numbers.get(paragraph, 0) if paragraph is not None else 0
        found[each] = DocumentComment(said, _about(each, ends), author, day, number)
    return found


def _about(comment: XmlElement, ends: Mapping[str, XmlElement]) -> str:
    """Return the words from a comment to its end; none where it has no end of its own."""
    end = ends.get(str(comment.get(f"{OFFICE}name", "")))
    if end is None or end.getparent() is not comment.getparent():
        return ""
    until = takewhile(lambda each: each is not end, islice(comment.itersiblings(), _MOST_BETWEEN))
    return beginning([comment.tail or "", *[words_in_element(each) + (each.tail or "") for each in until]])


def _around(styles: XmlElement) -> Iterator[LeftOut]:
    """Yield the words of headers and footers, each once."""
    seen = set()
    for name in _AROUND:
        for each in styles.iter(f"{STYLE}{name}"):
            words = " ".join(words_in_element(each).split())
            if words and words not in seen:
                seen.add(words)
                yield LeftOut(name.partition("-")[0], words)
