"""The docs that are generated or copied keep step with what they copy."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

import letterpack
from docs.print import with_contents, with_long_blocks
from letterpack import limits
from letterpack.campaign import read_campaign
from letterpack.codes import find_code
from letterpack.diagnostics import Report
from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.sources import SourceLookup
from letterpack.render.text import render_text
from letterpack.schemas import read_schema
from letterpack.starter import start_campaign

ROOT = Path(__file__).resolve().parent.parent
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]
FORMATS = (ROOT / "docs/file-formats.md").read_text(encoding="utf-8")


RECIPE = ("growing.md", "LP399")
"""A free number, of the rule that the recipe writes."""


def test_every_code_that_the_docs_name_can_be_explained() -> None:
    named = {(page.name, code) for page in PAGES for code in re.findall(r"\bLP\d{3}\b", page.read_text(encoding="utf-8"))}
    assert len(named) > 20
    assert not [(page, code) for page, code in sorted(named - {RECIPE}) if find_code(code) is None]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_the_docs_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", text)
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_page_stands_in_the_index() -> None:
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```{toctree}\n(.*?)```", index, re.DOTALL)
    named = [line for block in blocks for line in block.splitlines() if line and not line.startswith(":")]
    pages = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert sorted(named) == sorted(pages - {"index"})


def test_every_key_of_the_answer_of_check_is_documented() -> None:
    schema = json.loads(read_schema("check"))
    text = (ROOT / "docs/checks.md").read_text(encoding="utf-8")
    keys = [*schema["properties"], *schema["properties"]["summary"]["properties"]]
    assert not [key for key in keys if f"`{key}`" not in text]


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


def test_the_finding_in_the_docs_is_what_the_program_says(tmp_path: Path) -> None:
    example = re.search(r"^(addressees\.yaml:.*?\n  = hint: [^\n]*\n)", FORMATS, re.MULTILINE | re.DOTALL)
    assert example
    assert example[1] in (ROOT / "README.md").read_text(encoding="utf-8")
    start_campaign(tmp_path, date(2026, 10, 30))
    misspelt = re.search(r"^  4 \| +(adress: .*)$", example[1], re.MULTILINE)
    assert misspelt
    entry = f"to:\n  - name: Alex Example\n    title: Minister of Justice\n    {misspelt[1]}\n"
    (tmp_path / "addressees.yaml").write_text(entry, encoding="utf-8")
    world = Disk(tmp_path)
    report = Report()
    read_campaign(world, report)
    assert render_text(tuple(report), SourceLookup(world)).strip() == example[1].strip()


def test_the_campaign_of_the_tour_builds(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    addressees = re.search(r"```yaml\n# addressees\.yaml\n(.*?)```", readme, re.DOTALL)
    letter = re.search(r"```markdown\n(.*?)```", readme, re.DOTALL)
    assert addressees and letter
    (tmp_path / "addressees.yaml").write_text(addressees[1], encoding="utf-8")
    (tmp_path / "letter.md").write_text(letter[1], encoding="utf-8")
    result = build(Disk(tmp_path), BuildRequest(tmp_path))
    assert result.ok, result.findings
    assert (tmp_path / "build/packets/minister-of-justice.pdf").is_file()


def test_a_limit_is_in_the_table_that_docs_print() -> None:
    named = {name: value for name, value in vars(limits).items() if name.startswith("MOST_")}
    told = {limit.most for limit in limits.LIMITS} | {2 * limit.most for limit in limits.LIMITS}
    assert [name for name, value in named.items() if value not in told] == []


def test_the_book_lists_its_chapters_with_their_pages() -> None:
    chapter = '<a class="reference internal" href="#document-diff">'
    tree = f'<div class="sidebar-tree"><ul><li>{chapter}Changes: <code>diff</code></a></li></ul></div>'
    made = with_contents(f'{tree}<p>Begin here.</p><div class="toctree-wrapper compound">', {"Changes: diff": 37})
    assert 'Begin here.</p><nav class="chapters"' in made
    assert f"{chapter}<span>Changes: <code>diff</code></span><span>37</span></a>" in made


def test_the_book_may_divide_a_long_block_and_no_short_one() -> None:
    short, line = "<pre>$ letterpack check\n</pre>", "a line\n"
    made = with_long_blocks(f"{short}<p>Then:</p><pre>{40 * line}</pre>")
    assert made.count('<pre class="long">') == 1 and short in made


def test_the_table_of_forms_says_what_the_program_lists(tmp_path: Path) -> None:
    """Each form is there, and each number of lines and of millimeters that its row gives is one of its own."""
    page = (ROOT / "docs/mailing.md").read_text(encoding="utf-8")
    table = page.partition("| form | for | address |\n|---|---|---|\n")[2].partition("\n\n")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
    forms = {each.name: each for each in letterpack.list_forms(tmp_path)}
    told = {name: row for row in rows for name in re.findall(r"`([\w-]+)`", row[0])}
    assert sorted(told) == sorted(forms)
    for row in rows:
        named = [forms[name] for name in re.findall(r"`([\w-]+)`", row[0])]
        numbers = {int(number) for number in re.findall(r"\d+", row[2])}
        assert numbers == {number for each in named for number in (each.lines, int(f"{each.line_width_mm:.0f}"))}, row[0]
