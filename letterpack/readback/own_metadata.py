"""What files say of themselves in objects of their own, where they have all else in common: a title, a date, an identifier.

Sound because it asks for bytes: where they differ from those of a file that was read before in titles and an identifier alone,
these are read, and nothing but them is another; whatever else differs is read as in every file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from letterpack.model.observed import ObservedMetadata
from letterpack.patterns import late
from letterpack.readback.metadata import metadata_of
from letterpack.readback.objects import Behind, OwnObjects, dictionary, is_whole, parsed
from letterpack.readback.own_values import STRING
from letterpack.readback.values import Ref, Stream, parse, text_of
from letterpack.readback.whitelist.dictionaries import said_strange

_INFORMATION: Final = late(rb"(\d{1,9} 0 obj\n<</Title)%s((?:(?!/Title)[^<>])*>>\nendobj\n)" % STRING)
_XMP: Final = late(rb"(\d{1,9} 0 obj\n<<[^<>]*/Length )(\d{1,9})(>>stream\n)")
_TEXT: Final = late(
    rb'(?:<dc:title><rdf:Alt><rdf:li xml:lang="x-default">(?P<title>[^<]+)</rdf:li></rdf:Alt></dc:title>'
    rb"|>(?P<identifier>uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})<)"
)
_PLAIN: Final = late(rb"(?:[^\0-\x20\x7f<>&]|&(?:amp|lt|gt);|(?<=[^ ]) (?! ))+")
"""A text of XMP that is the same without the white space around it, and in which nothing but signs of XML stands for another."""
_NO_CHARACTER: Final = late("[\ufffe\uffff]")


class _AroundTexts(NamedTuple):
    """What stands around the own texts of an object with XMP: its ``head``, its length, and the ``pieces`` before, between and
    behind them. Without them it is ``rest`` bytes long.
    """

    head: bytes
    pieces: tuple[bytes, ...]
    rest: int

    def texts(self, raw: bytes) -> list[str] | None:
        """Return the own texts of the object ``raw``; None where one is not plain, or what is around them is another."""
        first, *others = self.pieces
        at = raw.find(first) + len(first)
        found: list[bytes] = []
        for piece in others:
            end = raw.find(b"<", at)
            if not raw.startswith(piece, end) or end < 0:
                return None
            found.append(raw[at:end])
            at = end + len(piece)
        length = self.rest + sum(map(len, found))
        if at != len(raw) or not raw.startswith(b"%b%d%b" % (self.head, length, first)):
            return None
        texts = list(filter(None, map(_text, found)))
        return texts if len(texts) == len(found) else None


class _SaidTexts(NamedTuple):
    """The texts that are a file's own: what stands around those in XMP, and around the title in the information, if there is one.
    Of all texts together, these are the lines ``places``, where there is a title that of the information first.
    """

    xmp: _AroundTexts
    information: tuple[bytes, bytes]
    has_title: bool
    places: tuple[int, ...]


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
    _own: _SaidTexts | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own", _own_texts(self))

    @property
    def numbers(self) -> frozenset[int]:
        """The numbers of the objects."""
        return frozenset(self.raw)

    def read(self, raw: Mapping[int, bytes]) -> ObservedMetadata | None:
        """Return what a file says that has these bytes in their place; None where that wants the long way. Raises
        ``Malformed``.
        """
        if all(raw[number] == known for number, known in self.raw.items()):
            return self.said
        return self._retold(raw) or self._again(raw)

    def _retold(self, raw: Mapping[int, bytes]) -> ObservedMetadata | None:
        """Return what a file says that differs in its own texts alone; None of any other."""
        own = self._own
        texts = own.xmp.texts(raw[self.xmp]) if own else None
        if own is None or texts is None:
            return None
        said, lines = self.said, self.said.everything.split("\n")
        if own.has_title:
            title = self._title(own, raw) if self.information else texts[0]
            if title is None:
                return None
            said, texts = said._replace(title=title, xmp_title=texts[0]), [title, *texts]
        elif self.information and raw[self.information] != self.raw[self.information]:
            return None
        for place, text in zip(own.places, texts, strict=True):
            lines[place] = text
        return said._replace(everything="\n".join(lines))

    def _title(self, own: _SaidTexts, raw: Mapping[int, bytes]) -> str | None:
        """Return the title that a file's information has; None where that says anything else."""
        found = _INFORMATION.fullmatch(raw[self.information])
        return text_of(parse(found[2])[0]) if found and (found[1], found[3]) == own.information else None

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


def _own_texts(first: OwnMetadata) -> _SaidTexts | None:
    """Return which texts of the ``first`` file may be another in others; None where they cannot be told from all else."""
    raw, lines = first.raw.get(first.xmp, b""), first.said.everything.split("\n")
    head, found = _XMP.match(raw), list(_TEXT.finditer(raw))
    spans = [each.span(each.lastgroup or 0) for each in found]
    texts = [_text(raw[start:end]) for start, end in spans]
    titled = _INFORMATION.fullmatch(first.raw.get(first.information, b""))
    has_title = [each.lastgroup for each in found] in (["title"], ["title", "identifier"])
    said = [first.said.title, *texts] if has_title else texts
    places = [at for text in dict.fromkeys(said) for at, line in enumerate(lines) if line == text]
    is_known = has_title or [each.lastgroup for each in found] == ["identifier"]
    if head is None or not (is_known and all(texts)) or [lines[at] for at in places] != said:
        return None
    if has_title and (texts[0] != first.said.xmp_title or (first.information and not titled)):
        return None
    ends = [head.end(2), *[end for _, end in spans]]
    pieces = [raw[end:start] for end, start in zip(ends, [*[start for start, _ in spans], len(raw)], strict=True)]
    rest = int(head[2]) - sum([end - start for start, end in spans])
    information = (titled[1], titled[3]) if titled else (b"", b"")
    return _SaidTexts(_AroundTexts(head[1], tuple(pieces), rest), information, has_title, tuple(places))


def _text(raw: bytes) -> str:
    """Return what ``raw`` says in XMP; nothing where that is not plain."""
    try:
        text = raw.decode("utf-8") if _PLAIN.fullmatch(raw) else ""
    except UnicodeDecodeError:
        return ""
    if _NO_CHARACTER.search(text) or text != text.strip():
        return ""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text
