#!/usr/bin/env python3
"""The docs as one PDF, tagged: ``python docs/print.py FILE``. Needs the extra ``docs``, and Chromium to print with."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pypdf import PdfReader

HERE: Final = Path(__file__).resolve().parent
_TREE: Final = re.compile(r'<div class="sidebar-tree">(.*?)</div>', re.DOTALL)
_CHAPTER: Final = re.compile(r'(<a class="reference internal"[^>]*>)(.*?)(</a>)', re.DOTALL)
_FIRST_CHAPTER: Final = '<div class="toctree-wrapper'
_BLOCK: Final = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
_LONG: Final = 20
"""Lines of a block from which it may go on overleaf: kept whole, it would leave most of a page empty."""
_STYLE: Final = '<link rel="stylesheet" href="_static/book.css"></head>'


def main(target: Path) -> int:
    """Make all pages one, and print it to ``target``: once to learn where chapters begin, once with that in the contents."""
    browser = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if browser is None:
        print("no Chromium is installed", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as made:
        subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "singlehtml", "-d", f"{made}/trees", HERE, f"{made}/one"],
            check=True,
        )
        page = Path(made, "one/index.html")
        plain = with_long_blocks(page.read_text(encoding="utf-8").replace("</head>", _STYLE, 1))
        pages: dict[str, int] = {}
        for _ in range(2):
            page.write_text(with_contents(plain, pages), encoding="utf-8")
            print_page(browser, page, target)
            pages = first_pages(target)
    return 0


def with_long_blocks(page: str) -> str:
    """Return ``page`` with its long blocks of code told from the short ones."""

    def told(found: re.Match[str]) -> str:
        return f'<pre class="long">{found[1]}</pre>' if found[1].count("\n") > _LONG else found[0]

    return _BLOCK.sub(told, page)


def with_contents(page: str, pages: Mapping[str, int]) -> str:
    """Return ``page`` with its chapters listed before the first of them, each with its number of ``pages``."""

    def numbered(found: re.Match[str]) -> str:
        before, title, after = found.groups()
        return f"{before}<span>{title}</span><span>{pages.get(text(title), '')}</span>{after}"

    tree = _TREE.search(page)
    assert tree, "the theme has a tree of all pages at the side"
    contents = f'<nav class="chapters" aria-label="Contents">{_CHAPTER.sub(numbered, tree[1])}</nav>'
    return page.replace(_FIRST_CHAPTER, contents + _FIRST_CHAPTER, 1)


def text(markup: str) -> str:
    """Return what ``markup`` says."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", markup)).split())


def print_page(browser: str, page: Path, target: Path) -> None:
    """Print ``page`` to ``target``, by ``browser``."""
    # As root, it refuses its sandbox.
    alone = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    command = [browser, "--headless", "--disable-gpu", *alone, "--no-pdf-header-footer", "--generate-pdf-document-outline"]
    subprocess.run([*command, f"--print-to-pdf={target.resolve()}", page.as_uri()], check=True)


def first_pages(printed: Path) -> dict[str, int]:
    """Return the number of the page on which each chapter of ``printed`` begins, by its title."""
    reader = PdfReader(printed)
    _, chapters = reader.outline  # The title, and what is under it: chapters, each followed by a list of its own sections.
    found = {}
    for each in chapters:
        if not isinstance(each, list) and (index := reader.get_destination_page_number(each)) is not None:
            found[text(str(each.title))] = index + 1
    return found


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
