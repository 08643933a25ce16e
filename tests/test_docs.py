"""The docs that are generated or copied keep step with what they copy."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from letterpack.schemas import read_schema

ROOT = Path(__file__).resolve().parent.parent
FORMATS = (ROOT / "docs/file-formats.md").read_text(encoding="utf-8")


def test_codes_page_is_generated() -> None:
    generated = runpy.run_path(str(ROOT / "docs/generate.py"))["codes_page"]()
    assert (ROOT / "docs/codes.md").read_text(encoding="utf-8") == generated, "run python docs/generate.py"


def section(title: str) -> str:
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", FORMATS, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("title", "schema", "place"),
    [
        ("addressees.yaml", "addressees", ("$defs", "entry", "properties")),
        ("letter.md", "letter", ("properties",)),
        ("letterpack.yaml", "letterpack", ("properties",)),
        ("letterpack.yaml", "letterpack", ("properties", "sender", "properties")),
        ("letterpack.yaml", "letterpack", ("properties", "signatories", "properties")),
        ("A finding", "finding", ("properties",)),
        ("The build folder", "manifest", ("properties",)),
        ("The build folder", "manifest", ("$defs", "packet", "properties")),
    ],
)
def test_every_key_of_a_schema_is_documented(title: str, schema: str, place: tuple[str, ...]) -> None:
    keys = json.loads(read_schema(schema))
    for step in place:
        keys = keys[step]
    text = section(title)
    assert not [key for key in keys if not re.search(rf'[`"]{key}[`"]', text)]


def test_readme_gives_the_exit_codes_of_the_docs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    rows = re.compile(r"^\| ([0-3]) \|", re.MULTILINE)
    assert rows.findall(readme) == rows.findall(commands) == ["0", "1", "2", "3"]
