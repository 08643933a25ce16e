"""What is compared: a packet as sections of blocks in content order, page furniture left out.

A section is compared with the one of its name: what stands in the window never meets what stands in the letter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Final, NamedTuple, ParamSpec, TypeVar

from msgspec import Struct

from letterpack.lookalikes import skeleton
from letterpack.model import roles
from letterpack.model.change import Spot
from letterpack.model.observed import ObservedFont, ObservedMetadata, ObservedPacket, ObservedPage, Passage, Shown
from letterpack.patterns import late
from letterpack.values import replace

SOFT_HYPHEN: Final = "\u00ad"
_IGNORABLE: Final = late(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
"""What has no shape of its own (Unicode, Default_Ignorable_Code_Point)."""
_ALIKE: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u2010": "-", "\u2011": "-"}
)
"""Ligatures and hyphens that only some programs write with characters of their own."""


@lru_cache(maxsize=1 << 13)
def loosened(text: str) -> str:
    """Return ``text`` so that what looks alike is equal: composed, without invisible characters, lookalikes in one script."""
    if text.isascii():
        return text
    return skeleton(unicodedata.normalize("NFC", _IGNORABLE.sub("", text)).translate(_ALIKE))


class InvisibleDifference(Struct, frozen=True):
    """How two texts that look alike differ: in words with code points, and whether that does no harm."""

    note: str
    harmless: bool


def unseen(before: str, after: str) -> InvisibleDifference:
    """Return how ``before`` and ``after`` differ, which are equal when ``loosened``."""
    if _composed(before) == _composed(after):
        return InvisibleDifference(
            f"the same letters, composed differently: {_form(before)} before, {_form(after)} now", harmless=True
        )
    if _composed(before).replace(SOFT_HYPHEN, "") == _composed(after).replace(SOFT_HYPHEN, ""):
        return InvisibleDifference(
            f"soft hyphens (U+00AD): {before.count(SOFT_HYPHEN)} before, {after.count(SOFT_HYPHEN)} now", harmless=True
        )
    old, new = _plain(before), _plain(after)
    if old == new:
        hidden = _hidden(before, after)
        return InvisibleDifference(
            f"invisible characters: {hidden}" if hidden else "written with a ligature or another hyphen", not hidden
        )
    pairs = [(one, other) for one, other in zip(old, new, strict=False) if one != other]
    return InvisibleDifference(
        "; ".join(dict.fromkeys([f"{point(other)} instead of {point(one)}" for one, other in pairs])), harmless=False
    )


def point(char: str) -> str:
    """Return ``char`` with its code point and name: ``“а” U+0430 CYRILLIC SMALL LETTER A``."""
    shape = f"“{char}” " if char.isprintable() and not _IGNORABLE.match(char) else ""
    return f"{shape}U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()


def _hidden(before: str, after: str) -> str:
    had, has = _IGNORABLE.findall(before), _IGNORABLE.findall(after)
    more = [f"{point(char)} is new" for char in dict.fromkeys(has) if has.count(char) > had.count(char)]
    less = [f"{point(char)} is gone" for char in dict.fromkeys(had) if had.count(char) > has.count(char)]
    return "; ".join(more + less) or ("their order" if had != has else "")


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _plain(text: str) -> str:
    return _composed(_IGNORABLE.sub("", text)).translate(_ALIKE)


def _form(text: str) -> str:
    return next((form for form in ("NFC", "NFD") if unicodedata.is_normalized(form, text)), "a mixture")


_WORD: Final = late(r"\S+")
FIXED: Final = frozenset({"carrier head", "carrier address", "head", "address"})
"""Sections whose blocks have a place of their own on the page; all others flow."""
_SAME_SIZE_PT: Final = 0.1
UNSPACED: Final = late("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""Letters and stops of scripts that write no spaces between words: Thai, Lao, Burmese, Khmer, Chinese, Japanese."""


class ShownLine(NamedTuple):
    """A line of a block: ``start`` is where its text begins in the block's, -1 where that is not known."""

    page_index: int
    shown: Shown
    start: int


class ShownBlock(Struct, frozen=True):
    r"""A paragraph, a heading, a row. ``field`` is what a reviewer calls it, ``role`` its tags, ``label`` the number or
    bullet before it.

    ``text`` is exact but for hyphens that a line's end put in; ``"\\n"`` in it is a line that ends there by itself.
    """

    field: str
    text: str
    role: str
    label: str
    lines: tuple[ShownLine, ...]

    @property
    def page_index(self) -> int | None:
        """The page it begins on, None where it shows nothing."""
        return self.lines[0].page_index if self.lines else None

    def spots(self, start: int, end: int) -> tuple[Spot, ...]:
        """Return where the characters ``start`` to ``end`` of the text stand."""
        found = []
        for line in self.lines:
            length = len(line.shown.text)
            if line.start < 0:
                found.append(Spot(line.page_index, line.shown, 0, length))
            elif (first := max(start, line.start)) < (last := min(end, line.start + length)):
                found.append(Spot(line.page_index, line.shown, first - line.start, last - line.start))
        return tuple(found)

    def whole(self) -> tuple[Spot, ...]:
        """Return where all of it stands."""
        return self.spots(0, len(self.text) + 1)


class ShownWord(Struct, frozen=True):
    """A word: the index of its block among those compared with it, and where it stands in that block's text."""

    text: str
    block: int
    start: int
    end: int


def words_of(blocks: Sequence[ShownBlock]) -> list[ShownWord]:
    """Return the words of ``blocks`` in order."""
    return [
        ShownWord(match[0], index, match.start(), match.end())
        for index, block in enumerate(blocks)
        for match in _WORD.finditer(block.text)
    ]


class Document(Struct, frozen=True):
    """A packet, ready to be compared.

    ``enclosed`` are the indexes of pages that others made. ``structured`` where the sections and blocks are those of its
    tags and not guessed from the places of its lines. ``notes`` say what could not be known.
    """

    sections: Mapping[str, tuple[ShownBlock, ...]]
    furniture: tuple[tuple[int, Shown], ...]
    pages: tuple[ObservedPage, ...]
    enclosed: tuple[int, ...]
    fonts: tuple[ObservedFont, ...]
    metadata: ObservedMetadata
    structured: bool
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def joined(parts: Sequence[tuple[int, Shown]]) -> tuple[str, tuple[ShownLine, ...]]:
    """Return the text of lines as a reader joins them, and the lines with their starts."""
    text: list[str] = []
    lines: list[ShownLine] = []
    length = 0
    previous: Shown | None = None
    for page_index, shown in parts:
        last = text[-1] if text else ""
        if previous is not None and last and _ends_by_itself(last, shown.text, previous, shown):
            text.append("\n")
            length += 1
        elif last.endswith("\u00ad"):
            text[-1] = last[:-1]
            length -= 1
        lines.append(ShownLine(page_index, shown, length))
        text.append(shown.text)
        length += len(shown.text)
        previous = shown
    return "".join(text), tuple(lines)


def _ends_by_itself(last: str, following: str, above: Shown, below: Shown) -> bool:
    """Whether a line's end is the author's: no space was broken there, no word, and the next line is another."""
    if not following or abs(above.y_pt - below.y_pt) < 1.0:
        return False
    if abs(above.size_pt - below.size_pt) > _SAME_SIZE_PT:
        return True
    before, after = last[-1], following[0]
    if before.isspace() or after.isspace() or before in "\u00ad-‐–—/":
        return False
    return not (UNSPACED.match(before) and UNSPACED.match(after))


_MOST_REMEMBERED: Final = 8_192
_Given = ParamSpec("_Given")
_MadeT = TypeVar("_MadeT")


def once(make: Callable[_Given, _MadeT]) -> Callable[_Given, _MadeT]:
    """Return ``make``, which remembers what it made of the very same values: to tell equal ones would cost as much as to make it.

    They must not change. They are held as long as they are known, so that nothing else can be in their place.
    """
    known: dict[tuple[int, ...], tuple[_MadeT, tuple[object, ...]]] = {}

    @wraps(make)
    def made_once(*given: _Given.args, **named: _Given.kwargs) -> _MadeT:
        values = (*given, *named.values())
        key = tuple(map(id, values))
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            found = known[key] = make(*given, **named), values
        return found[0]

    return made_once


_LABEL: Final = late(r"[(\[]?\w{1,5}[.)\]]?|[•–—·▪◦*-]")
_BODY: Final = 2
"""How deep a letter's blocks stand: under the document and its part."""
_MOST_MADE: Final = 2_048
_TEXT: Final = "text"
NOTE: Final = "footnote"
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
