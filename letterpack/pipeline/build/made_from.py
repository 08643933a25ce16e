"""Whether a worker has what the build has: the same sources, fonts and versions. Where it has not, nothing is made, and it is
said what is another there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from letterpack.errors import CannotBuild
from letterpack.model.campaign import Input
from letterpack.model.manifest import Builder, FontRow
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.versions import versions

_FONTS: Final = (
    "install the same fonts wherever workers run, or bring them along: name their files under `fonts` in letterpack.yaml"
)


class MadeFrom(NamedTuple):
    """What a process makes packets from: ``digest`` is of all of it, the rest says what may differ."""

    digest: str
    builder: Builder
    inputs: tuple[Input, ...]
    fonts: frozenset[FontRow]


def all_made_from(kit: Kit) -> MadeFrom:
    """Return what ``kit`` makes packets from, before it has made any."""
    return MadeFrom(kit.digest(), versions(), kit.campaign.inputs, kit.fonts())


def refuse_unlike(here: MadeFrom, worker: MadeFrom) -> None:
    """Raise ``CannotBuild`` where a ``worker`` would make other packets than the process ``here`` that gave it its work."""
    if worker.digest == here.digest:
        return
    unknown = (
        "the campaign changed while it was being read, or a worker has other settings of its system",
        "run the command again; on other machines, install the same letterpack, libraries and fonts",
    )
    raise CannotBuild(*next(_differences(here, worker), unknown))


def refuse_other_fonts(rows: Iterable[FontRow]) -> None:
    """Raise ``CannotBuild`` where ``rows``, the fonts that workers have found for single packets, have one in two versions."""
    known: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if known.setdefault((row.family, row.style, row.file), row.sha256) != row.sha256:
            raise CannotBuild(f"workers have the font `{row.file}` ({row.family}, {row.style}) in two versions", _FONTS)


def _differences(here: MadeFrom, worker: MadeFrom) -> Iterator[tuple[str, str]]:
    """Yield what differs, and what to do about it."""
    ours, theirs = here.builder.named, worker.builder.named
    for name, version in ours.items():
        if theirs.get(name) != version:
            message = f"a worker has {name} {theirs.get(name, 'in no version')}, and this is {name} {version}"
            yield message, "install the same letterpack, Python and libraries wherever workers run"
    for row in sorted(here.fonts - worker.fonts, key=lambda row: (row.file, row.style)):
        yield f"a worker lacks the font `{row.file}` ({row.family}, {row.style}), or has another version of it", _FONTS
    there = {each.path: each.sha256 for each in worker.inputs}
    for each in here.inputs:
        if there.get(each.path) != each.sha256:
            message = f"`{each.path}` changed while it was being read, or a worker has another one"
            yield message, "run the command again; on other machines, put the same campaign under the same path"
