"""A packet of letterpack's to the ``Document`` that is compared: its tags say what each block is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from letterpack.model.observed import ObservedPacket, Passage, Shown
from letterpack.review.document import Block, Document, Line, joined

_LABEL: Final = re.compile(r"[(\[]?\w{1,5}[.)\]]?|[•–—·▪◦*-]")
_BODY: Final = 2
"""How deep a letter's blocks stand: under the document and its part."""
_LONGEST_SALUTATION: Final = 160
_LONGEST_CLOSING: Final = 80
_COMMAS: Final = ",،՝，"
_NAMES: Final = {
    "LBody": "list item",
    "TD": "table",
    "TH": "table",
    "Caption": "caption",
    "Figure": "picture",
    "Note": "footnote",
    "Lbl": "label",
}


def is_ours(packet: ObservedPacket) -> bool:
    """Whether letterpack made the file, by what it says of itself and by how it is tagged."""
    said = f"{packet.metadata.creator} {packet.metadata.producer}".lower()
    return "letterpack" in said and bool(packet.passages)


def our_document(packet: ObservedPacket) -> Document:
    """Return ``packet`` by its tags."""
    by_content: dict[tuple[int, int], list[Shown]] = {}
    furniture: list[tuple[int, Shown]] = []
    for index, page in enumerate(packet.pages):
        if page.by_others:
            continue
        for shown in page.shown:
            if shown.mcid >= 0:
                by_content.setdefault((index, shown.mcid), []).append(shown)
            elif shown.text.strip():
                furniture.append((index, shown))
    blocks = _blocks(packet.passages, by_content)
    return Document(
        _sections(blocks),
        tuple(furniture),
        packet.pages,
        tuple([index for index, page in enumerate(packet.pages) if page.by_others]),
        packet.fonts,
        packet.metadata,
        True,
        packet.problems,
        (),
    )


def _blocks(passages: Sequence[Passage], by_content: dict[tuple[int, int], list[Shown]]) -> list[tuple[Passage, Block]]:
    found: list[tuple[Passage, Block]] = []
    label = ""
    for passage in passages:
        role = passage.roles[-1]
        if role == "Lbl" and _LABEL.fullmatch(passage.text):
            label = passage.text
            continue
        parts = [(page, shown) for page, mcid in passage.contents for shown in by_content.get((page, mcid), ())]
        text, lines = joined(parts)
        if _letters(text) != _letters(passage.text):
            text, lines = passage.text, tuple([Line(page, shown, -1) for page, shown in parts])
        found.append((passage, Block("", text, "/".join(passage.roles[_BODY:]), label, lines)))
        label = ""
    return found


def _letters(text: str) -> str:
    return "".join(text.replace("\u00ad", "").split())


def _sections(blocks: Sequence[tuple[Passage, Block]]) -> dict[str, tuple[Block, ...]]:
    parts: dict[tuple[int, ...], list[tuple[Passage, Block]]] = {}
    for passage, block in blocks:
        parts.setdefault(passage.order[:2], []).append((passage, block))
    addressed = [key for key, part in parts.items() if any("Div" in passage.roles for passage, _ in part)]
    found: dict[str, tuple[Block, ...]] = {}
    for number, (key, part) in enumerate(parts.items()):
        carrier = "carrier " if len(addressed) > 1 and key == addressed[0] else ""
        if key not in addressed and addressed:
            found[f"part {number}"] = tuple([_named(block, _flowing(passage)) for passage, block in part])
            continue
        for name, made in _letter_sections(part).items():
            restated = [_named(block, "carrier") for block in made] if carrier and name == "text" else made
            found[f"{carrier}{name}"] = tuple(restated)
    return found


def _letter_sections(part: Sequence[tuple[Passage, Block]]) -> dict[str, list[Block]]:
    """Divide a letter (or a carrier page): head, window, text, signatories."""
    subject = next((index for index, (passage, _) in enumerate(part) if passage.roles[-1] == "H1"), None)
    window = [index for index, (passage, _) in enumerate(part) if "Div" in passage.roles]
    start = subject if subject is not None else (window[-1] + 2 if window else 0)
    rows = _signatory_rows(part, start)
    end = rows[0] - 1 if rows else len(part)
    found: dict[str, list[Block]] = {"head": [], "address": [], "text": [], "signatories": []}
    for index, (passage, block) in enumerate(part):
        if index in rows:
            found["signatories"].append(_named(block, "signatory"))
        elif index == end:
            found["text"].append(_named(block, "heading of the signatories"))
        elif "Div" in passage.roles and index < start:
            found["address"].append(_named(block, "address"))
        elif index < start:
            found["head"].append(_named(block, _head_field(passage, block, index, window)))
        else:
            found["text"].append(_named(block, _flowing(passage)))
    _name_text(found["text"], bool(rows))
    return found


def _signatory_rows(part: Sequence[tuple[Passage, Block]], start: int) -> range:
    """Return the indexes of the list of signatories: the last list, under a heading, its items without labels."""
    index = len(part)
    while index > start and part[index - 1][0].roles[-1] == "LBody" and not part[index - 1][1].label:
        index -= 1
    headed = index > start + 1 and part[index - 1][0].roles[-1].startswith("H") and index < len(part)
    return range(index, len(part)) if headed else range(0)


def _head_field(passage: Passage, block: Block, index: int, window: Sequence[int]) -> str:
    if "L" in passage.roles:
        return "reference"
    if window and index > window[-1] and any(char.isdigit() for char in block.text):
        return "date"
    return "sender"


def _flowing(passage: Passage) -> str:
    role = passage.roles[-1]
    if role == "H1":
        return "subject"
    if role.startswith("H"):
        return "heading"
    if "BlockQuote" in passage.roles:
        return "quotation"
    if role == "P" and "L" in passage.roles:
        return "list item"
    return _NAMES.get(role, "paragraph")


def _name_text(blocks: list[Block], signed: bool) -> None:
    """Name copies, salutation and closing, which have no tags of their own but a place among the others."""
    index = 1 if blocks and blocks[0].field == "subject" else 0
    while index + 1 < len(blocks) and blocks[index].field == "paragraph" and blocks[index + 1].role.endswith("LBody"):
        blocks[index] = _named(blocks[index], "copies")
        index += 1
        while index < len(blocks) and blocks[index].role.endswith("LBody") and not blocks[index].label:
            blocks[index] = _named(blocks[index], "copies")
            index += 1
    if index < len(blocks) and blocks[index].field == "paragraph" and _is_salutation(blocks[index].text):
        blocks[index] = _named(blocks[index], "salutation")
    end = len(blocks) - signed
    first = end
    for place in range(end - 1, index, -1):
        if blocks[place].field != "paragraph" or len(blocks[place].text) > _LONGEST_CLOSING:
            break
        first = place if blocks[place].text.rstrip()[-1:] in _COMMAS else first
    blocks[first:end] = [_named(block, "closing") for block in blocks[first:end]]


def _is_salutation(text: str) -> bool:
    return len(text) <= _LONGEST_SALUTATION and text.rstrip()[-1:] in ",:!،،՝，："


def _named(block: Block, field: str) -> Block:
    return block._replace(field=field)
