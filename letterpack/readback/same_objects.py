"""Two PDFs of letterpack's beside each other, object by object: what one holds and the other does not, in words, however each is
numbered and packed. The versions of letterpack and of its libraries may number and pack otherwise; what a file says, shows and
claims is none of theirs to change.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice
from typing import Final

from letterpack.patterns import late
from letterpack.readback.objects import OwnObjects, dictionary
from letterpack.readback.values import Malformed, Ref, Stream, Value, text_of

_PACKING: Final = frozenset({"Length", "Filter", "DecodeParms"})
_OF_VERSION: Final = frozenset({"Creator", "Producer"})
_VERSION_IN_XMP: Final = late(rb'(xmp:CreatorTool|pdf:Producer)(?:="|>)([^<"]*)')
"""Which version it is, another rule compares with the manifest."""
_MOST_TOLD: Final = 3
_MOST_FOUND: Final = 50
_MOST_TEXT: Final = 60
_OBJECTS_HELD: Final = 4_096
"""After so many, those of both files are read again, so that long ones need no more memory than short ones."""
_IN_CATALOG: Final = {
    "Pages": "its page tree",
    "Metadata": "what its metadata says",
    "OutputIntents": "its output intent",
    "StructTreeRoot": "its tags",
    "Outlines": "its bookmarks",
    "PageLabels": "its page numbers",
    "DPartRoot": "its document parts",
}
_ON_PAGE: Final = {"Contents": "what page {} draws", "Resources": "what page {} draws with", "Annots": "the links on page {}"}
_ABOVE_PAGES: Final = {"Parent": "its page tree", "DPart": "its document parts"}


def unlike_objects(now: OwnObjects, made: OwnObjects) -> tuple[str, ...]:
    """Return, in words, what the file ``now`` holds otherwise than the one that was ``made`` of the same sources.

    Raises ``Malformed`` where one of them is damaged.
    """
    found = list(dict.fromkeys(islice(_Walk(now, made).found(), _MOST_FOUND)))
    return (*found[:_MOST_TOLD], *(["and more"] if len(found) > _MOST_TOLD else []))


class _Walk:
    """Goes through both files at once, from the catalog on, page by page."""

    def __init__(self, now: OwnObjects, made: OwnObjects) -> None:
        self._now, self._made = now, made
        self._root, self._made_root = (dictionary(each, each.trailer.get("Root")) for each in (now, made))
        # Which object of one file stands for which of the other: by number, 0 for one that has not been met.
        self._pairs, self._back = (array("Q", [0]) * (each.rows.size + 1) for each in (now, made))
        self._waiting: list[tuple[Ref, Ref, str]] = []
        self._page = 0

    def found(self) -> Iterator[str]:
        """Yield what differs, in words."""
        if self._now.header() != self._made.header():
            now, made = [each.header()[:8].decode("ascii", "replace") for each in (self._now, self._made)]
            yield f"its version of PDF: `{made}` → `{now}`"
        about, wanted = (dictionary(each, each.trailer.get("Info")) for each in (self._now, self._made))
        yield from self._entries(about, wanted, "what it says of itself", _OF_VERSION)
        if len(versions := self._versions(about)) > 1:
            yield f"the versions that it names: {', '.join(sorted(versions))}"
        for key in sorted(self._root.keys() | self._made_root.keys(), key=lambda each: (each != "Pages", each)):
            yield from self._entry(key, self._root, self._made_root, _IN_CATALOG.get(key, "its catalog"))
            yield from self._drained()
        if self._now.count() > self._made.count():
            yield "objects that nothing leads to"

    def _versions(self, about: Mapping[str, Value]) -> set[str]:
        """Return all versions that the file says it was made by."""
        metadata = self._now.get(self._root.get("Metadata"))
        in_xmp = _VERSION_IN_XMP.findall(metadata.data()) if isinstance(metadata, Stream) else []
        return {
            *[said.decode("utf-8", "replace") for _, said in in_xmp],
            *[text_of(self._now.get(about[key])) for key in _OF_VERSION & about.keys()],
        }

    def _drained(self) -> Iterator[str]:
        count = 0
        while self._waiting:
            now, made, place = self._waiting.pop()
            begun = len(self._waiting)
            yield from self._pair(self._now.get(now), self._made.get(made), place)
            # What comes first in a file is told first.
            self._waiting[begun:] = reversed(self._waiting[begun:])
            count += 1
            if count % _OBJECTS_HELD == 0:
                self._now.forget()
                self._made.forget()

    def _pair(self, now: Value, made: Value, place: str, key: str = "") -> Iterator[str]:
        """Yield what differs in two values; what they refer to waits."""
        if isinstance(now, Ref) and isinstance(made, Ref):
            yield from self._references(now, made, place, key)
        elif isinstance(now, Stream) and isinstance(made, Stream):
            yield from self._entries(now.values, made.values, place, _PACKING)
            if _content(now) != _content(made):
                yield place
        elif isinstance(now, dict) and isinstance(made, dict):
            yield from self._on_page(now, made) if now.get("Type") == "Page" else self._entries(now, made, place)
        elif isinstance(now, list) and isinstance(made, list) and len(now) == len(made):
            for ours, theirs in zip(now, made, strict=True):
                yield from self._pair(ours, theirs, place, key)
        elif type(now) is not type(made) or now != made:
            yield _told(place, key, now, made)

    def _references(self, now: Ref, made: Ref, place: str, key: str) -> Iterator[str]:
        """Yield that one of two references leads to an object that stands for another one; two new objects wait."""
        one, other = (min(each.number, len(known) - 1) for each, known in ((now, self._pairs), (made, self._back)))
        if self._pairs[one] != other or self._back[other] != one:
            if self._pairs[one] or self._back[other]:
                yield f"{place}: `{key}` leads elsewhere" if key else f"{place}: a part leads elsewhere"
                return
            self._pairs[one], self._back[other] = other, one
            self._waiting.append((now, made, place))

    def _on_page(self, now: Mapping[str, Value], made: Mapping[str, Value]) -> Iterator[str]:
        self._page += 1
        for key in sorted(now.keys() | made.keys()):
            place = _ABOVE_PAGES.get(key) or _ON_PAGE.get(key, "page {}").format(self._page)
            yield from self._entry(key, now, made, place)

    def _entries(
        self, now: Mapping[str, Value], made: Mapping[str, Value], place: str, left_out: AbstractSet[str] = frozenset()
    ) -> Iterator[str]:
        for key in sorted((now.keys() | made.keys()) - left_out):
            yield from self._entry(key, now, made, place)

    def _entry(self, key: str, now: Mapping[str, Value], made: Mapping[str, Value], place: str) -> Iterator[str]:
        if key in now and key in made:
            yield from self._pair(now[key], made[key], place, key)
        else:
            yield _told(place, key, now.get(key), made.get(key))


def _content(stream: Stream) -> tuple[bytes, str]:
    """Return what a stream holds, unpacked; where it is packed as only pictures and enclosures are, how."""
    try:
        data = stream.data()
    except Malformed:
        return stream.raw, repr([stream.values.get(key) for key in sorted(_PACKING)])
    return (_VERSION_IN_XMP.sub(rb"\1", data) if stream.values.get("Subtype") == "XML" else data), ""


def _told(place: str, key: str, now: Value, made: Value) -> str:
    change = f"{_shown(made)} → {_shown(now)}"
    return f"{place}, `{key}`: {change}" if key else f"{place}, a part: {change}"


def _shown(value: Value) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, list):
        return f"a list of {len(value):,}"
    if isinstance(value, dict | Stream | Ref):
        return "an object"
    return f"`{(text_of(value) if isinstance(value, bytes) else str(value))[:_MOST_TEXT]}`"
