"""The structure tree to passages: what a reader who follows the tags reads, block by block (ISO 32000-1, 14.7, 14.8.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from letterpack.model.observed import Passage, Roles
from letterpack.readback.objects import Objects, array, dictionary, name
from letterpack.readback.values import Ref, Value, text_of

BLOCKS: Final = frozenset(
    {"P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "LBody", "Caption", "TD", "TH", "Figure", "Title", "Note", "TOCI"}
)
"""Elements whose text stands by itself; any other element's text flows into the block around it."""
_MOST_DEPTH: Final = 64
SOFT_HYPHEN: Final = "\u00ad"

Texts: TypeAlias = Sequence[Mapping[int, str] | None]
"""Text of each marked content, by MCID, page by page; None for a page that was not read for it."""


@dataclass(slots=True)
class Structure:
    """What the tree says: its passages, the marked contents it reaches (page index, MCID), and what is wrong with it."""

    passages: list[Passage] = field(default_factory=list)
    reached: set[tuple[int, int]] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Block:
    roles: Roles
    order: tuple[int, ...]
    parts: list[str] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)
    page_index: int = -1


def read_structure(objects: Objects, root: Value, pages: Mapping[Ref, int], texts: Texts) -> Structure:
    """Return the passages under the StructTreeRoot ``root``; ``pages`` maps page objects to 0-based indexes."""
    walk = _Walk(objects, pages, texts)
    tree = dictionary(objects, root)
    role_map = dictionary(objects, tree.get("RoleMap"))
    walk.role_map = {key: name(objects, value) for key, value in role_map.items()}
    for index, kid in enumerate(array(objects, tree.get("K"))):
        walk.element(kid, (), (index,), None, -1)
    walk.flush()
    return walk.found


class _Walk:
    def __init__(self, objects: Objects, pages: Mapping[Ref, int], texts: Texts) -> None:
        self.objects, self.pages, self.texts = objects, pages, texts
        self.found = Structure()
        self.role_map: dict[str, str] = {}
        self.current: _Block | None = None

    def element(self, value: Value, roles: Roles, order: tuple[int, ...], block: _Block | None, page_index: int) -> None:
        """Read an element; ``block`` is the block around it, ``page_index`` the page that its parent stands on."""
        entries = dictionary(self.objects, value)
        role = name(self.objects, entries.get("S"))
        role = self.role_map.get(role, role)
        page = entries.get("Pg")
        if isinstance(page, Ref):
            page_index = self.pages.get(page, -1)
        if len(order) > _MOST_DEPTH:
            self.found.problems.append("its structure nests too deep")
            return
        inner = (*roles, role)
        if role in BLOCKS or block is None:
            block = _Block(inner, order)
        replaced = text_of(entries.get("ActualText")) or (text_of(entries.get("Alt")) if role == "Figure" else "")
        if replaced:
            self._add(block, replaced, page_index)
        for index, kid in enumerate(array(self.objects, entries.get("K"))):
            self._kid(kid, inner, (*order, index), block, page_index, bool(replaced))

    def _kid(self, kid: Value, roles: Roles, order: tuple[int, ...], block: _Block, page_index: int, replaced: bool) -> None:
        if isinstance(kid, int):
            self._content(block, page_index, kid, replaced)
            return
        entries = dictionary(self.objects, kid)
        kind = name(self.objects, entries.get("Type"))
        if kind == "MCR":
            page = entries.get("Pg")
            index = self.pages.get(page, -1) if isinstance(page, Ref) else page_index
            mcid = entries.get("MCID")
            self._content(block, index, mcid if isinstance(mcid, int) else -1, replaced)
        elif "S" in entries:
            self.element(kid, roles, order, block, page_index)

    def _content(self, block: _Block, page_index: int, mcid: int, replaced: bool) -> None:
        texts = self.texts[page_index] if 0 <= page_index < len(self.texts) else {}
        if texts is None:
            return
        if mcid not in texts:
            self.found.problems.append("its structure names content that no page has")
            return
        if (page_index, mcid) in self.found.reached:
            self.found.problems.append("its structure names the same content twice")
        self.found.reached.add((page_index, mcid))
        if not replaced:
            self._add(block, texts[mcid], page_index)
            block.contents.append((page_index, mcid))

    def _add(self, block: _Block, text: str, page_index: int) -> None:
        if self.current is not block:
            self.flush()
            self.current = block
            block.parts.clear()
            block.contents.clear()
            block.page_index = page_index
        block.parts.append(text)

    def flush(self) -> None:
        """End the block that is being read."""
        block = self.current
        if block is not None and (text := read_as("".join(block.parts))):
            self.found.passages.append(Passage(block.roles, block.order, text, max(0, block.page_index), tuple(block.contents)))
        self.current = None


def read_as(text: str) -> str:
    """Return ``text`` as it is read: without the hyphens that only a line's end put in, and without white space around it."""
    return text.replace(SOFT_HYPHEN, "").strip()
