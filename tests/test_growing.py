"""What docs/growing.md promises: what is added as a file is found by listing its folder, and has its row in the docs."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import cast

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject

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


def recipe(title: str, name: str) -> str:
    """Return the code block of the recipe ``title``, which must say that its file is called ``name``."""
    section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", GROWING, re.MULTILINE | re.DOTALL)
    assert section
    assert name == "street_numbers" or re.search(rf"`{name}\.(?:py|toml)`", section[1])
    (block,) = re.findall(r"^   ````(?:python|toml)\n(.*?)^   ````$", section[1], re.MULTILINE | re.DOTALL)
    return re.sub("^   ", "", block, flags=re.MULTILINE)


FILES = {
    "A profile": "profiles/archive.py",
    "A standard that files claim": "standards/pdf_a_3.py",
    "A command": "cli/ids.py",
}
"""What is a file and no row of a dict: the recipe and the file."""


def row_of(title: str, table: str) -> str:
    """Return the row that the recipe ``title`` adds to ``table``."""
    found = re.search(rf"^## {title}\n.*?`{table}`[^`]*(?:`[\w/.]+`[^`]*)?: `([^`]+)`", GROWING, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


KINDS = (
    ("A product", "products/piece_list.py", "PRODUCTS", "model/products.py"),
    ("An executor", "executors/threads.py", "NAMED", "executors/__init__.py"),
    ("A store", "stores/tar.py", "OPENERS", "stores/__init__.py"),
    ("A format of findings", "render/csv_rows.py", "FORMATS", "render/formats.py"),
    ("A function of the library", "library/listing.py", "_ROOMS", "__init__.py"),
)
"""What is a file and a row of a dict: the recipe, the file, the table, and where that is."""
IMPORT = "from letterpack.library.listing import IdList, list_ids"
NAMES = '"IdList", "list_ids"'
"""What the recipe of a function adds besides its row."""


def grow(program: Path) -> None:
    """Add what the recipes write to a copy of the program: files and rows, and nothing else."""
    for title, file in FILES.items():
        (program / file).write_text(recipe(title, Path(file).stem), encoding="utf-8")
    for title, file, table, place in KINDS:
        (program / file).write_text(recipe(title, Path(file).stem), encoding="utf-8")
        text = (program / place).read_text(encoding="utf-8")
        assert f"\n{table}: Final = {{" in text
        text = text.replace(f"\n{table}: Final = {{", f"\n{table}: Final = {{{row_of(title, table)}, ", 1)
        (program / place).write_text(text, encoding="utf-8")
    public, commands = program / "__init__.py", program / "cli/commands.py"
    text = public.read_text(encoding="utf-8").replace("\nif TYPE_CHECKING:\n", f"\nif TYPE_CHECKING:\n    {IMPORT}\n", 1)
    public.write_text(text.replace("\n__all__ = [", f"\n__all__ = [{NAMES}, ", 1), encoding="utf-8")
    text = commands.read_text(encoding="utf-8")
    assert "\nCOMMANDS: Final = {" in text
    row = row_of("A command", "COMMANDS")
    commands.write_text(text.replace("\nCOMMANDS: Final = {", f"\nCOMMANDS: Final = {{{row}, ", 1), encoding="utf-8")
    add_key(program)


def add_key(program: Path) -> None:
    """Add the key of the recipe: its row, its field, and what reads it, each where the recipe says."""
    section = GROWING.split("## A key of addressees\n")[1].split("\n## ")[0]
    for place, before, end in (
        ("model/addressee.py", "organization", "\n    "),
        ("model/campaign.py", "organization: str", "\n    "),
        ("campaign/addressees.py", "organization=organization", "\n            "),
    ):
        code = re.search(rf"`letterpack/{place}`: `([^`]+)`", section)
        assert code
        path = program / place
        text = path.read_text(encoding="utf-8")
        at = re.search(rf'{end}"?{before}', text)
        assert at
        path.write_text(f"{text[: at.start()]}{end}{code[1]}{text[at.start() :]}", encoding="utf-8")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the program to which files alone were added, and what recipes write with its row."""
    folder = tmp_path_factory.mktemp("grown")
    shutil.copytree(ROOT / "letterpack", folder / "letterpack")  # With what is compiled: it keeps its times.
    program = folder / "letterpack"
    shutil.copy(ROOT / "tests/forms/own/fr-dl.toml", program / "forms/fr-dl.toml")
    (program / "styles/large.toml").write_text(recipe("A style", "large"), encoding="utf-8")
    english = (program / "languages/en.toml").read_text(encoding="utf-8")
    german = english.replace('"en_GB"', '"de"').replace("Yours faithfully,", "Mit freundlichen Grüßen")
    (program / "languages/de.toml").write_text(german, encoding="utf-8")
    (program / "checks/rules/street_numbers.py").write_text(recipe("A rule", "street_numbers"), encoding="utf-8")
    table = (program / "checks/table.py").read_text(encoding="utf-8")
    table = table.replace("    stale,\n", "    stale,\n    street_numbers,\n", 1)
    row_of_rule = "    Rule(street_numbers, sources=street_numbers.check_sources),\n"
    table = table.replace(')\n"""Every rule', f'{row_of_rule})\n"""Every rule', 1)
    (program / "checks/table.py").write_text(table, encoding="utf-8")
    grow(program)
    people = {
        "to": [
            person("Alpha", address=["Some Street", "Town"], department="Department of Rights"),
            *[person(f"P{each}") for each in range(5)],
        ]
    }
    sources = campaign({**people, "bcc": [person("Beta", copy_of="alpha")]}, LETTER, settings={"form": "fr-dl"})
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


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def done(folder: Path, *arguments: str) -> str:
    """Return what a command prints that must end well."""
    ran = run(folder, *arguments)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def errors(folder: Path, *arguments: str) -> list[str]:
    """Return the messages of a check's errors, read as the recipe's format has them."""
    rows = csv.DictReader(run(folder, "check", "--format", "csv", *arguments).stdout.splitlines())
    return [row["message"] for row in rows if row["severity"] == "error"]


def intents(packet: Path) -> list[str]:
    """Return the printing conditions that a packet names."""
    found = cast(ArrayObject, PdfReader(packet).root_object["/OutputIntents"])
    return [str(each["/OutputConditionIdentifier"]) for each in found]


@pytest.fixture(scope="module")
def plain(grown: Path) -> Path:
    """Return what a build makes that asks for nothing."""
    done(grown, "build", "--out", "plain")
    return grown / "plain"


def test_the_product_of_the_recipe_is_built_checked_and_removed(grown: Path) -> None:
    done(grown, "build", "--out", "listed", "--with", "piece-list")
    made = grown / "listed/print/pieces.csv"
    assert made.read_bytes().splitlines() == [b"packet,sheets", b"alpha,1", *[b"p%d,1" % each for each in range(5)]]
    assert errors(grown, "--build", "listed") == []
    made.write_bytes(b"packet,sheets")
    assert errors(grown, "--build", "listed") == ["the list of pieces `print/pieces.csv` is not the file that was built"]
    made.unlink()
    assert errors(grown, "--build", "listed") == ["the list of pieces `print/pieces.csv` is missing"]
    done(grown, "build", "--out", "listed")
    assert not made.parent.exists()


def test_the_profile_of_the_recipe_claims_the_standard_of_the_recipe_and_is_checked(grown: Path, plain: Path) -> None:
    done(grown, "build", "--out", "grey", "--profile", "archive")
    manifest = json.loads((grown / "grey/manifest.json").read_bytes())
    assert manifest["profile"] == "archive"
    assert {claim for packet in manifest["packets"] for claim in packet["claims"]} == {"PDF/A-3a", "PDF/UA-1"}
    assert b'pdfaid:part="3"' in (grown / "grey/packets/alpha.pdf").read_bytes()
    assert [intents(each / "packets/alpha.pdf") for each in (plain, grown / "grey")] == [["sRGB IEC61966-2.1"], ["FOGRA47 black"]]
    assert errors(grown, "--build", "grey") == []


def test_the_executor_of_the_recipe_makes_the_same_bytes(grown: Path, plain: Path) -> None:
    done(grown, "build", "--out", "threads", "--executor", "threads", "--workers", "3")
    assert files(grown / "threads") == files(plain)
    assert "threads" in run(grown, "build", "--help").stdout


def test_only_workers_that_are_copies_of_this_process_have_what_it_has_read(grown: Path) -> None:
    ask = "crew_of(name, 1) as crew: print(name, crew.is_ours)"
    asks = f"from letterpack.executors import NAMED, crew_of\nfor name in NAMED:\n    with {ask}"
    ran = subprocess.run([sys.executable, "-c", asks], cwd=grown, capture_output=True, encoding="utf-8", check=True, timeout=120)
    assert set(ran.stdout.splitlines()) == {"threads False", "here True", "processes True"}


def test_the_store_of_the_recipe_is_built_into_checked_and_compared(grown: Path, plain: Path) -> None:
    address = f"tar://{(grown / 'batch.tar').as_posix()}"
    for workers in ("1", "2"):
        done(grown, "build", "--out", address, "--workers", workers)
        with tarfile.open(grown / "batch.tar") as tar:
            held = {each.name: tar.extractfile(each).read() for each in tar}
        assert held == files(plain)
        assert not [path.name for path in grown.iterdir() if path.name.startswith(".letterpack-")]
    assert errors(grown, "--build", address) == []
    assert json.loads(done(grown, "diff", address, "plain", "--format", "json"))["same"] is True
    done(grown, "build", "--out", f"{address}.print", "--only", "alpha", "--profile", "print")
    assert run(grown, "diff", "plain", f"{address}.print", "--only", "alpha").returncode == 1
    (grown / "mine.tar").write_bytes(b"mine")
    assert run(grown, "build", "--out", f"tar://{(grown / 'mine.tar').as_posix()}").returncode == 2
    assert (grown / "mine.tar").read_bytes() == b"mine"


def test_the_store_of_the_recipe_holds_to_what_every_store_does(grown: Path) -> None:
    """The port's own tests are run with a place of its kind."""
    shutil.copytree(ROOT / "tests", grown / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    port = grown / "tests/stores/test_port.py"
    line = re.search(r"\(`STORES`\)[^`]*`([^`]+)`", GROWING)
    assert line
    text = port.read_text(encoding="utf-8")
    port.write_text(text.replace('    "memory": lambda', f'    {line[1]},\n    "memory": lambda', 1), encoding="utf-8")
    chosen = ("-k", "tar or address", "tests/stores/test_port.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen]
    environment = {**os.environ, "PYTHONPATH": str(grown)}
    ran = subprocess.run(command, cwd=grown, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=300)
    assert ran.returncode == 0, ran.stdout
    assert re.search(r"\b(1\d|9) passed", ran.stdout), ran.stdout


WRITTEN = ("checks/rules/street_numbers.py", *FILES.values(), *[file for _, file, *_ in KINDS])
"""The modules that the recipes write, in the program's folder."""


def test_what_the_recipes_write_passes_what_all_code_must(grown: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", grown)
    if (cache := ROOT / ".mypy_cache").is_dir():  # What mypy knows of the modules that are the same.
        shutil.copytree(cache, grown / cache.name)
    written = [f"letterpack/{file}" for file in WRITTEN]
    for command in (("ruff", "check", *written), ("ruff", "format", "--check", *written), ("mypy", *written)):
        ran = subprocess.run([sys.executable, "-m", *command], cwd=grown, capture_output=True, encoding="utf-8", check=False)
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_function_of_the_recipe_is_public(grown: Path) -> None:
    assert IMPORT in GROWING
    program = grown / "listing.py"
    program.write_text("import letterpack\n\nprint(*letterpack.list_ids('.').ids)\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(grown)}
    ran = subprocess.run(
        [sys.executable, program.name], cwd=grown, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "alpha p0 p1 p2 p3 p4 beta\n"), ran.stderr


def test_the_command_of_the_recipe_is_listed_and_runs(grown: Path) -> None:
    assert "List the ids of all addressees" in run(grown, "--help").stdout
    assert done(grown, "ids").splitlines() == ["alpha", *[f"p{each}" for each in range(5)], "beta"]
    (grown / "broken").mkdir(exist_ok=True)
    ran = run(grown, "ids", "broken")
    assert (ran.returncode, ran.stdout) == (1, "") and "error[LP" in ran.stderr


def test_the_key_of_the_recipe_is_read_printed_and_counts(grown: Path, plain: Path) -> None:
    assert "Department of Rights" in text_of((plain / "packets/alpha.pdf").read_bytes())
    inputs = json.loads((plain / "manifest.json").read_bytes())["packets"][0]["inputs_sha256"]
    world = {path.name: path.read_bytes() for path in grown.iterdir() if path.is_file()}
    (grown / "other").mkdir()
    for name in ("addressees.yaml", "letter.md", "letterpack.yaml"):
        (grown / "other" / name).write_bytes(world[name].replace(b"Department of Rights", b"Department of Wrongs"))
    done(grown, "build", "other")
    assert json.loads((grown / "other/build/manifest.json").read_bytes())["packets"][0]["inputs_sha256"] != inputs
