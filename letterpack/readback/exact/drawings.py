"""Drawings and pictures value by value: each that a page shows is one of the campaign's files, as the press takes it over, and
stands where its tag says that it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.model.pdf import Graphic
from letterpack.patterns import late
from letterpack.readback.exact.elements import TreeElement
from letterpack.readback.objects import OwnObjects, dictionary
from letterpack.readback.page_tree import FilePage, streams_of
from letterpack.readback.values import Malformed, Ref, Stream, Value, parse, text_of

_LENGTH: Final = "Length"
_PACKED: Final = frozenset({"Length", "Filter", "DecodeParms"})
_MOST: Final = 10_000
_DEEPEST: Final = 60
_SHOWN: Final = late(
    rb"/(?:Figure<</MCID (\d+)>>|Artifact<</Type/Layout>>)BDC q "
    rb"([\d.]+) 0 0 ([\d.]+) (-?[\d.]+) (-?[\d.]+) cm /(\w+) Do Q EMC"
)
_SAME_PT: Final = 0.1
"""A drawing is scaled in hundred-thousandths, and is some thousand points wide at most."""
_NOTHING: Final[Mapping[str, Value]] = {}
_Get: TypeAlias = Callable[[Ref], Value]


class KnownDrawings(Struct, frozen=True):
    """The drawings that a packet may show, by their digests: their sizes; and of which of them words are ``said``."""

    sizes: Mapping[bytes, tuple[float, float]]
    said: Mapping[str, frozenset[bytes]]


def known_drawings(graphics: Iterable[Graphic], said: Iterable[tuple[str, Graphic]]) -> KnownDrawings:
    """Return what is known of ``graphics``, some of which have words that are ``said`` of them."""
    by_words: dict[str, set[bytes]] = {}
    for words, graphic in said:
        by_words.setdefault(words, set()).add(digest_of_graphic(graphic))
    sizes = {digest_of_graphic(each): (each.width_pt, each.height_pt) for each in graphics}
    return KnownDrawings(sizes, {words: frozenset(digests) for words, digests in by_words.items()})


def drawing_faults(
    objects: OwnObjects, pages: Sequence[FilePage], letters: Sequence[TreeElement], known: KnownDrawings
) -> Iterator[str]:
    """Yield what the ``pages``, which are ours, draw that no file of the campaign is, or in another place than their tags say."""
    figures = {content: each for each in letters if each.role == "Figure" for content in each.contents}
    spoken = frozenset().union(*known.said.values())
    digests: dict[str, bytes] = {}
    shown: set[str] = set()
    for index, page in enumerate(pages):
        named = dictionary(objects, dictionary(objects, page.entries.get("Resources")).get("XObject"))
        for called, value in named.items():
            if called not in digests:
                digests[called] = digest_of_file(objects, value)
                if digests[called] not in known.sizes:
                    yield "its drawing is not that of its file"
        content = b"\n".join([stream.data() for stream in streams_of(objects, page)])
        drawn = _SHOWN.findall(content)
        if len(drawn) != len(_DO.findall(content)):
            yield f"its page {index + 1} draws a picture in another way"
        for mcid, *place, name in drawn:
            shown.add(called := name.decode("ascii"))
            digest = digests.get(called, b"")
            yield from _figure(figures.get((index, int(mcid))) if mcid else None, digest, place, known, spoken)
            if not mcid and digest in spoken:
                yield "its picture has no tag"
    for called in digests.keys() - shown:
        yield f"a drawing {called} that no page shows"


_DO: Final = late(rb" Do(?=\s|\Z)")


def _figure(
    figure: TreeElement | None, digest: bytes, place: Sequence[bytes], known: KnownDrawings, spoken: frozenset[bytes]
) -> Iterator[str]:
    """Yield what is said otherwise of the drawing with this ``digest``, which stands in a ``place``, by its ``figure``."""
    if figure is None or digest not in known.sizes:
        return
    across, up, x, y = map(float, place)
    width, height = known.sizes[digest]
    box = [x, y, x + across * width, y + up * height]
    attributes = figure.entries.get("A")
    first = attributes[0] if isinstance(attributes, list) and attributes else None
    said = first.get("BBox") if isinstance(first, dict) else None
    has = [float(each) for each in said if isinstance(each, int | float)] if isinstance(said, list) else []
    if len(has) != len(box) or any(abs(one - other) > _SAME_PT for one, other in zip(has, box, strict=True)):
        yield "its picture stands elsewhere than its tag says"
    if abs(across - up) > _SAME_SCALE * up:
        yield "its picture is stretched"
    words = text_of(figure.entries.get("Alt"))
    if digest in spoken and digest not in known.said.get(words, ()):
        yield f"its picture is said to be `{words[:60]}`"
    elif digest not in spoken and words in known.said:
        yield f"another picture is said to be `{words[:60]}`"


_SAME_SCALE: Final = 0.001


def digest_of_file(objects: OwnObjects, value: Value, beside: Mapping[str, Value] = _NOTHING) -> bytes:
    """Return the digest of a drawing in a file, however its objects are numbered, without what it says ``beside`` what the
    drawing is; empty where it does not say that. Raises ``Malformed``.
    """
    drawn = objects.get(value)
    if not isinstance(drawn, Stream) or any(drawn.values.get(key) != each for key, each in beside.items()):
        return b""
    own = Stream({key: each for key, each in drawn.values.items() if key not in beside}, drawn.raw) if beside else drawn
    return hashlib.sha256(_said(value, lambda ref: own if ref == value else objects.get(ref), {})).digest()


def digest_of_graphic(graphic: Graphic) -> bytes:
    """Return the digest of a drawing as the press puts it into files."""
    held: dict[Ref, Value] = {}
    for index, each in enumerate(graphic.fragment.objects):
        source = b"".join([part if isinstance(part, bytes) else b"%d 0 R" % (part + 1) for part in each.parts])
        value, at = parse(source)
        if each.is_stream and isinstance(value, dict):
            start = source.index(b"stream", at) + len(b"stream")
            start += 2 if source[start : start + 2] == b"\r\n" else 1
            length = value.get("Length")
            assert isinstance(length, int)
            held[Ref(index + 1, 0)] = Stream(value, source[start : start + length])
        else:
            held[Ref(index + 1, 0)] = value
    return hashlib.sha256(_said(Ref(graphic.root + 1, 0), held.get, {})).digest()


def _said(value: Value, get: _Get, known: dict[Ref, int], depth: int = 0) -> bytes:
    if len(known) > _MOST or depth > _DEEPEST:
        raise Malformed("a drawing of it is of too many objects")
    if isinstance(value, Ref):
        if value in known:
            return b"again %d;" % known[value]
        known[value] = len(known)
        return _said(get(value), get, known, depth + 1)
    if isinstance(value, Stream):
        try:
            data, left_out = value.data(), _PACKED
        except Malformed:  # Packed as a photograph is.
            data, left_out = value.raw, frozenset({_LENGTH})
        about = {key: each for key, each in value.values.items() if key not in left_out}
        return b"stream %s%d:%s" % (_said(about, get, known, depth + 1), len(data), data)
    if isinstance(value, dict):
        return b"<<%s>>" % b"".join([repr(key).encode() + _said(value[key], get, known, depth + 1) for key in sorted(value)])
    if isinstance(value, list):
        return b"[%s]" % b"".join([_said(each, get, known, depth + 1) for each in value])
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = round(float(value), 5)
    return f"{type(value).__name__} {value!r};".encode()
