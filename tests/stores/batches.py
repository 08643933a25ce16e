"""Tiny batches for the tests of the press, and the script of a build that can be killed at any step."""

from __future__ import annotations

import hashlib
from pathlib import Path

from letterpack.manifest import ManifestWriter, iter_files, iter_packets
from letterpack.model.manifest import Builder, ManifestHead, PacketRow
from letterpack.stores.batch import Batch

HEAD = ManifestHead(False, "draft", Builder("1.0", "3.12", "1.3", {}), (), (), "default")


def fill(batch: Batch, version: str, ids: tuple[str, ...] = ("a", "b", "c"), size: int = 100) -> None:
    """Make packets that say ``version``, and their manifest."""
    with ManifestWriter(batch.folder / "manifest.json", HEAD) as writer:
        for name in ids:
            data = f"{version} {name} ".encode() * size
            (batch.folder / "packets" / f"{name}.pdf").write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            writer.packet(PacketRow(name, name, "to", f"packets/{name}.pdf", 1, 1, "en", (), (), version, digest))
        writer.finish()


def version_of(out: Path) -> str:
    """Return the version of a whole batch, or fail: every file is listed and there, and is what the manifest says."""
    rows = list(iter_packets(out / "manifest.json"))
    for row in rows:
        assert hashlib.sha256((out / row.file).read_bytes()).hexdigest() == row.sha256
    assert sorted(iter_files(out / "manifest.json")) == files(out)
    versions = {row.inputs_sha256 for row in rows}
    assert len(versions) == 1
    return versions.pop()


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
