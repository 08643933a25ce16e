"""A stranger's object store lists what letterpack never put there: it is told in a sentence, and little of it is read."""

from __future__ import annotations

import pytest

pytest.importorskip("obstore")

import obstore
from obstore.exceptions import InvalidPathError
from obstore.store import MemoryStore

from letterpack.errors import OutputFailed
from letterpack.manifest import LEDGER
from letterpack.stores import bucket
from letterpack.stores.bucket import MOST_DIRECTLY_BELOW, Bucket
from letterpack.stores.objects import ObjectFiles, ObjectStore

RUN = f"{1:010d}-{'a' * 16}"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> MemoryStore:
    """What a bucket holds, as its library gives it."""
    memory = MemoryStore()
    monkeypatch.setattr(bucket, "_opened", lambda _: memory)
    return memory


def there(*paths: str, held: MemoryStore, data: bytes = b"x") -> Bucket:
    for path in paths:
        obstore.put(held, path, data)
    return Bucket("s3://b/p")


def test_more_than_builds_leave_is_told(held: MemoryStore) -> None:
    records = [f"{number:010d}.letterpack" for number in range(1, MOST_DIRECTLY_BELOW)]
    store = ObjectStore(there(*records, f"{RUN}/manifest.json", held=held))
    assert store.exists()
    there("one-more", held=held)
    with pytest.raises(OutputFailed, match="more than 1,000 folders and objects") as told:
        store.exists()
    assert told.value.hint


@pytest.mark.parametrize(
    "record", [b"0" * (2 << 20), b"../" + RUN.encode(), b"/etc\n", b"\xff\x1b[2J", b"", RUN.encode() + b"\n", RUN.encode()]
)
def test_a_record_that_names_no_run_is_told(record: bytes, held: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two megabytes are never asked for as a whole."""
    monkeypatch.setattr(Bucket, "read", None)
    store = ObjectStore(there(f"{1:010d}.letterpack", held=held, data=record))
    with pytest.raises(OutputFailed, match="does not say which run"):
        store.batch()


def test_names_are_those_directly_in_a_folder(held: MemoryStore) -> None:
    paths = [f"{RUN}/packets/{name}" for name in ("b.pdf", "a.pdf", "00/c.pdf", "00/01/d.pdf")]
    files = ObjectFiles(there(*paths, f"{RUN}/packets2/e.pdf", f"{RUN}/manifest.json", held=held), RUN)
    assert files.names("packets") == ("a.pdf", "b.pdf")
    assert sorted(files.walk("packets")) == ["00/", "a.pdf", "b.pdf"]
    assert files.names("") == ("manifest.json",) and files.names("none") == ObjectFiles(files.bucket, "").names("") == ()


@pytest.mark.parametrize("path", ["packets/a\x1b.pdf", "packets/../../b.pdf", "packets//a.pdf", "packets/\x00", "packets/\n"])
def test_a_path_that_no_object_has_is_not_there(path: str, held: MemoryStore) -> None:
    files = ObjectFiles(there(f"{RUN}/manifest.json", held=held), RUN)
    assert not files.exists(path) and files.digest(path) == ""
    for read in (files.read, files.open):
        with pytest.raises(FileNotFoundError):
            read(path)


def test_a_name_that_no_file_may_have_is_told(held: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise InvalidPathError('Error parsing Path "a//../\x1b[2J"')

    place = there(held=held)
    for name in ("list", "list_with_delimiter"):
        monkeypatch.setattr(obstore, name, refused)
    for ask in (place.listed, lambda: list(place.below(RUN))):
        with pytest.raises(OutputFailed, match="contains an object that letterpack did not write") as told:
            ask()
        assert "\x1b" not in told.value.message


@pytest.mark.parametrize("most", ["MOST_PIECES", "MOST_PIECE_BYTES"])
def test_a_ledger_that_no_build_wrote_is_not_read(most: str, held: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    files = ObjectFiles(there(*[f"{RUN}/{LEDGER}/{number:08d}" for number in range(3)], held=held, data=b"rows"), RUN)
    with files.open(LEDGER) as file:
        assert file.read() == b"rows" * 3
    monkeypatch.setattr(bucket, most, 2)
    with pytest.raises(FileNotFoundError):
        files.open(LEDGER)


def test_pieces_of_another_size_than_listed_end(held: MemoryStore) -> None:
    files = ObjectFiles(there(*[f"{RUN}/{LEDGER}/{number:08d}" for number in range(3)], held=held, data=b"rows"), RUN)
    for data in (b"", b"r", b"rows and more rows"):
        file = files.open(LEDGER)
        there(f"{RUN}/{LEDGER}/00000001", held=held, data=data)
        assert len(file.read()) <= 12
        there(f"{RUN}/{LEDGER}/00000001", held=held, data=b"rows")
