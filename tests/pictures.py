"""The pictures of the docs, made from what their pages do: ``python -m tests.pictures [PAGE…]`` writes docs/pictures/.

Needs Chromium for the preview and the report. Look at every picture that git says has changed.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import ViewportSize
from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME
from rich.text import Text

from tests.pages import DOCS, FOLDERS, SAMPLE, WORDS, Page, sample_page, words_on
from tests.preview.serving import served
from tests.review.browser import browser

PICTURES: Final = DOCS / "pictures"
_SCALE: Final = 1.5
"""Pixels to the point: 900 across an A4 page."""
_SAMPLE_SCALE: Final = 1.8
_HEAD: Final = 0.38
"""The part of a page that a picture of its head shows."""
_COLUMNS: Final = 84
_WINDOW: Final[ViewportSize] = {"width": 1280, "height": 800}
_FRAME: Final = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{
font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
font-size: {char_height}px; line-height: {line_height}px;
}}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}
</defs>
<rect width="100%" height="100%" rx="8" fill="#fcfcfc" stroke="#999"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""
"""As rich draws a terminal, with the reader's own fonts: theirs would be fetched."""


def _run(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Run a command in a process of its own, as a reader does."""
    command = [sys.executable, "-P", "-m", "letterpack", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(DOCS.parent)}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    if arguments[0] == "init":
        _date(folder / arguments[1] / "letter.md")
    return done.returncode, done.stdout


def _date(letter: Path) -> None:
    """Date a letter that has just been begun: with today's date, each day would have pictures of its own."""
    text = letter.read_text(encoding="utf-8")
    letter.write_text(text.replace(f"date: {date.today()}", "date: 2026-10-30"), encoding="utf-8")


def _page(page: Page, target: Path, packet: str, number: str, *, part: float = 1.0) -> None:
    document = pypdfium2.PdfDocument(page.folder / "build" / "packets" / f"{packet}.pdf")
    image = document[int(number) - 1].render(scale=_SCALE).to_pil().convert("L")
    words = PngInfo()
    words.add_itxt(WORDS, words_on(page, packet, number))
    image.crop((0, 0, image.width, int(image.height * part))).quantize(16).save(target, optimize=True, pnginfo=words)


def _sample() -> None:
    """Make the README's picture."""
    with tempfile.TemporaryDirectory() as folder:
        packet, lines = sample_page(Path(folder) / "build")
    words = PngInfo()
    words.add_itxt(WORDS, lines)
    image = pypdfium2.PdfDocument(packet)[0].render(scale=_SAMPLE_SCALE).to_pil().convert("L")
    image.quantize(16).save(DOCS / SAMPLE, optimize=True, pnginfo=words)


def _head(page: Page, target: Path, packet: str, number: str) -> None:
    _page(page, target, packet, number, part=_HEAD)


def _terminal(page: Page, target: Path, *command: str) -> None:
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), highlight=False)
    console.print(Text("$ " + " ".join(command), style="bold"))
    console.print(Text(page.printed.rstrip("\n")))
    svg = console.export_svg(theme=DEFAULT_TERMINAL_THEME, code_format=_FRAME, unique_id="terminal")
    target.write_text(svg, encoding="utf-8")


def _preview(page: Page, target: Path) -> None:
    with browser("chromium") as opened, served(page.folder) as running:
        view = opened.new_context(viewport=_WINDOW).new_page()
        view.goto(running.address)
        view.wait_for_selector("#pages .sheet[data-painted]")
        view.screenshot(path=target)
    _shrink(target)


def _report(page: Page, target: Path) -> None:
    with browser("chromium") as opened:
        view = opened.new_context(viewport=_WINDOW).new_page()
        view.goto((page.folder / "changes.html").as_uri())
        view.get_by_role("button", name="Show on the page").first.click()
        view.wait_for_function("[...document.images].every(image => image.complete)")
        view.screenshot(path=target)
    _shrink(target)


def _shrink(target: Path) -> None:
    Image.open(target).convert("RGB").quantize(64).save(target, optimize=True)


KINDS: Final[dict[str, Callable[..., None]]] = {
    "page": _page,
    "head": _head,
    "terminal": _terminal,
    "preview": _preview,
    "report": _report,
}


def main(names: list[str]) -> None:
    """Make the pictures of the pages ``names`` (``sample`` is the README's), of all without any."""
    PICTURES.mkdir(exist_ok=True)
    if not names or "sample" in names:
        _sample()
    for path in (page for folder in FOLDERS for page in sorted((DOCS / folder).glob("*.md"))):
        if (names and path.stem not in names) or "<!-- picture:" not in path.read_text(encoding="utf-8"):
            continue

        def picture(page: Page, words: list[str]) -> None:
            name, _, kind, *told = words
            KINDS[kind](page, PICTURES / name, *told)

        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            page = Page(path, Path(folder), _run, picture)
            page.run()
            sys.stdout.write("".join(f"{path.name}:{each}\n" for each in page.wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
