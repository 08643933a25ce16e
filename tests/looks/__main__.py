"""``python -m tests.looks OUT CODE…``: our page of a language beside Chromium's with the same fonts, a PNG for each code.

Codes are those of ``tests/scripts/article19.json`` (``heb``, ``arb``); ``all`` are all of them. The letter shows Article 19 as
text, heading, list, quote and table. ``--body FILE.md`` sets that Markdown instead, ``--family NotoNastaliqUrdu`` another family
of Debian's fonts-noto-core. The left half is ours, the right half the browser's; where they differ in more than the ends of
lines, somebody is wrong.
"""

from __future__ import annotations

import argparse
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from markdown_it import MarkdownIt
from PIL import Image
from playwright.sync_api import Browser

from letterpack.disk.fonts import MachineFiles
from letterpack.languages import runs_right_to_left
from letterpack.text.families import FACES
from tests.build.making import campaign, make, person
from tests.installed import NOTO_CJK, NOTO_CORE
from tests.review.browser import browser
from tests.scripts.test_extraction import NOTO, TEXTS

DPI = 132
BUNDLED = Path(__file__).parents[2] / "letterpack/fonts"
CJK = {"Hani": "SC", "Hira": "JP", "Hang": "KR"}
PAGE = """<!doctype html><meta charset="utf-8"><style>{faces}
body {{ margin: 48pt 27mm 0; width: 156mm; font: 11pt/15pt {families}; text-align: justify; hyphens: auto }}
p, ul, ol, table, blockquote {{ margin: 7.5pt 0 }} h1, h2, h3 {{ font-size: 11pt; margin: 11pt 0 4pt; text-align: start }}
td, th {{ text-align: start; padding-inline-end: 12pt }}
</style><body lang="{tag}" dir="{direction}">{body}</body>"""


def files_of(script: str, family: str) -> dict[str, Path]:
    """Return the files of the script's regular and bold face, by style."""
    if script in CJK:
        found = {style: NOTO_CJK.with_name(f"NotoSerifCJK-{style}.ttc") for style in ("Regular", "Bold")}
    elif family := family or NOTO.get(script, ""):
        name = family.removeprefix("Noto")
        found = {style: NOTO_CORE.with_name(f"Noto{name}-{style}.ttf") for style in ("Regular", "Bold")}
    else:
        found = {}
    return {style: path for style, path in found.items() if path.is_file()}


def markdown_of(text: str) -> str:
    """Return a body that shows ``text`` in each kind of block."""
    some, first, rest = cut(text, 30), cut(text, 12), text[len(cut(text, 12)) :].strip()
    table = f"| {first} | {cut(rest, 12)} |\n|---|---|\n| {some} | 12 |\n| {first} | 2019 (3) |"
    listed = f"1. {first} **{cut(rest, 40)}**\n2. {some} ({first})\n   - {some}\n10. {cut(text, 160)}"
    styled = f"[{first}](https://example.org/) **{cut(text, 100)}** *{some}*: 2019 – 25%."
    return f"{text}\n\n# {some}\n\n{listed}\n\n> {text}\n\n{table}\n\n{styled}\n"


def cut(text: str, length: int) -> str:
    """Return the words of ``text`` that have no more characters than ``length``; as many characters where it has no spaces."""
    return text[: text.rfind(" ", 0, length + 1) if " " in text[: length + 1] else length].strip(" ,،;:")


def ours(body: str, text: str, tag: str, fonts: dict[str, Path], script: str) -> Image.Image:
    """Return the first page of a letter with ``body``."""
    more = {f"fonts/{path.name}": path.read_bytes() for path in fonts.values()}
    head = f"date: 2026-03-02\nlanguage: {tag}\nstatus: final\nsubject: {cut(text, 30)} (19)"
    family = f"Noto Serif CJK {CJK[script]}" if script in CJK else list(more)
    settings = {"fonts": {script: family}, "sender": {"names": [cut(text, 12)]}} if more else {}
    with TemporaryDirectory() as out:
        files = campaign([person("Alpha")], f"---\n{head}\n---\n\n{body}", [cut(text, 30)], settings=settings, more=more)
        made = make(Path(out) / "out", files, MachineFiles())
        assert made.ok, made.findings
        document = pypdfium2.PdfDocument(made.packets["alpha"])
        return document[0].render(scale=DPI / 72).to_pil()


def theirs(body: str, tag: str, fonts: dict[str, Path], script: str, opened: Browser) -> Image.Image:
    """Return ``body`` as the browser shows it on a page as wide."""
    faces = [face("own", path, style == "Bold", False) for style, path in fonts.items() if script not in CJK]
    faces += [face("Gentium", BUNDLED / file, "bold" in style, "italic" in style) for style, file in FACES.items()]
    own = f"'Noto Serif CJK {CJK[script]}'" if script in CJK else "own"
    html = PAGE.format(
        faces="\n".join(faces),
        families=f"{own}, Gentium" if fonts else "Gentium",
        tag=tag,
        direction="rtl" if runs_right_to_left(tag) else "ltr",
        body=MarkdownIt("commonmark").enable("table").render(body),
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, encoding="utf-8")
        page = opened.new_page(viewport={"width": 794, "height": 1123}, device_scale_factor=DPI / 96)
        page.goto(path.as_uri())
        page.wait_for_function("document.fonts.status === 'loaded'")
        picture = Image.open(BytesIO(page.screenshot()))
        page.close()
        return picture


def face(family: str, path: Path, bold: bool, italic: bool) -> str:
    """Return the CSS rule that makes ``path`` a face of ``family``."""
    weight, slope = ("bold" if bold else "normal"), ("italic" if italic else "normal")
    return f"@font-face {{ font-family: {family}; src: url('{path.as_uri()}'); font-weight: {weight}; font-style: {slope} }}"


def main() -> None:
    """Write a PNG for each code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("codes", nargs="+", metavar="CODE")
    parser.add_argument("--body", type=Path)
    parser.add_argument("--family", default="")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with browser() as opened:
        for code in sorted(TEXTS) if options.codes == ["all"] else options.codes:
            entry = TEXTS[code]
            fonts = files_of(entry["script"], options.family)
            body = options.body.read_text(encoding="utf-8") if options.body else markdown_of(entry["text"])
            left = ours(body, entry["text"], entry["tag"], fonts, entry["script"])
            right = theirs(body, entry["tag"], fonts, entry["script"], opened)
            sheet = Image.new("RGB", (left.width + right.width, max(left.height, right.height)), "white")
            sheet.paste(left, (0, 0))
            sheet.paste(right, (left.width, 0))
            sheet.save(options.out / f"{code}.png")


if __name__ == "__main__":
    main()
