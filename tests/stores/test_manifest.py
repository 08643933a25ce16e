"""The manifest: one packet a line, plain JSON, read back from any layout, never trusted."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.errors import ManifestUnreadable
from letterpack.manifest import SEPARATOR, ManifestWriter, iter_files, iter_packets, read_manifest, render_row
from letterpack.model.campaign import Input
from letterpack.model.manifest import Builder, EnclosureRow, FontRow, ManifestHead, PacketRow, PrintRunRow, ProductRow
from letterpack.stores.files import FolderFiles, FolderStage
from letterpack.stores.memory import MemoryStage
from letterpack.values import replace

SHA = "ab" * 32
HEAD = ManifestHead(
    partial=False,
    status="draft",
    builder=Builder("1.0", "3.12", "1.3.1", {"pypdf": "6.0", "reportlab": "4.4"}),
    inputs=(Input("addressees.csv", SHA), Input("письмо.md", SHA)),
    fonts=(FontRow("Gentium Book Plus", "regular", SHA, "GentiumBookPlus-Regular.ttf"),),
    profile="print",
)
ROW = PacketRow("a-1", "a", "to", "packets/a-1.pdf", 3, 2, "kk", (), ("PDF/A-2a",), SHA, SHA)
LIST = ProductRow("list", "print/list.txt", SHA, ("a-1", "a-2"))
RUN = PrintRunRow("print/run.pdf", SHA, ("a-1",), ("PDF/A-2u",))


def write(path: Path, rows: list[PacketRow], runs: tuple[PrintRunRow | ProductRow, ...] = (), head: ManifestHead = HEAD) -> Path:
    path.unlink(missing_ok=True)
    with ManifestWriter(FolderStage(path.parent), head) as writer:
        for row in rows:
            writer.packet(row)
        writer.finish(runs)
    return path


def beside(path: Path) -> FolderFiles:
    """Return the batch whose manifest is at ``path``."""
    return FolderFiles(path.parent, str(path.parent))


def rows(count: int) -> list[PacketRow]:
    return [replace(ROW, id=f"a-{number}", file=f"packets/a-{number}.pdf") for number in range(count)]


def whole(packets: list[PacketRow], runs: tuple[PrintRunRow, ...] = ()) -> dict[str, object]:
    head = asdict(HEAD)
    head |= {"manifest_version": 1, "packets": [_said(row) for row in packets], "print_runs": [asdict(run) for run in runs]}
    head["products"] = []
    return json.loads(json.dumps(head))


def _said(row: PacketRow) -> dict[str, object]:
    """What a manifest says of ``row``: rare keys are written where they say something."""
    return {key: value for key, value in asdict(row).items() if value or key not in ("fonts", "warned")}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
packet_rows = st.builds(
    PacketRow,
    id=texts,
    addressee=texts,
    kind=st.sampled_from(["to", "cc", "bcc"]),
    file=st.just("packets/x.pdf"),
    pages=st.integers(0, 10**9),
    sheets=st.integers(0, 10**9),
    language=texts,
    enclosures=st.lists(st.builds(EnclosureRow, texts, texts, st.integers(0, 99), st.integers(0, 1), texts), max_size=2).map(
        tuple
    ),
    claims=st.lists(texts, max_size=2).map(tuple),
    inputs_sha256=texts,
    sha256=texts,
    fonts=st.lists(st.builds(FontRow, texts, texts, texts, texts), max_size=2).map(tuple),
    warned=st.booleans(),
)


@given(packet_rows)
def test_a_row_is_what_json_gives(row: PacketRow) -> None:
    wanted = _said(row)
    wanted["enclosures"] = [
        {key: value for key, value in asdict(each).items() if value or key not in ("blank", "stamp")} for each in row.enclosures
    ]
    assert render_row(row) == json.dumps(wanted, sort_keys=True, ensure_ascii=False).encode()


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("runs", [(), (RUN,)])
def test_the_file_is_sorted_json_with_a_packet_a_line(tmp_path: Path, count: int, runs: tuple[PrintRunRow, ...]) -> None:
    text = write(tmp_path / "manifest.json", rows(count), runs).read_text(encoding="utf-8")
    value = json.loads(text)
    assert value == whole(rows(count), runs)
    assert list(value) == sorted(value)
    assert sum('"inputs_sha256"' in line for line in text.splitlines()) == count
    lines = [line.strip().rstrip(",") for line in text.splitlines() if line.startswith("  ")]
    assert lines == [json.dumps(json.loads(line), sort_keys=True, ensure_ascii=False) for line in lines]
    assert text.endswith("}\n")


def test_rendered_rows_equal_written_ones(tmp_path: Path) -> None:
    direct = write(tmp_path / "manifest.json", rows(5)).read_bytes()
    stage = MemoryStage()
    with ManifestWriter(stage, HEAD) as writer:
        writer.raw(render_row(rows(5)[0]))
        joined = SEPARATOR.join(render_row(row) for row in rows(5)[1:4])
        writer.raw(joined[:50])
        writer.more(joined[50:])
        writer.packet(rows(5)[4])
        writer.finish()
    assert direct == stage.files["manifest.json"]


def test_a_manifest_without_a_profile_is_of_an_early_version_and_reads(tmp_path: Path) -> None:
    path = write(tmp_path / "manifest.json", rows(1))
    path.write_text(path.read_text(encoding="utf-8").replace('"profile": "print",', ""), encoding="utf-8")
    assert read_manifest(beside(path)).head == replace(HEAD, profile="")


def test_a_manifest_without_products_is_of_an_early_version_and_reads(tmp_path: Path) -> None:
    path = write(tmp_path / "manifest.json", rows(1))
    path.write_text(path.read_text(encoding="utf-8").replace(' "products": [],\n', ""), encoding="utf-8")
    assert read_manifest(beside(path)).products == ()


@pytest.mark.parametrize("indent", ["ours", None, 0, 1, 2, "\t"])
def test_any_layout_reads(tmp_path: Path, indent: int | str | None) -> None:
    path = write(tmp_path / "manifest.json", rows(4), (RUN, LIST))
    if indent != "ours":
        path.write_text(json.dumps(json.loads(path.read_bytes()), indent=indent))
    assert read_manifest(beside(path)).head == HEAD
    assert (read_manifest(beside(path)).print_runs, read_manifest(beside(path)).products) == ((RUN,), (LIST,))
    assert list(iter_packets(beside(path))) == rows(4)
    assert list(iter_files(beside(path))) == [*(row.file for row in rows(4)), "print/run.pdf", "print/list.txt", "manifest.json"]


def test_a_single_row_laid_out_anew_reads(tmp_path: Path) -> None:
    path = write(tmp_path / "manifest.json", rows(4))
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(index for index, line in enumerate(lines) if '"a-2"' in line)
    lines[at] = json.dumps(json.loads(lines[at].rstrip(",")), indent=4) + ","
    path.write_text("\n".join(lines))
    assert list(iter_packets(beside(path))) == rows(4)


@given(st.lists(packet_rows, max_size=4))
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, packets: list[PacketRow]) -> None:
    path = write(tmp_path_factory.mktemp("m") / "manifest.json", packets)
    assert list(iter_packets(beside(path))) == packets


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"manifest_version": 1', '"manifest_version": 2', "version 2"),
        ('"manifest_version": 1', '"manifest_version": "1"', "`manifest_version`"),
        ('"status": "draft"', '"status": "ready"', "`status`"),
        ('"partial": false', '"partial": 0', "`partial`"),
        ('"zlib": "1.3.1"', '"zlib": null', "`builder.zlib`"),
        ('"kind": "to"', '"kind": "them"', "packet 1 of"),
        ('"pages": 3', '"pages": true', "`pages`"),
        ('"file": "packets/a-1.pdf"', '"file": "../a.pdf"', "`file`"),
        ('"file": "packets/a-1.pdf"', '"file": "/etc/passwd"', "`file`"),
        ('"claims": ["PDF/A-2a"]', '"claims": [1]', "`claims[0]`"),
        ('"enclosures": []', '"enclosures": [[]]', "`enclosures[0]`"),
        ('"sheets"', '"leaves"', "`sheets`"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = write(tmp_path / "manifest.json", [ROW])
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ManifestUnreadable) as caught:
        read_manifest(beside(path))
        list(iter_packets(beside(path)))
    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"%PDF-1.7", b"[" * 100_000, b'{"packets": 3}'])
def test_what_is_no_manifest_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(data)
    for read in (read_manifest, lambda files: list(iter_packets(files)), lambda files: list(iter_files(files))):
        with pytest.raises(ManifestUnreadable):
            read(beside(path))


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "manifest.json", rows(2), (RUN,))
    data = path.read_bytes().rstrip()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(ManifestUnreadable):
            list(iter_files(beside(path)))


def test_an_unfinished_manifest_is_refused(tmp_path: Path) -> None:
    with ManifestWriter(FolderStage(tmp_path), HEAD) as writer:
        writer.packet(ROW)
    with pytest.raises(ManifestUnreadable):
        read_manifest(beside(tmp_path / "manifest.json"))


def test_a_missing_manifest_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ManifestUnreadable) as caught:
        read_manifest(beside(tmp_path / "manifest.json"))
    assert "letterpack build" in caught.value.hint


def test_rows_are_streamed(tmp_path: Path) -> None:
    path = write(tmp_path / "manifest.json", rows(20_000))
    tracemalloc.start()
    count = sum(1 for _ in iter_packets(beside(path)))
    read_manifest(beside(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 4_000_000


def said_otherwise(row: PacketRow, way: str) -> str:
    """Return the line of ``row`` in other words: JSON that means the same."""
    values = json.loads(render_row(row))
    if way == "escaped":
        keys = {"".join(f"\\u{ord(char):04x}" for char in key): json.dumps(value) for key, value in values.items()}
        said = [f'"{key}": {value}' for key, value in keys.items()]
        return "{" + ", ".join(said) + "}"
    if way == "turned":
        return json.dumps(dict(reversed(values.items())), ensure_ascii=False, separators=(" ,", " :\t"))
    if way == "twice":
        return json.dumps({"id": "a-9"}, ensure_ascii=False)[:-1] + ", " + render_row(row).decode()[1:]
    return render_row(row).decode()


@given(
    st.lists(st.tuples(packet_rows, st.sampled_from(["ours", "escaped", "turned", "twice"])), max_size=5),
    st.sampled_from(["\n", "\r\n"]),
)
def test_rows_in_other_words_read(
    tmp_path_factory: pytest.TempPathFactory, packets: list[tuple[PacketRow, str]], end: str
) -> None:
    path = write(tmp_path_factory.mktemp("m") / "manifest.json", [row for row, _ in packets])
    lines = path.read_bytes().decode().split("\n")
    first = lines.index(' "packets": [') + 1 if packets else 0
    for index, (row, way) in enumerate(packets):
        lines[first + index] = f"  {said_otherwise(row, way)}{',' if index + 1 < len(packets) else ''}"
    path.write_bytes(end.join(lines).encode())
    assert list(iter_packets(beside(path))) == [row for row, _ in packets]
