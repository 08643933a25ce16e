"""A packet of letterpack's to the ``Document`` that is compared: its tags say what each block is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from letterpack.model import roles
from letterpack.model.observed import ObservedPacket, Passage, Shown
from letterpack.patterns import late
from letterpack.review.causes import NOTE
from letterpack.review.document import Document, ShownBlock, ShownLine, joined
from letterpack.review.once import once
from letterpack.values import replace

_LABEL: Final = late(r"[(\[]?\w{1,5}[.)\]]?|[•–—·▪◦*-]")
_BODY: Final = 2
"""How deep a letter's blocks stand: under the document and its part."""
_MOST_MADE: Final = 2_048
_TEXT: Final = "text"
_NOTES: Final = "footnotes"
_NOTE: Final = "Note"
_HEAD: Final = "head"
_SECTIONS: Final = {
    roles.SENDER: _HEAD,
    roles.DATE: _HEAD,
    roles.REFERENCE: _HEAD,
    roles.ADDRESS: roles.ADDRESS,
    roles.SIGNATORY: "signatories",
}
"""The section of a block by what its writer calls it; all others are text."""
_LETTER: Final = frozenset({roles.ADDRESS, roles.DATE, roles.SUBJECT, roles.SALUTATION, roles.CLOSING})
"""What a letter has, in all or in part."""
_NAMES: Final = {
    "LBody": "list item",
    "TD": "table",
    "TH": "table",
    "Caption": "caption",
    "Figure": "picture",
    _NOTE: NOTE,
    "Lbl": "label",
}


def is_ours(packet: ObservedPacket) -> bool:
    """Whether letterpack made the file and its tags say what its blocks are: those of its early files do not."""
    return made_here(packet) and any(passage.called for passage in packet.passages)


def made_here(packet: ObservedPacket) -> bool:
    """Whether the file says that letterpack made it, whoever saved it since."""
    return "letterpack" in f"{packet.metadata.creator} {packet.metadata.producer}".lower()


def our_document(packet: ObservedPacket) -> Document:
    """Return ``packet`` by its tags."""
    by_content: dict[tuple[int, int], list[Shown]] = {}
    furniture: list[tuple[int, Shown]] = []
    # The mark of a draft is one wherever it stands, also where it is read with the letter.
    marks = {content for passage in packet.passages if passage.called == roles.DRAFT for content in passage.contents}
    for index, page in enumerate(packet.pages):
        if page.by_others:
            continue
        for shown in page.shown:
            if shown.mcid >= 0 and (index, shown.mcid) not in marks:
                by_content.setdefault((index, shown.mcid), []).append(shown)
            elif shown.text.strip():
                furniture.append((index, shown))
    blocks = _blocks([passage for passage in packet.passages if passage.called != roles.DRAFT], by_content)
    return Document(
        _sections(blocks),
        tuple(furniture),
        packet.pages,
        tuple([index for index, page in enumerate(packet.pages) if page.by_others]),
        packet.fonts,
        packet.metadata,
        structured=True,
        problems=packet.problems,
        notes=(),
    )


def _blocks(passages: Sequence[Passage], by_content: dict[tuple[int, int], list[Shown]]) -> list[tuple[Passage, ShownBlock]]:
    found: list[tuple[Passage, ShownBlock]] = []
    label = ""
    for passage in passages:
        role = passage.roles[-1]
        if role == "Lbl" and _LABEL.fullmatch(passage.text):
            label = passage.text
            continue
        parts = [(page, shown) for page, mcid in passage.contents for shown in by_content.get((page, mcid), ())]
        found.append((passage, _block(passage, parts, label)))
        label = ""
    return found


class _HeldBlock(Struct, frozen=True):
    """A block, and what it was made of: the same objects, which nothing else can be while they are held here."""

    block: ShownBlock
    passage: Passage
    parts: Sequence[tuple[int, Shown]]


_made: dict[tuple[object, ...], _HeldBlock] = {}


def _block(passage: Passage, parts: Sequence[tuple[int, Shown]], label: str) -> ShownBlock:
    """Return the block of a passage and its lines; made once for all packets that share them."""
    key = (id(passage), label, *[part for page, shown in parts for part in (page, id(shown))])
    known = _made.get(key)
    if known is None:
        text, lines = joined(parts)
        if _letters(text) != _letters(passage.text):
            text, lines = passage.text, tuple([ShownLine(page, shown, -1) for page, shown in parts])
        if len(_made) >= _MOST_MADE:
            _made.clear()
        known = _made[key] = _HeldBlock(ShownBlock("", text, _role(passage), label, lines), passage, parts)
    return known.block


def _role(passage: Passage) -> str:
    """Return the tags of a block below its part; those of a footnote do not depend on where it is called."""
    return "/".join(passage.roles[passage.roles.index(_NOTE) if _NOTE in passage.roles else _BODY :])


def _letters(text: str) -> str:
    return "".join(text.replace("\u00ad", "").split())


def _sections(blocks: Sequence[tuple[Passage, ShownBlock]]) -> dict[str, tuple[ShownBlock, ...]]:
    """Return the sections of a packet: each part by what its writer calls its blocks; one that holds no letter, such as an annex,
    as it stands.
    """
    parts: dict[tuple[int, ...], list[tuple[Passage, ShownBlock]]] = {}
    for passage, block in blocks:
        parts.setdefault(passage.order[:2], []).append((passage, block))
    found: dict[str, tuple[ShownBlock, ...]] = {}
    for number, part in enumerate(parts.values()):
        names = {passage.called for passage, _ in part}
        if roles.CARRIER in names:
            for section, made in _letter_sections(part).items():
                found[f"carrier {section}"] = tuple(
                    [_named(block, roles.CARRIER) for block in made] if section in (_TEXT, _HEAD) else made
                )
        elif names & _LETTER:
            found.update({section: tuple(made) for section, made in _letter_sections(part).items()})
        elif roles.SIGNATORY in names:
            divided = _letter_sections(part)
            found["signatories"] = (*found.get("signatories", ()), *divided["signatories"])
            rest = [block for name, blocks in divided.items() if name != "signatories" for block in blocks]
            found[f"part {number}"] = tuple(rest)
        else:
            found[f"part {number}"] = tuple([_named(block, _flowing(passage)) for passage, block in part])
    return found


def _letter_sections(part: Sequence[tuple[Passage, ShownBlock]]) -> dict[str, list[ShownBlock]]:
    """Divide a letter (or a carrier page): head, window, text, signatories, footnotes.

    A footnote's tags stand in the middle of the text, behind its call, and its words at the foot of the page: it divides no text.
    """
    found: dict[str, list[ShownBlock]] = {_HEAD: [], roles.ADDRESS: [], _TEXT: [], "signatories": [], _NOTES: []}
    row: tuple[int, ...] = ()
    for passage, block in part:
        section = _SECTIONS.get(passage.called, _NOTES if _NOTE in passage.roles else _TEXT)
        item = passage.order[: passage.roles.index("LI") + 1] if "LI" in passage.roles else ()
        if section == "signatories" and item == row:
            found[section][-1] = _as_one(found[section][-1], block)
        else:
            found[section].append(_named(block, passage.called or _flowing(passage)))
        row = item if section == "signatories" else ()
    return found


@once
def _as_one(first: ShownBlock, second: ShownBlock) -> ShownBlock:
    """Return two paragraphs of one row as one block, each on lines of its own."""
    start = len(first.text) + 1
    moved = [line._replace(start=line.start + start if line.start >= 0 else -1) for line in second.lines]
    return replace(first, text=f"{first.text}\n{second.text}", lines=(*first.lines, *moved))


def _flowing(passage: Passage) -> str:
    role = _NOTE if _NOTE in passage.roles else passage.roles[-1]
    if role.startswith("H"):
        return "heading"
    if "BlockQuote" in passage.roles:
        return "quotation"
    if role == "P" and "L" in passage.roles:
        return "list item"
    return _NAMES.get(role, "paragraph")


@once
def _named(block: ShownBlock, field: str) -> ShownBlock:
    return replace(block, field=field)
