"""Tags value by value: what each element is, what holds it, what it holds, and how pages and annotations find it.

An element is what its marked content is called on the page; whoever holds another is named by it; whatever leads to it from a
page, an annotation or another element is led to by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from letterpack.model.roles import CARRIER, ROLES
from letterpack.patterns import late
from letterpack.readback.exact.shapes import ELEMENT, NAMESPACE, PARENTS, TREE, shape_faults
from letterpack.readback.objects import OwnObjects, array, dictionary, name
from letterpack.readback.page_tree import FilePage, streams_of
from letterpack.readback.values import Name, Ref, Value, text_of

_MARK: Final = late(rb"/(\w+)<</MCID (\d+)>>BDC")
_CONTAINERS: Final = frozenset(
    {"Document", "Part", "Div", "L", "LI", "LBody", "BlockQuote", "Table", "THead", "TBody", "TR", "Reference", "Note", "FENote"}
)
"""What may hold others and nothing of a page."""
_HOLDS: Final = {
    "Document": {"Part"}, "L": {"LI"}, "LI": {"Lbl", "LBody"}, "Table": {"THead", "TBody"}, "THead": {"TR"}, "TBody": {"TR"},
    "TR": {"TH", "TD"}, "Reference": {"Link", "Span"},
}  # fmt: skip
_KNOWN: Final = _CONTAINERS | {
    "P", "H1", "H2", "H3", "H4", "H5", "H6", "Figure", "Span", "Link", "Lbl", "TH", "TD", "Caption", "Code",
}  # fmt: skip
_FIRST_ONLY: Final = frozenset({"BlockQuote", "Code", "Note", "Reference"})
"""What PDF 2.0 has in the namespace of PDF 1.7 alone (14.8.6)."""
_MOST: Final = 200_000


class TreeElement(Struct, frozen=True, eq=False):
    """An element: its object, its entries, the element that holds it, what it holds in order: elements, marked contents as page
    index and MCID, annotations.
    """

    ref: Ref
    entries: Mapping[str, Value]
    parent: TreeElement | None
    role: str
    kids: list[TreeElement | tuple[int, int] | Ref]

    def walk(self) -> Iterator[TreeElement]:
        """Yield this element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, TreeElement):
                yield from kid.walk()

    def read(self) -> Iterator[tuple[int, int]]:
        """Yield the marked contents of this element and all below it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, TreeElement):
                yield from kid.read()
            elif isinstance(kid, tuple):
                yield kid

    @property
    def contents(self) -> list[tuple[int, int]]:
        """Its own marked contents."""
        return [kid for kid in self.kids if isinstance(kid, tuple)]


def grown(objects: OwnObjects, root: Mapping[str, Value], pages: Sequence[FilePage]) -> TreeElement | None:
    """Return the document's top element with all below it; None where there is none."""
    indexes = {page.ref: index for index, page in enumerate(pages) if page.ref is not None}
    tree = dictionary(objects, root.get("StructTreeRoot"))
    top = tree.get("K")
    if not isinstance(top, Ref):
        return None
    made = _element(objects, top, None)
    waiting, seen = [made], {top}
    while waiting and len(seen) < _MOST:
        each = waiting.pop()
        home = each.entries.get("Pg")
        index = indexes.get(home, -1) if isinstance(home, Ref) else -1
        for kid in array(objects, each.entries.get("K")):
            if isinstance(kid, int):
                each.kids.append((index, kid))
            elif isinstance(kid, Ref):
                if kid not in seen:
                    seen.add(kid)
                    below = _element(objects, kid, each)
                    each.kids.append(below)
                    waiting.append(below)
            elif isinstance(kid, dict) and isinstance(mcid := kid.get("MCID"), int):
                at = kid.get("Pg")
                each.kids.append((indexes.get(at, -1) if isinstance(at, Ref) else -1, mcid))
            elif isinstance(kid, dict) and isinstance(held := kid.get("Obj"), Ref):
                each.kids.append(held)
    return made


def _element(objects: OwnObjects, ref: Ref, parent: TreeElement | None) -> TreeElement:
    entries = dictionary(objects, ref)
    return TreeElement(ref, entries, parent, name(objects, entries.get("S")), [])


def tree_faults(
    objects: OwnObjects, root: Mapping[str, Value], pages: Sequence[FilePage], own: int, top: TreeElement, *, is_pdf_2: bool
) -> Iterator[str]:
    """Yield what is otherwise in the tags of the first ``own`` pages, and in what holds all tags together."""
    tree = dictionary(objects, root.get("StructTreeRoot"))
    yield from shape_faults("structure", tree, TREE)
    spaces = array(objects, tree.get("Namespaces"))
    space = next((each for each in spaces if isinstance(each, Ref)), None)
    if bool(spaces) != is_pdf_2 or len(spaces) > 1:
        yield "its structure has other namespaces"
    for each in spaces:
        yield from shape_faults("namespace", dictionary(objects, each), NAMESPACE)
    everything = list(top.walk())
    letters = [each for each in everything if not is_enclosed(each, own)]
    marks = {(index, int(mcid)): role.decode("ascii") for index in range(own) for role, mcid in _marks_on(objects, pages[index])}
    for element in letters:
        yield from _element_faults(element, marks, space if is_pdf_2 else None)
    yield from _notes(objects, tree, letters, is_pdf_2=is_pdf_2)
    yield from _parents(objects, tree, pages, own, everything)


def _marks_on(objects: OwnObjects, page: FilePage) -> Iterator[tuple[bytes, bytes]]:
    for stream in streams_of(objects, page):
        yield from _MARK.findall(stream.data())


def is_enclosed(element: TreeElement, own: int) -> bool:
    """Whether an element belongs to an enclosure: the first content of its part stands on a page that others have made."""
    part = element
    while part.parent is not None and part.parent.parent is not None:
        part = part.parent
    first = next((content[0] for each in part.walk() for content in each.contents), 0)
    return part.parent is not None and first >= own


def _element_faults(element: TreeElement, marks: Mapping[tuple[int, int], str], space: Ref | None) -> Iterator[str]:
    role, entries = element.role, element.entries
    what = f"tag {role}"
    yield from shape_faults(what, entries, ELEMENT)
    if role not in _KNOWN:
        yield f"its tag {role}, which letterpack has not"
    if isinstance(space, Ref) and (entries.get("NS") == space) == (role in _FIRST_ONLY):
        yield f"its {what} is of another namespace"
    if space is None and ("NS" in entries or "Ref" in entries):
        yield f"its {what} is of a namespace"
    homes = {at for at, _ in element.contents}
    if ("Pg" in entries) != bool(homes) or -1 in homes:
        yield f"its {what} names another page than that of its text"
    if role in _CONTAINERS and homes and role not in ("Note", "FENote", "LBody", "BlockQuote", "Reference"):
        yield f"its {what} has text of its own"
    for kid in element.kids:
        if isinstance(kid, TreeElement) and role in _HOLDS and kid.role not in _HOLDS[role]:
            yield f"its {what} holds a tag {kid.role}"
        if isinstance(kid, tuple) and marks.get(kid) not in (role, _before_pdf_2(element)):
            yield f"its {what} holds what the page calls {marks.get(kid, 'nothing')}"
    yield from _attributes(element, what)


def _before_pdf_2(element: TreeElement) -> str | None:
    """Return what a heading in a note was, which PDF 2.0 has none of."""
    around = element.parent
    while around is not None and around.role != "FENote":
        around = around.parent
    return "H2" if around is not None and element.role == "P" else None


def _attributes(element: TreeElement, what: str) -> Iterator[str]:
    """Yield what an element says of itself that others of its kind do not."""
    role, entries = element.role, element.entries
    listed = entries.get("A")
    owners = [(each.get("O"), each) for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    owned = [str(owner) for owner, _ in owners]
    wanted = {"TH": ["Table"], "Figure": ["Layout"], "FENote": ["FENote"]}.get(role, [])
    allowed: tuple[list[str], ...] = {"L": (["List"], []), "Span": (["Layout"], [])}.get(role, (wanted,))
    if owned not in allowed:
        yield f"its {what} has other attributes"
    if role == "Figure" and owners and "BBox" not in owners[0][1]:
        yield f"its {what} has no place"
    if role == "Span" and owners and "TextDecorationType" not in owners[0][1]:
        yield f"its {what} has other attributes"
    if (("Alt" in entries) and role != "Figure") or ("ActualText" in entries and role != "Span"):
        yield f"its {what} has words of its own"
    if ("ID" in entries) != (role in ("Note", "FENote")):
        yield f"its {what} has another name"
    title = text_of(entries.get("T"))
    if title and title not in ROLES:
        yield f"its {what} is called `{title[:60]}`"
    # An address, a passage in another language, or code, of which each line is a paragraph.
    is_code = all(isinstance(kid, TreeElement) and kid.role == "P" for kid in element.kids)
    if role == "Div" and not ((title and is_code) or "Lang" in entries or is_code):
        yield f"its {what} is not an address"


def _notes(objects: OwnObjects, tree: Mapping[str, Value], letters: Sequence[TreeElement], *, is_pdf_2: bool) -> Iterator[str]:
    """Yield where notes are named otherwise, or notes and their calls do not name one another."""
    notes = [each for each in letters if each.role in ("Note", "FENote")]
    tables = tree.get("IDTree")
    listed = tables.get("Names") if isinstance(tables, dict) else None
    named: list[Value] = []
    for each in sorted(notes, key=lambda each: each.ref.number):
        named += [each.entries.get("ID"), each.ref]
        if each.entries.get("ID") != b"note-%08d" % each.ref.number:
            yield f"its tag {each.role} has another name"
    pairs = list(zip(listed[::2], listed[1::2], strict=False)) if isinstance(listed, list) else []
    ours = {each.ref for each in letters}
    # Those of an enclosure have names that are told to be theirs.
    own = [each for pair in pairs if pair[1] in ours or dictionary(objects, pair[1]).get("ID") != pair[0] for each in pair]
    if own != named:
        yield "its names of notes differ"
    if ("RoleMap" in tree) != (is_pdf_2 and bool(notes)):
        yield "its map of roles is another"
    if not is_pdf_2:
        return
    calls = [each for each in letters if each.role == "Reference"]
    leads = {each.ref: array(objects, each.entries.get("Ref")) for each in (*notes, *calls)}
    ends = {each.ref for each in notes}
    wanted = {"Note": ends ^ leads.keys(), "FENote": ends ^ leads.keys(), "Reference": ends}
    for each in (*notes, *calls):
        others = [other for other in leads[each.ref] if isinstance(other, Ref) and other in wanted[each.role]]
        are_back = all(each.ref in leads[other] for other in others)
        if not are_back or len(others) != len(leads[each.ref]) or (each.role == "Reference" and len(others) != 1):
            yield f"its tag {each.role} names other tags"
    if any("Ref" in each.entries for each in letters if each.role not in ("Note", "FENote", "Reference")):
        yield "its tags name others"


def _parents(
    objects: OwnObjects, tree: Mapping[str, Value], pages: Sequence[FilePage], own: int, everything: Sequence[TreeElement]
) -> Iterator[str]:
    """Yield where pages and annotations find other elements than those that hold them (14.7.4.4)."""
    parents = dictionary(objects, tree.get("ParentTree"))
    yield from shape_faults("way to its tags", parents, PARENTS)
    pairs = array(objects, parents.get("Nums"))
    keys = [key for key in pairs[::2] if isinstance(key, int)]
    rows: dict[int, Value] = dict(zip(keys, pairs[1::2], strict=False))
    if len(rows) * 2 != len(pairs) or keys != sorted(keys):
        yield "its ways to tags are out of order"
    held = {content: each.ref for each in everything for content in each.contents}
    for index, page in enumerate(pages[:own]):
        row, last = array(objects, rows.get(index)), max([mcid for at, mcid in held if at == index], default=-1)
        if page.entries.get("StructParents") != index or row != [held.get((index, mcid)) for mcid in range(last + 1)]:
            yield f"its page {index + 1} leads to other tags"
    annotations = {kid: each for each in everything for kid in each.kids if isinstance(kid, Ref)}
    own_keys = [dictionary(objects, ref).get("StructParent") for ref in annotations]
    if [rows.get(key) if isinstance(key, int) else None for key in own_keys] != [each.ref for each in annotations.values()]:
        yield "its link leads to another tag than the one that holds it"
    known = {*range(len(pages)), *[key for key in own_keys if isinstance(key, int)]}
    if tree.get("ParentTreeNextKey") != len(pages) + len(annotations) or len(known) != len(pages) + len(annotations):
        yield "its ways to tags are counted otherwise"
    if not rows.keys() <= known:
        yield "its ways to tags are more than there are pages and links"
    yield from _on_pages(objects, pages, own, annotations)


def _on_pages(objects: OwnObjects, pages: Sequence[FilePage], own: int, annotations: Mapping[Ref, TreeElement]) -> Iterator[str]:
    """Yield that ``annotations`` are on other pages than the tags that hold them, or on none, or that others are."""
    listed = [[each for each in array(objects, page.entries.get("Annots")) if isinstance(each, Ref)] for page in pages]
    once = [each for page in listed for each in page]
    if len(set(once)) != len(once) or not annotations.keys() <= set(once):
        yield "its links are not on the page of their tags"
    for index in range(own):
        holders = [annotations.get(each) for each in listed[index]]
        if not all(holder is not None and index in {at for at, _ in holder.read()} for holder in holders):
            yield f"its link on page {index + 1} is in no tag of that page"


def list_faults(objects: OwnObjects, element: TreeElement, said: Mapping[TreeElement, str]) -> Iterator[str]:
    """Yield where a list ``element`` says that it is numbered otherwise than its labels, whose texts are ``said``."""
    labels = [kid for item in element.kids if isinstance(item, TreeElement) for kid in item.kids]
    texts = [said.get(kid, "").strip() for kid in labels if isinstance(kid, TreeElement) and kid.role == "Lbl"]
    attributes = array(objects, element.entries.get("A"))
    kind = attributes[0].get("ListNumbering") if attributes and isinstance(attributes[0], dict) else None
    is_figured = bool(texts) and any(map(str.isalnum, texts[0][:1]))
    is_described = text_of(element.entries.get("T")) == CARRIER
    if texts and not is_described and kind != Name("Decimal" if is_figured else "Disc"):
        yield "its list is numbered otherwise than it says"
    if not texts and kind is not None:
        yield "its list says how it is numbered, and has no labels"
