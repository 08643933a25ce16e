"""A packet that the system does not give is one finding, and says what to do about the disk; building again would not help."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from letterpack.stores.files import FolderFiles
from tests.checks.batches import Batch, make


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.EIO, "check the disk or the network drive"),
        (errno.ESTALE, "connect it again"),
        (errno.ENOTCONN, "check the disk or the network drive it is on"),
        (errno.EACCES, "ask for the right to read it"),
        (errno.EISDIR, "build again: letterpack build"),
    ],
    ids=errno.errorcode.get,
)
def test_a_packet_that_cannot_be_read_is_one_finding(
    number: int, remedy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make(tmp_path / "campaign")
    read = FolderFiles.read

    def failing(files: FolderFiles, path: str) -> bytes:
        if path.endswith("first.pdf"):
            raise OSError(number, os.strerror(number), path)
        return read(files, path)

    monkeypatch.setattr(FolderFiles, "read", failing)
    found = [each for each in Batch(batch.root).check().findings if each.packet == "first" and each.severity == "error"]
    assert [each.code for each in found] == ["LP301"]
    assert os.strerror(number) in found[0].message and remedy in (found[0].hint or "")
