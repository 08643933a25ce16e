"""A PDF that letterpack did not make to the ``Document`` that is compared: its lines' places tell paragraphs and furniture."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from letterpack.model.observed import ObservedPacket, ObservedPage, Shown
from letterpack.patterns import late
from letterpack.review.document import UNSPACED, Document, ShownBlock, joined, loosened
from letterpack.text.bidi import needs_bidi
from letterpack.values import replace

_MARGIN: Final = 0.12
"""The part of a page's height, at its top and at its foot, where what comes again on other pages is furniture."""
_NUMBER_MARGIN: Final = 0.2
"""The part at the foot where a page's own number alone is furniture: LaTeX puts it so high."""
_DIGITS: Final = late(r"\d+")
_PAGE_NUMBER: Final = late(r"\W*(\w+\W+)?#(\W+(\w+\W+)?#)?\W*")
_YEAR_DIGITS: Final = 4
_LABEL: Final = late(r"\s*([(\[]?(?:\d{1,3}|[a-zA-Z])[.)\]]|[•▪◦‣·–]|\ufffd(?=[^\ufffd]*$))\s+")
_PARAGRAPH_GAP: Final = 1.3
"""How many times the usual distance of lines parts two paragraphs."""
_ROOM: Final = 2.0
"""Of the size: how much more room than its word needs a line had that ends by itself."""
_RISE_PT: Final = 2.0
"""A line so much above the last begins another column; a raised figure is nearer."""
_WORD_GAP: Final = 0.2
"""What parts two words where a font changes, by the height of the line; between letters there is less."""
_LINE_END_HYPHEN: Final = "\u00ad"
UNKNOWN: Final = "\ufffd"

NO_TAGS: Final = "letterpack did not make this PDF: paragraphs and reading order are guessed from the places of the lines"
NO_TEXT: Final = "page {} has no text (a picture or a scan), so its words are not known"
NO_NAMES: Final = "page {} shows letters that its fonts do not name (\ufffd), so not all of its words are known"


class _PlacedText(Struct, frozen=True):
    page_index: int
    shown: Shown


def other_document(packet: ObservedPacket) -> Document:
    """Return ``packet`` by the places of its lines."""
    lines = [_PlacedText(index, shown) for index, page in enumerate(packet.pages) for shown in _rows(page) if shown.text.strip()]
    furniture = _furniture(lines, packet.pages)
    text = tuple(_paragraphs([line for line in lines if line not in furniture]))
    empty = [NO_TEXT.format(index + 1) for index, page in enumerate(packet.pages) if not page.shown]
    nameless = [
        NO_NAMES.format(index + 1) for index, page in enumerate(packet.pages) if any(UNKNOWN in each.text for each in page.shown)
    ]
    fonts = [f"the font {font.name} is not in the file" for font in packet.enclosed_fonts if not font.embedded]
    return Document(
        {"text": text},
        tuple([(line.page_index, line.shown) for line in lines if line in furniture]),
        packet.pages,
        (),
        packet.enclosed_fonts,
        packet.metadata,
        structured=False,
        problems=packet.problems,
        notes=(NO_TAGS, *empty, *nameless, *fonts),
    )


def _rows(page: ObservedPage) -> list[Shown]:
    """Return the page's lines, what stands on one height and close together as one."""
    found: list[Shown] = []
    for shown in page.shown:
        if found and _goes_on(found[-1], shown):
            last = found[-1]
            gap = shown.x_pt - (last.x_pt + last.width_pt)
            size = max(last.size_pt, shown.size_pt)
            space = " " if gap > _WORD_GAP * size and not last.text.endswith(" ") and not shown.text.startswith(" ") else ""
            width = max(last.x_pt + last.width_pt, shown.x_pt + shown.width_pt) - last.x_pt
            found[-1] = last._replace(text=f"{last.text}{space}{shown.text}", width_pt=width, size_pt=size)
        else:
            found.append(shown)
    return found


def _goes_on(last: Shown, shown: Shown) -> bool:
    height = max(last.size_pt, shown.size_pt)
    gap = shown.x_pt - (last.x_pt + last.width_pt)
    return abs(last.y_pt - shown.y_pt) < 0.4 * height and -0.5 * height < gap < 1.5 * height


def _furniture(lines: Sequence[_PlacedText], pages: Sequence[ObservedPage]) -> set[_PlacedText]:
    """Return page numbers, and lines at the edge of a page that stand on others too, their numbers aside."""
    edge = [line for line in lines if _at_edge(line.shown, pages[line.page_index])]
    counts = Counter({(_pattern(line.shown), line.page_index): 1 for line in edge})
    on_pages = Counter(pattern for pattern, _ in counts)
    last = {line.page_index: line for line in lines}
    numbers = {
        line for index, line in last.items() if _is_number_of(line.shown.text, index) and _is_low(line.shown, pages[index])
    }
    beside = _beside_others(lines)
    return numbers | {
        line
        for line in edge
        if (_is_page_number(line.shown) and line not in beside) or on_pages[_pattern(line.shown)] > max(1, len(pages) // 3)
    }


def _beside_others(lines: Sequence[_PlacedText]) -> set[_PlacedText]:
    """Return the lines that stand on one height with another: cells of a table."""
    rows: dict[tuple[int, int], list[_PlacedText]] = {}
    for line in lines:
        rows.setdefault((line.page_index, round(line.shown.y_pt)), []).append(line)
    return {line for row in rows.values() if len(row) > 1 for line in row}


def _is_page_number(shown: Shown) -> bool:
    """Whether a line reads like `Page 3 of 9`; a date has a year."""
    numbers = _DIGITS.findall(shown.text)
    return _PAGE_NUMBER.fullmatch(_pattern(shown)) is not None and all(len(each) < _YEAR_DIGITS for each in numbers)


def _is_number_of(text: str, page_index: int) -> bool:
    """Whether a line says nothing but the number of its page."""
    return text.strip(" -–—.") == str(page_index + 1)


def _is_low(shown: Shown, page: ObservedPage) -> bool:
    return shown.y_pt > (1 - _NUMBER_MARGIN) * page.height_pt


def _at_edge(shown: Shown, page: ObservedPage) -> bool:
    return shown.y_pt < _MARGIN * page.height_pt or shown.y_pt > (1 - _MARGIN) * page.height_pt


def _pattern(shown: Shown) -> str:
    return _DIGITS.sub("#", " ".join(shown.text.split()))


def _paragraphs(lines: Sequence[_PlacedText]) -> list[ShownBlock]:
    usual, edges = _usual_gap(lines), _right_edges(lines)
    found: list[list[_PlacedText]] = []
    for line in lines:
        if found and not _begins(found[-1], line, usual) and not _had_room(found[-1][-1], line, edges):
            found[-1].append(line)
        else:
            found.append([line])
    return [_block(each) for each in found]


def _column(line: _PlacedText) -> tuple[int, int]:
    return line.page_index, round(line.shown.x_pt)


def _right_edges(lines: Sequence[_PlacedText]) -> dict[tuple[int, int], float]:
    """Return how far to the right the lines reach that begin at one place of a page."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        right = line.shown.x_pt + line.shown.width_pt
        edges[_column(line)] = max(right, edges.get(_column(line), right))
    return edges


def _had_room(last: _PlacedText, line: _PlacedText, edges: Mapping[tuple[int, int], float]) -> bool:
    """Whether the first word of ``line`` had room behind ``last`` by far: the line's end was the author's."""
    if _column(last) != _column(line) or needs_bidi(last.shown.text) or last.shown.text[-1:] in "\u00ad-‐":
        return False
    word = line.shown.width_pt * len(line.shown.text.split(maxsplit=1)[0]) / len(line.shown.text)
    room = edges[_column(line)] - last.shown.x_pt - last.shown.width_pt
    return room > word + _ROOM * line.shown.size_pt


def _usual_gap(lines: Sequence[_PlacedText]) -> float:
    gaps = Counter(
        round(after.shown.y_pt - before.shown.y_pt, 0)
        for before, after in itertools.pairwise(lines)
        if before.page_index == after.page_index and after.shown.y_pt > before.shown.y_pt + 2
    )
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=14.0)


def _begins(paragraph: Sequence[_PlacedText], line: _PlacedText, usual_pt: float) -> bool:
    """Whether ``line`` begins a paragraph: a gap before it, a label, or a page's end that ends a sentence."""
    last = paragraph[-1]
    if _LABEL.match(line.shown.text):
        return True
    if last.page_index != line.page_index:
        return last.shown.text.rstrip()[-1:] in ".:!?”»"
    step = line.shown.y_pt - last.shown.y_pt
    return step < -_RISE_PT or step > _PARAGRAPH_GAP * usual_pt


def _block(lines: Sequence[_PlacedText]) -> ShownBlock:
    following = [line.shown.text for line in lines[1:]] + [""]
    shown = [(line.page_index, _joining(line.shown, after)) for line, after in zip(lines, following, strict=True)]
    text, placed = joined(shown)
    label = _LABEL.match(text)
    if label is None:
        return ShownBlock("text", text, "", "", placed)
    length = label.end()
    return ShownBlock("text", " " * length + text[length:], "", label[1], placed)


def _joining(shown: Shown, following: str) -> Shown:
    """Return a line as the next one continues it: with the space, the hyphen or the nothing that its end stands for."""
    text = shown.text
    if text.endswith(_LINE_END_HYPHEN):
        return shown._replace(text=f"{text[:-1]}-")
    if text[-1:] in "-‐" or text[-1:].isspace():
        return shown
    unspaced = following and UNSPACED.match(text[-1]) and UNSPACED.match(following)
    return shown if unspaced else shown._replace(text=f"{text} ")


_HYPHENS: Final = "-\u2010"
_EDGES: Final = late(r"^\W+|(?<!\W)\W+$")


class _BrokenWord(Struct, frozen=True):
    """A word with a hyphen at a line's end: where the hyphen stands in its block, and the word with it and without."""

    at: int
    kept: str
    joined: str


def settled(old: Document, new: Document) -> tuple[Document, Document]:
    """Return both without the hyphens that ends of lines put in, as far as the words of either tell them."""
    if old.structured and new.structured:
        return old, new
    known = frozenset([*_words(old), *_words(new)])
    return _without(old, known), _without(new, known)


def _words(document: Document) -> Iterator[str]:
    """Yield the words of a document that no line's end breaks."""
    for blocks in document.sections.values():
        for block in blocks:
            broken = {word.kept for word in _broken(block)}
            yield from (word for each in block.text.split() if (word := _bare(each)) not in broken)


def _bare(word: str) -> str:
    return loosened(_EDGES.sub("", word))


def _broken(block: ShownBlock) -> Iterator[_BrokenWord]:
    text = block.text
    for line in block.lines[1:]:
        at = line.start - 1
        if (
            at < 1
            or line.start >= len(text)
            or text[at] not in _HYPHENS
            or not (text[at - 1].isalpha() and text[at + 1].isalpha())
        ):
            continue
        first = text[:at].rsplit(maxsplit=1)[-1]
        last = text[at + 1 :].split(maxsplit=1)[0]
        yield _BrokenWord(at, _bare(f"{first}-{last}"), _bare(first + last))


def _without(document: Document, known: frozenset[str]) -> Document:
    if document.structured:
        return document
    sections = {name: tuple([_mended(block, known) for block in blocks]) for name, blocks in document.sections.items()}
    return replace(document, sections=sections)


def _mended(block: ShownBlock, known: frozenset[str]) -> ShownBlock:
    """Return ``block`` without the hyphens of its lines' ends, but for those that other words show to be the author's."""
    for word in reversed(list(_broken(block))):
        author = word.kept in known or not block.text[word.at + 1].islower()
        if word.joined not in known and author:
            continue
        text = block.text[: word.at] + block.text[word.at + 1 :]
        lines = tuple([line._replace(start=line.start - 1) if line.start > word.at else line for line in block.lines])
        block = replace(block, text=text, lines=lines)
    return block
