"""Tiny batches for the tests of the press, and the script of a build that can be killed at any step."""

from __future__ import annotations

import hashlib
from pathlib import Path

from letterpack.manifest import ManifestWriter, iter_files, iter_packets
from letterpack.model.manifest import Builder, ManifestHead, PacketRow
from letterpack.stores.files import FolderFiles
from letterpack.world import BatchFiles, Staging

HEAD = ManifestHead(
    partial=False, status="draft", builder=Builder("1.0", "3.12", "1.3", {}), inputs=(), fonts=(), profile="default"
)


def fill(batch: Staging, version: str, ids: tuple[str, ...] = ("a", "b", "c"), size: int = 100) -> None:
    """Make packets that say ``version``, and their manifest."""
    with ManifestWriter(batch.stage, HEAD) as writer:
        for name in ids:
            data = f"{version} {name} ".encode() * size
            batch.stage.put(f"packets/{name}.pdf", (data[:7], data[7:]))
            digest = hashlib.sha256(data).hexdigest()
            writer.packet(PacketRow(name, name, "to", f"packets/{name}.pdf", 1, 1, "en", (), (), version, digest))
        writer.finish()


def version_of(out: Path) -> str:
    """Return the version of a whole batch, or fail: every file is listed and there, and is what the manifest says."""
    batch = FolderFiles(out, "out")
    assert sorted(iter_files(batch)) == files(out)
    return version_in(batch)


def version_in(batch: BatchFiles) -> str:
    """Return the version of a batch in any store, or fail where a file is not what the manifest says."""
    rows = list(iter_packets(batch))
    for row in rows:
        assert batch.digest(row.file) == hashlib.sha256(batch.read(row.file)).hexdigest() == row.sha256
    versions = {row.inputs_sha256 for row in rows}
    assert len(versions) == 1
    return versions.pop()


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
