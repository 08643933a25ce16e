"""Tutorial, how-tos and the pages for each reader do what they say; every picture has its page, and every page its place."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path

import pytest
from PIL import Image

from letterpack.cli import main
from tests import installed
from tests.pages import DOCS, FOLDERS, SAMPLE, WORDS, Page, Runs, matches, sample_page, words_on

PAGES = [page for folder in FOLDERS for page in sorted((DOCS / folder).glob("*.md"))]


@pytest.fixture
def letterpack(monkeypatch: pytest.MonkeyPatch) -> Runs:
    """Return what runs a command in the page's folder, in this process."""

    def run(arguments: list[str], folder: Path) -> tuple[int, str]:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["letterpack", *arguments])
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), pytest.raises(SystemExit) as leaving:
            main()
        code = leaving.value.code
        return (code if isinstance(code, int) else int(code is not None)), printed.getvalue()

    return run


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_does_what_it_says(path: Path, tmp_path: Path, letterpack: Runs) -> None:
    if "given: key" in path.read_text(encoding="utf-8"):
        installed.program("ssh-keygen")
    old: list[str] = []

    def compare(page: Page, words: list[str]) -> None:
        name, _, kind, *told = words
        if kind in ("page", "head"):
            with Image.open(DOCS / "pictures" / name) as picture:
                shown = picture.info[WORDS]
            if shown != words_on(page, *told):
                old.append(f"docs/pictures/{name} shows another page: python -m tests.pictures {path.stem}")

    page = Page(path, tmp_path, letterpack, compare)
    page.run()
    assert not page.wrong + old, "\n".join(page.wrong + old)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_reader_is_told_the_name_of_each_file(path: Path) -> None:
    """The marks are not shown: between a file and the block before it, the text names it."""
    text = path.read_text(encoding="utf-8")
    marks = re.finditer(r"^<!-- (?:file|add to): (\S+) -->$", text, re.MULTILINE)
    before = [(found[1], re.sub(r"<!--.*?-->", "", text[: found.start()].rpartition("```")[2])) for found in marks]
    assert [name for name, said in before if not re.search(rf"(?<![\w.]){re.escape(name)}", said)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_reader_is_told_what_to_change(path: Path) -> None:
    """What a mark takes out and puts in is shown, between the block before it and the end of the next."""
    text = path.read_text(encoding="utf-8")
    untold = []
    for found in re.finditer(r"<!-- replace in (\S+): (.+?) → (.+?) -->", text, re.DOTALL):
        before, after = text[: found.start()].rpartition("```")[2], "```".join(text[found.end() :].split("```")[:2])
        shown = re.sub(r"<!--.*?-->", "", before + after, flags=re.DOTALL)
        untold += [line for line in {*found[2].split("\n")} ^ {*found[3].split("\n")} if line not in shown]
    assert untold == []


def test_the_readme_shows_the_sample_as_it_is_printed(tmp_path: Path) -> None:
    with Image.open(DOCS / SAMPLE) as picture:
        assert picture.info[WORDS] == sample_page(tmp_path / "build")[1], "python -m tests.pictures sample"


def test_every_picture_is_made_and_shown() -> None:
    pages = {page: page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md")}
    shown = {
        (page.parent / name).resolve() for page, text in pages.items() for name in re.findall(r"!\[[^\]]+\]\(([^)`]+)\)", text)
    }
    made = {name for text in pages.values() for name in re.findall(r"^<!-- picture: (\S+) = ", text, re.MULTILINE)}
    there = set((DOCS / "pictures").iterdir())
    assert there <= shown
    assert {path.name for path in there} == made


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a\n…", "a\nb\nc", True),
        ("a\n…", "a", True),
        ("a\n…\nc", "a\nc", True),
        ("a\n…\nc", "a\nb\nb\nc", True),
        ("a … c", "a b c", True),
        ("a … c", "a b\nc", False),
        ("a", "a\nb", False),
        ("a.c", "abc", False),
    ],
)
def test_what_a_page_shows_is_compared(expected: str, printed: str, same: bool) -> None:
    assert matches(expected, printed) is same
