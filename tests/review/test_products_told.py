"""What became of print runs, lists, envelopes, labels and the data for services: each change is told, in every format."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree import ElementTree

import jsonschema
import pytest

from letterpack.limits import MOST_COMPARED_BYTES, MOST_WORKBOOK_BYTES
from letterpack.model.change import Comparison, ProductChanges
from letterpack.pipeline.compare.products import MOST_CHANGES, _rows, _told
from letterpack.readback.product_rows import NotTold, ToldRow, rows_of_pages, rows_of_workbook
from letterpack.render.changes import changes_markdown, changes_text
from letterpack.render.json import changes_json
from letterpack.render.junit import changes_junit
from letterpack.review.report import fragments
from letterpack.review.telling import without_blind_copies
from letterpack.schemas import read_schema
from tests.build.making import campaign, make, person
from tests.checks.surgery import opened, written
from tests.review.comparing import compare_folders

MAIL = ("print-run", "envelopes", "labels", "mailing-list", "mailing-list-xlsx")
SENDER = {"names": ["Sender"], "address": ["Sender Street 5"], "country": "DE"}
SETTINGS: dict[str, Any] = {"sender": SENDER, "form": "din5008b", "paper": {"weight_gsm": 80}}
GERMAN = {"country": "DE", "address": ["Street 1", "10963 Berlin"]}


def built(folder: Path, people: Any, settings: dict[str, Any], products: tuple[str, ...] = MAIL) -> None:
    made = make(folder, campaign(people, settings={**SETTINGS, **settings}), products=products)
    assert made.ok, made.findings


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Two batches: an address and the paper are others, a packet came and one went, a blind copy is new, the run has a sheet of
    totals and marks.
    """
    folder, run = tmp_path_factory.mktemp("both"), {"totals": True, "order": "post"}
    before = {"to": [person("Alpha", **GERMAN), person("Beta", **GERMAN), person("Gone", **GERMAN)]}
    moved = person("Beta", **{**GERMAN, "address": ["Other Street 2", "10963 Berlin"]})
    after = {
        "to": [person("Alpha", **GERMAN), moved, person("Came", **GERMAN)],
        "bcc": [person("Hidden", copy_of="alpha", **{**GERMAN, "country": "FR"})],
    }
    built(folder / "old", before, {"marks": "generic", "printing": run})
    built(folder / "new", after, {"marks": "datamatrix", "printing": run, "paper": {"weight_gsm": 120}})
    return compare_folders(folder)


def product(found: Comparison, file: str) -> ProductChanges:
    return next(each for each in found.products if each.file == file)


def said(changed: ProductChanges) -> dict[str, tuple[str, str, str]]:
    return {each.field: (each.before, each.after, each.note) for each in changed.changes}


def test_a_row_that_is_new_gone_or_another_is_told(compared: Comparison) -> None:
    assert not compared.same
    assert {each.file for each in compared.products} == {
        "print/run.pdf",
        "print/envelopes.pdf",
        "print/labels.pdf",
        "mailing-list.csv",
        "mailing-list.xlsx",
    }
    for file, weights in (
        ("mailing-list.csv", ("5.0", "7.5")),
        ("mailing-list.xlsx", ("5", "7.5")),
    ):
        told = said(product(compared, file))
        assert told["weight_g"] == (*weights, "2 rows: alpha, beta")
        assert told["beta: address1"] == ("Street 1", "Other Street 2", "")
        assert (told["came"], told["gone"]) == (("", "", "new"), ("", "", "gone"))
        assert not any("hidden" in field for field in told)
    told = said(product(compared, "print/envelopes.pdf"))
    assert told == {"beta": ("Street 1", "Other Street 2", ""), "came": ("", "", "new"), "gone": ("", "", "gone")}
    assert said(product(compared, "print/labels.pdf")) == told


def test_labels_are_compared_by_whose_they_are_wherever_they_stand(tmp_path: Path) -> None:
    """One that comes first moves all others, which are no changes; what moves all of them is told once."""
    people = [person(f"P{index}", **GERMAN) for index in range(15)]
    settings = {"label_sheet": "L7163"}
    built(tmp_path / "old", people, settings, ("labels",))
    built(tmp_path / "new", [person("First", **GERMAN), *people], settings, ("labels",))
    (labels,) = compare_folders(tmp_path).products
    assert said(labels) == {"first": ("", "", "new")}
    built(tmp_path / "new", people, {"label_sheet": {"code": "L7162", "start": 2}}, ("labels",))
    told = said(compare_folders(tmp_path).products[0])
    assert (told["label sheet"][:2], told["sheets"][:2]) == (("7163", "7162"), ("2", "1"))
    assert told["first label"][:2] == ("4 mm from the left, to 53 mm from the top", "107 mm from the left, to 47 mm from the top")


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (rb" Q\Z", b" 1 g 0 0 99 99 re f Q", ("sheet 1", "it looks different, in the same words")),
        (rb"11.5 Tf", rb"9.5 Tf", ("alpha", "it looks different, in the same words")),
        (rb"\nq 1 0 0 1 .* Q\Z", b"", ("beta", "")),
    ],
)
def test_labels_that_were_changed_by_hand_are_told(tmp_path: Path, old: bytes, new: bytes, changed: tuple[str, str]) -> None:
    for folder in ("old", "new"):
        built(tmp_path / folder, [person("Alpha", **GERMAN), person("Beta", **GERMAN)], {}, ("labels",))
    path = next(tmp_path.glob("new/**/labels.pdf"))
    file = opened(path.read_bytes())
    number, (head, held) = next((key, each) for key, each in file.streams.items() if each[1].startswith(b"q 1 0 0 1"))
    file.streams[number] = (head, re.sub(old, new, held, count=1, flags=re.DOTALL))
    assert file.streams[number][1] != held
    path.write_bytes(written(file))
    assert [(each.field, each.note) for each in compare_folders(tmp_path).products[0].changes] == [changed]


def test_a_print_run_says_how_it_is_printed_and_what_its_totals_say(compared: Comparison) -> None:
    told = said(product(compared, "print/run.pdf"))
    assert told["insertion marks"] == ("generic", "datamatrix", "")
    assert told["sheets"] == ("3", "4", "")
    before, after, _ = told["sheet of totals"]
    assert "Insertion marks" in before
    assert "France (FR)" in after
    assert (told["came"], told["gone"], told["hidden"]) == (("", "", "new"), ("", "", "gone"), ("", "", "new"))
    assert told["packets"][2] == "1 of its packets is not as it was"


def test_every_format_tells_them(compared: Comparison) -> None:
    values = json.loads("\n".join(changes_json(compared)))
    jsonschema.validate(values, json.loads(read_schema("diff")))
    envelopes = next(each for each in values["products"] if each["name"] == "envelopes")
    assert (envelopes["status"], envelopes["more"]) == ("changed", 0)
    assert [each["field"] for each in envelopes["changes"]] == ["beta", "came", "gone"]
    shown = "\n".join(changes_text(compared))
    assert "print/envelopes.pdf, the file of envelopes: 3 changes" in shown
    assert all(len(line) <= 80 for line in shown.splitlines())
    assert "Other Street 2" in fragments(compared)["products"]
    suite = ElementTree.fromstring("\n".join(changes_junit(compared)))
    cases = {case.attrib["name"]: case for case in suite.iter("testcase")}
    assert int(suite.attrib["tests"]) == len(cases)
    assert int(suite.attrib["failures"]) == len(list(suite.iter("failure")))
    failure = cases["print/envelopes.pdf"].find("failure")
    assert failure is not None
    assert "Other Street 2" in (failure.text or "")
    assert "print/envelopes.pdf, the file of envelopes: 3 changes" in changes_markdown(compared)


def test_what_travels_names_no_blind_copy(compared: Comparison) -> None:
    told = without_blind_copies(compared, frozenset({"hidden"}))
    assert product(told, "print/run.pdf").changes == ()
    assert product(told, "print/run.pdf").status == "changed"
    for text in (changes_markdown(told), "\n".join(changes_junit(told))):
        assert "hidden" not in text.lower()
        assert "FR" not in text


def test_the_same_products_are_identical_and_one_side_alone_is_told(tmp_path: Path) -> None:
    people = [person("Alpha", **GERMAN)]
    built(tmp_path / "old", people, {}, ("mailing-list",))
    built(tmp_path / "new", people, {}, ("mailing-list", "labels"))
    found = compare_folders(tmp_path)
    assert {(each.file, each.status) for each in found.products} == {
        ("mailing-list.csv", "identical"),
        ("print/labels.pdf", "new"),
    }
    assert not found.same
    assert compare_folders(tmp_path, only=["alpha"]).same
    (tmp_path / "new/print/labels.pdf").unlink()
    built(tmp_path / "old", people, {}, ("mailing-list", "labels"))
    found = compare_folders(tmp_path)
    assert found.failed
    assert [each.file for each in found.products if each.status == "failed"] == ["print/labels.pdf"]


def test_the_data_that_services_take_is_compared(tmp_path: Path) -> None:
    for name, town in (("old", "Berlin"), ("new", "Bonn")):
        made = make(tmp_path / f"built-{name}", campaign([person("Alpha", **GERMAN)]))
        (tmp_path / name).mkdir()
        (tmp_path / name / "alpha.pdf").write_bytes(made.packets["alpha"])
        (tmp_path / name / "alpha.json").write_text(f'{{\n "city": "{town}",\n "zip": "10963"\n}}\n')
        (tmp_path / name / "other.json").write_text(town)
    found = compare_folders(tmp_path)
    (changed,) = found.products
    assert (changed.name, changed.file) == ("handover", "")
    assert said(changed) == {"alpha": (' "city": "Berlin",', ' "city": "Bonn",', "")}
    assert "the data beside the packets: 1 change" in "\n".join(changes_text(found))


def rows(*keys: str) -> list[ToldRow]:
    return [ToldRow(key, {"cell": key}) for key in keys]


def test_another_order_is_told_once_and_no_more_than_people_read() -> None:
    about = ProductChanges("labels", "the labels", "print/labels.pdf", "identical")
    told = _told(about, _rows(rows("a", "b", "c"), rows("c", "a", "b")))
    assert said(told) == {"order": ("", "", "the same rows are in another order")}
    many = [f"row {number}" for number in range(MOST_CHANGES + 5)]
    told = _told(about, _rows((), rows(*many)))
    assert (len(told.changes), told.more) == (MOST_CHANGES, 5)
    assert _told(about, _rows(rows("a"), rows("a"))).status == "identical"

    def refused() -> Iterator[ToldRow]:
        yield from rows("a")
        raise NotTold("it has more than 2,000 pages")

    told = _told(about, _rows(refused(), rows("a")))
    assert (told.status, told.notes) == ("changed", ("what it says is not compared: it has more than 2,000 pages",))


@pytest.mark.parametrize(
    ("rows", "most_bytes"),
    [(lambda file: rows_of_pages(file, ["a"]), MOST_COMPARED_BYTES), (rows_of_workbook, MOST_WORKBOOK_BYTES)],
    ids=["pages", "workbook"],
)
def test_no_more_of_a_strangers_file_is_read_than_is_compared(
    rows: Callable[[BinaryIO], Iterator[ToldRow]], most_bytes: int
) -> None:
    """A build that came from elsewhere may hold a file of any size."""
    file = _Endless()
    with pytest.raises(NotTold, match="larger than"):
        list(rows(file))
    assert file.given_bytes <= most_bytes + 1


class _Endless(io.BytesIO):
    """A file without an end, which fails where all of it is asked for."""

    given_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None and size >= 0, "all of the file was asked for"
        self.given_bytes += size
        return bytes(size)
