"""How Sphinx makes the site: ``sphinx-build -W docs site`` needs the extra ``docs`` and no network."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

HERE: Final = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import published_schemas  # noqa: E402
import reference_pages  # noqa: E402

import letterpack  # noqa: E402 - the package of this checkout, installed or not

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "letterpack"
author = "The letterpack authors"
project_copyright = author
release = version = letterpack.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["site"]
nitpicky = False
autodoc_member_order = "alphabetical"
autodoc_typehints = "signature"
python_use_unqualified_type_names = True
myst_heading_anchors = 4
smartquotes_action = "qe"
"""Quotation marks and dots, and no dashes: those of `--out` in the help of a command are two."""
suppress_warnings = ["myst.header"]
"""Pages that GitHub shows as they are may go from a title to a third level."""

html_theme = "furo"
html_baseurl = os.environ.get("LETTERPACK_SITE", "")
"""Where the site is published: with it, pages name their own address, and schemas and their catalog theirs."""
html_title = f"letterpack {release}"
html_last_updated_fmt = None
html_show_sourcelink = False
html_copy_source = False
html_show_search_summary = False
"""Excerpts are fetched, which no browser does for pages that lie on a disk."""
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_theme_options = {"navigation_with_keys": True}

_OUTSIDE: Final = re.compile(r"\[([^\]]+)\]\(\.\./([^)\s#]+)(#[^)\s]*)?\)")
"""A link from a page of ``docs/`` to a file of the repository."""

_BY_FILE: Final = re.compile(r"\[[\w/.-]+\.md\]\(([\w/.-]+\.md(?:#[\w-]+)?)\)")
"""A link that says the name of the page's file, as GitHub shows it: here it says the page's title."""


def _lead_inside(name: str, source: str) -> str:
    """Return a page with its links to files outside ``docs/`` turned: to their pages here, or into their names."""
    if "/" in name:
        return source

    def turned(found: re.Match[str]) -> str:
        text, path, anchor = found.groups()
        page = reference_pages.PROJECT.get(path)
        return f"[{text}](project/{page}.md{anchor or ''})" if page else f"{text} (`{path}` in the repository)"

    return _OUTSIDE.sub(turned, source)


def _read(_: Sphinx, name: str, source: list[str]) -> None:
    source[0] = reference_pages.filled(_BY_FILE.sub(r"[](\1)", _lead_inside(name, source[0])))


def _publish_schemas(app: Sphinx, exception: Exception | None) -> None:
    """Put the JSON Schemas and their catalog beside the pages, for editors that fetch them: schemas/NAME.schema.json."""
    if exception is None and app.builder.format == "html":
        folder = Path(app.outdir) / "schemas"
        folder.mkdir(exist_ok=True)
        for name, text in published_schemas.published(html_baseurl):
            (folder / name).write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Have each page pass through our hands before it is parsed, and the schemas go with them."""
    app.connect("source-read", _read)
    app.connect("build-finished", _publish_schemas)
