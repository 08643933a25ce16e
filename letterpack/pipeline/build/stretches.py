"""A list of addressees in stretches, as an earlier build has noted them: what of the list is as it was then, and what is not.

A stretch is some rows that stand together. Where its bytes are the same and it begins a line, as it did, its rows are the same,
and nobody has to read them. A row of which something was found is a stretch of its own, and always read: what was found is found
again.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from hashlib import blake2b, sha256
from itertools import accumulate, pairwise
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct, field

from letterpack.campaign.streams import STRIDE

_DIGEST_BYTES: Final = 16
_LINE_DIGEST_BYTES: Final = 8
_LONGEST_LINE: Final = 1 << 20
_MOST_FRESH_BYTES: Final = 1 << 20
_A_PART: Final = 8
"""Where more than an eighth of the list has changed, a build with all its workers is as quick."""


class ListStretch(msgspec.Struct, frozen=True, array_like=True):
    """A stretch of a list: its bytes, the digest of these and of its first line, how many addressees it has; how many packets
    they get, and where the rows of these begin and end in the manifest. ``first`` is empty where it can never be kept.
    """

    size_bytes: int
    digest: bytes
    first: bytes
    addressees: int
    packets: int = 0
    begin: int = 0
    end: int = 0


class ListChange(Struct):
    """A list beside the stretches of an earlier one: its ``head``, its ``parts`` in order, those that were there by their index;
    its digest. ``line_ends`` says how many of them is in each stretch that was there.
    """

    head: bytes
    parts: list[int | bytes] = field(default_factory=list)
    line_ends: dict[int, int] = field(default_factory=dict)
    sha256: str = ""

    @property
    def fresh(self) -> bytes:
        """The list with an empty line for each line that was there before: what is found in it stands where it does."""
        return self.head + b"".join(map(self._shown, self.parts))

    @property
    def bounds(self) -> list[tuple[int, int]]:
        """Where in ``fresh`` each part begins and ends that was not there before."""
        ends = accumulate([len(self._shown(part)) for part in self.parts], initial=len(self.head))
        return [each for part, each in zip(self.parts, pairwise(ends), strict=True) if isinstance(part, bytes)]

    def _shown(self, part: int | bytes) -> bytes:
        return part if isinstance(part, bytes) else b"\n" * self.line_ends[part]


def stretches_of(data: bytes, starts: Sequence[int], apart: Container[int] = ()) -> Iterator[ListStretch]:
    """Yield the stretches of the bytes ``data`` of a list, of which an addressee's row begins at each of ``starts``; those of
    them with an index in ``apart`` are stretches of their own that can never be kept.
    """
    if not starts:
        yield stretch_of(data, 0)
        return
    count = len(starts)
    alone = [index for index in range(count) if index in apart]
    bounds = sorted({0, count, *range(STRIDE, count, STRIDE), *alone, *[index + 1 for index in alone]})
    offsets = [0, *[starts[index] for index in bounds[1:-1]], len(data)]
    for (first, stop), (begin, end) in zip(pairwise(bounds), pairwise(offsets), strict=True):
        yield stretch_of(data[begin:end], stop - first, stays=first not in apart)


def stretch_of(data: bytes, addressees: int, *, stays: bool = True) -> ListStretch:
    """Return the stretch of the bytes ``data`` of a list, which hold so many ``addressees``."""
    can_stay = stays and addressees > 0 and data.endswith(b"\n")
    return ListStretch(len(data), _digest(data), _first(data[: data.find(b"\n") + 1]) if can_stay else b"", addressees)


def head_digest(head: bytes) -> bytes:
    """Return the digest of what stands before the rows."""
    return _digest(head)


def list_change(
    file: BinaryIO, head_bytes: int, head: bytes, stretches: Sequence[ListStretch], kept: Container[int]
) -> ListChange | None:
    """Return the list in ``file`` beside the ``stretches`` of an earlier one, of which those in ``kept`` may stay. ``head`` is
    the digest of what stood before the rows, ``head_bytes`` long.

    None where too much has changed. Where the list begins, as much as the first stretch had is always fresh: a table is
    understood by its first rows.
    """
    change = ListChange(file.read(head_bytes))
    if _digest(change.head) != head:
        return None
    digest = sha256(change.head)
    most = _MOST_FRESH_BYTES + sum([each.size_bytes for each in stretches]) // _A_PART
    lines: list[bytes] = []
    size_bytes = len(change.head)
    for part in _parts(file, stretches, kept):
        if isinstance(part, bytes):
            lines.append(part)
            digest.update(part)
            size_bytes += len(part)
            if size_bytes > most or len(part) >= _LONGEST_LINE:
                return None
            continue
        index, data = part
        digest.update(data)
        if lines:
            change.parts.append(b"".join(lines))
            lines = []
        change.parts.append(index)
        change.line_ends[index] = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n")
    if lines:
        change.parts.append(b"".join(lines))
    change.sha256 = digest.hexdigest()
    return change


def _parts(file: BinaryIO, stretches: Sequence[ListStretch], kept: Container[int]) -> Iterator[bytes | tuple[int, bytes]]:
    """Yield the rest of ``file``: a line that is in no stretch, or the index of a stretch and its bytes, each once."""
    places: dict[bytes, list[int]] = {}
    for index, stretch in enumerate(stretches):
        if stretch.first and index and index in kept:
            places.setdefault(stretch.first, []).append(index)
    at = file.tell()
    begin = at + (stretches[0].size_bytes if stretches else 0)
    while line := file.readline(_LONGEST_LINE):
        for index in places.get(_first(line), ()) if at >= begin else ():
            file.seek(at)
            data = file.read(stretches[index].size_bytes)
            if _digest(data) == stretches[index].digest:
                places[stretches[index].first].remove(index)
                yield index, data
                break
        else:
            yield line
            file.seek(at + len(line))
        at = file.tell()


def _digest(data: bytes) -> bytes:
    return sha256(data).digest()[:_DIGEST_BYTES]


def _first(line: bytes) -> bytes:
    return blake2b(line, digest_size=_LINE_DIGEST_BYTES).digest()
