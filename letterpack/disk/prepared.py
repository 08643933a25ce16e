"""Where what is prepared waits for the next command: a file in the user's cache, which is nobody's loss when it is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from letterpack import __version__
from letterpack.files import leave_note, own_note, user_cache
from letterpack.pipeline.build.versions import versions
from letterpack.prepared import Prepared, in_use, runtime, use

_FOLDER: Final = "prepared"
_MOST_FILES: Final = 4
"""One for each Python that runs letterpack, and each version of it and of its libraries."""
_MOST_BYTES: Final = 8_000_000
_SHAPE: Final = dict[bytes, bytes]


@contextmanager
def at_hand() -> Iterator[None]:
    """Have at hand what earlier commands prepared, and keep what is prepared inside for later ones."""
    if in_use() is None:
        use(Prepared(_recalled()))
    yield
    prepared = in_use()
    if prepared is not None and prepared.is_new:
        prepared.is_new = False
        leave_note(_path(), msgspec.msgpack.encode(prepared.to_keep()), _MOST_FILES)


def _recalled() -> dict[bytes, bytes]:
    try:
        return msgspec.msgpack.decode(own_note(_path(), _MOST_BYTES), type=_SHAPE)
    except msgspec.DecodeError:
        return {}


def _path() -> Path:
    libraries = sorted(versions().libraries.items())
    name = sha256(f"{__version__} {runtime()} {libraries}".encode()).hexdigest()[:32]
    return user_cache() / _FOLDER / f"{name}.note"
