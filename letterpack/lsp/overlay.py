"""A campaign as an editor has it: what is open there, saved or not, lies over what is on the disk."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Report
from letterpack.pipeline.sources import SourceLookup
from letterpack.world import OverWorld, PathOutside, World

if TYPE_CHECKING:
    from letterpack import Finding
    from letterpack.render.text import Lines


@dataclass(frozen=True, slots=True)
class Overlay(OverWorld):
    """A ``World`` in which the files ``held``, by their names in the campaign, are what the editor would save."""

    world: World
    held: Mapping[str, bytes]

    def exists(self, path: str) -> bool:
        """Whether anything is at ``path``, open or on the disk."""
        return path in self.held or self.world.exists(path)

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``, as the editor would save it. Raises ``OSError`` and ``PathOutside``."""
        held = self.held.get(path)
        return self.world.read(path) if held is None else held

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming."""
        held = self.held.get(path)
        return self.world.open(path) if held is None else io.BytesIO(held)

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``, those that the editor has not saved yet among them."""
        new = [name.rpartition("/") for name in self.held]
        return tuple(sorted({*self.world.names(folder), *[name for place, _, name in new if place == folder]}))


def overlaid(world: World, texts: Mapping[str, str]) -> Overlay:
    """Return ``world`` with the ``texts`` of an editor over it, each in the encoding of its file: that is how it is saved."""
    overlay = Overlay(world, {name: _saved(text, b"", "utf-8") for name, text in texts.items()})
    saved = SourceLookup(world)
    saved.encoding = read_settings(overlay, Report())[0].encoding
    return Overlay(world, {name: _saved(text, *_encoding(saved, name)) for name, text in texts.items()})


def _encoding(saved: SourceLookup, name: str) -> tuple[bytes, str]:
    try:
        return saved.encoding_of(name)
    except (OSError, PathOutside):  # Nothing was saved yet.
        return b"", "utf-8"


def _saved(text: str, mark: bytes, encoding: str) -> bytes:
    try:
        return mark + text.removeprefix("\ufeff" if mark else "").encode(encoding)
    except UnicodeEncodeError:
        # Half a surrogate pair, as an editor may send it in the middle of typing, is read as what it is: not UTF-8.
        return text.encode("utf-8", "surrogatepass")


def lines_of(findings: Iterable[Finding], sources: Lines) -> dict[tuple[str, int], str]:
    """Return the lines that ``findings`` are about, each read once, in the order of the files: so it is quick."""
    spans = [span for each in findings for span in (each.span, *[related.span for related in each.related]) if span.line]
    return {place: sources.line(*place) for place in sorted({(span.file, span.line) for span in spans})}
