"""The folder as a store: the first, and the one that ``--out DIR`` names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.stores.batch import StagedFolder, open_batch, recover
from letterpack.stores.files import FolderFiles


class FolderStore(Struct, frozen=True):
    """The folder at ``path``, which may not be there yet; a ``Store``. A batch that ``must_last`` outlives a crash of the system:
    to remove one that was made for a moment, and is not on the disk yet, takes a tenth of the time.
    """

    path: Path
    must_last: bool = True

    @property
    def name(self) -> str:
        """The path as it was typed."""
        return str(self.path)

    @property
    def is_shared(self) -> bool:
        """Every process of this machine reaches it."""
        return True

    def exists(self) -> bool:
        """Whether it is a folder."""
        return self.path.is_dir()

    def batch(self) -> FolderFiles:
        """Return what is in the folder, an exchange that was cut short completed. Raises ``OutputRefused``, ``OutputFailed``."""
        if self.path.parent.is_dir():
            recover(self.path)
        return FolderFiles(self.path, self.name)

    def staged(
        self, report: Report, on_wait: Callable[[], None] | None = None, *, resume: bool = False
    ) -> AbstractContextManager[StagedFolder]:
        """Begin a new batch, beside the folder that it takes the place of. Raises ``OutputRefused`` and ``OutputFailed``."""
        return open_batch(self.path, report=report, on_wait=on_wait, resume=resume, must_last=self.must_last)


def open_store(address: str) -> FolderStore:
    """Return the folder behind a ``file://`` address (RFC 8089)."""
    # Brings half of the standard library's HTTP along, and few write addresses.
    from urllib.request import url2pathname

    return FolderStore(Path(url2pathname(urlsplit(address).path)))
