"""Somebody else's page to grey, for the print room (beside stage 7): every color said again in DeviceGray, or refused.

Colors by number, in device spaces and those of profiles, become their luma; so do pictures of plain RGB. An ink of its own, a
gradient, a picture packed otherwise can be turned by whoever drew it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from pypdf.generic import ArrayObject, DictionaryObject, NameObject, PdfObject, StreamObject

from letterpack.draw.canvas import grey_picture, luma
from letterpack.patterns import late
from letterpack.pdfcopy.content import BLANK, REGULAR, behind_string, decoded_name

_TOKEN: Final = late(
    (
        rf"(?P<blank>{BLANK}++|%[^\r\n]*+)|(?P<string>\()|/(?P<name>{REGULAR}*+)|(?P<number>[-+]?(?:\d++(?:\.\d*+)?|\.\d++))(?!{REGULAR})"
        rf"|(?P<word>{REGULAR}++)|<<|>>|<[^<>]*+>|[\[\]{{}}>]"
    ).encode()
)
_DATA: Final = late(rf"{BLANK}ID{BLANK}".encode())
_PICTURE_END: Final = late(rf"{BLANK}EI(?!{REGULAR})".encode())
_COLORED_SETTING: Final = late(rb"/(?:RGB|CMYK|DeviceRGB|DeviceCMYK|I|Indexed)(?![A-Za-z])")
_PARTS: Final = {"DeviceGray": 1, "G": 1, "CalGray": 1, "DeviceRGB": 3, "RGB": 3, "CalRGB": 3, "DeviceCMYK": 4, "CMYK": 4}
_SETS: Final = {b"g": 1, b"G": 1, b"rg": 3, b"RG": 3, b"k": 4, b"K": 4}
_PLAIN_INKS: Final = frozenset(("/Black", "/All", "/None"))
_RGB, _CMYK = 3, 4
_DEEPEST: Final = 20


class Colored(ValueError):
    """A color is left; the message names what has it, in words that follow "has"."""


def grey_page(content: bytes, resources: DictionaryObject) -> bytes:
    """Return a page's ``content`` with every color as gray; what its ``resources`` hold turns so in place. Raises ``Colored``."""
    _Greyer().resources(resources, 0)
    return _grey_content(content, resources)


class _Greyer:
    """Turns what a page is drawn with gray, each thing once."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def resources(self, resources: DictionaryObject, depth: int) -> None:
        if id(resources) in self._seen or depth > _DEEPEST:
            return
        self._seen.add(id(resources))
        for each in _held(resources, "/XObject"):
            self._drawn(each, resources, depth)
        for pattern in _held(resources, "/Pattern"):
            if isinstance(pattern, StreamObject):
                self._drawn(pattern, resources, depth)
            else:
                _judge_shading(_target(pattern.get("/Shading")), resources)
        for shading in _held(resources, "/Shading"):
            _judge_shading(shading, resources)
        for font in _held(resources, "/Font"):
            if str(font.get("/Subtype")) == "/Type3":
                raise Colored("a font that is made of drawings")
        for state in _held(resources, "/ExtGState"):
            mask = _target(state.get("/SMask"))
            group = _target(mask.get("/G")) if isinstance(mask, DictionaryObject) else None
            if isinstance(group, StreamObject):
                self._drawn(group, resources, depth)

    def _drawn(self, stream: DictionaryObject, outer: DictionaryObject, depth: int) -> None:
        if not isinstance(stream, StreamObject) or id(stream) in self._seen:
            return
        self._seen.add(id(stream))
        if str(stream.get("/Subtype")) == "/Image":
            _grey_image(stream)
            return
        own = _target(stream.get("/Resources"))
        shown = own if isinstance(own, DictionaryObject) else outer
        before = stream.get_data()
        after = _grey_content(before, shown)
        if after != before:
            stream._data = zlib.compress(after)
            stream.pop("/DecodeParms", None)
            stream[NameObject("/Filter")] = NameObject("/FlateDecode")
            if hasattr(stream, "decoded_self"):
                stream.decoded_self = None
        group = _target(stream.get("/Group"))
        if isinstance(group, DictionaryObject) and "/CS" in group:
            group[NameObject("/CS")] = NameObject("/DeviceGray")
        self.resources(shown, depth + 1)


def _grey_image(picture: StreamObject) -> None:
    space = _target(picture.get("/ColorSpace"))
    parts = _parts_of(space) if space is not None else 1
    if parts == _RGB and grey_picture(picture):
        return
    if parts != 1:
        raise Colored("a picture in color")


def _judge_shading(shading: PdfObject | None, resources: DictionaryObject) -> None:
    if isinstance(shading, DictionaryObject) and _parts_of(_target(shading.get("/ColorSpace")), resources) != 1:
        raise Colored("a gradient in color")


def _grey_content(content: bytes, resources: DictionaryObject) -> bytes:
    return b"".join(_pieces(content, resources))


def _pieces(content: bytes, resources: DictionaryObject) -> Iterator[bytes]:
    """Yield ``content`` in pieces, those that choose colors written anew."""
    numbers: list[float] = []
    begin, named, at, done = -1, "", 0, 0
    spaces: list[tuple[int, int]] = [(1, 1)]
    while (found := _TOKEN.match(content, at)) is not None:
        at = found.end()
        if found["blank"]:
            continue
        if found["word"] is None:
            begin = found.start() if begin < 0 else begin
            if found["number"]:
                numbers.append(float(found["number"]))
            elif found["name"] is not None:
                named = decoded_name(found["name"])
            elif found["string"]:
                at = behind_string(content, at)
            continue
        word = found["word"]
        if word == b"BI":
            at = _behind_picture(content, at)
        said = _recolored(word, numbers, named, spaces, resources)
        if said is not None:
            yield content[done : begin if begin >= 0 else found.start()]
            yield said
            done = at
        numbers, begin, named = [], -1, ""
    yield content[done:]


def _recolored(
    word: bytes, numbers: list[float], named: str, spaces: list[tuple[int, int]], resources: DictionaryObject
) -> bytes | None:
    """Return what stands for the operator ``word`` where it chooses a color; None where it does not, or that is gray.

    ``spaces`` are how many numbers a color has that fills and one that strokes, in each state that is saved.
    """
    is_stroke = word.isupper()
    if word == b"q":
        spaces.append(spaces[-1])
    elif word == b"Q" and len(spaces) > 1:
        spaces.pop()
    elif word in _SETS:
        spaces[-1] = _with(spaces[-1], 1, is_stroke=is_stroke)
        return None if _SETS[word] == 1 else _gray(numbers[-_SETS[word] :], b"G" if is_stroke else b"g")
    elif word in (b"cs", b"CS"):
        parts = _parts_of(NameObject(f"/{named}"), resources)
        spaces[-1] = _with(spaces[-1], parts, is_stroke=is_stroke)
        return b"/DeviceGray " + word if parts > 1 else None
    elif word in (b"sc", b"scn", b"SC", b"SCN"):
        parts = spaces[-1][is_stroke]
        return _gray(numbers[-parts:], word) if parts > 1 and not named else None
    return None


def _with(pair: tuple[int, int], parts: int, *, is_stroke: bool) -> tuple[int, int]:
    return (pair[0], parts) if is_stroke else (parts, pair[1])


def _gray(numbers: list[float], word: bytes) -> bytes:
    if len(numbers) == _CMYK:
        cyan, magenta, yellow, black = numbers
        numbers = [(1.0 - each) * (1.0 - black) for each in (cyan, magenta, yellow)]
    if len(numbers) != _RGB:
        raise Colored("colors that cannot be read")
    return b"%.4g %s" % (min(1.0, max(0.0, luma(*numbers))), word)


def _behind_picture(content: bytes, at: int) -> int:
    data = _DATA.search(content, at)
    if _COLORED_SETTING.search(content[at : data.start() if data else at]):
        raise Colored("a picture in color")
    end = _PICTURE_END.search(content, data.end() - 1) if data else None
    return end.end() if end else len(content)


def _parts_of(space: PdfObject | None, resources: DictionaryObject | None = None) -> int:
    """Return of how many numbers a color of ``space`` is; 1 for grays, patterns, and inks that are black. Raises ``Colored``."""
    if isinstance(space, NameObject):
        named = _target(resources.get("/ColorSpace")) if resources is not None else None
        found = _target(named.get(space)) if isinstance(named, DictionaryObject) else None
        if found is not None:
            return _parts_of(found)
        kind = space.removeprefix("/")
        if kind == "Pattern":
            return 1
        if kind in _PARTS:
            return _PARTS[kind]
    elif isinstance(space, ArrayObject) and space:
        kind = str(space[0]).removeprefix("/")
        if kind in _PARTS or (kind == "Pattern" and len(space) == 1):
            return _PARTS.get(kind, 1)
        inner = _target(space[1]) if len(space) > 1 else None
        if kind == "ICCBased" and isinstance(inner, StreamObject):
            return int(str(inner.get("/N", 0)))
        if kind == "Separation" and str(inner) in _PLAIN_INKS:
            return 1
        if kind == "Separation":
            raise Colored(f"the ink {str(inner).removeprefix('/')}")
    raise Colored("colors of a kind")


def _held(resources: DictionaryObject, key: str) -> list[DictionaryObject]:
    held = _target(resources.get(key))
    values = held.values() if isinstance(held, DictionaryObject) else ()
    return [target for value in values if isinstance(target := _target(value), DictionaryObject)]


def _target(value: PdfObject | None) -> PdfObject | None:
    return value.get_object() if value is not None else None
