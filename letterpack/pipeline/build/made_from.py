"""Whether a worker has what the build has: the same fonts, versions and files. Where it has not, nothing is made, and it is said
what is another there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from letterpack.errors import CannotBuild
from letterpack.model.manifest import Builder, FontRow
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.versions import versions

_FONTS: Final = (
    "install the same fonts wherever workers run, or bring them along: name their files under `fonts` in letterpack.yaml"
)


class MadeFrom(Struct, frozen=True):
    """What a process makes packets from: ``digest`` is of all of it, the rest says what may differ."""

    digest: str
    builder: Builder
    fonts: frozenset[FontRow]


def all_made_from(kit: Kit) -> MadeFrom:
    """Return what ``kit`` makes packets from, before it has made any."""
    return MadeFrom(kit.digest(), versions(), kit.fonts())


def refuse_unlike(here: MadeFrom, worker: MadeFrom) -> None:
    """Raise ``CannotBuild`` where a ``worker`` would make other packets than the process ``here`` that gave it its work."""
    if worker.digest == here.digest:
        return
    refuse_other_versions(here.builder, worker.builder)
    for row in sorted(here.fonts - worker.fonts, key=lambda row: (row.file, row.style)):
        message = f"a worker lacks the font `{row.file}` ({row.family}, {row.style}), or has another version of it"
        raise CannotBuild(message, _FONTS)
    raise CannotBuild(
        "the campaign's files changed while they were being read, or a worker has other settings of its system",
        "run the command again; on other machines, install the same letterpack, libraries and fonts",
    )


def refuse_other_versions(here: Builder, worker: Builder) -> None:
    """Raise ``CannotBuild`` where a ``worker`` has other versions than the process ``here``."""
    theirs = worker.named
    for name, version in here.named.items():
        if theirs.get(name) != version:
            message = f"a worker has {name} {theirs.get(name, 'in no version')}, and this is {name} {version}"
            raise CannotBuild(message, "install the same letterpack, Python and libraries wherever workers run")


def refuse_other_fonts(rows: Iterable[FontRow]) -> None:
    """Raise ``CannotBuild`` where ``rows``, the fonts that workers have found for single packets, have one in two versions."""
    known: dict[tuple[str, str, str], str] = {}
    for row in rows:
        if known.setdefault((row.family, row.style, row.file), row.sha256) != row.sha256:
            raise CannotBuild(f"workers have the font `{row.file}` ({row.family}, {row.style}) in two versions", _FONTS)
