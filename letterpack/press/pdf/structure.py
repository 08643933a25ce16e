"""The structure tree (part of stage 7 of 7): paths of marked content become elements, in reading order (ISO 32000-1, 14.7),
with the text that an element says itself (ActualText, 14.9.4). What packets share is written with the tree; what is a packet's
own is left open and filled in from its marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from msgspec import Struct, field

from letterpack.model.galley import DESCRIPTION, Path, TagNode
from letterpack.model.letter import CALL
from letterpack.model.packet import PacketBlocks, PacketPage
from letterpack.model.pdf import Annotated, EnclosedElement, Marked
from letterpack.patterns import late
from letterpack.press.pdf.content import Segment, StripPlace, strip_at
from letterpack.press.pdf.objects import text_string

OwnTexts: TypeAlias = dict[Path, list[tuple[StripPlace, int]]]
"""The marks of each element that says text of the packet's own, by its path: strip and index."""


class OwnElement(Struct, frozen=True):
    """An element that says text of the packet's own: the marks whose text that is, and the rest of it."""

    marks: tuple[tuple[StripPlace, int], ...]
    written: OpenElement

    def body(self, sources: PacketBlocks) -> bytes:
        """Return the element of the packet with ``sources``."""
        said = [sources[at[0]][at[1]].strips[at[2]].marks[index].said for at, index in self.marks]
        return self.written.saying("".join(said))


def own_texts(segments: Sequence[Segment], pages: Sequence[PacketPage], sources: PacketBlocks) -> OwnTexts:
    """Return the elements that say text of the packet's own, in reading order."""
    found: OwnTexts = {}
    for segment in segments:
        page = pages[segment.page_index]
        for at in segment.strips if segment.own else ():
            for index, mark in enumerate(strip_at(page, sources, at).marks):
                if mark.said:
                    found.setdefault((TagNode("Part", page.part), *mark.path), []).append((at, index))
    return found


_TEXT_ATTRIBUTES: Final = frozenset({"Alt", "Lang", "T"})
_NOTE: Final = "Note"
_FOOTNOTE: Final = "FENote"
"""What a note is in PDF 2.0 (ISO 32000-2, 14.8.4.2.5), where it and its calls name one another."""
_PARAGRAPH: Final = "P"
_HEADING: Final = late(r"H[1-6]")
"""What a note of PDF 2.0 has none of (ISO/TS 32005, table 5); there it is a paragraph."""
_NAMESPACE: Final = "http://iso.org/pdf2/ssn"
_FIRST_ONLY: Final = frozenset(
    {"Art", "BibEntry", "BlockQuote", "Code", "Index", "Note", "Private", "Quote", "Reference", "TOC", "TOCI"}
)
"""Types that only the namespace of PDF 1.7 has, which is that of elements that name none (14.8.6)."""
_RUNNING: Final = frozenset({"Link", "Reference", "Span"})
"""Elements within a line: one that text stands behind is over, and the next of its kind is another."""
_OWNERS: Final = {"ListNumbering": "List", "Scope": "Table", "TextDecorationType": "Layout"}
"""Attributes with their owners (ISO 32000-1, 14.8.5)."""

ElementKid: TypeAlias = "Element | tuple[int, int] | int"
"""An element; marked content as page index and MCID; or the object number of an annotation."""


class Element(Struct, eq=False):
    """A structure element while the tree grows.

    ``box`` is a Figure's place on its page; ``entries`` is more of its dictionary, as PDF source. ``said`` is the text that it
    says itself; where it ``is_own``, that is each packet's own.
    """

    node: TagNode
    parent: Element | None
    kids: list[ElementKid] = field(default_factory=list)
    named: dict[TagNode, Element] = field(default_factory=dict)
    number: int = 0
    box: tuple[float, float, float, float] | None = None
    entries: str = ""
    said: str = ""
    is_own: bool = False

    def holder(self, role: str) -> Element:
        """Return the element of ``role`` that this is or is in: text that says itself is in a Span of its own. Itself where
        there is none.
        """
        found: Element | None = self
        while found is not None and found.node.role != role:
            found = found.parent
        return found or self


class OpenElement(Struct, frozen=True):
    """What is written of an element whose text is each packet's own: all before that text and all behind it."""

    before: bytes
    behind: bytes

    def saying(self, text: str) -> bytes:
        """Return the element with ``text``."""
        return b"%s/ActualText%s%s" % (self.before, actual(text), self.behind)


class StructureTree:
    """Grows a Document from what its pages say, then writes it. ``is_wordless`` where a Figure has no alternative text.

    Pages and annotations find their elements by keys (14.7.4.4): the ``page_count`` pages of the file come first. Where the file
    ``is_pdf_2``, elements are in the namespace of PDF 2.0.
    """

    def __init__(self, page_count: int, *, is_pdf_2: bool = False) -> None:
        self._is_pdf_2 = is_pdf_2
        self._namespace = 0
        self._references: dict[int, list[int]] = {}
        self.page_count = page_count
        self.document = Element(TagNode("Document", ""), None)
        self.pages: list[dict[int, Element]] = []
        self.annotations: dict[int, Element] = {}
        self.is_wordless = False
        self.open: dict[int, OpenElement] = {}
        self._way: list[tuple[TagNode, Element]] = []

    def add(self, path: Path, page_index: int, mcid: int | None) -> Element:
        """Put marked content ``mcid`` of a page, if any, under the element at ``path``, made where it is not there yet."""
        element = self._element(path)
        if mcid is not None:
            self._mark(element, page_index, mcid)
        return element

    def add_annotation(self, element: Element, number: int) -> int:
        """Put the annotation object ``number`` under ``element``; return its key."""
        element.kids.append(number)
        self.annotations[number] = element
        return self.page_count + len(self.annotations) - 1

    def keys(self) -> dict[int, int]:
        """Return the keys of the annotations so far, by their object numbers."""
        return {number: self.page_count + index for index, number in enumerate(self.annotations)}

    def enclose(
        self, path: Path, kids: Sequence[EnclosedElement], first_index: int, annotations: Sequence[Sequence[int]]
    ) -> None:
        """Put what an enclosure brings under the element at ``path``.

        ``first_index`` is that of its first page in the file; ``annotations`` are the object numbers of each page's annotations.
        """
        self._grow(self._element(path), kids, first_index, annotations)

    def _grow(
        self,
        parent: Element,
        kids: Iterable[EnclosedElement | Marked | Annotated],
        first: int,
        annotations: Sequence[Sequence[int]],
    ) -> None:
        for kid in kids:
            if isinstance(kid, EnclosedElement):
                element = Element(TagNode(kid.role, ""), parent, entries=kid.entries)
                parent.kids.append(element)
                self._grow(element, kid.kids, first, annotations)
            elif isinstance(kid, Marked):
                self._mark(parent, first + kid.page_index, kid.mcid)
            else:
                self.add_annotation(parent, annotations[kid.page_index][kid.position])

    def _mark(self, element: Element, page_index: int, mcid: int) -> None:
        while len(self.pages) <= page_index:
            self.pages.append({})
        element.kids.append((page_index, mcid))
        self.pages[page_index][mcid] = element

    def find(self, path: Path) -> Element | None:
        """Return the element at ``path``; None where there is none."""
        element: Element | None = self.document
        for node in path:
            element = element and element.named.get(node)
        return element

    def _element(self, path: Path) -> Element:
        """Return the element at ``path``, made where it is not there; one whose way begins as the last one's is found on it."""
        element = self.document
        way = self._way
        known = next((index for index, (node, step) in enumerate(zip(path, way, strict=False)) if step[0] is not node), len(way))
        del way[min(known, len(path)) :]
        for index, node in enumerate(path):
            found = way[index][1] if index < len(way) else element.named.get(node)
            if found is None or (node.role in _RUNNING and element.kids[-1] is not found):
                del way[index:]
                found = element.named[node] = Element(node, element)
                element.kids.append(found)
                self.is_wordless = self.is_wordless or (node.role == "Figure" and not dict(node.attributes).get("Alt"))
            if index == len(way):
                way.append((node, found))
            element = found
        return element

    def write(self, reserve: Callable[[], int], page_numbers: list[int]) -> tuple[int, list[tuple[int, bytes]]]:
        """Return the number of the StructTreeRoot, and all objects of the tree with their numbers."""
        root = reserve()
        elements = self._numbered(reserve)
        spaces: list[tuple[int, bytes]] = []
        if self._is_pdf_2:
            self._namespace = reserve()
            spaces.append((self._namespace, f"<</Type/Namespace/NS({_NAMESPACE})>>".encode("ascii")))
            self._references = _references(elements)
        self.open = {element.number: self._opened(element, root, page_numbers) for element in elements if element.is_own}
        objects = [(each.number, self._body(each, root, page_numbers)) for each in elements if not each.is_own] + spaces
        tree = reserve()
        objects.append((tree, self._parent_tree()))
        notes = [element.number for element in elements if element.node.role == _NOTE]
        body = (
            f"<</Type/StructTreeRoot/K {self.document.number} 0 R/ParentTree {tree} 0 R"
            f"{self._types(has_notes=bool(notes))}"
            f"/ParentTreeNextKey {self.page_count + len(self.annotations)}{_identifiers(notes)}>>"
        )
        objects.append((root, body.encode("ascii")))
        return root, objects

    def _types(self, *, has_notes: bool) -> str:
        """Return where the types of PDF 2.0 are from; to readers before it, a note is still one (14.8.6)."""
        if not self._is_pdf_2:
            return ""
        return f"/Namespaces[{self._namespace} 0 R]" + (f"/RoleMap<</{_FOOTNOTE}/{_NOTE}>>" if has_notes else "")

    def _numbered(self, reserve: Callable[[], int]) -> list[Element]:
        ordered: list[Element] = []
        waiting = [self.document]
        while waiting:
            element = waiting.pop()
            element.number = element.number or reserve()
            ordered.append(element)
            waiting.extend(kid for kid in reversed(element.kids) if isinstance(kid, Element))
        return ordered

    def _body(self, element: Element, root: int, page_numbers: list[int]) -> bytes:
        opened = self._opened(element, root, page_numbers)
        return opened.saying(element.said) if element.said else opened.before + opened.behind

    def _opened(self, element: Element, root: int, page_numbers: list[int]) -> OpenElement:
        home = next((kid[0] for kid in element.kids if isinstance(kid, tuple)), None)
        kids = " ".join([self._kid(kid, home, page_numbers) for kid in element.kids])
        page = f"/Pg {page_numbers[home]} 0 R" if home is not None else ""
        parent = element.parent.number if element.parent else root
        role, space = element.node.role, ""
        if self._is_pdf_2:
            role = _FOOTNOTE if role == _NOTE else _PARAGRAPH if _HEADING.fullmatch(role) and _is_in_note(element) else role
            named = [f"{number} 0 R" for number in self._references.get(element.number, ())]
            space = f"/NS {self._namespace} 0 R" if role not in _FIRST_ONLY else ""
            space += f"/Ref[{' '.join(named)}]" if named else ""
        before = f"<</S/{role}{space}/P {parent} 0 R{page}{self._attributes(element)}{element.entries}"
        return OpenElement(before.encode("ascii"), f"/K[{kids}]>>".encode("ascii"))

    def _attributes(self, element: Element) -> str:
        said = [f"/ID{_identifier(element.number)}"] if element.node.role == _NOTE else []
        owned = [f"<</O/{_FOOTNOTE}/NoteType/Footnote>>"] if said and self._is_pdf_2 else []
        for key, value in element.node.attributes:
            if key in _TEXT_ATTRIBUTES and value:
                said.append(f"/{key}{text_string(value)}")
            elif key in _OWNERS and (self._is_pdf_2 or value != DESCRIPTION):
                owned.append(f"<</O/{_OWNERS[key]}/{key}/{value}>>")
        if element.box is not None:
            owned.append(f"<</O/Layout/Placement/Block/BBox[{' '.join(f'{value:.2f}' for value in element.box)}]>>")
        return "".join(said) + (f"/A[{''.join(owned)}]" if owned else "")

    @staticmethod
    def _kid(kid: ElementKid, home: int | None, page_numbers: list[int]) -> str:
        if isinstance(kid, Element):
            return f"{kid.number} 0 R"
        if isinstance(kid, int):
            return f"<</Type/OBJR/Obj {kid} 0 R>>"
        page_index, mcid = kid
        return str(mcid) if page_index == home else f"<</Type/MCR/Pg {page_numbers[page_index]} 0 R/MCID {mcid}>>"

    def _parent_tree(self) -> bytes:
        rows: list[str] = []
        for index, page in enumerate(self.pages):
            if page:
                elements = (page.get(mcid) for mcid in range(max(page) + 1))
                rows.append(f"{index}[{' '.join(f'{each.number} 0 R' if each else 'null' for each in elements)}]")
        rows.extend([f"{key} {self.annotations[number].number} 0 R" for number, key in self.keys().items()])
        return f"<</Nums[{' '.join(rows)}]>>".encode("ascii")


def actual(text: str) -> bytes:
    """Return what an element says as a PDF string: hyphens that only the end of a line put in are gone (14.8.2.2.3)."""
    return text_string(text.replace("\u00ad", "")).encode("ascii")


def _identifier(number: int) -> str:
    """Return the identifier of a note: unique, as ISO 14289-1, 7.9 asks, and in the order of numbers."""
    return f"(note-{number:08})"


def _identifiers(notes: list[int]) -> str:
    if not notes:
        return ""
    return f"/IDTree<</Names[{' '.join(f'{_identifier(number)} {number} 0 R' for number in sorted(notes))}]>>"


def _is_in_note(element: Element) -> bool:
    parent = element.parent
    while parent is not None and parent.node.role != _NOTE:
        parent = parent.parent
    return parent is not None


def _references(elements: Iterable[Element]) -> dict[int, list[int]]:
    """Return by the number of each note those of its calls, and by that of each call its note's (ISO 32000-2, 14.7.2, Ref)."""
    notes = {element.node.key: element.number for element in elements if element.node.role == _NOTE}
    found: dict[int, list[int]] = {}
    for element in elements:
        note = notes.get(element.node.key.removeprefix(CALL).partition(".")[0]) if element.node.role == "Reference" else None
        if note is not None:
            found[element.number] = [note]
            found.setdefault(note, []).append(element.number)
    return found
