"""Builds of tiny campaigns in a world of a dict, and what their packets say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml

from letterpack.diagnostics import Diagnostic
from letterpack.pipeline.build import BuildRequest, build
from letterpack.stores.folder import FolderStore
from letterpack.stores.memory import MemoryStore
from letterpack.world import InstalledFonts, Store
from tests.worlds import DictWorld

HEAD = "---\ndate: 2026-03-02\nsubject: Release of the imprisoned\n---\n\n"
BODY = "We write to you about the journalists who are in prison.\n\nThey must be released.\n"
LETTER = HEAD + BODY


@dataclass(frozen=True)
class Made:
    """A batch: packets' bytes by id, the manifest, the findings."""

    out: Path
    ok: bool
    findings: tuple[Diagnostic, ...]
    packets: dict[str, bytes]
    manifest: dict[str, Any]

    @property
    def codes(self) -> list[str]:
        return [found.code for found in self.findings]

    def text(self, packet: str) -> str:
        return text_of(self.packets[packet])

    def pages(self, packet: str) -> list[str]:
        return pages_of(self.packets[packet])

    def read(self, path: str) -> bytes:
        return store_at(self.out).batch().read(path)

    def row(self, packet: str) -> dict[str, Any]:
        return next(row for row in self.manifest["packets"] if row["id"] == packet)


def person(who: str, **more: Any) -> dict[str, Any]:
    """Return an addressee whose name, title and street are nobody else's. A key that is None is left out."""
    entry = {
        "id": who.lower(),
        "name": f"{who} Example",
        "title": f"Minister of {who}",
        "address": [f"{who} Street 1", "010000 Astana"],
        **more,
    }
    return {key: value for key, value in entry.items() if value is not None}


def campaign(
    addressees: dict[str, Any] | list[Any] | None = None,
    letter: str = LETTER,
    signatories: Iterable[str] = (),
    settings: dict[str, Any] | None = None,
    more: dict[str, bytes] | None = None,
) -> dict[str, bytes]:
    """Return the files of a campaign.

    ``signatories`` are organizations; ``settings`` is what ``letterpack.yaml`` says; ``more`` are other files.
    """
    made = {
        "letter.md": letter.encode(),
        "addressees.yaml": _yaml(addressees if addressees is not None else [person("Alpha"), person("Beta")]),
    }
    rows = [f'"{name}"' for name in signatories]
    if rows:
        made["signatories.csv"] = "\n".join(["organization", *rows, ""]).encode()
    if settings:
        made["letterpack.yaml"] = _yaml(settings)
    return made | (more or {})


def _yaml(value: Any) -> bytes:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False).encode()


def make(out: Path, files: dict[str, bytes], fonts: InstalledFonts | None = None, **options: Any) -> Made:
    """Build ``files`` into ``out``, on a machine with ``fonts``."""
    store = store_at(out)
    result = build(DictWorld(files, fonts), BuildRequest(Path("campaign"), store, **options))
    if not result.ok:
        return Made(out, ok=False, findings=result.findings, packets={}, manifest={})
    batch = store.batch()
    packets = {name.removesuffix(".pdf"): batch.read(f"packets/{name}") for name in batch.names("packets")}
    manifest = json.loads(batch.read("manifest.json"))
    return Made(out, ok=True, findings=result.findings, packets=packets, manifest=manifest)


_in_memory: dict[Path, MemoryStore] | None = None
"""Stores by path, while ``in_memory`` lasts."""


@contextmanager
def in_memory(made: Mapping[Path, MemoryStore] | None = None) -> Iterator[None]:
    """Let all that is made inside the ``with`` go into memory, beside what is ``made``; nothing is at its path then."""
    global _in_memory  # noqa: PLW0603 - which all that is made inside asks
    _in_memory = dict(made or {})
    try:
        yield
    finally:
        _in_memory = None


def store_at(out: Path) -> Store:
    """Return where what is made at ``out`` goes."""
    return FolderStore(out) if _in_memory is None else _in_memory.setdefault(out, MemoryStore(str(out)))


@pytest.fixture(params=["folder", "memory"])
def any_store(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run a test with its batches in folders, and again in memory."""
    with in_memory() if request.param == "memory" else nullcontext():
        yield


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """Return the text of all pages on one line, words broken at a line's end made whole."""
    text = "\n".join(pages_of(pdf))
    for hyphen in ("\u00ad\n", "\ufffe\n", "\u00ad", "\ufffe"):
        text = text.replace(hyphen, "")
    return " ".join(text.split())


def boxes_of(pdf: bytes, page_index: int, wanted: str) -> list[tuple[float, float, float, float]]:
    """Return the boxes of the letters of ``wanted``, where it stands on the page: left, top, right, bottom in points, y down."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[page_index]
        height, text = page.get_height(), page.get_textpage()
        said = text.get_text_range()
        start = said.index(wanted)
        assert text.count_chars() == len(said)
        found = [text.get_charbox(index) for index in range(start, start + len(wanted)) if not wanted[index - start].isspace()]
        return [(left, height - top, right, height - bottom) for left, bottom, right, top in found]
    finally:
        document.close()


def all_boxes(pdf: bytes, page_index: int) -> list[tuple[str, float, float, float, float]]:
    """Return every visible letter of a page with its box: left, top, right, bottom in points, y down."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[page_index]
        height, text = page.get_height(), page.get_textpage()
        said = [text.get_text_range(index, 1) for index in range(text.count_chars())]
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        return [
            (char, left, height - top, right, height - bottom)
            for char, (left, bottom, right, top) in zip(said, boxes, strict=True)
            if char.strip()
        ]
    finally:
        document.close()
