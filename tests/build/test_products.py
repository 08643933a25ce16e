"""What is made of the packets: a product that a test drops in is built, listed, owned, checked and removed like any other."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import jsonschema
import pytest

from letterpack.disk import Disk
from letterpack.errors import LetterpackError
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.products import find_product
from letterpack.schemas import read_schema
from tests.build.making import campaign, make, person

ROOT = Path(__file__).parents[2]
PEOPLE = {
    "to": [person("Alpha"), person("Beta")],
    "cc": [person("Gamma", copy_of="alpha")],
    "bcc": [person("Delta", copy_of="beta")],
}
LINES = b"alpha 1\ngamma 2\nbeta 1\n"


@pytest.fixture(autouse=True)
def plain_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRODUCTS, "plain-list", "tests.build.plain_list")


@pytest.mark.parametrize("workers", [1, 3])
def test_a_product_is_built_and_listed(tmp_path: Path, workers: int) -> None:
    made = make(tmp_path / "out", campaign(PEOPLE), products=("plain-list",), workers=workers)
    (row,) = made.manifest["products"]
    assert (row["name"], row["file"], row["pieces"]) == ("plain-list", "print/pieces.txt", ["alpha", "gamma", "beta"])
    assert (made.out / row["file"]).read_bytes() == LINES
    assert made.packets == make(tmp_path / "plain", campaign(PEOPLE)).packets
    jsonschema.Draft202012Validator(json.loads(read_schema("manifest"))).validate(made.manifest)


def test_the_campaign_asks_for_products_and_the_print_run_in_one_way_or_two(tmp_path: Path) -> None:
    asked = campaign(PEOPLE, settings={"products": ["plain-list", "print-run"], "print_run": True})
    made = make(tmp_path / "one", asked)
    assert sorted(path.name for path in (made.out / "print").iterdir()) == ["pieces.txt", "run.pdf"]
    other = make(tmp_path / "two", campaign(PEOPLE), products=("print-run",))
    third = make(tmp_path / "three", campaign(PEOPLE), print_run=True)
    assert other.manifest["print_runs"] == third.manifest["print_runs"]


def test_a_product_goes_when_nobody_asks_for_it(tmp_path: Path) -> None:
    made = make(tmp_path / "out", campaign(PEOPLE), products=("plain-list",))
    assert (made.out / "print/pieces.txt").is_file()
    made = make(tmp_path / "out", campaign(PEOPLE))
    assert made.codes == ["LP505"]
    assert made.manifest["products"] == []
    assert sorted(path.name for path in made.out.iterdir()) == ["manifest.json", "packets"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_of_somebody_elses_beside_it_is_refused(tmp_path: Path) -> None:
    make(tmp_path / "out", campaign(PEOPLE), products=("plain-list",))
    (tmp_path / "out/print/mine.txt").write_bytes(b"mine")
    with pytest.raises(LetterpackError, match=r"mine\.txt"):
        make(tmp_path / "out", campaign(PEOPLE))
    assert (tmp_path / "out/print/pieces.txt").read_bytes() == LINES


@pytest.fixture
def built(tmp_path: Path) -> Path:
    for path, data in campaign(PEOPLE, settings={"products": ["plain-list"]}).items():
        (tmp_path / path).write_bytes(data)
    assert build(Disk(tmp_path), BuildRequest(tmp_path, print_run=True)).ok
    return tmp_path


def errors(folder: Path, *select: str) -> list[tuple[str, str]]:
    found = check(Disk(folder), CheckRequest(folder, select=select)).findings
    return [(each.code, each.message) for each in found if each.severity == "error"]


def test_a_whole_batch_is_found_whole(built: Path) -> None:
    assert errors(built) == []


@pytest.mark.parametrize(("file", "title"), [("print/pieces.txt", "the list"), ("print/run.pdf", "the print run")])
def test_a_missing_and_a_changed_product_are_found(built: Path, file: str, title: str) -> None:
    place = built / "build" / file
    place.write_bytes(place.read_bytes() + b" ")
    assert errors(built) == [("LP311", f"{title} `{file}` is not the file that was built")]
    place.unlink()
    assert errors(built) == [("LP301", f"{title} `{file}` is missing")]
    assert errors(built, "LP311") == []


def test_a_product_of_other_packets_is_found(built: Path) -> None:
    manifest = built / "build/manifest.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace('["alpha", "gamma", "beta"]', '["alpha", "beta"]'), encoding="utf-8"
    )
    assert errors(built) == [("LP301", "the list `print/pieces.txt` does not contain the current packets in their order")]


def test_a_product_that_the_campaign_asks_for_since_is_found_missing(built: Path) -> None:
    (built / "letterpack.yaml").write_text("products: [plain-list, print-run]\n", encoding="utf-8")
    assert build(Disk(built), BuildRequest(built)).ok
    (built / "letterpack.yaml").write_text("products: [plain-list]\n", encoding="utf-8")
    assert build(Disk(built), BuildRequest(built)).ok
    (built / "letterpack.yaml").write_text("products: [plain-list, print-run]\n", encoding="utf-8")
    assert ("LP301", "the print run is missing, which letterpack.yaml asks for") in errors(built, "LP301")


def test_a_product_that_nobody_has_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LetterpackError, match="there is no product `stamps`"):
        make(tmp_path / "out", campaign(PEOPLE), products=("stamps",))
    made = make(tmp_path / "out", campaign(PEOPLE, settings={"products": ["plain-lists"]}))
    assert [(found.code, found.hint) for found in made.findings] == [("LP159", "did you mean `plain-list`?")]


def test_every_product_has_its_module_its_place_in_the_schema_and_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(PRODUCTS, "plain-list")
    folder = Path(str(importlib.util.find_spec("letterpack.products").origin)).parent
    makers = [path for path in folder.glob("*.py") if "\nPRODUCTS: " in path.read_text(encoding="utf-8")]
    assert {f"letterpack.products.{path.stem}" for path in makers} == set(PRODUCTS.values())
    assert json.loads(read_schema("letterpack"))["properties"]["products"]["items"]["enum"] == list(PRODUCTS)
    page = (ROOT / "docs/products.md").read_text(encoding="utf-8")
    for name in PRODUCTS:
        assert find_product(name).name == name
        assert find_product(name).file.startswith(("print/", "mailing-list."))
        assert f"| `{name}` |" in page
