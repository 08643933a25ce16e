"""What files say of themselves in objects of their own, where they have all else in common: a title, a date, an identifier.

Sound because it asks for bytes: where they differ from those of a file that was read before in an identifier alone, nothing but
that is another; whatever else differs is read as in every file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from letterpack.model.observed import ObservedMetadata
from letterpack.patterns import late
from letterpack.readback.metadata import metadata_of
from letterpack.readback.objects import Behind, OwnObjects, dictionary, is_whole, parsed
from letterpack.readback.values import Ref, Stream, text_of
from letterpack.readback.whitelist.dictionaries import said_strange

_IDENTIFIER: Final = late(rb">uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})<")


class _Around(NamedTuple):
    """What stands around the identifier in an XMP packet, and the identifier."""

    before: bytes
    identifier: str
    after: bytes


@dataclass(frozen=True, slots=True, eq=False)
class OwnMetadata:
    """What the first file ``said`` in the objects with these numbers, its ``information``, 0 where it has none, and ``xmp``; the
    bytes of each, and the document's language.
    """

    said: ObservedMetadata
    information: int
    xmp: int
    raw: Mapping[int, bytes]
    language: str
    _around: _Around | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_around", self._identified())

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the objects."""
        return frozenset(self.raw)

    def read(self, raw: Mapping[int, bytes]) -> ObservedMetadata | None:
        """Return what a file says that has these bytes in their place; None where that wants the long way. Raises
        ``Malformed``.
        """
        others = [number for number in self.raw if raw[number] != self.raw[number]]
        if not others:
            return self.said
        if others == [self.xmp] and (named := self._named(raw[self.xmp])):
            return named
        return self._again(raw)

    def _identified(self) -> _Around | None:
        """Return what stands around the identifier, where nothing that was read but all of its texts together has it."""
        found = _IDENTIFIER.findall(self.raw.get(self.xmp, b""))
        if len(found) != 1:
            return None
        identifier = found[0].decode("ascii")
        before, *after = self.raw[self.xmp].split(found[0])
        has = [identifier in text for text in self.said if isinstance(text, str)]
        if len(after) != 1 or has.count(True) != 1 or self.said.everything.count(identifier) != 1:
            return None
        return _Around(before, identifier, after[0])

    def _named(self, raw: bytes) -> ObservedMetadata | None:
        """Return what the XMP in ``raw`` says where it differs in its identifier alone."""
        around = self._around
        found = _IDENTIFIER.search(raw)
        if around is None or found is None or (raw[: found.start(1)], raw[found.end(1) :]) != (around.before, around.after):
            return None
        everything = self.said.everything.replace(around.identifier, found[1].decode("ascii"))
        return self.said._replace(everything=everything)

    def _again(self, raw: Mapping[int, bytes]) -> ObservedMetadata | None:
        objects = {number: parsed(each) for number, each in raw.items() if number in self.raw}
        xmp, information = objects.get(self.xmp), objects.get(self.information, {})
        values = [*information.values()] if isinstance(information, dict) else [None]
        values += [*xmp.values.values()] if isinstance(xmp, Stream) else [None]
        if not all(is_whole(raw[number]) for number in objects) or any(
            isinstance(each, Ref | list | dict | None) for each in values
        ):
            return None
        assert isinstance(information, dict) and isinstance(xmp, Stream)
        said = {key: text_of(value) for key, value in information.items()}
        found, wrong = metadata_of(said, xmp.data(), self.language)
        return None if wrong or any(said_strange(information, xmp)) else found


def own_metadata(objects: OwnObjects, behind: Behind, said: ObservedMetadata) -> OwnMetadata | None:
    """Return what a file has ``behind`` its stem of what it ``said`` of itself; None where that is not all of it."""
    root = objects.trailer.get("Root")
    named = (objects.trailer.get("Info"), dictionary(objects, root).get("Metadata"))
    numbers = [each.number if isinstance(each, Ref) else 0 for each in named]
    raw = {number: behind.objects[number] for number in numbers if number in behind.objects}
    is_all = len(raw) == len([number for number in numbers if number]) and numbers[1] in raw
    if not is_all or objects.lead_to(raw.keys(), behind.objects.keys()):
        return None
    return OwnMetadata(said, numbers[0], numbers[1], raw, said.language)
