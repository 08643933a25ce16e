"""Where a batch goes: a whole new batch appears there, or nothing has changed. A kind of place is a file here and a row below.

A place is named by a path, or by an address with a scheme (``file:///srv/mail/build``); a ``Store`` stands for itself.
"""

from __future__ import annotations

from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Final, Protocol, TypeAlias, TypeGuard, cast

from letterpack.errors import NoSuchStore
from letterpack.stores.folder import FolderStore
from letterpack.world import Store

StorePlace: TypeAlias = "str | PathLike[str] | Store"

OPENERS: Final = {
    "file": "letterpack.stores.folder",
    "s3": "letterpack.stores.objects",
    "gs": "letterpack.stores.objects",
    "az": "letterpack.stores.objects",
}
"""The module behind each scheme, whose ``open_store`` turns an address into a ``Store``; loaded when an address asks for it."""

MARK: Final = "://"


class _Opener(Protocol):
    def open_store(self, address: str) -> Store: ...


def is_address(place: StorePlace) -> TypeGuard[str]:
    """Whether ``place`` is an address with a scheme."""
    return isinstance(place, str) and MARK in place


def find_store(place: StorePlace) -> Store:
    """Return the store that ``place`` names. Raises ``NoSuchStore``."""
    if is_address(place):
        return _opener(place.partition(MARK)[0]).open_store(place)
    return FolderStore(Path(place)) if isinstance(place, str | PathLike) else place


def _opener(scheme: str) -> _Opener:
    if scheme not in OPENERS:
        known = ", ".join([f"`{each}{MARK}`" for each in sorted(OPENERS)])
        raise NoSuchStore(f"there is no store for `{scheme}{MARK}`", f"name a folder, or an address that begins with {known}")
    return cast(_Opener, import_module(OPENERS[scheme]))
