"""Whether a repository's objects are what their ids say: git believes the file that has the name, and a stranger can write it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from letterpack.errors import CannotCompare
from letterpack.patterns import late

_ENTRY: Final = {
    40: late(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL),
    64: late(rb"([0-7]+) ([^\0]+)\0(.{32})", re.DOTALL),
}
_TREE_OF_COMMIT: Final = late(rb"tree ([0-9a-f]{40,64})\n")
_TREE: Final = b"tree"


class TreeRow(Struct, frozen=True):
    """What git lists: an entry of a folder, with its whole path. ``size`` is a file's in bytes, -1 if the repository lacks it."""

    mode: bytes
    kind: bytes
    id: str
    size: int
    path: bytes


def rows_of(listed: bytes) -> Iterator[TreeRow]:
    """Yield the rows of ``git ls-tree -l -z``."""
    for row in filter(None, listed.split(b"\0")):
        head, _, path = row.partition(b"\t")
        mode, kind, found, size = head.split()
        yield TreeRow(mode, kind, found.decode("ascii"), int(size) if size.isdigit() else -1, path)


def checked(kind: str, data: bytes, object_id: str) -> bytes:
    """Return the content ``data`` of an object. Raises ``CannotCompare`` where its id says another (gitformat-pack, SHA-1 or
    SHA-256).
    """
    if not _is(kind, data, object_id):
        message = f"the repository's {kind} `{object_id}` is damaged or forged: what it holds has another id"
        raise CannotCompare(message, "`git fsck` names such objects; fetch the repository again")
    return data


def tree_of_commit(commit: bytes) -> str:
    """Return the id of the folder that a commit is of; empty where it names none."""
    found = _TREE_OF_COMMIT.match(commit)
    return found[1].decode("ascii") if found else ""


def entry_of(tree: bytes, name: str, id_length: int) -> str:
    """Return the id of what is called ``name`` in a folder; empty where nothing is."""
    wanted = name.encode("utf-8", "surrogateescape")
    return next((each[3].hex() for each in _ENTRY[id_length].finditer(tree) if each[2] == wanted), "")


def doubtful_trees(tree: str, rows: Iterable[TreeRow]) -> Iterator[str]:
    """Yield the ids of the folders, from ``tree`` down, that do not hold what ``rows`` list of them, as far as can be told: git
    lists some modes of old repositories otherwise than they stand.
    """
    ids = {b"": tree}
    held: dict[bytes, list[bytes]] = defaultdict(list)
    for row in rows:
        folder, name = posixpath.split(row.path)
        held[folder].append(row.mode.lstrip(b"0") + b" " + name + b"\0" + bytes.fromhex(row.id))
        if row.kind == _TREE:
            ids[row.path] = row.id
    yield from (each for path, each in ids.items() if not _is("tree", b"".join(held[path]), each))


def _is(kind: str, data: bytes, object_id: str) -> bool:
    digest = hashlib.sha256() if len(object_id) == hashlib.sha256().digest_size * 2 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"%s %d\0" % (kind.encode("ascii"), len(data)))
    digest.update(data)
    return digest.hexdigest() == object_id
