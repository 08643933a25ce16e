"""Objects of a PDF that another program made, copied into a ``Fragment``: what enclosures, pictures and drawings share.

Only what is reached from the objects asked for is copied, numbered in the order of first reach, so that equal files give equal
bytes. Nothing that leads back to a catalog, a page or a page tree is followed. pypdf's objects come in; bytes go out.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final, TypeAlias

from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    StreamObject,
    TextStringObject,
)
from pypdf.generic import PdfObject as Foreign

from letterpack.limits import MOST_ENCLOSURE_LEVELS, MOST_ENCLOSURE_UNPACKED_BYTES
from letterpack.model.pdf import Fragment, Part, PdfObject
from letterpack.pdfcopy.keys import LAYER, NAMES, is_kept, is_layer
from letterpack.pdfcopy.packed import without_traces

MAX_DEPTH: Final = MOST_ENCLOSURE_LEVELS
"""How deep direct objects may nest; nothing sound comes near."""

MAX_UNPACKED_BYTES: Final = MOST_ENCLOSURE_UNPACKED_BYTES
"""How much the streams of one file may unpack to, all together, when they are proved whole."""

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
    """Copies objects and what they reach. ``watch`` is shown every dictionary that is copied, once."""

    def __init__(self, watch: Callable[[DictionaryObject], None] | None = None, *, missing_is_damage: bool = False) -> None:
        self._watch = watch
        self._missing_is_damage = missing_is_damage
        self._indexes: dict[tuple[int, int], int] = {}
        self._waiting: list[tuple[int, Foreign, bool]] = []
        self._objects: list[PdfObject | None] = []
        self._unpacked_bytes = 0

    def reserve(self) -> int:
        """Return the index of an object that ``put`` will fill."""
        self._objects.append(None)
        return len(self._objects) - 1

    def put(self, index: int, entries: Iterable[tuple[str, Foreign | int | bytes]], annotations: Iterable[int] = ()) -> None:
        """Fill ``index`` with a dictionary: foreign objects are copied, integers are references, bytes are literal.

        ``annotations`` are the indexes of a page's annotations.
        """
        parts: ObjectParts = [b"<<"]
        for key, value in entries:
            parts += [plain_name(key) + b" ", *(self.parts(value) if isinstance(value, Foreign) else [value])]
        references = list(annotations)
        if references:
            parts += [b"/Annots[", *_spaced([each] for each in references), b"]"]
        self._objects[index] = PdfObject(_joined([*parts, b">>"]))

    def put_stream(self, index: int, entries: Iterable[tuple[str, Foreign | bytes]], content: bytes) -> None:
        """Fill ``index`` with a stream of ``content``, deflated here."""
        packed = zlib.compress(content, 9)
        parts: ObjectParts = [b"<<"]
        for key, value in entries:
            parts += [plain_name(key) + b" ", *(self.parts(value) if isinstance(value, Foreign) else [value])]
        parts.append(b"/Filter/FlateDecode/Length %d>>\nstream\n%s%sendstream" % (len(packed), packed, _end_of_line(packed)))
        self._objects[index] = PdfObject(_joined(parts), is_stream=True)

    def fragment(self) -> Fragment:
        """Return everything that was put and reached. Raises ``Damaged``."""
        while self._waiting:
            waiting, self._waiting = self._waiting, []
            for index, target, of_names in waiting:
                self._objects[index] = self._copied(target, of_names=of_names)
        if any(each is None for each in self._objects):
            raise ValueError("an object was reserved and never put")
        return Fragment(tuple(each for each in self._objects if each is not None))

    def parts(self, value: Foreign, depth: int = 0, *, of_names: bool = False) -> ObjectParts:
        """Return ``value`` as parts, its references turned into indexes of the fragment. Raises ``Damaged``.

        ``of_names`` says that ``value`` maps names of its own, which all come along.
        """
        if depth > MAX_DEPTH:
            raise Damaged("its objects nest too deep")
        if isinstance(value, IndirectObject):
            return self._reference(value, of_names=of_names)
        if isinstance(value, StreamObject):
            raise Damaged("a stream stands where none may")
        if isinstance(value, DictionaryObject):
            return self._dictionary(value, depth, of_names=of_names)
        if isinstance(value, ArrayObject):
            return [b"[", *_spaced(self.parts(each, depth + 1) for each in list.__iter__(value)), b"]"]
        if isinstance(value, NameObject):
            return [plain_name(value)]
        if isinstance(value, TextStringObject | ByteStringObject):
            return [b"<%s>" % value.original_bytes.hex().encode("ascii")]
        out = BytesIO()
        value.write_to_stream(out)
        return [out.getvalue()]

    def _reference(self, reference: IndirectObject, *, of_names: bool) -> ObjectParts:
        key = (reference.idnum, reference.generation)
        if key not in self._indexes:
            target = reference.get_object()
            if target is None or isinstance(target, NullObject):
                if self._missing_is_damage:
                    raise Damaged(f"its object {reference.idnum} is missing")
                return [b"null"]
            if leads_back(target):
                return [b"null"]
            self._indexes[key] = self.reserve()
            self._waiting.append((self._indexes[key], target, of_names))
        return [self._indexes[key]]

    def _copied(self, target: Foreign, *, of_names: bool) -> PdfObject:
        if isinstance(target, StreamObject):
            return self._stream(target)
        return PdfObject(_joined(self.parts(target, of_names=of_names)))

    def _dictionary(self, value: DictionaryObject, depth: int, *, of_names: bool) -> ObjectParts:
        if is_layer(value):
            return [LAYER]
        if self._watch is not None:
            self._watch(value)
        keys = [key for key in dict.keys(value) if of_names or is_kept(key, of_stream=False)]
        return [b"<<", *self._entries(value, keys, depth), b">>"]

    def _entries(self, value: DictionaryObject, keys: Iterable[str], depth: int) -> ObjectParts:
        parts: ObjectParts = []
        for key in keys:
            entry = dict.__getitem__(value, key)
            if not (isinstance(entry, DictionaryObject) and leads_back(entry)):
                parts += [plain_name(key) + b" ", *self.parts(entry, depth + 1, of_names=key in NAMES)]
        return parts

    def _stream(self, stream: StreamObject) -> PdfObject:
        if any(key in stream for key in ("/F", "/FFilter", "/FDecodeParms")):
            raise Damaged("part of it lies in another file")
        if self._watch is not None:
            self._watch(stream)
        # The bytes as they stand in the file: pypdf has no public way to them, and unpacking them would recompress pictures.
        raw = bytes(stream._data)
        self._unpacked_bytes += proved_size(stream, raw, MAX_UNPACKED_BYTES - self._unpacked_bytes)
        packed = without_traces(stream, raw)
        keys = [key for key in dict.keys(stream) if is_kept(key, of_stream=True) and key not in packed.replaced]
        head = [b"<<", *self._entries(stream, keys, 0)]
        for key, entry in packed.entries:
            head += [plain_name(key) + b" ", *self.parts(entry)]
        data = packed.data
        head.append(b"/Length %d>>\nstream\n%s%sendstream" % (len(data), data, _end_of_line(data)))
        return PdfObject(_joined(head), is_stream=True)


def _end_of_line(data: bytes) -> bytes:
    """Return what stands between a stream's ``data`` and ``endstream``: a line feed would be one end of line with a carriage
    return.
    """
    return b"\r\n" if data.endswith(b"\r") else b"\n"


def proved_size(stream: StreamObject, raw: bytes, limit_bytes: int) -> int:
    """Return how many bytes ``raw`` unpacks to where its first filter is Flate, else its length.

    Raises ``Damaged`` where the packed bytes are cut off or wrong, or give more than ``limit_bytes``.
    """
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else None
    first = filters[0] if isinstance(filters, ArrayObject) and filters else filters
    if first not in ("/FlateDecode", "/Fl") or not raw:
        return len(raw)
    unpacker, size, feed = zlib.decompressobj(), 0, raw
    try:
        while feed and not unpacker.eof:
            size += len(unpacker.decompress(feed, 1 << 20))
            feed = unpacker.unconsumed_tail
            if size > limit_bytes:
                raise Damaged("it unpacks to more than a gigabyte")
    except zlib.error as error:
        raise Damaged("a compressed part of it is damaged") from error
    if not unpacker.eof:
        raise Damaged("a compressed part of it is cut off")
    return size


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
        body = name.removeprefix("/").encode("latin-1")
    except UnicodeEncodeError as error:
        raise Damaged("a name in it cannot be read") from error
    plain = {byte for byte in range(33, 127) if byte not in b"#/%()<>[]{}"}
    return b"/" + b"".join(bytes((byte,)) if byte in plain else b"#%02X" % byte for byte in body)


def _joined(parts: ObjectParts) -> tuple[Part, ...]:
    """Return ``parts`` with neighbouring bytes made one."""
    joined: ObjectParts = []
    for part in parts:
        if isinstance(part, bytes) and joined and isinstance(joined[-1], bytes):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
