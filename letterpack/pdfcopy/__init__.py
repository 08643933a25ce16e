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
from itertools import count
from typing import Final, TypeAlias

from msgspec import Struct
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

from letterpack.limits import MEGABYTE, MOST_ENCLOSURE_LEVELS, MOST_ENCLOSURE_UNPACKED_BYTES, looked_into, unpacked
from letterpack.model.pdf import Fragment, Part, PdfObject
from letterpack.pdfcopy.content import Cleaner
from letterpack.pdfcopy.drawn import TooLarge
from letterpack.pdfcopy.flate import FAST, sizes
from letterpack.pdfcopy.keys import INDEXED, LAYER, LOOKUP, NAMES, OF_A_PATTERN, RESOURCES, STRINGS, is_kept, is_layer, is_named
from letterpack.pdfcopy.names import ResourceNames
from letterpack.pdfcopy.packed import is_looked_into, listed, without_traces
from letterpack.pdfcopy.tokens import written_name

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


class Proved(Struct, frozen=True):
    """How many bytes a stream unpacks to, and how many it is packed in; what follows these is of no use."""

    size: int
    packed: int


class Most(Struct, frozen=True):
    """How many bytes the streams of a file may unpack to, all of them and those that are looked into."""

    unpacked: int
    looked_into: int


class Copier:
    """Copies objects and what they reach. ``watch`` is shown every dictionary that is copied, once.

    ``names`` says which resources the content of the file uses, and how they are called in the copy; without it all come along.
    A file of ``size_bytes`` may unpack to so much and no more. What is ``unmarked`` loses the marks of its content.
    """

    def __init__(
        self,
        watch: Callable[[DictionaryObject], None] | None = None,
        *,
        missing_is_damage: bool = False,
        names: ResourceNames | None = None,
        size_bytes: int = MAX_UNPACKED_BYTES,
        unmarked: bool = False,
    ) -> None:
        self._most = Most(unpacked(size_bytes), looked_into(size_bytes))
        self._watch = watch
        self._missing_is_damage = missing_is_damage
        self._names = names
        self._cleaner = Cleaner(names.renamed, unmarked=unmarked) if names is not None else None
        self._indexes: dict[tuple[int, int], int] = {}
        self._contents: dict[bytes, int] = {}
        self._waiting: list[tuple[int, Foreign, str]] = []
        self._objects: list[PdfObject | None] = []
        self._unpacked_bytes = self._read_bytes = 0
        self.has_lzw = False
        """Whether a stream that was copied is packed by LZW, which archives do not take."""

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

    def put_content(self, content: bytes, around: tuple[bytes, bytes] = (b"", b"")) -> int | None:
        """Return the index of a stream that holds a page's ``content`` cleaned, between the two of ``around``; None where nothing
        in it has to go, and nothing comes.
        """
        cleaned = self.cleaned(content)
        if cleaned == content and not any(around):
            return None
        cleaned = around[0] + cleaned + around[1]
        if cleaned not in self._contents:
            self._contents[cleaned] = self.reserve()
            self.put_stream(self._contents[cleaned], (), cleaned, FAST)
        return self._contents[cleaned]

    def cleaned(self, content: bytes) -> bytes:
        """Return a page's ``content`` as the copy has it."""
        return self._cleaner.clean(content) if self._cleaner is not None else content

    def adopt(self, fragment: Fragment) -> int:
        """Take over our own ``fragment``, and return the index of its first object."""
        first = len(self._objects)
        for each in fragment.objects:
            parts = tuple([part if isinstance(part, bytes) else first + part for part in each.parts])
            self._objects.append(PdfObject(parts, each.is_stream))
        return first

    def resources(self, resources: Foreign | None, graphic: tuple[str, int], patterns: Mapping[str, Foreign]) -> ObjectParts:
        """Return a page's ``resources`` with our ``graphic``, by its name (none where it is empty) and its index, and with
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
            kept = DictionaryObject({key: each for key, each in dict.items(_held(shown.get("/Pattern"))) if key not in patterns})
            parts += [b"/Pattern<<", *self._named(kept, 1, "/Pattern")]
            for key, each in patterns.items():
                called = self._names.called(key.removeprefix("/")) if self._names is not None else key
                parts += [plain_name(called) + b" ", *self._pattern(each)]
            parts.append(b">>")
        return [*parts, b">>"]

    def _pattern(self, pattern: Foreign) -> ObjectParts:
        if not isinstance(pattern, StreamObject):
            return self.parts(pattern, role="/Pattern/")
        index = self.reserve()
        self._objects[index] = self._stream(pattern, "/Pattern/")
        return [index]

    def free_name(self) -> str:
        """Return the name of a resource that no content of the file uses."""
        names = (f"Ls{number}" for number in count())
        return next(name for name in names if self._names is None or not self._names.uses(name))

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
                if self._missing_is_damage:
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
            if is_named(entry.get_object(), role) and (role not in RESOURCES or self._names is None or self._names.uses(name)):
                called = self._names.called(name) if self._names is not None and role in RESOURCES else name
                parts += self._entry(called, entry, depth, f"{role}/")
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
        proved = proved_size(stream, raw, self._most.unpacked - self._unpacked_bytes)
        self._unpacked_bytes += proved.size
        if is_looked_into(stream, role):
            self._read_bytes += proved.size
            if self._read_bytes > self._most.looked_into:
                raise TooLarge(f"its fonts and color profiles unpack to more than {self._most.looked_into // MEGABYTE} MB")
        packed = without_traces(stream, raw[: proved.packed], role, self._cleaner)
        self.has_lzw = self.has_lzw or ("/Filter" not in packed.replaced and "/LZWDecode" in map(str, listed(stream, "/Filter")))
        keys = [key for key in dict.keys(stream) if is_kept(key, role) and key not in packed.replaced]
        head = [b"<<", *self._entries(stream, keys, 0)]
        for key, entry in packed.entries:
            head += [plain_name(key) + b" ", *self.parts(entry)]
        data = packed.data
        head.append(b"/Length %d>>\nstream\n%s%sendstream" % (len(data), data, _end_of_line(data)))
        return PdfObject(_joined(head), is_stream=True)


def _held(value: Foreign | None) -> DictionaryObject:
    """Return the dictionary that ``value`` is or refers to; an empty one where it is none."""
    held = value.get_object() if value is not None else None
    return held if isinstance(held, DictionaryObject) else DictionaryObject()


def _end_of_line(data: bytes) -> bytes:
    """Return what stands between a stream's ``data`` and ``endstream``: a line feed would be one end of line with a carriage
    return.
    """
    return b"\r\n" if data.endswith(b"\r") else b"\n"


def proved_size(stream: StreamObject, raw: bytes, limit_bytes: int) -> Proved:
    """Return how many bytes ``raw`` unpacks to where its first filter is Flate, else its length; and how many of them it needs.

    Raises ``Damaged`` where the packed bytes are cut off or wrong, or give more than ``limit_bytes``.
    """
    filters = stream.get("/Filter")
    filters = filters.get_object() if filters is not None else None
    first = filters[0] if isinstance(filters, ArrayObject) and filters else filters
    if first not in ("/FlateDecode", "/Fl") or not raw:
        return Proved(len(raw), len(raw))
    proved = Proved(0, 0)
    try:
        for read, size in sizes(raw):
            proved = Proved(size, read)
            if size > limit_bytes:
                raise Damaged("it unpacks to more than any sound file of its size")
    except zlib.error as error:
        raise Damaged("a compressed part of it is damaged") from error
    except EOFError as error:
        raise Damaged("a compressed part of it is cut off") from error
    return proved


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
