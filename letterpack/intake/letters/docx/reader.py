"""A Word document becomes what the import works on: its changes decided or told, its text, and what is left out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from letterpack.intake.letters.document import (
    Decision,
    DocumentComment,
    DocumentRead,
    LeftOut,
    RemarkDecision,
    beginning,
    no_more_comments_than_a_letter_has,
)
from letterpack.intake.letters.docx.body import BodyReader
from letterpack.intake.letters.docx.changes import resolve, tracked_changes
from letterpack.intake.letters.docx.names import MC, W, attribute, own_text
from letterpack.intake.letters.docx.parts import WordParts, comment_texts
from letterpack.intake.letters.gathering import GatheredAside
from letterpack.intake.letters.package import Package, XmlElement


def read_docx(package: Package, changes: Decision, comments: RemarkDecision) -> DocumentRead:
    """Return the Word document in ``package``. Raises ``DocumentRefused``."""
    parts, gathered = WordParts(package), GatheredAside()
    roots = _roots(parts)
    numbers, texts = _numbered([root for _, root in roots.values()])
    found = tuple([each for _, root in roots.values() for each in tracked_changes(root, numbers)])
    remarks = _comments(parts, [root for _, root in roots.values()], numbers)
    if changes:
        for _, root in roots.values():
            resolve(root, changes)
        texts = [text for root in (root for _, root in roots.values()) for text in _texts(root)]
        numbers, _ = _numbered([root for _, root in roots.values()])
    reader = BodyReader(parts, gathered, numbers, remarks if comments == "keep" else {})
    for kind, (name, root) in roots.items():
        if kind in ("footnotes", "endnotes"):
            reader.add_notes(kind, name, root)
    blocks = reader.read(roots["document"][1])
    around = tuple(parts.around())
    spoken = gathered.spoken.most_common(1)
    return DocumentRead(
        blocks,
        (*texts, *[each.words for each in around]),
        (*gathered.left_out, *around, *_dropped(remarks, comments)),
        found,
        tuple(remarks.values()),
        tuple(gathered.fields),
        gathered.pictures,
        (spoken[0][0] if spoken else "") or reader.styles.language,
    )


def _dropped(remarks: Mapping[str, DocumentComment], comments: RemarkDecision) -> Iterator[LeftOut]:
    for each in remarks.values() if comments == "drop" else ():
        yield LeftOut(f"comment by {each.author or 'somebody'}", each.text, each.paragraph)


def _roots(parts: WordParts) -> dict[str, tuple[str, XmlElement]]:
    """Return the parts that hold the letter's texts: the document, and the notes it calls."""
    main = parts.package.xml(parts.main)
    assert main is not None
    found = {"document": (parts.main, main)}
    for kind in ("footnotes", "endnotes"):
        part = parts.one(kind)
        if part is not None:
            found[kind] = part
    return found


def _numbered(roots: list[XmlElement]) -> tuple[dict[XmlElement, int], list[str]]:
    """Return the number of each paragraph in ``roots``, from 1, and the texts of all of them."""
    paragraphs = [each for root in roots for each in _paragraphs(root)]
    return {each: index for index, each in enumerate(paragraphs, 1)}, [_own_text(each) for each in paragraphs]


def _texts(root: XmlElement) -> Iterator[str]:
    for each in _paragraphs(root):
        yield _own_text(each)


def _paragraphs(root: XmlElement) -> Iterator[XmlElement]:
    for each in root.iter(f"{W}p"):
        if next(each.iterancestors(f"{MC}Fallback"), None) is None:
            yield each


def _own_text(paragraph: XmlElement) -> str:
    return own_text(paragraph).replace("\n", " ")


def _comments(parts: WordParts, roots: list[XmlElement], numbers: Mapping[XmlElement, int]) -> dict[str, DocumentComment]:
    part = parts.one("comments")
    said = {name: (author, date, text) for name, author, date, text in comment_texts(part[1] if part else None)}
    found: dict[str, DocumentComment] = {}
    for root in roots:
        about = _about(root)
        for each in root.iter(f"{W}commentReference"):
            name = attribute(each, "id")
            author, date, text = said.get(name, ("", "", ""))
            paragraph = next(each.iterancestors(f"{W}p"), None)
            words = about.get(name, "")
            column = 1 + max(0, _own_text(paragraph).find(words)) if paragraph is not None and words else 1
            no_more_comments_than_a_letter_has(len(found) + 1)
            found[name] = DocumentComment(
                text, words, author, date, numbers.get(paragraph, 0) if paragraph is not None else 0, column
            )
    return found


def _about(root: XmlElement) -> dict[str, str]:
    """Return, for each comment, the words between its marks."""
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    texts: list[str] = []
    for each in root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}t", f"{W}delText"):
        if each.tag == f"{W}commentRangeStart":
            begins.setdefault(attribute(each, "id"), len(texts))
        elif each.tag == f"{W}commentRangeEnd":
            ends.setdefault(attribute(each, "id"), len(texts))
        elif each.text:
            texts.append(each.text)
    return {name: beginning(texts[index] for index in range(begin, ends.get(name, len(texts)))) for name, begin in begins.items()}
