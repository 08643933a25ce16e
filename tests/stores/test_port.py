"""What every store holds to, whatever keeps its batch."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterpack import stores
from letterpack.diagnostics import Report
from letterpack.errors import NoSuchStore
from letterpack.manifest import ManifestWriter, iter_packets
from letterpack.stores import find_store
from letterpack.stores.files import FilesBelow
from letterpack.stores.folder import FolderStore
from letterpack.stores.memory import MemoryStore
from letterpack.world import Store, TakenFile
from tests.stores.batches import HEAD, fill, version_in
from tests.stores.servers import BUCKET, environment, moto
from tests.worlds import DictWorld

ROOT = Path(__file__).resolve().parents[2]


pytestmark = pytest.mark.loopback

STORES: dict[str, Callable[[Path], Store]] = {
    "file": lambda folder: find_store((folder / "build").as_uri()),
    "memory": lambda _: MemoryStore(),
    "s3": lambda folder: find_store(f"s3://{BUCKET}/{token_hex(4)}/{folder.name}"),
}
"""How to make an empty store of each kind, by its scheme where it has one; ``folder`` is a test's own."""
SAME_CODE = {"gs": "s3", "az": "s3"}
"""Schemes whose servers cannot be had here: the library speaks to them, and all of ours is what the other scheme has."""
NO_WAITING = {"s3"}
"""Where no build waits for another: the first to end wins."""


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with moto() as port:
        yield environment(port)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    if request.param == "s3":
        for name, value in request.getfixturevalue("s3").items():
            monkeypatch.setenv(name, value)
    return STORES[request.param](tmp_path)


def test_every_store_with_an_address_is_tested() -> None:
    assert set(stores.OPENERS) <= set(STORES) | set(SAME_CODE)
    assert all(stores.OPENERS[one] == stores.OPENERS[other] for one, other in SAME_CODE.items())


def build(store: Store, version: str, ids: tuple[str, ...] = ("a", "b")) -> None:
    with store.staged(Report()) as staging:
        fill(staging, version, ids)
        staging.commit()


def test_an_empty_place_has_no_files(store: Store) -> None:
    batch = store.batch()
    assert not store.exists()
    assert not batch.exists("manifest.json")
    assert batch.names("packets") == ()
    assert batch.digest("manifest.json") == ""
    with pytest.raises(FileNotFoundError):
        batch.read("manifest.json")
    with pytest.raises(FileNotFoundError):
        batch.open("manifest.json")


def test_a_new_batch_takes_the_place_of_the_old_one(store: Store) -> None:
    build(store, "one", ("a", "removed"))
    build(store, "two", ("a", "new"))
    batch = store.batch()
    assert store.exists()
    assert version_in(batch) == "two"
    assert batch.names("packets") == ("a.pdf", "new.pdf")
    assert batch.names("") == ("manifest.json",)
    assert batch.shown("packets/a.pdf").endswith("a.pdf")
    assert batch.shown("") == store.name


def test_nothing_appears_before_the_commit_and_nothing_without_it(store: Store) -> None:
    build(store, "one")
    with store.staged(Report()) as staging:
        fill(staging, "two")
        assert version_in(store.batch()) == "one"
    assert version_in(store.batch()) == "one"
    with pytest.raises(FileNotFoundError), store.staged(Report()) as staging:
        staging.stage.put("packets/a.pdf", (b"without a manifest",))
        staging.commit()
    assert version_in(store.batch()) == "one"


def test_a_file_is_written_once(store: Store) -> None:
    with store.staged(Report()) as staging:
        staging.stage.put("packets/a.pdf", (b"first",))
        with pytest.raises(FileExistsError):
            staging.stage.put("packets/a.pdf", (b"second",))
        with pytest.raises(FileExistsError):
            staging.stage.create("packets/a.pdf")


def test_files_in_folders_beside_and_below_each_other(store: Store) -> None:
    with store.staged(Report()) as staging:
        fill(staging, "one", ())
        for path in ("packets/00/a.pdf", "packets/00/b.pdf", "packets/01/02/c.pdf", "print/run.pdf", "list.csv"):
            with staging.stage.create(path) as file:
                file.write(path[:3].encode())
                file.write(path[3:].encode())
        staging.commit()
    batch = store.batch()
    assert batch.names("packets/00") == ("a.pdf", "b.pdf")
    assert batch.names("packets") == ()
    assert batch.read("packets/01/02/c.pdf") == b"packets/01/02/c.pdf"
    assert batch.names("") == ("list.csv", "manifest.json")


def test_a_file_is_read_in_part(store: Store) -> None:
    with store.staged(Report()) as staging:
        fill(staging, "one", ())
        staging.stage.put("print/run.pdf", (b"0123", b"456789"))
        staging.commit()
    with store.batch().open("print/run.pdf") as file:
        file.seek(4)
        assert file.read(3) == b"456"


def test_what_is_known_of_a_batch_while_it_is_made_is_none_of_its_files(store: Store) -> None:
    with store.staged(Report()) as staging, staging.stage.ledger() as ledger:
        ledger.write(b"later")
        ledger.seek(0)
        assert ledger.read() == b"later"
    with store.staged(Report()) as staging:
        fill(staging, "one", ())
        staging.commit()
    assert store.batch().names("") == ("manifest.json",)


def test_a_file_of_another_batch_is_taken_over_if_it_is_the_one(store: Store) -> None:
    other = MemoryStore()
    with other.staged(Report()) as staging:
        fill(staging, "one")
        staging.commit()
    (row, *_) = iter_packets(other.batch())
    with store.staged(Report()) as staging:
        files = [
            TakenFile("packets/z.pdf", row.file, 64 * "0"),
            TakenFile("packets/z.pdf", "packets/none.pdf", row.sha256),
            TakenFile(row.file, row.file, row.sha256),
        ]
        assert staging.stage.take_over(other.batch(), files) == [None, None, other.batch().read(row.file)]
        with ManifestWriter(staging.stage, HEAD) as writer:
            writer.packet(row)
            writer.finish()
        staging.commit()
    assert version_in(store.batch()) == "one" and store.batch().names("packets") == ("a.pdf",)


@pytest.mark.parametrize("store", sorted(set(STORES) - NO_WAITING), indirect=True)
def test_a_second_build_waits_for_the_first(store: Store) -> None:
    waits, may_end = threading.Event(), threading.Event()

    def second() -> None:
        with store.staged(Report(), waits.set) as staging:
            fill(staging, "two")
            staging.commit()
        may_end.set()

    with store.staged(Report()) as staging:
        other = threading.Thread(target=second)
        other.start()
        assert waits.wait(30)
        assert not may_end.is_set()
        fill(staging, "one")
        staging.commit()
    other.join(30)
    assert version_in(store.batch()) == "two"


@given(pieces=st.lists(st.binary(max_size=200), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pieces_follow_one_another(
    store: Store, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    store = STORES[request.node.callspec.params["store"]](tmp_path_factory.mktemp("s"))
    with store.staged(Report()) as staging:
        fill(staging, "one", ())
        staging.stage.put("packets/x.pdf", pieces)
        staging.stage.put_all([("packets/y.pdf", pieces), ("packets/z.pdf", pieces[:1])])
        staging.commit()
    batch = store.batch()
    assert batch.read("packets/x.pdf") == batch.read("packets/y.pdf") == b"".join(pieces)
    assert batch.read("packets/z.pdf") == b"".join(pieces[:1])


def test_another_process_puts_into_the_same_batch(store: Store) -> None:
    if not store.is_shared:
        pytest.skip("no other process reaches this store")
    code = "import pickle, sys; pickle.load(sys.stdin.buffer).put('packets/far.pdf', (b'from ', b'afar'))"
    store = pickle.loads(pickle.dumps(store))
    with store.staged(Report()) as staging:
        fill(staging, "one", ())
        subprocess.run([sys.executable, "-c", code], input=pickle.dumps(staging.stage), check=True, cwd=ROOT)
        staging.commit()
    assert store.batch().read("packets/far.pdf") == b"from afar"
    assert pickle.loads(pickle.dumps(store.batch())) == store.batch()


def test_a_batch_in_memory_stays_in_its_process() -> None:
    assert not MemoryStore().is_shared
    with pytest.raises(TypeError, match="another process"):
        pickle.dumps(MemoryStore())


def test_a_batch_in_memory_that_is_being_read_does_not_change() -> None:
    store = MemoryStore()
    build(store, "one")
    before = store.batch()
    build(store, "two")
    assert version_in(before) == "one"


def test_a_place_is_a_path_an_address_or_a_store(tmp_path: Path) -> None:
    assert find_store(tmp_path) == find_store(str(tmp_path)) == FolderStore(tmp_path)
    assert find_store((tmp_path / "a b").as_uri()) == FolderStore(tmp_path / "a b")
    memory = MemoryStore()
    assert find_store(memory) is memory
    with pytest.raises(NoSuchStore) as caught:
        find_store("floppy://a/build")
    assert "floppy" in caught.value.message
    assert "`file://`" in caught.value.hint


def test_a_store_is_a_file_and_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("tests.stores.shelf")
    module.open_store = MemoryStore  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tests.stores.shelf", module)
    monkeypatch.setitem(stores.OPENERS, "shelf", "tests.stores.shelf")
    assert find_store("shelf://top/left").name == "shelf://top/left"


def test_files_of_a_world_stand_for_a_batch() -> None:
    batch = FilesBelow(DictWorld({"build/packets/a.pdf": b"x", "build/manifest.json": b"{}"}), "build", "HEAD~1")
    assert batch.names("packets") == ("a.pdf",)
    assert batch.names("") == ("manifest.json",)
    assert batch.exists("packets/a.pdf")
    assert batch.read("packets/a.pdf") == b"x"
    assert batch.shown("packets/a.pdf") == "HEAD~1:build/packets/a.pdf"
    assert len(batch.digest("packets/a.pdf")) == 64
