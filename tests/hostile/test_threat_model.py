"""docs/threat-model.md is whole: every program that is started has its row, and every row a test that is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from letterpack.cli.commands import app_for
from letterpack.executors import CLUSTERS, NAMED
from letterpack.library.names import EDITORS
from letterpack.limits import LIMITS
from letterpack.model.products import PRODUCTS
from letterpack.render.formats import FORMATS
from letterpack.stores import OPENERS

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under ``heading``, without its head."""
    section = PAGE.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def programs() -> set[str]:
    """Return the names that the code gives to ``find_program``, through a constant of its module, a table or in place."""
    found: set[str] = set()
    for path in (ROOT / "letterpack").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            node.target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "find_program":
                name = node.args[0]
                if ast.unparse(name) == "known_editor":
                    found |= {*EDITORS}
                else:
                    found.add(str(name.value if isinstance(name, ast.Constant) else constants[ast.unparse(name)]))
    return found


def test_every_program_has_a_row() -> None:
    assert programs() == {name for row in rows("Programs that are started") for name in re.findall(r"`([\w-]+)`", row[0])}


def test_every_store_and_executor_has_a_row() -> None:
    named = {name for row in rows("Where packets go, and who makes them") for name in re.findall(r"`(\w+)`", row[0])}
    assert named == {*OPENERS, *NAMED, *CLUSTERS}


def paths_of(command: Any, name: str = "") -> Iterator[str]:
    """Yield each argument and option of ``command`` and of those below it that is a path, as the page names it."""
    for below, each in getattr(command, "commands", {}).items():
        yield from paths_of(each, f"{name} {below}".strip())
    for parameter in command.params:
        if "Path" in type(parameter.type).__name__:
            yield name if parameter.param_type_name == "argument" else f"{name} --{parameter.name}"


def test_every_file_that_a_command_is_given_has_a_row() -> None:
    named = {
        name
        for heading in ("What is read", "What is written")
        for row in rows(heading)
        for name in re.findall(r"`([^`]+)`", row[0])
    }
    given = set(paths_of(typer.main.get_command(app_for())))
    assert {"letter import", "check --output"} <= given
    assert given - named == set()


def test_every_product_has_a_row() -> None:
    written = " ".join([row[0] for row in rows("What is written")])
    assert [name for name in ("packets", *PRODUCTS) if name.replace("-", " ") not in written] == []


def test_every_format_has_a_row() -> None:
    told = " ".join([row[0] for row in rows("What each output may show")])
    assert [name for name in FORMATS if name not in told.lower()] == []


def test_every_kind_of_table_and_text_has_a_limit() -> None:
    read = " ".join([limit.reader for limit in LIMITS]).lower()
    lists = ("markdown", "yaml", "csv", "json lines", "xlsx", "ods")
    kinds = (*lists, "docx", "text", "svg", "png", "jpeg", "enclosure")
    assert [name for name in kinds if name not in read] == []


def test_every_row_names_a_test_that_is_there() -> None:
    tables = [rows(heading) for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)]
    named = {path for table in tables for row in table for path in re.findall(r"`(tests/[\w/.]+)`", row[-1])}
    assert named
    assert not [path for path in named if not (ROOT / path).is_file()]


def test_every_row_of_what_is_held_has_a_test() -> None:
    for heading in (
        "Programs that are started",
        "Where packets go, and who makes them",
        "What is read",
        "What is written",
        "What each output may show",
        "Crashes and failures",
        "Network",
        "What is installed",
    ):
        assert all("`tests/" in row[-1] for row in rows(heading)), heading
