"""One word for one thing: what readers read keeps to the glossary, and no two classes of the program have the same name."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = ROOT / "letterpack"
GLOSSARY: Final = tomllib.loads((ROOT / "tests/glossary.toml").read_text(encoding="utf-8"))

PAGES: Final = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((PACKAGE / "codes").glob("*.md")))
MODULES: Final = tuple(sorted(PACKAGE.rglob("*.py")))
SHOWN_DOCSTRINGS: Final = ("cli", "library")
"""Rooms whose docstrings users read: as help, and in an editor."""

_CAMPAIGN: Final = {ROOT / "letter.md"}
_NOT_PROSE: Final = re.compile(
    r"^```.*?^```|^(?: {4}|\t)[^\n]*$|`[^`\n]*`|(?<=\])\([^)\s]*\)|https?://\S+|\"[^\"]{1,200}\"|“[^”]{1,200}”|«[^»]{1,200}»",
    re.DOTALL | re.MULTILINE,
)
"""Code, addresses of links, and quotations."""
_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Text:
    """Prose of one file, from its 1-based ``line`` on, with a line of its own for each of the file's."""

    path: Path
    line: int
    prose: str


def forbidden() -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield each expression of the glossary with what to say instead."""
    for entry in GLOSSARY.values():
        for words in entry["not"]:
            yield re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE), entry["say"]


FORBIDDEN: Final = tuple(forbidden())


def complaints(text: Text) -> Iterator[str]:
    """Yield file, line, the words that are out of place and what to say instead."""
    lines = re.sub(r"(?<=\n)[ \t]+", "", text.prose)
    for pattern, instead in FORBIDDEN:
        for found in pattern.finditer(lines.replace("\n", " ")):
            line = text.line + lines.count("\n", 0, found.start())
            yield f"{text.path.relative_to(ROOT)}:{line}: “{found[0]}”: say {instead}"


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def without_code(markdown: str) -> str:
    """Return ``markdown`` with code and quotations blanked, its lines where they were."""
    return _NOT_PROSE.sub(lambda found: re.sub(r"[^\n]", "·", found[0]), markdown)


def texts_of_module(path: Path, source: str) -> Iterator[Text]:
    """Yield the strings of a module that somebody may read: all but docstrings, patterns and single words."""
    tree = ast.parse(source)
    room = path.relative_to(PACKAGE).parts[0]
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if node in skipped:
            skipped.update(ast.iter_child_nodes(node))
        elif docstring := _docstring(node):
            skipped.add(docstring)
            if room in SHOWN_DOCSTRINGS or re.match(r"LP\d{3}: ", str(docstring.value)):
                yield Text(path, docstring.lineno, without_code(str(docstring.value)))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func).startswith("re."):
            skipped.update(node.args)
        elif isinstance(node, ast.JoinedStr):
            skipped.update(node.values)
            yield Text(path, node.lineno, _prose("".join(_constant(part) for part in node.values)))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            yield Text(path, node.lineno, _prose(node.value))


def _prose(message: str) -> str:
    """Return a message on one line, without what it quotes and without tags; nothing where it is a pattern's part."""
    if re.search(r"\w\|\w", message):
        return ""
    return _TAG.sub(" ", without_code(message.lstrip())).replace("\n", " ")


def _constant(part: ast.expr) -> str:
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "…"


def _docstring(node: ast.AST) -> ast.Constant | None:
    """Return the string that a statement of ``node`` is, where it is nothing but one."""
    value = node.value if isinstance(node, ast.Expr) else None
    return value if isinstance(value, ast.Constant) and isinstance(value.value, str) else None


@pytest.mark.parametrize("path", [page for page in PAGES if page not in _CAMPAIGN], ids=_name)
def test_pages_keep_to_the_glossary(path: Path) -> None:
    assert not list(complaints(Text(path, 1, without_code(path.read_text(encoding="utf-8")))))


def test_messages_hints_and_help_keep_to_the_glossary() -> None:
    texts = [text for path in MODULES for text in texts_of_module(path, path.read_text(encoding="utf-8"))]
    assert len(texts) > 500
    assert not [complaint for text in texts for complaint in complaints(text)]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ('report.error("LP101", span, "a recipient is missing")', 1),
        ('\nhint = f"{name} is not of\\nnow"', 2),
        ('\n\nraise CannotBuild(f"`{a}` looks otherwise", "fix it")', 3),
        ('"""Module."""\n\nx = "the recipient ``gets`` it"', 3),
    ],
)
def test_a_message_out_of_place_is_found_with_its_line(source: str, line: int) -> None:
    path = PACKAGE / "merge.py"
    found = [complaint for text in texts_of_module(path, source) for complaint in complaints(text)]
    assert [complaint.startswith(f"letterpack/merge.py:{line}: ") for complaint in found] == [True]


@pytest.mark.parametrize("page", ["One.\n\nThe recipient's.", "One.\n\nA packet is not of\nnow."])
def test_a_page_out_of_place_is_found_with_its_line(page: str) -> None:
    found = {complaint.split(": ")[0] for complaint in complaints(Text(ROOT / "README.md", 1, without_code(page)))}
    assert "README.md:3" in found


@pytest.mark.parametrize(
    "prose",
    [
        "`recipient`",
        "```\na recipient\n```",
        'They wrote "the recipient" there.',
        "See [it](recipient.md).",
        "a precipient",
        "    recipient",
    ],
)
def test_code_quotations_and_longer_words_are_left_alone(prose: str) -> None:
    assert not list(complaints(Text(ROOT / "README.md", 1, without_code(prose))))


def test_the_glossary_recommends_nothing_that_it_forbids() -> None:
    assert not [entry["say"] for entry in GLOSSARY.values() for pattern, _ in FORBIDDEN if pattern.search(entry["say"])]


def classes_of(source: str) -> Iterator[str]:
    """Yield the names of a module's classes and type aliases; a variable of types stands for others, and is none."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif (
            isinstance(node, ast.AnnAssign | ast.Assign)
            and "TypeVar(" not in (said := ast.unparse(node))
            and "ParamSpec(" not in said
        ):
            names = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            yield from (each.id for each in names if isinstance(each, ast.Name) and re.match("_?[A-Z][a-z]", each.id))


def shared_names(modules: dict[str, str]) -> dict[str, list[str]]:
    """Return the names that two modules give to classes of their own, with those modules.

    What only its own module sees may be called as in another such module, but not as something that all can see.
    """
    found: dict[str, list[str]] = defaultdict(list)
    public = set()
    for module, source in modules.items():
        for name in classes_of(source):
            found[name.lstrip("_")].append(module)
            public.add(name)
    return {name: where for name, where in found.items() if len(where) > 1 and name in public}


def test_no_two_classes_have_one_name() -> None:
    modules = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in MODULES}
    assert len({name for source in modules.values() for name in classes_of(source)}) > 300
    assert not shared_names(modules)


@pytest.mark.parametrize(
    ("other", "shared"),
    [
        ("class Sheet: ...", True),
        ("class _Sheet: ...", True),
        ("Sheet: TypeAlias = int", True),
        ("Sheet = Callable[[int], str]", True),
        ("from one import Sheet", False),
        ('Sheet = TypeVar("Sheet")', False),
        ("SHEET = 1", False),
        ("class Sheets: ...", False),
    ],
)
def test_a_name_that_two_modules_use_is_found(other: str, shared: bool) -> None:
    assert shared_names({"one": "class Sheet: ...", "other": other}) == ({"Sheet": ["one", "other"]} if shared else {})
    assert not shared_names({"one": "class _Own: ...", "other": "class _Own: ..."})
