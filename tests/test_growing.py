"""What docs/growing.md promises: what is added as a file is found by listing its folder, and has its row in the docs."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from letterpack.datafiles import program_names, program_table
from letterpack.forms import form_names, read_form
from letterpack.languages import languages, read_words
from letterpack.styles import read_style, style_names
from tests.build.making import campaign, person, text_of

ROOT = Path(__file__).resolve().parent.parent
GROWING = (ROOT / "docs/growing.md").read_text(encoding="utf-8")
LETTER = "---\ndate: 2026-03-02\nlanguage: de\nstyle: large\n---\n\nWir schreiben Ihnen.\n"


def docs(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def row(name: str, key: str) -> str:
    found = re.search(rf"^\| `{key}` \|.*$", docs(name), re.MULTILINE)
    assert found
    return found[0]


def test_every_form_style_and_language_is_in_the_docs() -> None:
    assert not [name for name in form_names() if f"`{name}`" not in row("file-formats.md", "form")]
    assert not [name for name in style_names() if f"`{name}`" not in row("file-formats.md", "style")]
    assert not [tag for tag in languages() if f"(`{tag}`)" not in docs("languages.md")]


def test_every_data_file_of_the_program_is_right() -> None:
    for room, read in (("forms", read_form), ("styles", read_style), ("languages", read_words)):
        for name in languages() if room == "languages" else program_names(room):
            assert not isinstance(read(name, program_table(room, name)), list), (room, name)


def test_every_file_that_a_recipe_names_is_there() -> None:
    named = set(re.findall(r"`((?:letterpack|tests|docs)/[\w/.]+)`", GROWING))
    assert len(named) > 10
    free = re.compile(r"NAME|TAG|LPnnn")
    assert not [path for path in named if not free.search(path) and not (ROOT / path).exists()]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the program to which files alone were added, and the rule of the recipe with its row."""
    folder = tmp_path_factory.mktemp("grown")
    shutil.copytree(ROOT / "letterpack", folder / "letterpack", ignore=shutil.ignore_patterns("__pycache__"))
    program = folder / "letterpack"
    shutil.copy(ROOT / "tests/forms/own/fr-dl.toml", program / "forms/fr-dl.toml")
    (program / "styles/large.toml").write_text("[body]\nsize = 14.0\nleading = 19.0\n", encoding="utf-8")
    english = (program / "languages/en.toml").read_text(encoding="utf-8")
    german = english.replace('"en_GB"', '"de"').replace("Yours faithfully,", "Mit freundlichen Grüßen")
    (program / "languages/de.toml").write_text(german, encoding="utf-8")
    rule = re.search(r"^   ````python\n(.*?)^   ````$", GROWING, re.MULTILINE | re.DOTALL)
    assert rule
    (program / "checks/rules/street_numbers.py").write_text(re.sub("^   ", "", rule[1], flags=re.MULTILINE), encoding="utf-8")
    table = (program / "checks/__init__.py").read_text(encoding="utf-8")
    table = table.replace("    stale,\n", "    stale,\n    street_numbers,\n", 1)
    row_of_rule = "    Rule(street_numbers, sources=street_numbers.check_sources),\n"
    table = table.replace(')\n"""Every rule', f'{row_of_rule})\n"""Every rule', 1)
    (program / "checks/__init__.py").write_text(table, encoding="utf-8")
    sources = campaign([person("Alpha", address=["Some Street", "Town"])], LETTER, settings={"form": "fr-dl"})
    for path, data in sources.items():
        (folder / path).write_bytes(data)
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "letterpack", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120)


def test_a_form_a_style_and_a_language_that_are_only_files_are_used_whole(grown: Path) -> None:
    built = run(grown, "build", "--format", "json")
    assert built.returncode == 0, built.stdout + built.stderr
    assert "LP204" not in built.stdout
    said = text_of((grown / "build/packets/alpha.pdf").read_bytes())
    assert "Mit freundlichen Grüßen" in said and "2. März 2026" in said
    checked = json.loads(run(grown, "check", "--format", "json").stdout)
    assert not [found for found in checked["findings"] if found["severity"] == "error"]


def test_the_rule_of_the_recipe_is_listed_explained_and_fires(grown: Path) -> None:
    assert "LP399  warning  sources  a street has no number" in run(grown, "check", "--list").stdout
    assert "## Remedy" in run(grown, "explain", "LP399").stdout
    assert "no line of the address of `alpha` has a number" in run(grown, "check", "--select", "LP399").stdout
