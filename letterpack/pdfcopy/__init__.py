"""Objects of a PDF that another program made, copied into a ``Fragment``: what enclosures, pictures and drawings share.

Only what is reached from the objects asked for is copied, numbered in the order of first reach, so that equal files give equal
bytes. Nothing that leads back to a catalog, a page or a page tree is followed. pypdf's objects come in; bytes go out.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Final, NamedTuple, TypeAlias

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    EncodedStreamObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)
from pypdf.generic import PdfObject as Foreign

from letterpack.limits import MOST_ENCLOSURE_LEVELS, MOST_ENCLOSURE_UNPACKED_BYTES, unpacked
from letterpack.model.pdf import Fragment, Part, PdfObject
from letterpack.pdfcopy.content import written_name
from letterpack.pdfcopy.jpeg import without_metadata
from letterpack.pdfcopy.keys import INDEXED, LAYER, LOOKUP, NAMES, OF_A_PATTERN, STRINGS, is_kept, is_layer, is_named

MAX_DEPTH: Final = MOST_ENCLOSURE_LEVELS
"""How deep direct objects may nest; nothing sound comes near."""

MAX_UNPACKED_BYTES: Final = MOST_ENCLOSURE_UNPACKED_BYTES
"""How much the streams of one file may unpack to, all together, when they are proved whole."""

_FAST: Final = 6
"""How hard to pack what is packed anew: the next levels take twice the time for a hundredth of the bytes."""
_FEED_BYTES: Final = 1 << 16
_STEP_BYTES: Final = 1 << 20
_PHOTOGRAPHS: Final = frozenset(("/DCTDecode", "/DCT"))
_GUESSED: Final = NameObject.CHARSETS
_lock = threading.Lock()
_readers = 0

ObjectParts: TypeAlias = list[Part]


class Damaged(ValueError):
    """The file contradicts itself; the message says how, in words for its owner."""


@contextmanager
def names_as_bytes() -> Iterator[None]:
    """Let pypdf read names as bytes (one character a byte), so that a name in a dictionary stays the one in the page's content.

    ISO 32000-1, 7.3.5: a name is a sequence of bytes. pypdf 7 guesses an encoding and writes UTF-8, and has one setting for all
    threads: work that ran out of time may end while the next is being done.
    """
    global _readers  # noqa: PLW0603 - it counts for pypdf, whose setting is as global
    with _lock:
        _readers += 1
        NameObject.CHARSETS = ("latin1",)  # type: ignore[assignment]
    try:
        yield
    finally:
        with _lock:
            _readers -= 1
            if not _readers:
                NameObject.CHARSETS = _GUESSED


class Copier:
    """Copies objects and what they reach. ``watch`` is shown every dictionary that is copied, once.

    A file of ``size_bytes`` may unpack to so much and no more. An object that is missing is damage if the file ``is_damaged``, by
    what is known when the object is looked for. ``edit`` makes the content of every drawing that is copied what it
    is in the copy.
    """

    def __init__(
        self,
        watch: Callable[[DictionaryObject], None] | None = None,
        *,
        is_damaged: Callable[[], bool] = lambda: False,
        size_bytes: int = MAX_UNPACKED_BYTES,
        edit: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self._watch, self._edit = watch, edit
        self._is_damaged = is_damaged
        self._left_bytes = unpacked(size_bytes)
        self._indexes: dict[tuple[int, int], int] = {}
        self._contents: dict[bytes, int] = {}
        self._waiting: list[tuple[int, Foreign, str]] = []
        self._objects: list[PdfObject | None] = []

    def reserve(self) -> int:
        """Return the index of an object that ``put`` will fill."""
        self._objects.append(None)
        return len(self._objects) - 1

    def put(
        self, index: int, entries: Iterable[tuple[str, Foreign | int | bytes | ObjectParts]], annotations: Iterable[int] = ()
    ) -> None:
        """Fill ``index`` with a dictionary: foreign objects are copied, integers are references, bytes and parts are literal.

        ``annotations`` are the indexes of a page's annotations.
        """
        parts: ObjectParts = [b"<<"]
        for key, value in entries:
            parts += [plain_name(key) + b" ", *self._value(key, value)]
        references = list(annotations)
        if references:
            parts += [b"/Annots[", *_spaced([each] for each in references), b"]"]
        self._objects[index] = PdfObject(_joined([*parts, b">>"]))

    def _value(self, key: str, value: Foreign | int | bytes | ObjectParts) -> ObjectParts:
        if isinstance(value, Foreign):
            return self.parts(value, role=key)
        return [value] if isinstance(value, int | bytes) else value

    def put_stream(
        self,
        index: int,
        entries: Iterable[tuple[str, Foreign | bytes | ObjectParts]],
        content: bytes,
        level: int = zlib.Z_BEST_COMPRESSION,
    ) -> None:
        """Fill ``index`` with a stream of ``content``, deflated here."""
        packed = zlib.compress(content, level)
        parts: ObjectParts = [b"<<"]
        for key, value in entries:
            parts += [plain_name(key) + b" ", *self._value(key, value)]
        parts.append(b"/Filter/FlateDecode/Length %d>>\nstream\n%s%sendstream" % (len(packed), packed, _end_of_line(packed)))
        self._objects[index] = PdfObject(_joined(parts), is_stream=True)

    def put_content(self, content: bytes) -> int:
        """Return the index of a stream that holds a page's ``content``; pages with the same content share it."""
        if content not in self._contents:
            self._contents[content] = self.reserve()
            self.put_stream(self._contents[content], (), content, _FAST)
        return self._contents[content]

    def adopt(self, fragment: Fragment) -> int:
        """Take over our own ``fragment``, and return the index of its first object."""
        first = len(self._objects)
        for each in fragment.objects:
            parts = tuple([part if isinstance(part, bytes) else first + part for part in each.parts])
            self._objects.append(PdfObject(parts, each.is_stream))
        return first

    def resources(self, resources: Foreign | None, graphic: tuple[str, int], patterns: Mapping[str, Foreign]) -> ObjectParts:
        """Return a page's ``resources`` with our ``graphic``, by its name (none if it is empty) and its index, and with
        ``patterns`` in place of theirs.
        """
        shown = _held(resources)
        name, index = graphic
        apart = {"/Pattern"} if patterns else set()
        apart |= {"/XObject"} if name else set()
        keys = [key for key in dict.keys(shown) if is_kept(key, "/Resources") and key not in apart]
        parts: ObjectParts = [b"<<", *self._entries(shown, keys, 0)]
        if name:
            drawn = self._named(_held(shown.get("/XObject")), 1, "/XObject")
            parts += [b"/XObject<<", *drawn, plain_name(name) + b" ", index, b">>"]
        if patterns:
            parts.append(b"/Pattern<<")
            for key, each in patterns.items():
                parts += [plain_name(key) + b" ", *self._pattern(each)]
            parts.append(b">>")
        return [*parts, b">>"]

    def _pattern(self, pattern: Foreign) -> ObjectParts:
        if not isinstance(pattern, StreamObject):
            return self.parts(pattern, role="/Pattern/")
        index = self.reserve()
        self._objects[index] = self._stream(pattern, "/Pattern/")
        return [index]

    def fragment(self) -> Fragment:
        """Return everything that was put and reached. Raises ``Damaged``."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for index, target, role in waiting:
                self._objects[index] = self._copied(target, role)
        if any(each is None for each in self._objects):
            raise ValueError("an object was reserved and never put")
        return Fragment(tuple(each for each in self._objects if each is not None))

    def parts(self, value: Foreign, depth: int = 0, role: str = "") -> ObjectParts:
        """Return ``value`` as parts, its references turned into indexes of the fragment. Raises ``Damaged``.

        ``role`` is the key under which it stands, or in whose array; a slash behind it says that it is one of those named there.
        """
        if depth > MAX_DEPTH:
            raise Damaged("its objects nest too deep")
        if isinstance(value, IndirectObject):
            return self._reference(value, role)
        if isinstance(value, StreamObject):
            raise Damaged("a stream stands where none may")
        if isinstance(value, DictionaryObject):
            return self._dictionary(value, depth, role)
        if isinstance(value, ArrayObject):
            inner = LOOKUP if len(value) and value[0] in INDEXED else f"{role}[" if role in NAMES else role
            return [b"[", *_spaced(self.parts(each, depth + 1, inner) for each in list.__iter__(value)), b"]"]
        if isinstance(value, NameObject):
            return [plain_name(value)]
        if isinstance(value, TextStringObject | ByteStringObject):
            return [b"<%s>" % value.original_bytes.hex().encode("ascii") if role in STRINGS else b"()"]
        out = BytesIO()
        value.write_to_stream(out)
        return [out.getvalue()]

    def _reference(self, reference: IndirectObject, role: str) -> ObjectParts:
        key = (reference.idnum, reference.generation)
        if key not in self._indexes:
            target = reference.get_object()
            if target is None or isinstance(target, NullObject):
                if self._is_damaged():
                    raise Damaged(f"its object {reference.idnum} is missing")
                return [b"null"]
            if leads_back(target):
                return [b"null"]
            self._indexes[key] = self.reserve()
            self._waiting.append((self._indexes[key], target, role))
        return [self._indexes[key]]

    def _copied(self, target: Foreign, role: str) -> PdfObject:
        if isinstance(target, StreamObject):
            return self._stream(target, role)
        return PdfObject(_joined(self.parts(target, role=role)))

    def _dictionary(self, value: DictionaryObject, depth: int, role: str) -> ObjectParts:
        if is_layer(value):
            return [LAYER]
        if self._watch is not None:
            self._watch(value)
        if role in NAMES:
            return [b"<<", *self._named(value, depth, role), b">>"]
        return [b"<<", *self._entries(value, [key for key in dict.keys(value) if is_kept(key, role)], depth), b">>"]

    def _entries(self, value: DictionaryObject, keys: Iterable[str], depth: int) -> ObjectParts:
        parts: ObjectParts = []
        # A pattern's shading and its state stand under the keys that resources have for many by their names (8.7.4.1).
        holds_one = "/PatternType" in value
        for key in keys:
            entry = dict.__getitem__(value, key)
            if key in STRINGS or not isinstance(entry.get_object(), TextStringObject | ByteStringObject):
                parts += self._entry(key, entry, depth, f"{key}/" if holds_one and key in OF_A_PATTERN else key)
        return parts

    def _named(self, value: DictionaryObject, depth: int, role: str) -> ObjectParts:
        """Return the entries of a dictionary that maps names of its own to what they stand for."""
        parts: ObjectParts = []
        for key, entry in dict.items(value):
            name = key.removeprefix("/")
            if is_named(entry.get_object(), role):
                parts += self._entry(name, entry, depth, f"{role}/")
        return parts

    def _entry(self, key: str, entry: Foreign, depth: int, role: str) -> ObjectParts:
        if isinstance(entry, DictionaryObject) and leads_back(entry):
            return []
        return [plain_name(key) + b" ", *self.parts(entry, depth + 1, role)]

    def _stream(self, stream: StreamObject, role: str) -> PdfObject:
        if any(key in stream for key in ("/F", "/FFilter", "/FDecodeParms")):
            raise Damaged("part of it lies in another file")
        if self._watch is not None:
            self._watch(stream)
        # The bytes as they stand in the file: pypdf has no public way to them, and unpacking them would recompress pictures.
        raw = bytes(stream._data)
        size, packed = proved_size(stream, raw, self._left_bytes)
        self._left_bytes -= size
        data, filters, left = raw[:packed], _listed(stream, "/Filter"), None
        if filters and str(filters[-1]) in _PHOTOGRAPHS:
            left = _cleaned_photograph(stream, filters, data)
        elif _is_content(stream, role):
            content = stream.get_data()  # What cannot be unpacked is damaged, whatever a viewer makes of it.
            edited = self._edit(content) if self._edit is not None else content
            left = CopiedStream(zlib.compress(edited, _FAST), NameObject("/FlateDecode")) if edited != content else None
        replaced = ("/Filter", "/DecodeParms") if left is not None else ()
        keys = [key for key in dict.keys(stream) if is_kept(key, role) and key not in replaced]
        head = [b"<<", *self._entries(stream, keys, 0)]
        if left is not None:
            data = left.data
            for key, entry in (("/Filter", left.filter), ("/DecodeParms", left.settings)):
                head += [plain_name(key) + b" ", *self.parts(entry)] if entry is not None else []
        head.append(b"/Length %d>>\nstream\n%s%sendstream" % (len(data), data, _end_of_line(data)))
        return PdfObject(_joined(head), is_stream=True)


class CopiedStream(NamedTuple):
    """A stream's bytes if they are no longer those of the file, and how they are packed."""

    data: bytes
    filter: Foreign
    settings: Foreign | None = None


def _is_content(stream: StreamObject, role: str) -> bool:
    """Whether ``stream`` holds operators that draw (ISO 32000-1, 7.8.2): of a page, a form, a pattern or a glyph."""
    if role in ("/Contents", "/CharProcs/"):
        return True
    return str(stream.get("/Subtype")) == "/Form" or str(stream.get("/PatternType")) == "1"


def _cleaned_photograph(stream: StreamObject, filters: list[Foreign], raw: bytes) -> CopiedStream | None:
    """Return a photograph without what its camera wrote beside the picture; None if nothing has to go, or it cannot be told."""
    settings = _listed(stream, "/DecodeParms")
    settings += [NullObject()] * (len(filters) - len(settings))
    before = _unpacked(raw, filters[:-1], settings[: len(filters) - 1])
    try:
        after = without_metadata(before)
    except ValueError:
        return None
    setting = settings[len(filters) - 1]
    return CopiedStream(after, filters[-1], None if isinstance(setting, NullObject) else setting) if after != before else None


def _unpacked(raw: bytes, filters: list[Foreign], settings: list[Foreign]) -> bytes:
    """Return ``raw`` after ``filters``. Raises ``PyPdfError`` and ``ValueError``."""
    if not filters:
        return raw
    outer = EncodedStreamObject()
    outer._data = raw
    dict.__setitem__(outer, NameObject("/Filter"), ArrayObject(filters))
    if any(isinstance(each, DictionaryObject) for each in settings):
        dict.__setitem__(outer, NameObject("/DecodeParms"), ArrayObject(settings))
    return outer.get_data()


def _listed(stream: StreamObject, key: str) -> list[Foreign]:
    """Return what ``stream`` has under ``key``, of which one may stand without a list."""
    value = stream.get(key)
    value = value.get_object() if value is not None else None
    if value is None or isinstance(value, NullObject):
        return []
    return [each.get_object() or NullObject() for each in value] if isinstance(value, ArrayObject) else [value]


def _held(value: Foreign | None) -> DictionaryObject:
    """Return the dictionary that ``value`` is or refers to; an empty one where it is none."""
    held = value.get_object() if value is not None else None
    return held if isinstance(held, DictionaryObject) else DictionaryObject()


def _end_of_line(data: bytes) -> bytes:
    """Return what stands between a stream's ``data`` and ``endstream``: a line feed would be one end of line with a carriage
    return.
    """
    return b"\r\n" if data.endswith(b"\r") else b"\n"


def proved_size(stream: StreamObject, raw: bytes, limit_bytes: int) -> tuple[int, int]:
    """Return how many bytes ``raw`` unpacks to if its first filter is Flate, else its length; and how many of them it needs: what
    follows these is of no use. It is unpacked in steps, so that no file fills the memory.

    Raises ``Damaged`` if the packed bytes are cut off or wrong, or give more than ``limit_bytes``.
    """
    filters = _listed(stream, "/Filter")
    if not raw or not filters or str(filters[0]) not in ("/FlateDecode", "/Fl"):
        return len(raw), len(raw)
    unpacker, read, made = zlib.decompressobj(), 0, 0
    feed = raw[:_FEED_BYTES]
    try:
        while feed and not unpacker.eof:
            made += len(unpacker.decompress(feed, _STEP_BYTES))
            if made > limit_bytes:
                raise Damaged("it unpacks to more than any sound file of its size")
            read += len(feed) - len(unpacker.unused_data or unpacker.unconsumed_tail)
            feed = unpacker.unconsumed_tail or raw[read : read + _FEED_BYTES]
    except zlib.error as error:
        raise Damaged("a compressed part of it is damaged") from error
    if not unpacker.eof:
        raise Damaged("a compressed part of it is cut off")
    return made, read


def leads_back(target: Foreign) -> bool:
    """Whether ``target`` is a page, a node of the page tree or a catalog: what a copy never follows."""
    if not isinstance(target, DictionaryObject) or "/Type" not in target:
        return False
    return str(target["/Type"]) in ("/Page", "/Pages", "/Catalog")


def _spaced(items: Iterable[ObjectParts]) -> ObjectParts:
    parts: ObjectParts = []
    for number, item in enumerate(items):
        parts += [b" ", *item] if number else item
    return parts


def plain_name(name: str) -> bytes:
    """Return a name with its slash as PDF writes it (ISO 32000-1, 7.3.5). Raises ``Damaged`` where a character is no byte."""
    try:
        return written_name(name.removeprefix("/"))
    except UnicodeEncodeError as error:
        raise Damaged("a name in it cannot be read") from error


def _joined(parts: ObjectParts) -> tuple[Part, ...]:
    """Return ``parts`` with neighbouring bytes made one."""
    joined: ObjectParts = []
    for part in parts:
        if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
