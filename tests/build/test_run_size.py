"""A print run that would be larger than its files may be goes on in further files, none of which is too large."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from letterpack.stores.folder import FolderStore
from tests.build.making import HEAD, campaign, make, person

LIMIT = 1_000_000
COUNT = 12
VARIANTS: dict[str, dict[str, Any]] = {
    "as listed": {},
    "sorted, with totals and marks": {"marks": "datamatrix", "printing": {"order": "post", "totals": True, "split": "sheets"}},
    "with records and blank backs": {
        "profile": "vt1",
        "printing": {"recipients": "names"},
        "enclosures": [{"file": "enclosures/p3.pdf", "start": "front"}],
    },
}


def noise(seed: int) -> bytes:
    """A PDF of 90 kB, nothing of which can be compressed."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=(595.0, 842.0), invariant=1)
    picture = Image.frombytes("L", (300, 300), random.Random(seed).randbytes(90_000))
    canvas.drawImage(ImageReader(picture), 100, 400, 300, 300)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def files(variant: str, **printing: str) -> dict[str, bytes]:
    more = VARIANTS[variant]
    settings = {
        "form": "din5008b",
        "sender": {"names": ["Sender"], "country": "DE"},
        "products": ["print-run"],
        "rules": {"LP312": "off"},
        **more,
        "printing": {**more.get("printing", {}), **printing},
    }
    enclosed = {f"enclosures/p{index}.pdf": noise(index) for index in range(COUNT)}
    people = [person(f"P{index}", enclosures=[f"enclosures/p{index}.pdf"]) for index in range(COUNT)]
    return campaign(people, f"{HEAD}Text.\n", settings=settings, more=enclosed)


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_file_is_larger_than_it_may_be(tmp_path: Path, variant: str) -> None:
    folder = tmp_path / "campaign"
    for path, data in files(variant, file_size="1 MB").items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    store = FolderStore(folder / "build")
    assert build(Disk(folder), BuildRequest(folder, store)).ok
    checked = check(Disk(folder), CheckRequest(folder, store))
    assert not [each for each in checked.findings if each.severity == "error"], checked.findings
    sizes = {path.name: path.stat().st_size for path in (folder / "build/print").iterdir()}
    first = "run-1-sheet.pdf" if "split" in VARIANTS[variant].get("printing", {}) else "run.pdf"
    assert {first, first.replace(".pdf", "-2.pdf")} <= set(sizes)
    assert max(sizes.values()) <= LIMIT
    assert len(sizes) <= COUNT // 2, "files are filled"


def test_a_run_that_fits_is_one_file_and_a_packet_that_does_not_has_its_own(tmp_path: Path) -> None:
    plain = make(tmp_path / "plain", files("as listed"))
    assert [row["file"] for row in plain.manifest["print_runs"]] == ["print/run.pdf"]
    most = make(tmp_path / "most", files("as listed", file_size="2 GB"))
    assert most.manifest["print_runs"][0]["sha256"] == plain.manifest["print_runs"][0]["sha256"]
    each = make(tmp_path / "each", files("as listed", file_size="1 kB"))
    rows = each.manifest["print_runs"]
    assert [row["packets"] for row in rows] == [[f"p{index}"] for index in range(COUNT)]
    assert [row["file"] for row in rows] == ["print/run.pdf", *[f"print/run-{number}.pdf" for number in range(2, COUNT + 1)]]


@pytest.mark.parametrize("size", ["0 MB", "3 GB", "much", "500", "1.5 GB"])
def test_a_size_that_is_none_is_told(tmp_path: Path, size: str) -> None:
    made = make(tmp_path / "out", files("as listed", file_size=size))
    assert not made.ok and "LP159" in made.codes
