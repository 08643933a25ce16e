"""The structure tree to passages: what a reader who follows the tags reads, block by block (ISO 32000-1, 14.7, 14.8.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.model.observed import Passage, Roles
from letterpack.model.roles import ROLES
from letterpack.readback.objects import Objects, array, dictionary, name
from letterpack.readback.tags import FIRST
from letterpack.readback.values import Ref, Value, text_of

BLOCKS: Final = frozenset(
    {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "LBody", "Caption", "TD", "TH", "Figure", "Title", "Note", "TOCI"}
)
"""Elements whose text stands by itself; any other element's text flows into the block around it."""
_MOST_DEPTH: Final = 64
SOFT_HYPHEN: Final = "\u00ad"

Texts: TypeAlias = Sequence[Mapping[int, str] | None]
"""Text of each marked content, by MCID, page by page; None for a page that was not read for it."""


_Around: TypeAlias = tuple[Roles, tuple[int, ...], str]
"""The block that text stands in: its roles, its order, what its writer calls it."""


class TaggedBlock(Struct, frozen=True):
    """A block of the tree before its text is known: its parts are text that the tree itself gives, or page index and MCID."""

    roles: Roles
    order: tuple[int, ...]
    called: str
    parts: tuple[str | tuple[int, int], ...]


class Skeleton(Struct, frozen=True):
    """What the tree says of any page's text: its blocks, the MCIDs it reaches on each page, what is wrong with it."""

    blocks: tuple[TaggedBlock, ...]
    reached: Mapping[int, frozenset[int]]
    problems: tuple[str, ...]


def read_skeleton(objects: Objects, root: Value, pages: Mapping[Ref, int]) -> Skeleton:
    """Return the tree under the StructTreeRoot ``root``; ``pages`` maps page objects to 0-based indexes."""
    walk = _Walk(objects, pages)
    tree = dictionary(objects, root)
    walk.role_map = {key: name(objects, value) for key, value in dictionary(objects, tree.get("RoleMap")).items()}
    for index, kid in enumerate(array(objects, tree.get("K"))):
        walk.element(kid, (), (index,), None, -1)
    marks: dict[int, set[int]] = {}
    for page, mcid in walk.reached:
        marks.setdefault(page, set()).add(mcid)
    reached = {page: frozenset(mcids) for page, mcids in marks.items()}
    return Skeleton(tuple(walk.blocks()), reached, tuple(dict.fromkeys(walk.problems)))


def passages_of(skeleton: Skeleton, texts: Texts) -> tuple[tuple[Passage, ...], tuple[str, ...]]:
    """Return the passages of a tree over pages with these ``texts``, and what is wrong."""
    found = [_passage(block, texts) for block in skeleton.blocks]
    problems: list[str] = []
    if any(astray for _, astray in found):
        problems.append("its structure names content that no page has")
    return tuple([passage for passage, _ in found if passage is not None]), tuple(problems)


def _passage(block: TaggedBlock, texts: Texts) -> tuple[Passage | None, bool]:
    """Return the passage of ``block``, if it says anything, and whether it names content that no page has."""
    said: list[str] = []
    page_index, astray = -1, False
    for part in block.parts:
        if isinstance(part, str):
            said.append(part)
            continue
        at, mcid = part
        page = texts[at] if 0 <= at < len(texts) else {}
        if page is None:
            continue
        if mcid not in page:
            astray = True
            continue
        page_index = at if page_index < 0 else page_index
        said.append(page[mcid])
    text = read_as("".join(said))
    contents = tuple([part for part in block.parts if not isinstance(part, str)])
    return (Passage(block.roles, block.order, text, max(0, page_index), contents, block.called) if text else None), astray


class _Walk:
    def __init__(self, objects: Objects, pages: Mapping[Ref, int]) -> None:
        self.objects, self.pages = objects, pages
        self.role_map: dict[str, str] = {}
        self.reached: set[tuple[int, int]] = set()
        self.seen: set[Ref] = set()
        self.problems: list[str] = []
        self.said: list[tuple[_Around, str | tuple[int, int]]] = []

    def blocks(self) -> Iterator[TaggedBlock]:
        """Yield the blocks in reading order; one that another interrupts comes in two parts."""
        for (roles, order, called), parts in groupby(self.said, key=lambda pair: pair[0]):
            yield TaggedBlock(roles, order, called, tuple([part for _, part in parts]))

    def element(self, value: Value, roles: Roles, order: tuple[int, ...], block: _Around | None, page_index: int) -> None:
        """Read an element; ``block`` is the block around it, ``page_index`` the page that its parent stands on."""
        if self._is_again(value):
            return
        entries = dictionary(self.objects, value)
        role = name(self.objects, entries.get("S"))
        role = FIRST.get(role, self.role_map.get(role, role))
        page = entries.get("Pg")
        if isinstance(page, Ref):
            page_index = self.pages.get(page, -1)
        if len(order) > _MOST_DEPTH:
            self.problems.append("its structure nests too deep")
            return
        inner = (*roles, role)
        title = text_of(entries.get("T"))
        called = title if title in ROLES else block[2] if block else ""
        if role in BLOCKS or block is None or called != block[2]:
            block = (inner, order, called)
        replaced = text_of(entries.get("ActualText")) or (text_of(entries.get("Alt")) if role == "Figure" else "")
        before = len(self.said)
        is_spoken = bool(replaced) and role == "Span"
        if replaced and not is_spoken:
            self.said.append((block, replaced))
        for index, kid in enumerate(array(self.objects, entries.get("K"))):
            self._kid(kid, inner, (*order, index), block, page_index, replaced=bool(replaced) and not is_spoken)
        if is_spoken and all(isinstance(part, str) for _, part in self.said[before:]):
            self.said.append((block, replaced))

    def _is_again(self, value: Value) -> bool:
        """Whether the element stands elsewhere in the tree already: each would be read as often as there are ways to it."""
        if not isinstance(value, Ref):
            return False
        if value in self.seen:
            self.problems.append("its structure names the same element twice")
            return True
        self.seen.add(value)
        return False

    def _kid(
        self,
        kid: Value,
        roles: Roles,
        order: tuple[int, ...],
        block: _Around,
        page_index: int,
        *,
        replaced: bool,
    ) -> None:
        if isinstance(kid, int):
            self._content(block, page_index, kid, replaced=replaced)
            return
        entries = dictionary(self.objects, kid)
        kind = name(self.objects, entries.get("Type"))
        if kind == "MCR":
            page = entries.get("Pg")
            index = self.pages.get(page, -1) if isinstance(page, Ref) else page_index
            mcid = entries.get("MCID")
            self._content(block, index, mcid if isinstance(mcid, int) else -1, replaced=replaced)
        elif "S" in entries:
            self.element(kid, roles, order, block, page_index)

    def _content(self, block: _Around, page_index: int, mcid: int, *, replaced: bool) -> None:
        if (page_index, mcid) in self.reached:
            self.problems.append("its structure names the same content twice")
        self.reached.add((page_index, mcid))
        if not replaced:
            self.said.append((block, (page_index, mcid)))


def read_as(text: str) -> str:
    """Return ``text`` as it is read: without the hyphens that only a line's end put in, and without white space around it."""
    return text.replace(SOFT_HYPHEN, "").strip()
