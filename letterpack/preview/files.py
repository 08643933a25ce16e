"""What the browser gets: the files of ``page/``, read once, by names that are a table. No path is made of a request."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

from msgspec import Struct

_KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


class PageFile(Struct, frozen=True):
    """A file of the page, and its media type."""

    data: bytes
    kind: str


def page_files() -> dict[str, PageFile]:
    """Return the page's files by name."""
    found: dict[str, PageFile] = {}
    for each in files("letterpack.preview").joinpath("page").iterdir():
        suffix = f".{each.name.rpartition('.')[2]}"
        if suffix in _KINDS:
            found[each.name] = PageFile(each.read_bytes(), _KINDS[suffix])
    return found


def languages(page: dict[str, PageFile]) -> dict[str, str]:
    """Return the languages that the page speaks: tags, and what each is called in itself."""
    words = {name.split(".")[1]: json.loads(file.data) for name, file in page.items() if name.endswith(".json")}
    return {tag: said["language"] for tag, said in sorted(words.items())}
