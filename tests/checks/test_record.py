"""The manifest is a product of its sources: whatever is changed in it is found, and what lies beside it and is not in it."""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from letterpack.errors import ManifestUnreadable
from letterpack.manifest import SEPARATOR, Manifest, iter_packets, listed_products, read_manifest, render_row
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.pipeline.inspect.remaking import RemadeManifest
from letterpack.stores.memory import MemoryFiles, MemoryStore
from letterpack.values import replace
from tests.checks.batches import Batch, Fixed, make
from tests.trying import many

MANIFEST: Final = "manifest.json"
PRODUCTS: Final = ("print_runs", "products")
PROVED: Final = {"letter.md", "letterpack.yaml", "signatories.csv"}
UNKNOWN: Final = ("inputs", 0, "sha256")
"""What no source tells: what the list of addressees was before it changed unseen."""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make(tmp_path_factory.mktemp("record") / "campaign")


@pytest.fixture(scope="module")
def whole(batch: Batch) -> MemoryFiles:
    store = MemoryStore()
    asked = BuildRequest(batch.root, store, print_run=True, products=("mailing-list", "labels"))
    assert build(Fixed(batch.root), asked).ok
    return store.batch()


def found(batch: Batch, files: dict[str, bytes], *select: str) -> set[tuple[str, str, str]]:
    store = MemoryStore()
    store._commit(files)
    result = check(Fixed(batch.root), CheckRequest(batch.root, store, select=select))
    return {(each.code, each.severity, each.message) for each in result.findings if each.code in ("LP301", "LP331")}


def test_every_value_that_is_changed_moved_or_struck_off_is_found(whole: MemoryFiles) -> None:
    manifest, data = read_manifest(whole), whole.read(MANIFEST)
    rows = SEPARATOR.join(map(render_row, iter_packets(whole)))
    assert not noticed(whole, data, manifest, rows)
    tried = edits(json.loads(data))
    assert [path for path, edited in tried if not noticed(whole, laid_out(edited), manifest, rows)] == [UNKNOWN]


def test_every_byte_that_is_changed_is_found(whole: MemoryFiles) -> None:
    manifest, data, chance = read_manifest(whole), whole.read(MANIFEST), random.Random(17)
    rows = SEPARATOR.join(map(render_row, iter_packets(whole)))
    for _ in range(many(200, 5_000)):
        spoiled, at = bytearray(data), chance.randrange(len(data))
        spoiled[at] ^= 1 << chance.randrange(8)
        is_of_list = manifest.head.inputs[0].sha256.encode() in data[at - 64 : at + 64]
        assert is_of_list or noticed(whole, bytes(spoiled), manifest, rows), (at, bytes(spoiled[at - 20 : at + 20]))


def noticed(whole: MemoryFiles, data: bytes, made: Manifest, rows: bytes) -> bool:
    """Whether it is an error that ``data`` is there, where the sources make the manifest ``made``."""
    files = MemoryFiles({**whole.files, MANIFEST: data}, "memory")
    try:
        record = RemadeManifest(files, read_manifest(files))
    except ManifestUnreadable:
        return True
    record.add(rows, warned=made.head.warned)
    products = [written for _, written in listed_products(made)]
    return any(each.severity == "error" for each in record.findings(made.head, products, made.head.fonts, PROVED))


def edits(value: Any) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield ``value`` with each of its leaves changed, each of its lists in another order or shorter, each object with a key
    more; and where that is.
    """
    for path, change in places(value):
        edited = at = copy.deepcopy(value)
        for key in path:
            above, at = at, at[key]
        if path and not isinstance(at, (dict, list)):
            above[path[-1]] = change(at)
        else:
            change(at)
        yield path, edited


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Callable[[Any], Any]]]:
    if isinstance(value, dict):
        yield path, lambda at: at.__setitem__("unknown", 1)
        for key, each in value.items():
            yield from places(each, (*path, key))
    elif isinstance(value, list):
        if value:
            yield path, lambda at: at.pop()
            yield path, lambda at: at.append(at[0])
        if len(value) > 1:
            yield path, lambda at: at.reverse()
        for index, each in enumerate(value):
            yield from places(each, (*path, index))
    else:
        yield path, other


def other(value: object) -> object:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{str(value)[:-1]}{'1' if str(value).endswith('0') else '0'}"


def laid_out(manifest: dict[str, Any]) -> bytes:
    """Return ``manifest`` as a build writes it: whoever edits one may know how."""
    lines = [f" {json.dumps(key)}: {listed(manifest[key])}" for key in sorted(manifest)]
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def listed(value: object) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    rows = ",\n  ".join(json.dumps(each, sort_keys=True, ensure_ascii=False) for each in value)
    return f"[\n  {rows}\n ]"


def test_a_check_makes_the_manifest_again(batch: Batch, whole: MemoryFiles) -> None:
    manifest = json.loads(whole.read(MANIFEST))
    assert not found(batch, dict(whole.files))
    manifest["fonts"][0]["family"] = "Another"
    manifest["packets"].reverse()
    edited = {**whole.files, MANIFEST: laid_out(manifest)}
    assert found(batch, edited) == {("LP331", "error", "the manifest differs from what its sources produce: `fonts`")}
    manifest = json.loads(whole.read(MANIFEST))
    manifest["packets"].reverse()
    edited = {**whole.files, MANIFEST: laid_out(manifest)}
    assert found(batch, edited, "LP331") == {("LP331", "error", "the manifest differs from what its sources produce: `packets`")}


def test_what_the_manifest_does_not_list_is_told(batch: Batch, whole: MemoryFiles) -> None:
    manifest = json.loads(whole.read(MANIFEST))
    manifest["products"].pop()
    strays = ("print/extra.pdf", "first-final.pdf", ".hidden", "old/first.pdf", "print/old/run.pdf", ".git/config")
    among = ("packets/.first.pdf", "packets/old/first.pdf", "packets/notes.txt")
    there = {**whole.files, **dict.fromkeys((*strays, *among, "print/Thumbs.db"), b""), MANIFEST: laid_out(manifest)}
    listed = ("print/extra.pdf", "first-final.pdf", ".hidden", "old/", "print/old/", ".git/", "mailing-list.csv")
    assert {message for _, _, message in found(batch, there, "LP301")} == {
        *[f"`{name}` is not in the manifest" for name in listed],
        "`.first.pdf` is not the packet of any addressee",
        *[f"`{name}` does not belong among the packets" for name in ("old", "notes.txt")],
    }


def test_what_a_build_would_not_replace_is_told(batch: Batch, tmp_path: Path) -> None:
    """Empty folders, links to folders and what is hidden too."""
    root = tmp_path / "campaign"
    shutil.copytree(batch.root, root)
    (root / "build/packets/empty").mkdir()
    (root / "build/empty").mkdir()
    (root / "build/elsewhere").symlink_to(tmp_path, target_is_directory=True)
    (root / "build/packets/.DS_Store").touch()
    told = [each.message for each in Batch(root).check("LP301").findings]
    assert sorted(told) == [
        "`elsewhere/` is not in the manifest",
        "`empty/` is not in the manifest",
        "`empty` does not belong among the packets",
    ]


def test_what_other_versions_wrote_is_compared_value_by_value(whole: MemoryFiles) -> None:
    """All but what a version may have its own of, its name and its digests, and what is compared where packets are."""
    data = json.loads(whole.read(MANIFEST))
    data["builder"]["libraries"]["pypdf"] = "0.1"
    here, rows = read_manifest(whole), {each.id: each for each in iter_packets(whole)}

    def told(edited: dict[str, Any]) -> list[str]:
        files = MemoryFiles({**whole.files, MANIFEST: laid_out(edited)}, "memory")
        try:
            record = RemadeManifest(files, read_manifest(files), {each.id: each for each in iter_packets(files)})
        except ManifestUnreadable:
            return ["error"]
        products = [replace(written, sha256="other") for _, written in listed_products(here)]
        return [each.severity for each in record.findings(here.head, products, here.head.fonts, PROVED, rows)]

    assert not told(data)
    compared = [each for each in edits(data) if each[0][:1] not in (("builder",), ("packets",)) or len(each[0]) == 1]
    said = [(path, told(edited)) for path, edited in compared]
    own = [("print_runs", 0, "sha256"), *[("products", index, "sha256") for index in range(len(data["products"]))]]
    assert [path for path, severities in said if not severities] == own
    # A key more is no value of ours, and a packet that is listed twice is known by its list.
    doubtful = {path[0] for path, severities in said if severities == ["warning"] and path}
    assert doubtful == {"builder", "fonts", "inputs", "packets", *PRODUCTS}
    moved = copy.deepcopy(data)
    moved["packets"].reverse()
    assert told(moved) == ["error"]


def test_a_source_that_changed_and_is_seen_nowhere_is_a_note(batch: Batch, whole: MemoryFiles) -> None:
    path = batch.root / "addressees.yaml"
    before = path.read_bytes()
    path.write_bytes(before + b"# A remark.\n")
    try:
        said = "the manifest was written before `addressees.yaml` changed; packets and products are the same"
        assert found(batch, dict(whole.files)) == {("LP331", "note", said)}
    finally:
        path.write_bytes(before)
