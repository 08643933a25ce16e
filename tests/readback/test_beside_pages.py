"""What a file says beside its pages is told where it is not what its sources say, whatever version made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from letterpack.readback.beside_pages import beside_pages, told_otherwise
from tests.checks.batches import Batch, make
from tests.checks.surgery import Opened, opened, written

ENCLOSED: Final = 2


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make(tmp_path_factory.mktemp("beside") / "campaign")


def catalog(file: Opened, old: bytes, new: bytes) -> None:
    file.change(file.root, old, new)


def about(file: Opened, old: bytes, new: bytes) -> None:
    file.change(file.info, old, new)


def xmp(file: Opened, old: bytes, new: bytes) -> None:
    file.change(file.numbers(rb"/Type/Metadata")[0], old, new)


def bookmark(file: Opened, old: bytes, new: bytes) -> None:
    file.change(file.numbers(rb"/Title.*/Dest")[0], old, new)


def tag(file: Opened, old: bytes, new: bytes) -> None:
    file.change(file.numbers(rb"/S/P\b.*/Pg")[0], old, new)


EDITS: Final = {
    "a title": (about, b"/Title(", b"/Title(Another: ", "property"),
    "a date": (about, b"/ModDate(D:2", b"/ModDate(D:3", "property"),
    "a date in XMP": (xmp, b'ModifyDate="2', b'ModifyDate="3', "property"),
    "a word more in XMP": (xmp, b"<dc:title>", b"<dc:rights>ours</dc:rights><dc:title>", "property"),
    "a language": (catalog, b"/Lang(en)", b"/Lang(fr)", "property"),
    "page numbers": (catalog, b"/S/D>>", b"/S/D/St 7>>", "page number"),
    "a bookmark": (bookmark, b"/Title(", b"/Title(Another: ", "bookmark"),
    "what stands for words": (tag, b"/S/P", b"/S/P/Alt(another)", "description"),
    "a language of words": (tag, b"/S/P", b"/S/P/Lang(fr)", "description"),
}


@pytest.mark.parametrize(("where", "old", "new", "kind"), EDITS.values(), ids=EDITS)
def test_other_words_are_told(batch: Batch, where: object, old: bytes, new: bytes, kind: str) -> None:
    assert callable(where)
    data = batch.pdf("third").read_bytes()
    file = opened(data)
    where(file, old, new)
    told = list(told_otherwise(beside_pages(written(file), ENCLOSED), beside_pages(data, ENCLOSED)))
    assert [each.split(" `")[0] for each in told] == [kind]


def test_a_file_written_anew_by_another_version_says_the_same(batch: Batch) -> None:
    data = batch.pdf("third").read_bytes()
    file = opened(data)
    about(file, b"/Producer(letterpack ", b"/Producer(letterpack 9.")
    xmp(file, b'pdf:Producer="letterpack ', b'pdf:Producer="letterpack 9.')
    assert list(told_otherwise(beside_pages(written(file), ENCLOSED), beside_pages(data, ENCLOSED))) == []


def test_it_is_an_error_though_the_manifest_claims_another_version(batch: Batch) -> None:
    file = opened(batch.pdf("third").read_bytes())
    catalog(file, b"/S/D>>", b"/S/D/St 7>>")
    batch.pdf("third").write_bytes(written(file))
    batch.own_up()
    path = Path(batch.root / "build/manifest.json")
    manifest = json.loads(path.read_bytes())
    manifest["builder"]["libraries"]["pypdf"] = "0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    told = [(each.severity, each.message) for each in batch.check("LP331").findings if each.packet]
    assert told == [("error", "the packet for `third` says or shows what its sources do not: page number `1 D` → `7 D`")]
    manifest["builder"]["letterpack"] = "0.0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    told = [(each.severity, each.message) for each in batch.check("LP331").findings if each.packet == "third"]
    assert [severity for severity, _ in told] == ["error"]
    assert told[0][1].endswith(" made it, and the manifest names letterpack 0.0.1")
