"""The manifest's ``builder`` names every library that a build runs and that can change bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from openpyxl import Workbook
from pypdf import PdfWriter

from letterpack.pipeline.build.versions import LIBRARIES
from tests.conformance.campaign import write

SILENT = {
    "cffi": "comes with cryptography",
    "pycparser": "comes with cffi",
    "setuptools": "is found by what looks for plug-ins",
    "codespell": "finds misspellings, prints nothing",
    "coverage": "sees which branches the tests take, where they are measured",
    "fonttools": "is no dependency: pypdf looks for it to read the text of fonts, which a build does not ask for",
    "ftfy": "finds damaged text, prints nothing",
    "linkify-it-py": "is no dependency: markdown-it loads it where it is installed, as beside mutmut",
    "letterpack": "has a field of its own",
    "rapidfuzz": "finds what is nearly alike, prints nothing",
    "typing-extensions": "types",
    "wcwidth": "comes with ftfy",
}
"""Libraries that a build runs and whose answers stand in no packet."""
KINDS = ("csv", "jsonl", "xlsx", "yaml")
"""Of lists of addressees."""
BUILD = """
import json, os, sys
from importlib.metadata import packages_distributions
from itertools import zip_longest
from pathlib import Path
from letterpack.disk import Disk
from letterpack.model.products import PRODUCTS
from letterpack.pipeline.build import BuildRequest, build
from letterpack.profiles import profile_names

# What reads a list in a process of its own reads it in this one.
del os.fork
campaign, out, lists = map(Path, sys.argv[1:])
for profile, path in zip_longest(profile_names(), sorted(lists.iterdir()), fillvalue=profile_names()[0]):
    for earlier in campaign.glob("addressees.*"):
        earlier.unlink()
    path.rename(campaign / path.name)
    request = BuildRequest(campaign, out / path.suffix[1:], workers=1, profile=profile, products=tuple(PRODUCTS))
    result = build(Disk(campaign), request)
    assert result.ok, result.findings
owners = packages_distributions()
names = {module.partition(".")[0] for module, found in sys.modules.items() if getattr(found, "__file__", None)}
print(json.dumps(sorted({owner.lower().replace("_", "-") for name in names for owner in owners.get(name, ())})))
"""


def test_builder_names_all_that_a_build_runs(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(tmp_path / "blank.pdf")
    settings = "marks: datamatrix\nprinting: {order: post, totals: true}\n"
    campaign = write(
        tmp_path / "c", subject="A subject", settings=settings, enclosures={"a.pdf": (tmp_path / "blank.pdf").read_bytes()}
    )
    write_lists(tmp_path / "lists", (campaign / "addressees.yaml").read_bytes())
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(campaign), str(tmp_path), str(tmp_path / "lists")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    ran = set(json.loads(done.stdout.splitlines()[-1]))
    assert sorted(ran - set(LIBRARIES) - set(SILENT)) == []
    assert {"pillow", "reportlab", "svglib", "lxml", "uharfbuzz", "python-calamine"} <= ran
    named = {kind: set(json.loads((tmp_path / kind / "manifest.json").read_bytes())["builder"]["libraries"]) for kind in KINDS}
    assert all(names == set(LIBRARIES) for names in named.values())


def write_lists(folder: Path, yaml: bytes) -> None:
    """Write a list of each kind into ``folder``; ``yaml`` is the one that is there."""
    folder.mkdir()
    rows = [["id", "name", "address", "country"], ["a", "Ms A", "1000 Town", "NO"], ["b", "Ms B", "1000 Town", "NO"]]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "addressees.xlsx")
    named = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    (folder / "addressees.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "addressees.jsonl").write_text("".join(json.dumps(each) + "\n" for each in named), encoding="utf-8")
    (folder / "addressees.yaml").write_bytes(yaml)
