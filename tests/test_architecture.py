"""The laws of docs/architecture.md that a program can watch: layers, imports, codes, and docs that keep step."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer.main

import letterpack
from letterpack.checks.before_build import BEFORE_BUILD
from letterpack.checks.table import RULES
from letterpack.cli.commands import COMMANDS, app_for
from letterpack.codes import every_code, find_code
from tests.layers import LAYERS, layer_of, table

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "letterpack"
MODULES = sorted(PACKAGE.rglob("*.py"))
CODE = re.compile(r"LP\d{3}")


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all of a file, in the order of ``ast.walk``, which takes a second for the whole package."""
    return tuple(ast.walk(syntax(path)))


def room_of(path: Path) -> str:
    """The first folder or module below the package; the package's own ``__init__`` is the pipeline's front door."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of every import of the package's own, those under TYPE_CHECKING too."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.split(".")[0] == "letterpack")
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)}:{node.lineno}: a relative import"
            if node.module == "letterpack":
                yield from ((node.lineno, f"letterpack.{alias.name}") for alias in node.names)
            elif (node.module or "").startswith("letterpack."):
                yield node.lineno, str(node.module)


def test_a_module_imports_from_its_left_only() -> None:
    wrong = []
    for path in MODULES:
        room = room_of(path)
        if room == "__init__":
            continue
        for line, name in imports(path):
            target = name.partition(".")[2].split(".")[0] or "library"
            if target in (room, "__version__"):
                continue
            target = "library" if target in letterpack.__all__ else target
            if layer_of(target) >= layer_of(room):
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {room} must not import {target}")
    assert not wrong, "\n".join(wrong)


WAYS_BACK = ("pipeline/inspect", "pipeline/compare", "pipeline/seal.py", "checks", "readback", "review")


def test_the_ways_back_take_nothing_from_typesetting() -> None:
    """What a packet must say is worked out without what set it: a mistake there would be on both sides, and never be found."""
    paths = [path for path in MODULES if path.relative_to(PACKAGE).as_posix().startswith(WAYS_BACK)]
    assert {path.relative_to(PACKAGE).parts[0] for path in paths} == {"pipeline", "checks", "readback", "review"}
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in paths
        for line, name in imports(path)
        if name.split(".")[1] in ("typeset", "paginate")
    ]
    assert not wrong, "\n".join(wrong)


def test_what_a_check_expects_is_worked_out_without_the_way_through() -> None:
    """Nothing that the oracle imports, however far down, sets, lays out, draws or writes a page."""
    found, waiting = set(), {PACKAGE / "pipeline/inspect/expect.py"}
    while waiting:
        path = waiting.pop()
        found.add(path)
        named = [PACKAGE.parent.joinpath(*name.split(".")) for _, name in imports(path)]
        files = {file for each in named for file in (each.with_suffix(".py"), each / "__init__.py") if file.is_file()}
        waiting |= files - found
    rooms = {room_of(path) for path in found}
    assert "wording" in rooms
    assert rooms.isdisjoint({"typeset", "paginate", "draw", "enclosures", "press"}), rooms


def test_every_room_stands_in_the_table_once() -> None:
    rooms = [room for layer, _ in LAYERS for room in layer]
    assert len(rooms) == len(set(rooms))
    for path in MODULES:
        if room_of(path) != "__init__":
            layer_of(room_of(path))


def test_the_docs_print_the_table() -> None:
    assert table() in (ROOT / "docs/architecture.md").read_text(encoding="utf-8")


def test_the_docs_name_only_rooms_that_exist() -> None:
    docs = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`letterpack/([a-z_/]+(?:\.py)?)`", docs))
    assert named
    assert not {name for name in named if not (PACKAGE / name.rstrip("/")).exists()}


def test_the_docs_draw_every_room_and_no_other() -> None:
    """The drawing's first column, whatever the line's marks, names all rooms as they are: a folder with its slash."""
    drawn = re.search(r"```\n(letterpack/\n.*?)```", (ROOT / "docs/architecture.md").read_text(encoding="utf-8"), re.DOTALL)
    assert drawn
    lines = [line[4:] for line in drawn[1].splitlines() if line.startswith(("├── ", "└── "))]
    names = [name for line in lines for name in re.match(r"(?:\w+(?:/|\.py) *)+", line)[0].split()]
    rooms = [
        path.name + "/" * path.is_dir() for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    ]
    assert sorted(names) == sorted(name for name in rooms if name != "__main__.py")


def loaded(code: str) -> set[str]:
    """Return the names of the modules that are loaded after ``code`` ran in a fresh interpreter."""
    return told(code, "sys.modules")


def told(code: str, names: str) -> set[str]:
    """Return what the expression ``names`` holds after ``code`` ran in a fresh interpreter."""
    program = f"import sys\n{code}\nimport json\nsys.stderr.write('\\n' + json.dumps(list({names})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", cwd=ROOT, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(("file", "function"), [("__init__.py", "build"), ("packet.py", "packets")])
def test_whoever_starts_here_sees_the_whole_way_at_once(file: str, function: str) -> None:
    """A batch's way and a packet's, from the first statement to the last, in no more lines than a screen shows."""
    made = [node for node in ast.walk(syntax(PACKAGE / "pipeline/build" / file)) if isinstance(node, ast.FunctionDef)]
    (first, *_, last) = next(node.body[1:] for node in made if node.name == function)
    assert (last.end_lineno or 0) - first.lineno < 30


def test_importing_the_package_loads_nothing_third_party() -> None:
    new = {name.split(".")[0] for name in loaded("import letterpack") - loaded("")}
    assert new - set(sys.stdlib_module_names) == {"letterpack"}


@pytest.mark.parametrize("arguments", [["--help"], ["build", "--help"], ["--version"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    names = loaded(
        f"sys.argv = ['letterpack', *{arguments!r}]\n"
        "from letterpack.cli import main\n"
        "try:\n    main()\nexcept SystemExit as leaving:\n    assert not leaving.code\n"
    )
    heavy = {"reportlab", "pypdf", "uharfbuzz", "yaml", "babel", "PIL", "svglib", "lxml", "rapidfuzz", "deflate", "pyphen"}
    assert not names & {*heavy, "sqlite3"}
    assert not names & {"letterpack.pipeline", "letterpack.model.campaign", "letterpack.kept"}


def test_a_command_loads_no_other() -> None:
    names = loaded(
        "sys.argv = ['letterpack', 'build', '--help']\n"
        "from letterpack.cli import main\n"
        "try:\n    main()\nexcept SystemExit as leaving:\n    assert not leaving.code\n"
    )
    assert {name for name in COMMANDS.values() if f"letterpack.cli.{name}" in names} == {"build"}


def test_a_build_loads_nothing_that_reads_pdfs_back(tmp_path: Path) -> None:
    names = loaded(
        f"import letterpack\nassert letterpack.build({str(ROOT)!r}, out={str(tmp_path / 'out')!r}).ok, 'the sample is not built'"
    )
    assert not names & {"pypdf", "pypdfium2", "cryptography", "letterpack.readback", "letterpack.pdfcopy"}


def test_a_check_loads_nothing_that_reads_others_pdfs(tmp_path: Path) -> None:
    """Packets as they were built need no more than our own reader; another program's file loads the rest."""
    (tmp_path / "letter.md").write_text("---\ndate: 2026-01-01\n---\nText.\n", encoding="utf-8")
    (tmp_path / "addressees.yaml").write_text("- name: Ada Example\n  address: [1 Street, Oslo]\n", encoding="utf-8")
    names = loaded(
        f"import letterpack\nassert letterpack.build({str(tmp_path)!r}).ok, 'nothing is built'\n"
        f"assert letterpack.check({str(tmp_path)!r}).complete, 'nothing is checked'"
    )
    assert "letterpack.readback" in names
    assert not names & {"pypdf", "pypdfium2", "fontTools", "cryptography", "letterpack.pdfcopy", "letterpack.review"}


def test_one_place_opens_pdfs_with_pdfium() -> None:
    """It lets one thread at a time have one open; what a stranger made, a process of its own draws first."""
    opening = {path.relative_to(ROOT).as_posix() for path in MODULES if "PdfDocument(" in path.read_text(encoding="utf-8")}
    assert opening == {"letterpack/pdfcopy/opened.py", "letterpack/pdfcopy/drawing_child.py"}


def test_no_module_compiles_a_pattern_while_it_is_loaded() -> None:
    """To compile what a command does not ask for took a thirtieth of the sample's build: ``late`` compiles what is asked."""
    compiled = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in MODULES
        if re.search(r"\bre\.\w+\(|from re import|late\(.*\)\.", path.read_text(encoding="utf-8"))
        for node in run_by_loading(syntax(path))
        if (isinstance(node, ast.Call) and ast.unparse(node.func).startswith("re."))
        or (isinstance(node, ast.ImportFrom) and node.module == "re")
        or (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call) and ast.unparse(node.value.func) == "late")
    ]
    assert compiled == [], "write `late(...)` in place of `re.compile(...)`, and ask it in a function"


def run_by_loading(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what Python runs while it loads a module: all but bodies of functions."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield child
            yield from run_by_loading(child)


def string_constants(path: Path) -> Iterator[str]:
    documentation = {
        id(node.body[0].value)
        for node in nodes(path)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in nodes(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    edges = {"cli", "render", "starter"}
    used = {text for path in MODULES if room_of(path) not in edges for text in string_constants(path) if CODE.fullmatch(text)}
    pages = {each.code for each in every_code()}
    assert used == pages, f"without a page: {sorted(used - pages)}; never said: {sorted(pages - used)}"


def test_every_rule_with_a_page_is_in_the_table() -> None:
    pages = {path.stem for path in (ROOT / "letterpack/checks/rules").glob("*.py") if CODE.match(docstring(path))}
    assert pages == {rule.module.__name__.rpartition(".")[2] for rule in RULES}
    may_stop_a_build = [rule for rule in RULES if rule.severity == "error" and rule.reads_sources and rule.batch is None]
    assert may_stop_a_build == [rule for rule in BEFORE_BUILD if rule.severity == "error"]


def docstring(path: Path) -> str:
    return ast.get_docstring(syntax(path)) or ""


def said_severities(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, code and severity where both are written out, as in ``report.error("LP101", …)``."""
    for node in nodes(path):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        code = str(node.args[0].value)
        if not CODE.fullmatch(code):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("error", "warning", "note"):
            yield node.lineno, code, node.func.attr
        elif isinstance(node.func, ast.Name) and node.func.id == "Diagnostic" and isinstance(node.args[1], ast.Constant):
            yield node.lineno, code, str(node.args[1].value)


def test_severities_agree_with_the_pages() -> None:
    wrong = []
    for path in MODULES:
        for line, code, severity in said_severities(path):
            page = find_code(code)
            if page is not None and page.severity != severity:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: {code} is said as {severity}, its page says {page.severity}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("code", every_code(), ids=lambda each: each.code)
def test_a_code_page_has_its_sections(code) -> None:
    assert re.findall(r"^## (\w+)$", code.page, re.MULTILINE) == ["What", "Why", "Example", "Remedy"]
    assert not code.title.endswith(".")


def commands() -> list[tuple[str, list[str]]]:
    group = typer.main.get_group(app_for())
    return [
        (name, [option for parameter in command.params for option in parameter.opts if option.startswith("--")])
        for name, command in group.commands.items()
    ]


@pytest.mark.parametrize(("name", "options"), commands(), ids=lambda each: each if isinstance(each, str) else "")
def test_every_command_and_option_is_documented(name: str, options: list[str]) -> None:
    docs = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `letterpack {name}[^\n]*\n(.*?)(?=^## |\Z)", docs, re.MULTILINE | re.DOTALL)
    assert section, f"docs/commands.md has no section for `letterpack {name}`"
    assert not [option for option in options if f"`{option}" not in section[1] and option != "--help"]


def test_no_documented_command_is_gone() -> None:
    docs = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## `letterpack (\w+)", docs, re.MULTILINE)) == {name for name, _ in commands()}


def tracked_texts() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if listed.returncode:
        pytest.skip("not a clone")
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:8000]]


def test_no_file_names_a_machine_path() -> None:
    machine = re.compile("|".join(rf"(?<![\w./~-])/{name}/" for name in ("work", "tmp", "root", "home")).encode())
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked_texts()
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if machine.search(line)
    ]
    assert not wrong


EDGES_OF_THE_CLI = ("cli", "interface", "lsp", "module_path", "preview", "render", "starter", "temporary")
"""What the command line is made of, what a signal must wait for, which only it answers, and what comes before all else. The
rest it takes from `letterpack` itself.
"""


def test_the_command_line_stands_on_the_library_alone() -> None:
    wrong = []
    for path in (PACKAGE / "cli").rglob("*.py"):
        for node in [each for each in nodes(path) if isinstance(each, ast.Import | ast.ImportFrom)]:
            named = [node.module] if isinstance(node, ast.ImportFrom) and node.module != "letterpack" else []
            if isinstance(node, ast.Import):
                named = [alias.name for alias in node.names]
            rooms = [name for name in named if name and name.startswith("letterpack.")]
            wrong += [f"{path.name}:{node.lineno}: {name}" for name in rooms if name.split(".")[1] not in EDGES_OF_THE_CLI]
            if isinstance(node, ast.ImportFrom) and node.module == "letterpack":
                hidden = {each.name for each in node.names} - set(letterpack.__all__)
                wrong += [f"{path.name}:{node.lineno}: {name}" for name in sorted(hidden)]
    assert not wrong


DISK = {
    "read_bytes",
    "read_text",
    "write_bytes",
    "write_text",
    "iterdir",
    "glob",
    "rglob",
    "scandir",
    "listdir",
    "open_regular",
    "open_within",
    "read_regular",
    "read_within",
    "rmtree",
    "unlink",
    "rmdir",
}
"""Calls that reach for the disk."""
OWN_FILES = {
    "pipeline/inspect/services.py": {"write_bytes"},
    "press/standards.py": {"read_bytes"},
    "checks/lexicon/words.py": {"read_text"},
    "checks/evidence/postcodes.py": {"read_text"},
    "review/report/__init__.py": {"read_text"},
    "pipeline/build/versions.py": {"listdir"},
}
"""Data files of the program and of packages, and copies that another program is to read."""


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def opens_a_path(node: ast.Call) -> bool:
    """Whether a call is `open` with a mode, or a path's or the system's `open`."""
    owner = node.func.value.id if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) else ""
    modes = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return called(node) == "open" and (
        isinstance(node.func, ast.Name) or owner == "os" or bool({"rb", "wb", "xb", "r"} & set(modes))
    )


@pytest.mark.parametrize(
    "room", ["checks", "executors", "manifest", "pipeline", "press", "products", "readback", "render", "review"]
)
def test_a_batch_is_reached_through_its_store_alone(room: str) -> None:
    wrong = []
    for path in (PACKAGE / room).rglob("*.py"):
        allowed = OWN_FILES.get(path.relative_to(PACKAGE).as_posix(), set())
        calls = [node for node in nodes(path) if isinstance(node, ast.Call)]
        found = [node for node in calls if called(node) in DISK - allowed or opens_a_path(node)]
        wrong.extend([f"{path.relative_to(PACKAGE)}:{node.lineno}: {called(node)}" for node in found])
    assert not wrong


def test_the_walk_for_paths_finds_some() -> None:
    reaching = ("Path('x').read_bytes()", "open('x')", "path.open('rb')", "os.open(path, 0)", "read_within(a, b)")
    text = "\n".join([*reaching, "world.open(path)", "files.read(path)"])
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    assert {node.lineno for node in calls if called(node) in DISK or opens_a_path(node)} == {1, 2, 3, 4, 5}


def test_no_two_modules_of_tests_have_one_name() -> None:
    """Outside of a package they are imported by their names alone."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py") if not (path.parent / "__init__.py").exists()]
    assert not {name for name in names if names.count(name) > 1}
