"""The structure tree to passages: what a reader who follows the tags reads, block by block (ISO 32000-1, 14.7, 14.8.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import groupby
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias
from unicodedata import category, normalize

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


class SpokenPart(NamedTuple):
    """A part of the text that the tree says in words of its own (ActualText): what is ``said`` of which ``contents``, by the
    element that is the object with this ``number``; 0 where it is none.
    """

    said: str
    contents: tuple[tuple[int, int], ...]
    number: int


class Skeleton(Struct, frozen=True):
    """What the tree says of any page's text: its blocks, what of it is ``spoken``, the MCIDs it reaches on each page, what is
    wrong with it.
    """

    blocks: tuple[TaggedBlock, ...]
    spoken: tuple[SpokenPart, ...]
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
    return Skeleton(tuple(walk.blocks()), tuple(walk.spoken), reached, tuple(dict.fromkeys(walk.problems)))


class Told(Struct, frozen=True):
    """What a tree tells of the pages' contents: its passages, in stretches, and what is wrong.

    A stretch that follows from what many files share is the same object in all of them.
    """

    stretches: tuple[tuple[Passage, ...], ...]
    problems: tuple[str, ...]


class _OwnBlock(NamedTuple):
    """A block of which each file says something else, with its contents."""

    block: TaggedBlock
    contents: tuple[tuple[int, int], ...]


class Telling:
    """What a tree tells of pages of which the contents in ``texts`` are known: for files that have those in common. What the
    elements with the numbers ``own`` say may be each file's own.
    """

    def __init__(self, skeleton: Skeleton, texts: Texts, own: AbstractSet[int] = frozenset()) -> None:
        self.texts = texts
        self._skeleton = skeleton
        self._pieces: list[tuple[Passage, ...] | _OwnBlock] = []
        self._astray = False
        for is_known, blocks in groupby(skeleton.blocks, key=lambda block: self._knows(_contents(block.parts))):
            if is_known:
                passages, astray = _passages(blocks, texts)
                self._pieces.append(passages)
                self._astray = self._astray or astray
            else:
                self._pieces.extend([_OwnBlock(block, _contents(block.parts)) for block in blocks])
        self._open = [each for each in skeleton.spoken if each.number in own or not self._knows(each.contents)]
        open_blocks = [
            *[piece.block.parts for piece in self._pieces if isinstance(piece, _OwnBlock)],
            *[each.contents for each in self._open],
        ]
        self._is_apart = not any(self._knows((content,)) for parts in open_blocks for content in _contents(parts))
        """Whether what is a file's own has no part in a block or passage with what is known."""
        self._differs = _speaks_otherwise([each for each in skeleton.spoken if each not in self._open], texts)

    @property
    def known(self) -> tuple[tuple[Passage, ...] | None, ...]:
        """The stretches that ``told`` gives, None for each that is a file's own."""
        return tuple([None if isinstance(piece, _OwnBlock) else piece for piece in self._pieces])

    @property
    def blocks(self) -> tuple[TaggedBlock, ...]:
        """The tree's blocks."""
        return self._skeleton.blocks

    def told(self, own: Texts, said: Mapping[int, str] = MappingProxyType({})) -> Told:
        """Return what the tree tells of a file's pages, which have ``own`` contents beside those that are known, and whose
        elements with these numbers have ``said`` this.
        """
        stretches: list[tuple[Passage, ...]] = []
        astray = self._astray
        texts = own if self._is_apart else [_both(known, more) for known, more in zip(self.texts, own, strict=True)]
        for piece in self._pieces:
            if isinstance(piece, _OwnBlock):
                passages, is_astray = _passage(*piece, texts)
                astray = astray or is_astray
                stretches.append(passages)
            else:
                stretches.append(piece)
        problems: tuple[str, ...] = ("its structure names content that no page has",) if astray else ()
        spoken = [each._replace(said=said.get(each.number, each.said)) for each in self._open] if said else self._open
        if self._differs or _speaks_otherwise(spoken, texts):
            problems += ("its structure and its pages have different words",)
        return Told(tuple(stretches), problems)

    def _knows(self, contents: Iterable[tuple[int, int]]) -> bool:
        """Whether all of ``contents`` are known, or on pages that were not read for them."""
        return all(
            0 <= index < len(self.texts) and ((page := self.texts[index]) is None or mcid in page) for index, mcid in contents
        )


def tell(skeleton: Skeleton, texts: Texts) -> Told:
    """Return what a tree tells of pages with these ``texts``."""
    return Telling(skeleton, [None if page is None else {} for page in texts]).told(texts)


def _passages(blocks: Iterable[TaggedBlock], texts: Texts) -> tuple[tuple[Passage, ...], bool]:
    """Return the passages of ``blocks``, and whether one names content that no page has."""
    passages: list[Passage] = []
    astray = False
    for block in blocks:
        passage, is_astray = _passage(block, _contents(block.parts), texts)
        astray = astray or is_astray
        passages.extend(passage)
    return tuple(passages), astray


def _passage(block: TaggedBlock, contents: tuple[tuple[int, int], ...], texts: Texts) -> tuple[tuple[Passage, ...], bool]:
    """Return the passage of ``block``, which has these ``contents``, if it says anything, and whether it names content that no
    page has.
    """
    if len(contents) == len(block.parts) == 1:
        [(at, mcid)] = contents
        page = texts[at] if 0 <= at < len(texts) else {}
        if page is not None and mcid in page:
            text = read_as(page[mcid])
            return ((Passage(block.roles, block.order, text, at, contents, block.called),) if text else ()), False
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
    if not text:
        return (), astray
    return (Passage(block.roles, block.order, text, max(0, page_index), contents, block.called),), astray


def _both(known: Mapping[int, str] | None, more: Mapping[int, str] | None) -> Mapping[int, str] | None:
    return None if known is None else {**known, **(more or {})}


def _contents(parts: Iterable[str | tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple([part for part in parts if not isinstance(part, str)])


class _Walk:
    def __init__(self, objects: Objects, pages: Mapping[Ref, int]) -> None:
        self.objects, self.pages = objects, pages
        self.role_map: dict[str, str] = {}
        self.reached: set[tuple[int, int]] = set()
        self.seen: set[Ref] = set()
        self.problems: list[str] = []
        self.spoken: list[SpokenPart] = []
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
        if is_spoken:
            contents = tuple([part for _, part in self.said[before:] if not isinstance(part, str)])
            if contents:
                self.spoken.append(SpokenPart(replaced, contents, value.number if isinstance(value, Ref) else 0))
            else:
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


def _speaks_otherwise(spoken: Iterable[SpokenPart], texts: Texts) -> bool:
    """Whether the tree says other letters of a passage than the page shows there; in which order is for the page."""
    for said, contents, _ in spoken:
        pages = [(texts[index] if 0 <= index < len(texts) else {}, mcid) for index, mcid in contents]
        if any(page is None for page, _ in pages):
            continue
        shown = "".join([page.get(mcid, "") for page, mcid in pages if page is not None])
        if _letters(said) != _letters(shown):
            return True
    return False


@lru_cache(maxsize=1024)
def _letters(text: str) -> str:
    return "".join(sorted([char for char in normalize("NFC", text) if category(char)[0] in "LN"]))


def read_as(text: str) -> str:
    """Return ``text`` as it is read: without the hyphens that only a line's end put in, and without white space around it."""
    return text.replace(SOFT_HYPHEN, "").strip()
