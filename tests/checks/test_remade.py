"""A packet is what its sources produce, to the byte: every edit of a file is found, whatever the manifest says of it."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, RectangleObject, TextStringObject

import letterpack
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.stores.memory import MemoryStore
from tests.checks.batches import Batch, Fixed, change_glyph, make, put, rewrite
from tests.checks.surgery import opened, written
from tests.trying import many

Edit = Callable[[PdfWriter], object]
ROUNDS: Final = many(8, 300)


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return make(tmp_path_factory.mktemp("remade") / "campaign")


DRAWN: Final = {
    "a white rectangle": "1 g 70 300 400 200 re f",
    "a red cross": "1 0 0 RG 4 w 0 0 m 595 842 l S",
    "an inline picture": "q 400 0 0 200 70 300 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \xff EI Q",
    "white text": "BT 1 g /F1 9 Tf 80 400 Td (we take it back) Tj ET",
    "invisible text": "BT 3 Tr /F1 9 Tf 80 400 Td (we take it back) Tj ET",
    "tiny text": "BT /F1 0.4 Tf 80 400 Td (we take it back) Tj ET",
    "squeezed text": "BT 1 Tz /F1 9 Tf 80 400 Td (we take it back) Tj ET",
    "clipped text": "q 0 0 1 1 re W n BT /F1 9 Tf 80 400 Td (we take it back) Tj ET Q",
    "an artifact that speaks": "/Artifact BMC BT /F1 9 Tf 80 400 Td (we take it back) Tj ET EMC",
    "a second page number": "/Artifact BMC BT /F1 8 Tf 480 30 Td (Page 7 of 9) Tj ET EMC",
    "words that are said and not shown": "/Span <</ActualText (2,400)>> BDC EMC",
    "nothing at all": " ",
}


def draw(writer: PdfWriter, operators: str) -> None:
    put(writer, 0, writer.pages[0].get_contents().get_data() + b"\n" + operators.encode("latin-1"))


def set_box(name: str, *corners: float) -> Edit:
    return lambda writer: writer.pages[0].__setitem__(NameObject(name), RectangleObject(corners))


def with_action(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer.root_object[NameObject("/OpenAction")] = action


def with_launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    writer.root_object[NameObject("/AA")] = DictionaryObject({NameObject("/WC"): action})


def with_layers(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject({NameObject("/OCGs"): ArrayObject()})


def with_meanings(writer: PdfWriter) -> None:
    for page in writer.pages:
        for font in page["/Resources"].get_object().get("/Font", {}).values():
            entries = font.get_object()
            if "/ToUnicode" in entries:
                stream = entries["/ToUnicode"].get_object()
                stream.set_data(stream.get_data().replace(b"0032>", b"0034>"))


def with_moved_pages(writer: PdfWriter) -> None:
    kids = writer.root_object["/Pages"].get_object()["/Kids"]
    kids.insert(0, kids.pop())


EDITS: Final[dict[str, Edit]] = {
    **{name: partial(draw, operators=drawn) for name, drawn in DRAWN.items()},
    "another glyph": change_glyph,
    "another meaning": with_meanings,
    "a note over the page": lambda writer: writer.add_annotation(0, FreeText(text="no", rect=(70, 300, 470, 500))),
    "a script": with_action,
    "a program": with_launch,
    "layers": with_layers,
    "an attached file": lambda writer: writer.add_attachment("a.txt", b"x"),
    "a turned page": lambda writer: writer.pages[0].rotate(180),
    "a smaller crop": set_box("/CropBox", 0, 0, 300, 300),
    "another origin": set_box("/MediaBox", -30, -60, 565, 782),
    "another unit": lambda writer: writer.pages[0].__setitem__(NameObject("/UserUnit"), FloatObject(1.01)),
    "pages in another order": with_moved_pages,
    "a mere re-save": lambda writer: None,
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_every_edit_is_an_error_though_the_manifest_owns_up(batch: Batch, edit: Edit) -> None:
    kept = batch.pdf("third").read_bytes(), (batch.root / "build/manifest.json").read_bytes()
    try:
        rewrite(batch.pdf("third"), edit)
        batch.own_up()
        assert "third" in {packet for _, packet in batch.errors()}
    finally:
        batch.pdf("third").write_bytes(kept[0])
        (batch.root / "build/manifest.json").write_bytes(kept[1])


def test_any_byte_of_any_product_counts(batch: Batch, tmp_path: Path) -> None:
    """In each round a bit of one byte of each of 13 files: packets, a print run in several, and every other product. The manifest
    has their digests.
    """
    shutil.copytree(batch.root, tmp_path / "campaign")
    settings = tmp_path / "campaign/letterpack.yaml"
    settings.write_text(f"{settings.read_text()}products: [{', '.join(PRODUCTS)}]\nprinting: {{split: 2, totals: true}}\n")
    world, store, chance = Fixed(tmp_path / "campaign"), MemoryStore(), random.Random(11)
    assert build(world, BuildRequest(world.root, store)).ok
    whole = store.batch().files
    products = [name for name in whole if name != "manifest.json"]
    assert len(products) == 13
    for _ in range(ROUNDS):
        spoiled = dict(whole)
        for name in products:
            data = bytearray(spoiled[name])
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            spoiled[name] = bytes(data)
        store._commit(restamped(spoiled))
        findings = check(world, CheckRequest(world.root, store, select=("LP331",))).findings
        assert {each.packet or each.file for each in findings} == {
            Path(name).stem if name.startswith("packets/") else f"memory/{name}" for name in products
        }


def restamped(files: dict[str, bytes]) -> dict[str, bytes]:
    from hashlib import sha256

    manifest = json.loads(files["manifest.json"])
    for row in (*manifest["packets"], *manifest["print_runs"], *manifest["products"]):
        row["sha256"] = sha256(files[row["file"]]).hexdigest()
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def test_what_differs_is_said_in_words(tmp_path: Path) -> None:
    batch = make(tmp_path / "campaign")
    rewrite(batch.pdf("third"), lambda writer: draw(writer, DRAWN["a red cross"]))
    batch.own_up()
    [found] = [each for each in batch.check().findings if each.code == "LP331"]
    assert found.message.startswith("the packet for `third` differs from what its sources produce: ")
    assert "pixels: picture" in found.message
    assert found.severity == "error"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (b"/PieceInfo<<>>", "its catalog, `PieceInfo`: nothing → an object"),
        (b"/PageMode/UseThumbs", "its catalog, `PageMode`: "),
        (b"", "how its file is laid out, or packed"),
    ],
)
def test_what_readers_do_not_see_is_said_by_objects(batch: Batch, tmp_path: Path, entry: bytes, words: str) -> None:
    shutil.copytree(batch.root, tmp_path / "campaign")
    other = Batch(tmp_path / "campaign")
    file = opened(other.pdf("third").read_bytes())
    file.entry(file.root, entry)
    other.pdf("third").write_bytes(written(file))
    other.own_up()
    [found] = [each for each in other.check("LP331").findings if each.severity == "error"]
    assert found.message.startswith(f"the packet for `third` differs from what its sources produce: {words}")


@pytest.mark.parametrize(
    "entry", [b"/Contents 1 0 R", b"/MediaBox[0 0 9 9]", b"/Media#42ox[0 0 9 9]", b"/Type/Page", b"/Resources 1 0 R"]
)
def test_an_entry_that_is_there_twice_is_an_error_though_the_last_is_right(batch: Batch, tmp_path: Path, entry: bytes) -> None:
    """Some readers take the first of two, so what one shows is not what all do (ISO 32000-1, 7.3.7)."""
    shutil.copytree(batch.root, tmp_path / "campaign")
    other = Batch(tmp_path / "campaign")
    file = opened(other.pdf("third").read_bytes())
    number = file.page(0)
    file.bodies[number] = b"<<" + entry + file.bodies[number].removeprefix(b"<<")
    other.pdf("third").write_bytes(written(file))
    claiming(other)
    assert "third" in {packet for _, packet in other.errors()}


@pytest.mark.parametrize("where", ["a reference", "an object", "the table"])
def test_an_object_of_another_generation_is_an_error(batch: Batch, tmp_path: Path, where: str) -> None:
    """Some readers look for the number alone, and others show a page without content (ISO 32000-1, 7.3.10)."""
    shutil.copytree(batch.root, tmp_path / "campaign")
    other = Batch(tmp_path / "campaign")
    file = opened(other.pdf("third").read_bytes())
    number, content = file.page(0), file.contents(0)[-1]
    if where == "a reference":
        file.change(number, b"%d 0 R" % content, b"%d 1 R" % content)
    data = written(file)
    if where == "an object":
        data = data.replace(b"\n%d 0 obj" % content, b"\n%d 1 obj" % content, 1)
    if where == "the table":
        row = struct.pack(">BI", 1, data.index(b"\n%d 0 obj" % content) + 1)
        assert data.count(row) == 1
        data = data.replace(row + b"\0\0", row + b"\0\1")
    other.pdf("third").write_bytes(data)
    claiming(other)
    assert "third" in {packet for _, packet in other.errors()}


def test_another_builder_is_said_and_the_packets_are_read_back(batch: Batch, tmp_path: Path) -> None:
    world, store = Fixed(batch.root), MemoryStore()
    assert build(world, BuildRequest(batch.root, store)).ok
    files = dict(store.batch().files)
    manifest = json.loads(files["manifest.json"])
    manifest["builder"]["libraries"]["pypdf"] = "0.1"
    store._commit({**files, "manifest.json": json.dumps(manifest).encode()})
    result = check(world, CheckRequest(batch.root, store))
    told = [each for each in result.findings if each.code == "LP331" and "laid out" not in each.message]
    assert [each.severity for each in told] == ["warning"]
    assert "pypdf 0.1 (here " in told[0].message
    assert (result.complete, result.ok, result.passes(strict=True)) == (6, True, False)


def test_a_list_by_another_builder_is_made_again_all_the_same(batch: Batch) -> None:
    """Whoever changed it may claim that other versions made it."""
    world, store = Fixed(batch.root), MemoryStore()
    assert build(world, BuildRequest(batch.root, store, products=("mailing-list",))).ok
    files = dict(store.batch().files)
    changed = files["mailing-list.csv"].replace(b"1 rue de la Paix", b"2 rue de la Paix")
    assert changed != files["mailing-list.csv"]
    manifest = json.loads(files["manifest.json"])
    manifest["products"][0]["sha256"] = hashlib.sha256(changed).hexdigest()
    manifest["builder"]["libraries"]["pypdf"] = "0.1"
    store._commit({**files, "mailing-list.csv": changed, "manifest.json": json.dumps(manifest).encode()})
    told = [each for each in check(world, CheckRequest(batch.root, store)).findings if each.code == "LP331"]
    [error] = [each.message for each in told if each.severity == "error"]
    assert error.startswith("the mailing list `mailing-list.csv` says or shows what its packets do not: ")


def test_a_workbook_whose_parts_cannot_be_read_is_an_error(batch: Batch) -> None:
    """A part that says that it is encrypted, one that is packed in a way that nobody knows, and one that ends early."""
    world, store = Fixed(batch.root), MemoryStore()
    assert build(world, BuildRequest(batch.root, store, products=("mailing-list-xlsx",))).ok
    whole = dict(store.batch().files)
    data = whole["mailing-list.xlsx"]
    entry = data.index(b"PK\1\2")
    for at, wrong in ((entry + 8, b"\1"), (entry + 10, b"\x63"), (entry + 20, b"\1\0\0\0")):
        changed = data[:at] + wrong + data[at + len(wrong) :]
        manifest = json.loads(whole["manifest.json"])
        manifest["products"][0]["sha256"] = hashlib.sha256(changed).hexdigest()
        manifest["builder"]["libraries"]["pypdf"] = "0.1"
        store._commit({**whole, "mailing-list.xlsx": changed, "manifest.json": json.dumps(manifest).encode()})
        found = check(world, CheckRequest(batch.root, store, select=("LP331",))).findings
        assert [each.message for each in found if each.severity == "error"] == [
            "the mailing list as a workbook `mailing-list.xlsx` says or shows what its packets do not: its cells"
        ]


def test_a_row_that_says_other_things_is_an_error(batch: Batch) -> None:
    world, store = Fixed(batch.root), MemoryStore()
    assert build(world, BuildRequest(batch.root, store)).ok
    files = dict(store.batch().files)
    manifest = json.loads(files["manifest.json"])
    manifest["packets"][0]["enclosures"][0]["pages"] = 7
    store._commit({**files, "manifest.json": json.dumps(manifest).encode()})
    found = check(world, CheckRequest(batch.root, store, select=("LP331",))).findings
    assert [each.message for each in found] == [
        "the manifest's row of `first` differs from what its sources produce: `enclosures`"
    ]


def claiming(batch: Batch) -> None:
    """Own up to all edits, and say that another version made the batch."""
    batch.own_up()
    path = batch.root / "build/manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["builder"]["libraries"]["pypdf"] = "0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")


def test_packets_of_another_builder_are_compared_by_their_objects(batch: Batch, tmp_path: Path) -> None:
    """One is packed otherwise, one says more, and one was saved by another program."""
    shutil.copytree(batch.root, tmp_path / "campaign")
    other = Batch(tmp_path / "campaign")
    other.pdf("first").write_bytes(written(opened(other.pdf("first").read_bytes())))
    file = opened(other.pdf("second").read_bytes())
    number = file.contents(0)[-1]
    entries, data = file.streams[number]
    file.streams[number] = (entries, data + b" q 4 w 0 G 0 0 m 595 842 l S Q")
    other.pdf("second").write_bytes(written(file))
    rewrite(other.pdf("third"), lambda writer: None)
    claiming(other)
    told = {each.packet: each for each in other.check("LP331").findings if each.packet}
    assert {name: each.severity for name, each in told.items()} == {"second": "error", "third": "error"}
    assert "do not: what page 1 draws; pixels: picture" in told["second"].message
    assert "it was saved by another program" in told["third"].message


@pytest.mark.parametrize("spaces", [b"-900", b"500"], ids=["apart", "on each other"])
def test_letters_that_are_set_otherwise_are_no_identical_packet(batch: Batch, tmp_path: Path, spaces: bytes) -> None:
    """The text, the glyphs, the place of the line: all are the same."""
    file = opened(batch.pdf("third").read_bytes())
    number = file.contents(0)[-1]
    entries, data = file.streams[number]
    apart = re.sub(rb"(\[<[0-9A-F]{8})([0-9A-F]{8})", rb"\1>%s<\2" % spaces, data, count=1)
    assert apart != data
    file.streams[number] = (entries, apart)
    (tmp_path / "third.pdf").write_bytes(written(file))
    [group] = letterpack.diff(batch.pdf("third"), tmp_path / "third.pdf").groups
    assert (group.change.kind, group.change.field) == ("font", "spacing")
