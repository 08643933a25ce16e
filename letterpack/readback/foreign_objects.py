"""The objects of a file that somebody else has written or mended: by pypdf, which reads any."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable
from io import BytesIO
from typing import Final, TypeVar

from pypdf import PdfReader
from pypdf.errors import FileNotDecryptedError
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from letterpack.pdfcopy.bounded import OF_DAMAGE
from letterpack.readback.values import Malformed, Name, Ref, Stream, Value

T = TypeVar("T")

_PICTURES: Final = ("/DCTDecode", "/JPXDecode")
"""Packed so, a stream stays as it stands in the file."""
_LEFT_PACKED: Final = ("/Length",)
_UNPACKED: Final = ("/Filter", "/DecodeParms", "/Length")

# What pypdf remarks on while it mends a file is no result: the finding about the file says what is wrong with it.
logging.getLogger("pypdf").addHandler(logging.NullHandler())


class ForeignObjects:
    """The objects of ``data`` as pypdf finds them. Raises ``Malformed``, as ``get`` does."""

    def __init__(self, data: bytes) -> None:
        try:
            self._reader = PdfReader(BytesIO(data))
            self.trailer = {"Root": _plain(self._reader.trailer.raw_get("/Root"))}
            if "/Info" in self._reader.trailer:
                self.trailer["Info"] = _plain(self._reader.trailer.raw_get("/Info"))
        except OF_DAMAGE as error:
            raise Malformed("it is damaged, or no PDF") from error
        self._known: dict[Ref, Value] = {}

    def get(self, value: Value) -> Value:
        """Return the object that ``value`` refers to, ``value`` itself where it is no reference, None where it is missing."""
        if not isinstance(value, Ref):
            return value
        if value not in self._known:
            try:
                found = self._reader.get_object(IndirectObject(value.number, value.generation, self._reader))
                self._known[value] = None if found is None else _plain(found)
            except FileNotDecryptedError as error:
                raise Malformed("a password protects it") from error
            except OF_DAMAGE as error:
                raise Malformed(f"its object {value.number} is damaged") from error
        return self._known[value]

    def is_shared(self, value: Value) -> bool:
        """Whether ``value`` is no reference: nothing is known of other files of its kind."""
        return not isinstance(value, Ref)

    def once(self, _key: Hashable, compute: Callable[[], T]) -> T:
        """Return what ``compute`` does."""
        return compute()

    def knows(self, _key: Hashable) -> bool:
        """Return False: nothing is remembered."""
        return False


def _plain(value: PdfObject) -> Value:
    if isinstance(value, IndirectObject):
        return Ref(value.idnum, value.generation)
    if isinstance(value, StreamObject):
        dropped = _LEFT_PACKED if value.get("/Filter") in _PICTURES else _UNPACKED
        return Stream(_entries(value, dropped), value.get_data())
    if isinstance(value, DictionaryObject):
        return _entries(value, ())
    if isinstance(value, ArrayObject):
        return [_plain(item) for item in list.__iter__(value)]
    return _scalar(value)


def _entries(value: DictionaryObject, dropped: tuple[str, ...]) -> dict[str, Value]:
    return {key.removeprefix("/"): _plain(entry) for key, entry in dict.items(value) if key not in dropped}


def _scalar(value: PdfObject) -> Value:
    if isinstance(value, NullObject):
        return None
    if isinstance(value, BooleanObject):
        return bool(value.value)
    if isinstance(value, NameObject):
        return Name(value.removeprefix("/"))
    if isinstance(value, NumberObject):
        return int(value)
    if isinstance(value, FloatObject):
        return float(value)
    if isinstance(value, TextStringObject | ByteStringObject):
        return bytes(value.original_bytes)
    raise Malformed("it holds an object of no known kind")
