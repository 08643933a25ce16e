"""The structure tree as a tree of values, and what ISO 14289-1 (PDF/UA-1) holds against it: our own reading of the checkpoints of
the Matterhorn Protocol 1.1 that a program can judge by the tags alone.

``RULES`` is the table: a new checkpoint is a function and a row. Each yields what a file has wrong, in words that follow "the
packet".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from letterpack.patterns import late
from letterpack.readback.objects import Objects, array, dictionary, name
from letterpack.readback.values import Ref, Value, text_of

_MOST_DEPTH: Final = 64
_MOST_ELEMENTS: Final = 200_000
_MOST_SPAN: Final = 1_000
"""Columns or rows that one cell may claim before it is no table."""
_KIDS: Final = {
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"}, "TR": {"TH", "TD"},
    "L": {"L", "LI", "Caption"}, "LI": {"Lbl", "LBody"}, "TOC": {"TOC", "TOCI", "Caption"},
}  # fmt: skip
"""What may stand right in what (ISO 32000-1, 14.8.4.3)."""
_PARENTS: Final = {
    "TR": {"Table", "THead", "TBody", "TFoot"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"}, "TH": {"TR"},
    "TD": {"TR"}, "LI": {"L"}, "LBody": {"LI"}, "TOCI": {"TOC"},
}  # fmt: skip
_STANDARD: Final = frozenset(
    {
        "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index", "NonStruct",
        "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD",
        "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Ruby",
        "RB", "RT", "RP", "Warichu", "WT", "WP", "Figure", "Formula", "Form",
    }
)  # fmt: skip
"""Standard structure types (ISO 32000-1, 14.8.4)."""
FIRST: Final = {"FENote": "Note"}
"""What types of PDF 2.0 (ISO 32000-2, 14.8.4) are in PDF 1.7."""
_HEADING: Final = late(r"H[1-6]")
_LANGUAGE: Final = late(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
"""The shape of a language tag, as ISO 32000-1, 14.9.2 takes it from RFC 3066."""


class Tag(Struct, frozen=True):
    """A structure element. ``role`` is its type as the role map has it; ``attributes`` are those of all its owners.

    ``contents`` are its marked contents, page index and MCID; ``annotations`` counts those that it holds.
    """

    role: str
    ref: Ref | None
    entries: Mapping[str, Value]
    attributes: Mapping[str, Value]
    kids: tuple[Tag, ...]
    contents: tuple[tuple[int, int], ...]
    annotations: int

    def walk(self) -> Iterator[Tag]:
        """Yield the element and all below it in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def says(self, key: str) -> str:
        """Return the text of an entry, without white space around it."""
        return text_of(self.entries.get(key)).strip()


class Tags(Struct, frozen=True):
    """A file's tags: its top elements, the parents that the parent tree names by its keys, the pages' keys in it by index."""

    tops: tuple[Tag, ...]
    parents: Mapping[int, Value]
    page_keys: tuple[int | None, ...]

    def walk(self) -> Iterator[Tag]:
        """Yield every element in reading order."""
        for top in self.tops:
            yield from top.walk()


def read_tags(objects: Objects, root: Value, pages: Sequence[tuple[Ref | None, Mapping[str, Value]]]) -> Tags:
    """Return the tags under the StructTreeRoot ``root`` of a file with ``pages``, each by its reference and its entries."""
    tree = dictionary(objects, root)
    reader = _TagReader(
        objects,
        {ref: index for index, (ref, _) in enumerate(pages) if ref is not None},
        {key: name(objects, value) for key, value in dictionary(objects, tree.get("RoleMap")).items()},
    )
    kids = tree.get("K")
    tops = [reader.tag(kid, -1, 0) for kid in (array(objects, kids) if isinstance(objects.get(kids), list) else [kids])]
    keys = [key if isinstance(key := entries.get("StructParents"), int) else None for _, entries in pages]
    return Tags(tuple([top for top in tops if top.role]), number_tree(objects, tree.get("ParentTree")), tuple(keys))


class _TagReader:
    def __init__(self, objects: Objects, pages: Mapping[Ref, int], roles: Mapping[str, str]) -> None:
        self.objects, self.pages, self.roles = objects, pages, roles
        self._seen: set[Ref] = set()

    def tag(self, value: Value, page_index: int, depth: int) -> Tag:
        entries = dictionary(self.objects, value)
        page = entries.get("Pg")
        page_index = self.pages.get(page, -1) if isinstance(page, Ref) else page_index
        kids: list[Tag] = []
        contents: list[tuple[int, int]] = []
        annotations = 0
        for kid in array(self.objects, entries.get("K")) if depth < _MOST_DEPTH else ():
            if isinstance(kid, int):
                contents.append((page_index, kid))
                continue
            inner = dictionary(self.objects, kid)
            if "S" in inner:
                if self._is_new(kid):
                    kids.append(self.tag(kid, page_index, depth + 1))
            elif name(self.objects, inner.get("Type")) == "OBJR":
                annotations += 1
            elif isinstance(mcid := inner.get("MCID"), int):
                at = inner.get("Pg")
                contents.append((self.pages.get(at, -1) if isinstance(at, Ref) else page_index, mcid))
        role = self._role(name(self.objects, entries.get("S")))
        ref = value if isinstance(value, Ref) else None
        return Tag(role, ref, entries, self._attributes(entries.get("A")), tuple(kids), tuple(contents), annotations)

    def _is_new(self, kid: Value) -> bool:
        """Whether the element has not been read: in a tree that runs in a circle each would be read without end."""
        if not isinstance(kid, Ref):
            return True
        is_new = kid not in self._seen
        self._seen.add(kid)
        return is_new

    def _role(self, role: str) -> str:
        role = FIRST.get(role, role)
        for _ in range(min(len(self.roles), _MOST_DEPTH)):
            if role in _STANDARD or role not in self.roles:
                break
            role = self.roles[role]
        return role

    def _attributes(self, value: Value) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for each in array(self.objects, value):
            found.update(dictionary(self.objects, each))
        return found


def elements_below(objects: Objects, kids: Value) -> Iterator[Mapping[str, Value]]:
    """Yield the structure elements among ``kids`` and below them, each once, in the order in which they are read."""
    waiting: list[Value] = [kids]
    seen: set[Ref] = set()
    while waiting and len(seen) < _MOST_ELEMENTS:
        each = waiting.pop()
        if isinstance(each, Ref):
            if each in seen:
                continue
            seen.add(each)
        found = objects.get(each)
        if isinstance(found, list):
            waiting.extend(reversed(found))
        elif isinstance(found, dict) and "S" in found:
            yield found
            waiting.append(found.get("K"))


def number_tree(objects: Objects, root: Value) -> dict[int, Value]:
    """Return the entries of a number tree (ISO 32000-1, 7.9.7); of one that runs in circles each node once."""
    found: dict[int, Value] = {}
    waiting, seen = [root], set[Ref]()
    while waiting:
        value = waiting.pop()
        if isinstance(value, Ref):
            if value in seen:
                continue
            seen.add(value)
        node = dictionary(objects, value)
        pairs = array(objects, node.get("Nums"))
        found.update({key: parent for key, parent in zip(pairs[::2], pairs[1::2], strict=False) if isinstance(key, int)})
        waiting.extend(array(objects, node.get("Kids")))
    return found


def tag_faults(objects: Objects, tags: Tags) -> tuple[str, ...]:
    """Return what ISO 14289-1 holds against ``tags``, in words, each once."""
    return tuple(dict.fromkeys([fault for rule in RULES for fault in rule(objects, tags)]))


def _types(_: Objects, tags: Tags) -> Iterator[str]:
    """7.1: every type is a standard one, or mapped to one."""
    for tag in tags.walk():
        if tag.role not in _STANDARD:
            yield f"has a tag `{tag.role}` that no reader knows"


def _nesting(_: Objects, tags: Tags) -> Iterator[str]:
    """7.2 and 7.6: parts of tables and lists stand where they belong."""
    for tag in tags.walk():
        allowed = _KIDS.get(tag.role)
        for kid in tag.kids:
            if (allowed is not None and kid.role not in allowed) or tag.role not in _PARENTS.get(kid.role, {tag.role}):
                yield f"has a tag {kid.role} right in {tag.role}"
        if allowed is not None and tag.contents:
            yield f"has text right in a tag {tag.role}"
    for top in tags.tops:
        if top.role in _PARENTS:
            yield f"has a tag {top.role} in nothing"


def _tables(_: Objects, tags: Tags) -> Iterator[str]:
    """7.2: a head has a body, parts stand once and in order, rows are of one length."""
    for tag in tags.walk():
        if tag.role != "Table":
            continue
        roles = [kid.role for kid in tag.kids]
        if not {"THead", "TFoot"}.isdisjoint(roles) and "TBody" not in roles:
            yield "has a table with a head and no body"
        if "TBody" in roles and "TR" in roles:
            yield "has a table with rows beside its body"
        if any(roles.count(once) > 1 for once in ("THead", "TFoot", "Caption")) or "Caption" in roles[1:-1]:
            yield "has a table with a head, a foot or a caption out of place"
        rows = [row for kid in tag.kids for row in ((kid,) if kid.role == "TR" else kid.kids) if row.role == "TR"]
        if not rows:
            yield "has a table without rows"
        elif not _is_regular(rows):
            yield "has a table whose rows are not of one length"
        heads = [cell for row in rows for cell in row.kids if cell.role == "TH"]
        if any("Scope" not in cell.attributes and "ID" not in cell.entries for cell in heads):
            yield "has a head of a table that does not say what it heads"


def _is_regular(rows: Sequence[Tag]) -> bool:
    """Whether the cells of ``rows`` fill a grid without holes, by ColSpan and RowSpan."""
    held: dict[int, int] = {}
    widths: set[int] = set()
    for row in rows:
        filled = set(held)
        held = {at: left - 1 for at, left in held.items() if left > 1}
        column = 0
        for cell in row.kids:
            while column in filled:
                column += 1
            across, down = _span(cell, "ColSpan"), _span(cell, "RowSpan")
            filled.update(range(column, column + across))
            held.update(dict.fromkeys(range(column, column + across), down - 1) if down > 1 else {})
            column += across
        if filled != set(range(len(filled))):
            return False
        widths.add(len(filled))
    return len(widths) == 1 and not held


def _span(cell: Tag, key: str) -> int:
    value = cell.attributes.get(key, 1)
    return min(value, _MOST_SPAN) if isinstance(value, int) and value > 0 else 1


def _headings(_: Objects, tags: Tags) -> Iterator[str]:
    """7.4: levels begin with 1 and never skip, a file uses numbered headings or the others, and a heading says something."""
    headings = [tag for tag in tags.walk() if tag.role == "H" or _HEADING.fullmatch(tag.role)]
    levels = [int(tag.role[1]) for tag in headings if tag.role != "H"]
    if levels and levels[0] != 1:
        yield f"has a first heading of level {levels[0]}"
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"has a heading of level {after} below one of level {before}"
    if levels and len(levels) < len(headings):
        yield "has headings with and without a level"
    if any([kid.role for kid in tag.kids].count("H") > 1 for tag in tags.walk()):
        yield "has two headings without a level in one section"
    if any(not tag.contents and not tag.kids and not tag.says("ActualText") for tag in headings):
        yield "has a heading without text"


def _words(_: Objects, tags: Tags) -> Iterator[str]:
    """7.3 and 7.7: what is no text has words that stand for it."""
    for tag in tags.walk():
        if tag.role in ("Figure", "Formula") and not (tag.says("Alt") or tag.says("ActualText")):
            yield "has a picture without alternative text"


def _notes(_: Objects, tags: Tags) -> Iterator[str]:
    """7.9: every note has an identifier of its own."""
    identifiers = [tag.says("ID") for tag in tags.walk() if tag.role == "Note"]
    if not all(identifiers):
        yield "has a note without an identifier"
    if len(set(identifiers)) < len(identifiers):
        yield "has two notes with one identifier"


def _links(_: Objects, tags: Tags) -> Iterator[str]:
    """7.18.5: a tag Link holds the annotation that leads somewhere."""
    for tag in tags.walk():
        if tag.role == "Link" and not any(each.annotations for each in tag.walk()):
            yield "has a tag Link that leads nowhere"


def _languages(_: Objects, tags: Tags) -> Iterator[str]:
    """7.2: languages are named by tags."""
    for tag in tags.walk():
        language = text_of(tag.entries.get("Lang"))
        if "Lang" in tag.entries and not _LANGUAGE.fullmatch(language):
            yield f"has a language `{language}` that is none"


def _parent_tree(objects: Objects, tags: Tags) -> Iterator[str]:
    """7.1: a page's contents lead to the elements that hold them (ISO 32000-1, 14.7.4.4)."""
    rows = {index: array(objects, tags.parents.get(key)) for index, key in enumerate(tags.page_keys) if key is not None}
    for tag in tags.walk():
        for page_index, mcid in tag.contents:
            row = rows.get(page_index, [])
            parent = row[mcid] if 0 <= mcid < len(row) else None
            if not isinstance(parent, Ref) or parent != tag.ref:
                yield f"has contents on page {page_index + 1} that do not lead to their tag"


TagRule = Callable[[Objects, Tags], Iterable[str]]
RULES: Final[tuple[TagRule, ...]] = (
    _types, _nesting, _tables, _headings, _words, _links, _languages, _notes, _parent_tree,
)  # fmt: skip


def page_faults(objects: Objects, parents: Mapping[int, Value], pages: Iterable[Mapping[str, Value]]) -> Iterator[str]:
    """Yield what ISO 14289-1, 7.18 holds against the annotations of ``pages``: each is in the tags, a link says where it leads.

    ``parents`` are those that the parent tree names.
    """
    for index, entries in enumerate(pages, 1):
        annotations = [dictionary(objects, each) for each in array(objects, entries.get("Annots"))]
        if annotations and name(objects, entries.get("Tabs")) != "S":
            yield f"has links on page {index} that are not in the order of its tags"
        for annotation in annotations:
            key = annotation.get("StructParent")
            parent = dictionary(objects, parents.get(key)) if isinstance(key, int) else {}
            is_link = name(objects, annotation.get("Subtype")) == "Link"
            if not parent:
                yield f"has a {'link' if is_link else 'mark'} on page {index} that is not in its tags"
            if is_link and not text_of(annotation.get("Contents")).strip():
                yield f"has a link on page {index} that does not say where it leads"


def document_faults(objects: Objects, root: Mapping[str, Value]) -> Iterator[str]:
    """Yield what ISO 14289-1, 7.1 holds against the catalog."""
    if dictionary(objects, root.get("MarkInfo")).get("Suspects") is True:
        yield "says of its own tags that they may be wrong"
    if dictionary(objects, root.get("ViewerPreferences")).get("DisplayDocTitle") is not True:
        yield "shows its file's name in place of its title"
    language = text_of(objects.get(root.get("Lang")))
    if language and not _LANGUAGE.fullmatch(language):
        yield f"has a language `{language}` that is none"
