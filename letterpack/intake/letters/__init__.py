"""A letter as it comes in, from a word processor or a page: it becomes ``letter.md``, and nothing is lost or decided unseen.

A reader for each kind of document gives blocks (``document.py``); the letter's head and foot are told apart (``head.py``), the
rest is written as Markdown, read back, and its words are counted against those of the document (``markdown_text.py``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.markdown.runs import FORBIDDEN
from letterpack.intake.letters.document import (
    Decision,
    DocumentBlock,
    DocumentRead,
    DocumentRefused,
    FieldTaken,
    LeftOut,
    Pieces,
    RemarkDecision,
    TrackedChange,
    each_text,
    with_texts,
    with_typed_fields,
)
from letterpack.intake.letters.head import HeadFound, Proposal, front_matter, letter_language, spoken_by, told_apart
from letterpack.intake.letters.kinds import read_document
from letterpack.intake.letters.markdown_text import TOO_MUCH, lost_words, markdown_of, words_of_letter
from letterpack.languages import canonical_tag, primary
from letterpack.limits import MOST_LETTER_BYTES, MOST_LETTER_PIECES, MOST_URL_CHARACTERS
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.values import replace

PICTURES: Final = "pictures/"
"""Where the pictures of an imported letter go, in the campaign's folder."""
_SCHEMES: Final = ("http:", "https:", "mailto:", "tel:")
_MONTH_FIRST: Final = late(r"[A-Z][a-z]+\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\W*$")
"""A date as the United States write it, which tells their English from others'."""
_MOST_TOLD: Final = 20
"""Changes that are told one by one."""


@dataclass(frozen=True, slots=True)
class LetterDecisions:
    """What the user has decided: what happens to tracked ``changes`` and to ``comments``; empty where nothing is decided."""

    changes: Decision = ""
    comments: RemarkDecision = ""


@dataclass(frozen=True, slots=True)
class LetterImported:
    """What an import read: ``text``, which ``letter.md`` is to hold, and ``pictures`` by their paths in the campaign.

    ``front`` are the keys of the front matter that were recognised, ``today`` whether the date is only today's; ``proposals`` are
    what stood around the text and goes into other files; ``fields`` the merge fields; ``left_out`` what is not carried over, with
    its words. ``changes`` and ``comments`` are how many were decided. ``languages`` are those
    that it may be in, where nobody can know.
    """

    name: str
    text: str
    front: Mapping[str, str]
    today: bool
    proposals: tuple[Proposal, ...]
    fields: tuple[FieldTaken, ...]
    left_out: tuple[LeftOut, ...]
    pictures: Mapping[str, bytes]
    words: int
    changes: int
    comments: int
    languages: tuple[str, ...] = ()


class DocumentLines(Struct, frozen=True):
    """The paragraphs of a document, as the lines that findings show."""

    paragraphs: tuple[str, ...] = ()

    def line(self, _file: str, number: int) -> str:
        """Return paragraph ``number``; empty where there is none."""
        return self.paragraphs[number - 1] if 0 < number <= len(self.paragraphs) else ""


def import_document(
    name: str, data: bytes, decided: LetterDecisions, today: date, report: Report
) -> tuple[LetterImported | None, DocumentLines]:
    """Return the letter that the document ``data`` is, and its paragraphs; None where it cannot be one, as ``report`` then says.

    Findings: a document that cannot be read (LP118), tracked changes (LP114) and comments (LP115) that nobody has decided.
    """
    try:
        read = read_document(name, data, decided.changes, decided.comments)
        _report_undecided(name, read, decided, report)
        lines = DocumentLines(read.paragraphs)
        return (None if report.has_errors else _made(name, read, decided, today)), lines
    except DocumentRefused as refused:
        report.error("LP118", Span(name), f"`{name}` {refused}", refused.hint)
        return None, DocumentLines()


def _made(name: str, read: DocumentRead, decided: LetterDecisions, today: date) -> LetterImported:
    _refuse_too_much(read)
    read = with_typed_fields(read)
    blocks, dropped = _printable(read)
    head = told_apart(blocks, read.language)
    spoken = _note_language(head, read)
    body = markdown_of(head.body, PICTURES)
    letter = f"{front_matter(head.front, today)}\n{body.text}"
    if len(letter.encode("utf-8")) > MOST_LETTER_BYTES:
        raise DocumentRefused(*TOO_MUCH)
    left_out = [*read.left_out, *dropped, *_logos(head)]
    left_out += [LeftOut("emphasis that Markdown cannot have at this place", text, kept=True) for text in body.flattened]
    words = words_of_letter(body.text)
    # What stands somewhere else than in the letter's body.
    listed = [*[each.words for each in left_out if not each.kept], *[each.name for each in read.fields]]
    listed += [*head.words, *head.front.values(), *[line for each in head.proposals for line in each.lines]]
    if lost := lost_words(read.paragraphs, words, listed):
        left_out.append(LeftOut("other words of the document", " ".join(lost)))
    return LetterImported(
        name=name,
        text=letter,
        front=head.front,
        today="date" not in head.front,
        proposals=tuple(head.proposals),
        fields=read.fields,
        left_out=tuple(left_out),
        pictures={f"{PICTURES}{each}": data for each, data in read.pictures.items()},
        words=words.total(),
        changes=len(read.changes) if decided.changes else 0,
        comments=len(read.comments) if decided.comments else 0,
        languages=spoken,
    )


def _note_language(head: HeadFound, read: DocumentRead) -> tuple[str, ...]:
    """Note the letter's language: that of its salutation and closing, whatever the word processor was set to;
    return those that it may be, where they do not tell which.
    """
    declared = read.language
    spoken = spoken_by(head.front.get("salutation", ""), head.front.get("closing", ""))
    sure = declared if not spoken or primary(canonical_tag(declared) or "") in spoken else ""
    if len(spoken) == 1:
        sure = sure or next(iter(spoken))
    is_english = primary(canonical_tag(sure) or "en") == "en" and not (spoken and "en" not in spoken)
    if is_english and _MONTH_FIRST.search(head.date):
        head.front["language"] = "en-US"
    elif tag := letter_language(sure):
        head.front["language"] = tag
    return tuple(sorted(spoken)) if not sure else ()


def _refuse_too_much(read: DocumentRead) -> None:
    """Raise ``DocumentRefused`` if the letter would be longer, or have more pieces, than one may have."""
    weight = count = 0
    for pieces in each_text(read.blocks):
        count += 1 + len(pieces)
        weight += sum([len(each.text) - each.text.count(" ") for each in pieces])
        if weight > MOST_LETTER_BYTES or count > MOST_LETTER_PIECES:
            raise DocumentRefused(*TOO_MUCH)


def _logos(head: HeadFound) -> Iterator[LeftOut]:
    for each in head.pictures:
        yield LeftOut("picture beside the text, such as a logo or a signature", f"{PICTURES}{each.name} {each.alt}".strip())


def _printable(read: DocumentRead) -> tuple[tuple[DocumentBlock, ...], list[LeftOut]]:
    """Return the blocks without links that lead nowhere on paper and without control characters, and what is gone with these."""
    dropped: list[LeftOut] = []

    def clean(pieces: Pieces) -> Pieces:
        found = []
        for piece in pieces:
            if FORBIDDEN.search(piece.text):
                dropped.append(LeftOut("characters that control others, and print nothing", piece.text, kept=True))
            link = piece.link
            if link and not (link.lower().startswith(_SCHEMES) and len(link) <= MOST_URL_CHARACTERS and "{{" not in link):
                dropped.append(LeftOut("link that leads nowhere from a printed letter", f"{piece.text} ({link})", kept=True))
                link = ""
            found.append(replace(piece, text=FORBIDDEN.sub("", piece.text), link=link))
        return tuple(found)

    return with_texts(read.blocks, clean), dropped


def _report_undecided(name: str, read: DocumentRead, decided: LetterDecisions, report: Report) -> None:
    for each in read.changes[:_MOST_TOLD] if not decided.changes else ():
        hint = "accept or reject it in your word processor, or all of them here: `--changes accept` or `--changes reject`"
        report.error("LP114", _place(name, each.paragraph, each.column, each.words), _said_of(each), hint)
    more = len(read.changes) - _MOST_TOLD
    if more > 0 and not decided.changes:
        message = "the document has 1 more tracked change" if more == 1 else f"the document has {more:,} more tracked changes"
        report.error("LP114", Span(name), message, "`--changes accept` or `--changes reject` decides all of them")
    for remark in read.comments if not decided.comments else ():
        by = _by(remark.author, remark.date)
        about = f" about `{remark.words}`" if remark.words.strip() else ""
        hint = (
            "settle it in your word processor, or here: `--comments drop`, or `--comments keep` for comments that are not printed"
        )
        span = _place(name, remark.paragraph, remark.column, remark.words)
        report.error("LP115", span, f"a comment{by}{about} is open: `{remark.text}`", hint)


def _said_of(change: TrackedChange) -> str:
    words = f"`{change.words.strip()}`" if change.words.strip() else "the end of a paragraph"
    verb = {"inserted": "inserted", "deleted": "deleted", "formatted": "formatted otherwise"}[change.kind]
    where = f" in paragraph {change.paragraph}" if change.paragraph else ""
    return f"a tracked change{where} is not decided: {words} was {verb}{_by(change.author, change.date)}"


def _by(author: str, day: str) -> str:
    return (f" by {author}" if author else "") + (f" on {day[:10]}" if day else "")


def _place(name: str, paragraph: int, column: int, words: str) -> Span:
    return Span(name, paragraph, column, max(1, len(words))) if paragraph else Span(name)
