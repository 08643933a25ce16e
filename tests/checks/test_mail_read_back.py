"""Lists, labels, envelopes, marks and totals: every fault is found, also if the manifest owns up to it."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest

from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.readback.product_rows import NotTold, rows_of_pages
from tests.build.making import campaign, person
from tests.checks.surgery import changed, opened, written
from tests.trying import many

LIST, BOOK, LABELS, ENVELOPES, RUN = (
    "mailing-list.csv", "mailing-list.xlsx", "print/labels.pdf", "print/envelopes.pdf", "print/run.pdf",
)  # fmt: skip
SETTINGS: Final[dict[str, Any]] = {
    "form": "din5008b",
    "sender": {"names": ["Sender of Letters"], "address": ["Sender Street 5", "1000 Sendertown"], "country": "DE"},
    "paper": {"weight_gsm": 80},
    "products": ["envelopes", "labels", "mailing-list", "mailing-list-xlsx"],
    "label_sheet": {"code": "L7163", "start": 13},
    "print_run": True,
    "printing": {"totals": True},
    "marks": "datamatrix",
    "profile": "vt1",
}
PEOPLE: Final = {
    "to": [
        person(name, address=[f"{name} Street {number}", "1000 Town"]) for number, name in enumerate(("Alpha", "Beta", "Gamma"))
    ],
    "bcc": [person("Hidden", copy_of="alpha", address=["Secret Lane 9", "1000 Town"])],
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mail") / "campaign"
    folder.mkdir()
    for path, data in campaign(PEOPLE, settings=SETTINGS).items():
        (folder / path).write_bytes(data)
    result = build(Disk(folder), BuildRequest(folder))
    assert result.ok, result.findings
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "campaign")
    return tmp_path / "campaign"


def findings(folder: Path, *select: str) -> list[str]:
    found = check(Disk(folder), CheckRequest(folder, select=select)).findings
    return [f"{each.code} {each.message}" for each in found if each.severity == "error"]


def own_up(folder: Path, file: str, data: bytes, *, by_others: bool = False) -> None:
    """Write a product's file, and say so in the manifest; ``by_others``: another version of a library made the batch."""
    (folder / "build" / file).write_bytes(data)
    path = folder / "build/manifest.json"
    manifest = json.loads(path.read_bytes())
    for row in (*manifest["products"], *manifest["print_runs"]):
        if row["file"] == file:
            row["sha256"] = hashlib.sha256(data).hexdigest()
    if by_others:
        manifest["builder"]["libraries"]["pillow"] = "0.0.1"
    path.write_text(json.dumps(manifest), encoding="utf-8")


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(change(data.splitlines(keepends=True)))


def in_book(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def changed(data: bytes) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                held = old.read(name)
                new.writestr(name, change(held) if name.endswith("sheet1.xml") else held)
        return out.getvalue()

    return changed


def with_another_sheet(data: bytes) -> bytes:
    out = BytesIO(data)
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>")
    return out.getvalue()


def in_pdf(pattern: bytes, change: Callable[[re.Match[bytes]], bytes]) -> Callable[[bytes], bytes]:
    """Change the first stream or object in which ``pattern`` is found."""

    def changed(data: bytes) -> bytes:
        file = opened(data)
        for number, (head, held) in file.streams.items():
            if re.search(pattern, held, re.DOTALL):
                file.streams[number] = (head, re.sub(pattern, change, held, count=1, flags=re.DOTALL))
                return written(file)
        for number, body in file.bodies.items():
            if re.search(pattern, body, re.DOTALL):
                file.bodies[number] = re.sub(pattern, change, body, count=1, flags=re.DOTALL)
                return written(file)
        raise AssertionError("nothing to change")

    return changed


def next_code(found: re.Match[bytes]) -> bytes:
    """Show another glyph in the place of the last of a line."""
    return found[1] + (b"%04X" % (int(found[2], 16) + 1)) + found[3]


SHOWN: Final = rb"(<[0-9A-Fa-f]*?)([0-9A-Fa-f]{4})(>\]TJ)"
PLACED: Final = rb"(BDC 1 0 )0 1(?= [\d.]+ [\d.]+ Tm)"
ROWS: Final = rb"(<row>.*?</row>)(<row>.*?</row>)(<row>.*?</row>)"
TWO: Final = rb"(q 1 0 0 1 )(\S+ \S+)( cm .*? Q\nq 1 0 0 1 )(\S+ \S+)( cm )"
LISTED: Final = rb"(/DParts\[\[)(\d+ 0 R) (\d+ 0 R) (\d+ 0 R) (.*)(\]\])"
ALPHA: Final = rb"(/Start )(\d+ 0 R)/End (\d+ 0 R)(/DPM<<.*/CIP4_ExternalID/alpha)"
BLIND: Final = rb"(/DPM<</CIP4_Root<</Type/CIP4_Root)(>>>>>>)\Z"
PART_FAULTS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "a packet's id": in_pdf(rb"/CIP4_ExternalID/alpha", lambda _: b"/CIP4_ExternalID/gamma"),
    "no id": in_pdf(rb"/CIP4_Recipient<</CIP4_ExternalID/beta>>", lambda _: b""),
    "a name nobody asked for": in_pdf(rb"(ExternalID/beta)", lambda found: found[1] + b"/CIP4_Contact<</Type/CIP4_Contact>>"),
    "a blind copy's id": in_pdf(BLIND, lambda found: found[1] + b"/CIP4_Recipient<</CIP4_ExternalID/hidden>>" + found[2]),
    "a blind copy's name": in_pdf(BLIND, lambda found: found[1] + b"/CIP4_DescriptiveName(Hidden Example)" + found[2]),
    "metadata beside CIP4's": in_pdf(rb"(ExternalID/gamma>>>>)", lambda found: found[1] + b"/Mine<</To(Hidden Example)>>"),
    "a record left out": in_pdf(LISTED, lambda found: b"%s%s %s %s%s" % found.group(1, 2, 3, 5, 6)),
    "a record twice": in_pdf(LISTED, lambda found: b"%s%s %s %s %s %s%s" % found.group(1, 2, 3, 3, 4, 5, 6)),
    "two records exchanged": in_pdf(LISTED, lambda found: b"%s%s %s %s %s%s" % found.group(1, 2, 4, 3, 5, 6)),
    "no record is one": in_pdf(LISTED, lambda found: b"%s%s %s %s %s null%s" % found.group(1, 2, 3, 4, 5, 6)),
    "a record ends on its first page": in_pdf(ALPHA, lambda found: found[1] + found[2] + found[4]),
    "a record begins on its last page": in_pdf(ALPHA, lambda found: b"%s%s/End %s%s" % found.group(1, 3, 3, 4)),
    "a record runs backwards": in_pdf(ALPHA, lambda found: b"%s%s/End %s%s" % found.group(1, 3, 2, 4)),
    "a page of no record": in_pdf(rb"(/Contents\[[^\]]*\])/DPart \d+ 0 R", lambda found: found[1]),
    "a page of another record": in_pdf(rb"/DPart 24 0 R", lambda _: b"/DPart 43 0 R"),
    "a cycle": in_pdf(LISTED, lambda found: b"%s3 0 R %s %s %s%s" % found.group(1, 3, 4, 5, 6)),
    "a record below itself": in_pdf(ALPHA, lambda found: b"/DParts[[24 0 R]]" + found[4]),
    "a record's parent": in_pdf(rb"(/Type/DPart/Parent )3( 0 R/Start)", lambda found: found[1] + b"2" + found[2]),
    "the job's parent": in_pdf(rb"(/Type/DPart/Parent )2( 0 R/DParts)", lambda found: found[1] + b"3" + found[2]),
    "a record's key": in_pdf(rb"(/Type/DPart/Parent 3 0 R)", lambda found: found[1] + b"/AF[]"),
    "the job's key": in_pdf(rb"(/Type/DPart/Parent 2 0 R)", lambda found: found[1] + b"/Mine(x)"),
    "the root's key": in_pdf(rb"(/Type/DPartRoot/)", lambda found: found[1] + b"Mine(x)/"),
    "what the job says": in_pdf(rb"(/CIP4_ProductType/Letter)", lambda found: found[1] + b"/CIP4_Mine(Hidden Example)"),
    "the weight of the paper": in_pdf(rb"CIP4_Weight 80", lambda _: b"CIP4_Weight 90"),
    "the sides": in_pdf(rb"TwoSidedHeadToHead", lambda _: b"OneSided"),
    "the level of records": in_pdf(rb"/RecordLevel 1", lambda _: b"/RecordLevel 0"),
    "the names of levels": in_pdf(rb"/NodeNameList\[/Job/Record", lambda _: b"/NodeNameList[/Job"),
    "the record of the totals": in_pdf(rb"\(Totals\)", lambda _: b"(Secret Lane)"),
    "no tree": in_pdf(rb"/DPartRoot 2 0 R", lambda _: b""),
}  # fmt: skip

ABOUT_FAULTS: Final[tuple[tuple[str, bytes, Callable[[re.Match[bytes]], bytes]], ...]] = (
    ("a title", rb"/Title\([^)]*\)(?=/Author)", lambda _: b"/Title(Hidden Example)"),
    ("another text", rb"<dc:language>", lambda _: b"<dc:subject>Hidden Example</dc:subject><dc:language>"),
    ("a date", rb'CreateDate="\d', lambda _: b'CreateDate="3'),
    ("a claim", rb"(pdfaid:conformance\W+)U", lambda found: found[1] + b"A"),
)
FAULTS: Final[dict[str, tuple[str, Callable[[bytes], bytes]]]] = {
    "two rows exchanged": (LIST, lines(lambda rows: [rows[0], rows[2], rows[1], *rows[3:]])),
    "a row left out": (LIST, lines(lambda rows: [*rows[:2], *rows[3:]])),
    "a row twice": (LIST, lines(lambda rows: [*rows, rows[-1]])),
    "a weight": (LIST, lambda data: data.replace(b",5.0,", b",4.0,", 1)),
    "a digit of a street": (LIST, lambda data: data.replace(b"Street 1", b"Street 7")),
    "a column more": (LIST, lines(lambda rows: [each.rstrip() + b",x\r\n" for each in rows])),
    "two rows of the workbook exchanged": (BOOK, in_book(lambda data: re.sub(ROWS, rb"\1\3\2", data, count=1, flags=re.DOTALL))),
    "a row of the workbook left out": (BOOK, in_book(lambda data: re.sub(ROWS, rb"\1\3", data, count=1, flags=re.DOTALL))),
    "a weight of the workbook": (BOOK, in_book(lambda data: data.replace(b"<v>5.0</v>", b"<v>4.0</v>", 1))),
    "another sheet of the workbook": (BOOK, with_another_sheet),
    "a letter of a label": (LABELS, in_pdf(SHOWN, next_code)),
    "two labels exchanged": (LABELS, in_pdf(TWO, lambda found: found[1] + found[4] + found[3] + found[2] + found[5])),
    "a label left out": (LABELS, in_pdf(rb"\nq 1 0 0 1 .* Q\Z", lambda _: b"")),
    "a label painted over": (LABELS, in_pdf(rb" Q\Z", lambda _: b" 1 g 0 0 99 99 re f Q")),
    "a letter of an envelope": (ENVELOPES, in_pdf(SHOWN, next_code)),
    "a place that is no place on an envelope": (ENVELOPES, in_pdf(PLACED, lambda found: found[1])),
    "a place that is no place on a label": (LABELS, in_pdf(PLACED, lambda found: found[1])),
    "an envelope's size": (ENVELOPES, in_pdf(rb"/MediaBox ?\[0 0 (\d)", lambda found: found[0][:-1] + b"9")),
    "an envelope moved": (ENVELOPES, in_pdf(rb"q 1 0 0 1 0\.000", lambda _: b"q 1 0 0 1 9.000")),
    "a number of the totals": (RUN, in_pdf(SHOWN, next_code)),
    "a module of a symbol": (RUN, in_pdf(rb"(q 0 g [-\d. ]+ cm .*?)( \d+ \d+ 1 1 re)", lambda found: found[1])),
    "a record of an envelope": (ENVELOPES, in_pdf(BLIND, lambda found: found[1] + b"/CIP4_DescriptiveName(Hidden)" + found[2])),
    **{
        f"what {file} says of itself: {name}": (file, in_pdf(pattern, change))
        for file, faults in ((RUN, ABOUT_FAULTS), (LABELS, ABOUT_FAULTS[:1]), (ENVELOPES, ABOUT_FAULTS[1:2]))
        for name, pattern, change in faults
    },
    **{f"document parts: {name}": (RUN, change) for name, change in PART_FAULTS.items()},
}  # fmt: skip


def test_what_was_built_is_clean(whole: Path) -> None:
    assert findings(whole) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_found(fault: str, folder: Path) -> None:
    file, change = FAULTS[fault]
    old = (folder / "build" / file).read_bytes()
    data = change(old)
    assert data != old
    for by_others in (False, True):
        own_up(folder, file, data, by_others=by_others)
        assert any(file in each for each in findings(folder)), by_others


@pytest.mark.parametrize("seed", range(many(2, 100)))
def test_no_value_of_a_product_can_be_another(folder: Path, seed: int) -> None:
    """An entry of some dictionary in each PDF is taken out, changed or added, though another version made the batch."""
    chance, told = random.Random(seed), dict[str, str]()
    for file in (RUN, LABELS, ENVELOPES):
        held = opened((folder / "build" / file).read_bytes())
        told[file] = changed(held, chance)
        own_up(folder, file, written(held), by_others=True)
    found = findings(folder)
    assert [(file, what) for file, what in told.items() if not any(file in each for each in found)] == []


def test_products_of_another_version_may_be_written_otherwise(folder: Path) -> None:
    for file in (RUN, LABELS, ENVELOPES):
        own_up(folder, file, written(opened((folder / "build" / file).read_bytes())), by_others=True)
    assert findings(folder) == []


def others() -> dict[str, dict[str, bytes]]:
    """Campaigns that differ a little from the one that was built."""
    moved, exchanged = json.loads(json.dumps(PEOPLE)), json.loads(json.dumps(PEOPLE))
    moved["to"][1]["address"] = ["Beta Street 7", "1000 Town"]
    exchanged["to"][1:] = exchanged["to"][:0:-1]
    settings = {**SETTINGS, "sender": {**SETTINGS["sender"], "names": ["Another"]}, "paper": {"weight_gsm": 90}}
    return {
        "another street": campaign(moved, settings=SETTINGS),
        "another order": campaign(exchanged, settings=SETTINGS),
        "another sender, on other paper": campaign(PEOPLE, settings=settings),
    }


@pytest.mark.parametrize("other", others())
def test_what_another_campaign_made_is_found_though_the_manifest_owns_up_to_it(other: str, folder: Path, tmp_path: Path) -> None:
    """Each product whole and consistent, its row in the manifest too, and an older version is to blame."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for path, data in others()[other].items():
        (elsewhere / path).write_bytes(data)
    assert build(Disk(elsewhere), BuildRequest(elsewhere)).ok
    manifest, theirs = folder / "build/manifest.json", json.loads((elsewhere / "build/manifest.json").read_bytes())
    said = {**json.loads(manifest.read_bytes()), "products": theirs["products"], "print_runs": theirs["print_runs"]}
    said["builder"]["letterpack"] = "0.0.1"
    manifest.write_text(json.dumps(said), encoding="utf-8")
    files = [row["file"] for row in (*theirs["products"], *theirs["print_runs"])]
    others_files = [each for each in files if (elsewhere / "build" / each).read_bytes() != (folder / "build" / each).read_bytes()]
    for each in others_files:
        shutil.copy(elsewhere / "build" / each, folder / "build" / each)
    found = findings(folder)
    assert not [each for each in others_files if not any(each in message for message in found)]
    assert len(others_files) == len(files)


def test_more_pages_than_are_weighed_are_compared_where_they_bear_addresses_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = (folder / "build" / ENVELOPES).read_bytes()
    keys = ["alpha", "beta", "gamma"]
    few = list(rows_of_pages(BytesIO(data), keys))
    for module in ("letterpack.readback.product_rows", "letterpack.pdfcopy.opened"):
        monkeypatch.setattr(f"{module}.MOST_COMPARED_PAGES", 1)
    assert list(rows_of_pages(BytesIO(data), keys)) == few
    assert [row.key for row in few] == keys
    painted = in_pdf(rb" Q\Z", lambda _: b" 1 g 0 0 99 99 re f Q")(data)
    with pytest.raises(NotTold, match="more than 1 pages"):
        list(rows_of_pages(BytesIO(painted), keys))
