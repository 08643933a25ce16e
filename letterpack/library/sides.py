"""The two sides of ``diff``: what the user named becomes packets, built for the comparison if only sources are there."""

from __future__ import annotations

import hashlib
import weakref
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias

from msgspec import Struct

from letterpack.campaign import read_campaign
from letterpack.checks.discreet import discretion
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.errors import CannotCompare
from letterpack.formats.json.seal import read_seal
from letterpack.library.campaign import Campaign
from letterpack.library.campaign import opened as opened_campaign
from letterpack.library.commits import Committed
from letterpack.manifest import NAME
from letterpack.model.manifest import PACKETS
from letterpack.pipeline.build import BuildRequest, BuildResult, build
from letterpack.pipeline.compare.batches import (
    BatchToCompare,
    ManifestPlace,
    PacketToCompare,
    open_packets,
    packets_in,
    packets_of,
)
from letterpack.review.sources import SideSources
from letterpack.revisions import Repository, Revision, RevisionWorld, find_revision, opened, read_blob
from letterpack.stores import find_store, is_address
from letterpack.stores.below import FilesBelow
from letterpack.stores.folder import FolderStore
from letterpack.stores.memory import MemoryFiles
from letterpack.temporary import private_folder
from letterpack.values import replace
from letterpack.world import PathOutside, Store, World

_LETTER: Final = "letter.md"
_NOTHING: Final = "nothing"
_MOST_COMMITS: Final = 200
"""In which the sealed sources are looked for."""


class CannotBuildSide(CannotCompare):
    """The sources of a side have errors; ``findings`` are what a build says of them."""

    def __init__(self, name: str, built: BuildResult) -> None:
        super().__init__(f"the sources of `{name}` cannot be built", "fix them, or name another revision or a build folder")
        self.findings, self.sources, self._campaign = built.findings, built.sources, built.campaign

    def for_strangers(self) -> tuple[Diagnostic, ...]:
        """Return the findings as they may travel: without blind copies, addresses of signatories and answers about consent."""
        private = discretion(self._campaign, self.findings)
        return tuple(map(private.finding, self.findings))


class OneSide(Struct, frozen=True):
    """Packets, and the sources they came from where those are at hand. ``folder`` is where a report must not be written."""

    name: str
    batch: BatchToCompare
    sources: SideSources | None
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Rendered:
    """A side whose PDFs are compared as they are. Nothing is built, whether it is a campaign or a git revision of one."""

    side: str | PathLike[str] | Campaign


@dataclass(frozen=True, slots=True)
class Sealed:
    """A side: a campaign's packets as they were sealed. They are in its ``build/`` as long as nothing was built since; then they
    are built of the sealed sources, if a git revision has them.
    """

    campaign: str | PathLike[str] | Campaign


@dataclass(frozen=True, slots=True)
class Nothing:
    """The old side of a first review. There is nothing to compare with, so every packet is new."""


AnySide: TypeAlias = "str | PathLike[str] | Campaign | Store | Rendered | Sealed | Committed | Nothing"


class SideFinder:
    """Finds what is compared. What was built for the comparison alone goes with it."""

    def __init__(self, progress: Callable[[int, int], None] | None = None) -> None:
        self._progress = progress
        self._rendered = False
        self._open = ExitStack()
        self._repositories: dict[Path, Repository | None] = {}
        weakref.finalize(self, self._open.close)

    def close(self) -> None:
        """Remove what was built for the comparison."""
        self._open.close()

    def find(self, side: AnySide, other: AnySide) -> OneSide:
        """Return what ``side`` stands for: packets that are there, a campaign, else a git revision of what ``other`` names.

        Raises ``CannotCompare`` and ``ManifestUnreadable``.
        """
        if isinstance(side, Nothing):
            return OneSide(_NOTHING, BatchToCompare(_NOTHING, {}, manifest=ManifestPlace(None)), None, None)
        if isinstance(side, Sealed):
            return self._sealed(opened_campaign(side.campaign))
        if isinstance(side, Committed):
            return self._sources_of(side.revision, opened_campaign(side.campaign).path)
        self._rendered = isinstance(side, Rendered)
        bare = side.side if isinstance(side, Rendered) else side
        if isinstance(bare, Campaign):
            return self._campaign(bare, str(bare.path))
        if not isinstance(bare, str | PathLike) or is_address(bare):
            store = find_store(bare)
            if not isinstance(store, FolderStore):
                return OneSide(store.name, packets_in(store.batch(), store.name), None, None)
            bare = store.path
        return self._named(str(bare), _name_of(other))

    def _campaign(self, campaign: Campaign, name: str) -> OneSide:
        folder = campaign.path / "build"
        if self._rendered:
            batch = replace(open_packets(folder, name), name=name)
            return OneSide(name, batch, _sources(campaign.world), folder)
        return self._built(campaign.world, name)

    def _sealed(self, campaign: Campaign) -> OneSide:
        """Return the sealed packets: those in ``build/`` where they are, else what the sealed sources in git become."""
        report = Report()
        seal = read_seal(campaign.world, report)
        if seal is None:
            for found in report:
                raise CannotCompare(found.message, found.hint)
            raise CannotCompare("this campaign has no seal yet", "seal it, or compare with a build or a commit")
        folder, name = campaign.path / "build", f"seal of {seal.on.isoformat()}"
        manifest = folder / NAME
        if manifest.is_file() and hashlib.sha256(manifest.read_bytes()).hexdigest() == seal.manifest_sha256:
            return OneSide(name, replace(open_packets(folder, name), name=name), None, folder)
        repository = self._repository(campaign.path)
        for commit in _commits(repository, campaign.path) if repository else ():
            revision = find_revision(repository, campaign.path, commit) if repository else None
            world = RevisionWorld(revision, Disk(campaign.path)) if revision else None
            if world and all(_has(world, each.path, each.sha256) for each in seal.inputs):
                return self._built(world, name)
        raise CannotCompare(
            "the packets that were sealed are not here: `build/` has others, and no git commit has the sealed sources",
            "compare with a folder in which they are kept",
        )

    def _named(self, name: str, other: str) -> OneSide:
        path = Path(name)
        if not path.exists():
            return self._revision(name, Path(other) if Path(other).exists() else Path())
        if _is_campaign(path):
            return self._campaign(Campaign(path, Disk(path)), name)
        batch = open_packets(path, name)
        beside = path.parent if path.name == "build" and _is_campaign(path.parent) else None
        return OneSide(name, batch, None, path if path.is_dir() and not beside else beside and path)

    def _revision(self, name: str, of: Path) -> OneSide:
        if of.is_file():
            return self._blob(name, of)
        if not _is_campaign(of) and _is_campaign(of.parent) and (of / NAME).exists():
            of = of.parent
        repository = self._repository(of)
        revision = find_revision(repository, of, name) if repository else None
        if revision is None:
            data = read_blob(repository, of, name) if repository else None
            if data is not None:
                return self._file(name, data, name.rpartition("/")[2])
            raise CannotCompare(
                f"`{name}` is not a file, a folder or a git revision of `{of}`",
                "name a build folder, a manifest, a PDF, a campaign or a git revision such as HEAD~1",
            )
        if self._rendered:
            world = RevisionWorld(revision, Disk(of))
            return OneSide(name, self._committed(revision, world, name), _sources(world) if world.exists(_LETTER) else None, None)
        return self._built_of(revision, name, of)

    def _sources_of(self, name: str, of: Path) -> OneSide:
        """Return the campaign in ``of`` as it was in the revision ``name``, and not what a file of that name is."""
        repository = self._repository(of)
        revision = find_revision(repository, of, name) if repository and _is_name(name) else None
        if revision is None:
            raise CannotCompare(f"git knows no revision `{name}` of this campaign", "name a branch, a tag or a commit")
        return self._built_of(revision, name, of)

    def _built_of(self, revision: Revision, name: str, of: Path) -> OneSide:
        world = RevisionWorld(revision, Disk(of))
        if not world.exists(_LETTER):
            raise CannotCompare(
                f"the revision `{name}` has no campaign in `{of}`: there is no `{_LETTER}`",
                "add --rendered to compare the PDFs in it",
            )
        return self._built(world, name)

    def _repository(self, of: Path) -> Repository | None:
        if of not in self._repositories:
            self._repositories[of] = self._open.enter_context(opened(of))
        return self._repositories[of]

    def _blob(self, name: str, file: Path) -> OneSide:
        repository, folder = self._repository(file.parent), file.parent
        data = None
        if repository is not None:
            data = read_blob(repository, folder, f"{name}:./{file.name}") or read_blob(repository, folder, name)
        if data is None:
            raise CannotCompare(
                f"there is no `{file}` in a revision `{name}`", "name a revision that has the file, such as HEAD~1"
            )
        return self._file(name, data, file.name)

    def _file(self, name: str, data: bytes, file_name: str) -> OneSide:
        called = PurePosixPath(file_name.rpartition(":")[2]).name or "file.pdf"
        return OneSide(name, packets_of(MemoryFiles({called: data}, name), called, name), None, None)

    def _committed(self, revision: Revision, world: RevisionWorld, name: str) -> BatchToCompare:
        """Return the packets that are in the repository: those of a build folder, else every PDF except enclosures."""
        paths = [path for path in revision.files if path.startswith(f"build/{PACKETS}/") or path == f"build/{NAME}"]
        if not paths:
            paths = [path for path in revision.files if path.lower().endswith(".pdf") and not path.startswith("enclosures/")]
        if not paths:
            raise CannotCompare(f"the revision `{name}` has no PDFs", "leave out --rendered to build its sources")
        if f"build/{NAME}" in paths:
            return packets_in(FilesBelow(world, "build", name), name)
        files = FilesBelow(world, "", name)
        return BatchToCompare(name, {PurePosixPath(path).stem: PacketToCompare(files, path) for path in sorted(paths)})

    def _built(self, world: World, name: str) -> OneSide:
        store = FolderStore(self._open.enter_context(private_folder()) / "made" / "build", must_last=False)
        store.path.parent.mkdir()
        result = build(world, BuildRequest(Path(name), store, judged=False), self._progress)
        if not result.ok:
            raise CannotBuildSide(name, result)
        sources = SideSources(result.campaign, world) if result.campaign else None
        return OneSide(name, replace(open_packets(store.path, name), name=name, is_built=True), sources, None)


def _is_name(revision: str) -> bool:
    """Whether this is the name of a commit, and neither of a file in one nor a search for one."""
    return revision.isprintable() and not {*revision} & {*":{ "}


def _commits(repository: Repository, folder: Path) -> list[str]:
    """Return the ids of the last commits that changed the campaign, the newest first."""
    prefix = repository.prefix(folder) or "."
    told = repository.ask("rev-list", f"--max-count={_MOST_COMMITS}", "HEAD", "--", prefix)
    return [] if told is None else told.decode("ascii").split()


def _has(world: World, path: str, sha256: str) -> bool:
    """Whether the file ``path`` has the digest that was sealed."""
    try:
        return hashlib.sha256(world.read(path)).hexdigest() == sha256
    except (OSError, PathOutside):
        return False


def _name_of(side: AnySide) -> str:
    if isinstance(side, Nothing):
        return "."
    if isinstance(side, Sealed | Committed):
        return str(opened_campaign(side.campaign).path)
    bare = side.side if isinstance(side, Rendered) else side
    return str(bare) if isinstance(bare, str | PathLike) else str(bare.path) if isinstance(bare, Campaign) else bare.name


def _is_campaign(path: Path) -> bool:
    return (path / _LETTER).is_file()


def _sources(world: World) -> SideSources | None:
    """Return the campaign in ``world`` as far as it can be read; what is wrong with it is for the build to say."""
    campaign = read_campaign(world, Report())
    return SideSources(campaign, world) if campaign else None
