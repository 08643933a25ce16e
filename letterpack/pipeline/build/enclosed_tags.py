"""What PDF/UA holds against the tags of an enclosure, by the rules by which a check reads a packet's: a claim is kept by them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import TYPE_CHECKING, TypeVar

from letterpack.model.pdf import Annotated, EnclosedElement, Marked

if TYPE_CHECKING:
    from letterpack.readback.tags import Tag
    from letterpack.readback.values import Value


T = TypeVar("T")


def enclosed_tag_faults(structure: tuple[EnclosedElement, ...]) -> Iterator[str]:
    """Yield what is wrong with an enclosure's elements, in words that follow "it"."""
    from letterpack.readback.tags import OF_ELEMENTS, Tags

    tags = Tags(tuple(map(_tag, structure)), {}, ())
    for rule in OF_ELEMENTS:
        yield from dict.fromkeys(rule(_NoObjects(), tags))
    for tag in tags.walk():
        if tag.annotations and tag.role != "Link":
            yield f"has a link in a tag {tag.role}"  # ISO 14289-1, 7.18.5
        if tag.role == "Form":
            yield "has a tag Form without a field"  # 7.18.4: fields do not come along.


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
