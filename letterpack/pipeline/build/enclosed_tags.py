"""What PDF/UA holds against the tags of an enclosure, by the rules by which a check reads a packet's: a claim is kept by them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from letterpack.enclosures.breaches import Against
from letterpack.model.pdf import Annotated, EnclosedElement, Marked

if TYPE_CHECKING:
    from letterpack.readback.tags import Tag
    from letterpack.readback.values import Value


T = TypeVar("T")
_CONTENT: Final = "content"
_HEADINGS: Final = frozenset(("H1", "H2", "H3", "H4", "H5", "H6"))
_BLOCKS: Final = _HEADINGS | {"BlockQuote", "Div", "Figure", "L", "P", "Table"}
_WORDS: Final = frozenset((_CONTENT, "Code", "Link", "Span"))
_NESTS: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset(("Part",)),
    "Part": _BLOCKS | {"Part", "Sect"},
    "Sect": _BLOCKS | {"Sect"},
    "Div": frozenset(("P",)),
    "BlockQuote": _HEADINGS | {"BlockQuote", "L", "P"},
    "P": _WORDS,
    **dict.fromkeys((*_HEADINGS, "TD", "TH"), _WORDS),
    **dict.fromkeys(("Code", "Figure", "Link", "Span"), frozenset((_CONTENT,))),
    "L": frozenset(("LI",)),
    "LI": frozenset(("LBody", "Lbl")),
    "Lbl": frozenset((_CONTENT,)),
    "LBody": _WORDS | _HEADINGS | {"L", "P"},
    "Table": frozenset(("TBody", "THead", "TR")),
    **dict.fromkeys(("TBody", "THead"), frozenset(("TR",))),
    "TR": frozenset(("TD", "TH")),
}
"""What an enclosure's tag may hold to keep a standard that asks for it: part of ISO/TS 32005, table 5. What is not here is not
looked at, and costs the claim: notes among it, which must name those who call them. The top is a Document in its own file.
"""


def enclosed_tag_faults(structure: tuple[EnclosedElement, ...]) -> Iterator[tuple[str, Against]]:
    """Yield what is wrong with an enclosure's elements, in words that follow "it", and which standards it is against."""
    from letterpack.readback.tags import OF_ELEMENTS, Tags

    tags = Tags(tuple(map(_tag, structure)), {}, ())
    for rule in OF_ELEMENTS:
        yield from [(fault, "words") for fault in dict.fromkeys(rule(_NoObjects(), tags))]
    for tag in tags.walk():
        if tag.annotations and tag.role != "Link":
            yield f"has a link in a tag {tag.role}", "words"  # ISO 14289-1, 7.18.5
        if tag.role == "Form":
            yield "has a tag Form without a field", "words"  # 7.18.4: fields do not come along.
    for role, kid in sorted({("", top.role) for top in tags.tops} | {pair for tag in tags.walk() for pair in _held(tag)}):
        if kid not in _NESTS.get(role, ()):
            what = kid if kid == _CONTENT else f"a tag {kid}"
            yield f"has {what} {f'in a tag {role}' if role else 'at the top'}", "nesting"


def _held(tag: Tag) -> Iterator[tuple[str, str]]:
    yield from [(tag.role, kid.role) for kid in tag.kids]
    if tag.contents:
        yield tag.role, _CONTENT


class _NoObjects:
    """Elements on their way into a packet refer to nothing: what they say stands in them."""

    @property
    def trailer(self) -> dict[str, Value]:
        return {}

    def get(self, value: Value) -> Value:
        return value

    def is_shared(self, _value: Value) -> bool:
        return True

    def once(self, _key: Hashable, compute: Callable[[], T]) -> T:
        return compute()

    def knows(self, _key: Hashable) -> bool:
        return False


def _tag(element: EnclosedElement) -> Tag:
    from letterpack.readback.tags import Tag
    from letterpack.readback.values import parse

    entries = parse(f"<<{element.entries}>>".encode("latin-1"), 0)[0]
    assert isinstance(entries, dict)
    owned = entries.get("A", [])
    attributes: dict[str, Value] = {}
    for each in owned if isinstance(owned, list) else ():
        attributes.update(each if isinstance(each, dict) else {})
    return Tag(
        element.role,
        None,
        entries,
        attributes,
        tuple([_tag(kid) for kid in element.kids if isinstance(kid, EnclosedElement)]),
        tuple([(kid.page_index, kid.mcid) for kid in element.kids if isinstance(kid, Marked)]),
        sum([isinstance(kid, Annotated) for kid in element.kids]),
    )
