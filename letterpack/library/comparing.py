"""``letterpack.diff``: what changed between two sets of packets, and for whom; ``list_revisions``: what git knows of a campaign.

A side that the user names becomes packets, built for the comparison if only sources are there.
"""

from __future__ import annotations

import hashlib
import json
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path, PurePosixPath
from typing import Final, Literal, Self, TypeAlias, cast

from msgspec import Struct

from letterpack.campaign import read_campaign
from letterpack.checks.discreet import discretion
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.errors import CannotCompare
from letterpack.files import no_more_readable_than, real_path, sources_of
from letterpack.formats.json.seal import read_seal
from letterpack.library.campaign import AnyCampaign, Campaign, told_plainly, watcher
from letterpack.library.campaign import opened as opened_campaign
from letterpack.manifest import NAME
from letterpack.model.change import Change, Comparison, Group, PacketChanges, ProductChanges
from letterpack.model.manifest import PACKETS
from letterpack.pipeline.build import BuildRequest, BuildResult, build
from letterpack.pipeline.compare import blind_copies, compare_batches
from letterpack.pipeline.compare.batches import (
    BatchToCompare,
    ManifestPlace,
    PacketToCompare,
    open_packets,
    packets_in,
    packets_of,
)
from letterpack.render.json import changes_json
from letterpack.review.sources import SideSources, compare_sources, told
from letterpack.review.telling import NAMES_BLIND_COPIES, without_answers, without_blind_copies
from letterpack.revisions import Repository, Revision, RevisionWorld, find_revision, opened, read_blob
from letterpack.stores import find_store, is_address
from letterpack.stores.files import FilesBelow
from letterpack.stores.folder import FolderStore
from letterpack.stores.memory import MemoryFiles
from letterpack.temporary import private_folder
from letterpack.values import replace
from letterpack.world import PathOutside, Store, World

RevisionKind: TypeAlias = Literal["branch", "tag", "commit"]
_LETTER: Final = "letter.md"
_MOST_LISTED: Final = {"commit": 50, "branch": 100, "tag": 100}
"""The latest of each."""
_MOST_SUBJECT: Final = 200
_MOST_SEALED: Final = 200
"""Commits in which the sealed sources are looked for."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A side: a campaign as it was in the git ``revision``, which is never a path."""

    campaign: str | PathLike[str] | Campaign
    revision: str


@dataclass(frozen=True, slots=True)
class RevisionName:
    """A git revision: its ``name``, the day and the subject of its commit."""

    kind: RevisionKind
    name: str
    on: date
    subject: str


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
            return OneSide("nothing", BatchToCompare("nothing", {}, manifest=ManifestPlace(None)), None, None)
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
        for world in _commits(repository, campaign.path) if repository else ():
            if all(_has(world, each.path, each.sha256) for each in seal.inputs):
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
                return _one_file(name, data, name)
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
        # The name of a commit, and neither of a file in one nor a search for one.
        is_name = name.isprintable() and not {*name} & {*":{ "}
        revision = find_revision(repository, of, name) if repository and is_name else None
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
        return _one_file(name, data, file.name)

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


def _commits(repository: Repository, folder: Path) -> Iterator[World]:
    """Yield the campaign as it was in the last commits that changed it, the newest first."""
    prefix = repository.prefix(folder) or "."
    listed = repository.ask("rev-list", f"--max-count={_MOST_SEALED}", "HEAD", "--", prefix) or b""
    for commit in listed.decode("ascii").split():
        if revision := find_revision(repository, folder, commit):
            yield RevisionWorld(revision, Disk(folder))


def _one_file(name: str, data: bytes, file_name: str) -> OneSide:
    called = PurePosixPath(file_name.rpartition(":")[2]).name or "file.pdf"
    return OneSide(name, packets_of(MemoryFiles({called: data}, name), called, name), None, None)


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


@dataclass(frozen=True, slots=True)
class DiffResult:
    """The result of a comparison.

    ``groups`` are the changes, the worst first; a change that several packets share is listed once. ``packets`` says what
    became of each packet, ``products`` what became of print runs, lists, envelopes and labels, ``sources`` what changed in the
    sources, and ``notes`` what could not be found out. Builds made for the comparison are removed with the result, or at the
    end of a ``with``.
    """

    comparison: Comparison
    _sides: tuple[OneSide, OneSide]
    _finder: SideFinder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._finder.close()

    @property
    def same(self) -> bool:
        """Whether nothing differs: neither packets, nor what is made of them, nor sources."""
        return self.comparison.same

    @property
    def failed(self) -> bool:
        """Whether a packet, or a product, could not be compared."""
        return self.comparison.failed

    @property
    def groups(self) -> tuple[Group, ...]:
        """The changes, each with the ids of its packets."""
        return self.comparison.groups

    @property
    def packets(self) -> Sequence[PacketChanges]:
        """All packets of both sides, in the new one's order."""
        return self.comparison.packets

    @property
    def products(self) -> tuple[ProductChanges, ...]:
        """What became of print runs, lists, envelopes, labels and data that goes to services."""
        return self.comparison.products

    @property
    def sources(self) -> tuple[Change, ...]:
        """What changed in the sources."""
        return self.comparison.sources

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be known."""
        return self.comparison.notes

    def to_dict(self) -> dict[str, object]:
        """Return what ``diff --format json`` prints."""
        return cast("dict[str, object]", json.loads("\n".join(changes_json(self.comparison))))

    @told_plainly
    def write_report(self, path: str | PathLike[str]) -> None:
        """Write a report for reviewers, one file that opens in any browser. Raises ``OutputRefused`` and ``OutputFailed``."""
        from letterpack.pipeline.compare.report import write_report

        html = Path(path)
        if not real_path(html).parent.is_dir():
            raise CannotCompare(f"there is no folder `{html.parent}` for the report", "make it, or name another file with --html")
        with no_more_readable_than([source for side in self._sides for source in sources_of(Path(side.name))]):
            write_report(html, self._for_report(), self._sides[0].batch, self._sides[1].batch)

    def for_strangers(self) -> Comparison:
        """Return the comparison as it may travel: without blind copies, answers about consent and paths of this machine."""
        return without_blind_copies(without_answers(self.comparison, self._held_back()), self._blind())

    def _for_report(self) -> Comparison:
        """Return all that those who approve must see, with a word that it is private where it is."""
        shown = without_answers(self.comparison, self._held_back())
        return replace(shown, notes=(NAMES_BLIND_COPIES, *shown.notes)) if self._blind() else shown

    def _held_back(self) -> frozenset[str]:
        return frozenset(told(each) for side in self._sides if side.sources for each in side.sources.campaign.held_back)

    def _blind(self) -> frozenset[str]:
        """Return the ids of blind copies: of their packets, and of themselves, which are the same but for a second address."""
        ids = blind_copies(self._sides[0].batch) | blind_copies(self._sides[1].batch)
        return frozenset(ids | {name.partition(".")[0] for name in ids})


@told_plainly
def diff(old: AnySide, new: AnySide, *, only: Sequence[str] = ()) -> DiffResult:
    """Compare two sets of packets, and say what changed, and for whom.

    A side is a build folder or its address, a manifest, a PDF or any folder of them, a campaign, a store, or a git revision of
    the other side. A campaign is built with today's program, so every difference comes from its sources. ``Rendered`` takes
    the PDFs as they are. ``only`` keeps the packets with these ids. Raises ``CannotCompare`` and ``ManifestUnreadable``; if
    the sources of a side have errors, raises ``CannotBuildSide`` with the findings.
    """
    progress = watcher().progress
    finder = SideFinder(progress)
    with ExitStack() as stack:
        # Not by Python when it likes: a signal that comes meanwhile must be able to end the command.
        stack.callback(finder.close)
        sides = finder.find(old, new), finder.find(new, old)
        before, after = sides[0].sources, sides[1].sources
        sources = compare_sources(before, after) if before and after else None
        names = after.campaign.settings.names if after else ()
        comparison = compare_batches(sides[0].batch, sides[1].batch, sources, tuple(only), names, progress)
        stack.pop_all()
    return DiffResult(comparison, sides, finder)


def list_revisions(campaign: AnyCampaign) -> tuple[RevisionName, ...]:
    """Return branches, tags, and the last commits that changed the campaign, the newest of each first; nothing without git.

    Raises ``CannotCompare`` if the repository cannot be trusted.
    """
    found = opened_campaign(campaign)
    with opened(found.path) as repository:
        return () if repository is None else tuple(_revisions(repository, repository.prefix(found.path) or "."))


def _revisions(repository: Repository, prefix: str) -> Iterator[RevisionName]:
    names = "--sort=-creatordate", "--format=%(refname)%00%(creatordate:short)%00%(subject)"
    commits = "--no-show-signature", "--format=%h%x00%cs%x00%s", "HEAD", "--", prefix
    asked: dict[RevisionKind, tuple[str, ...]] = {
        "branch": ("for-each-ref", "--count={}", *names, "refs/heads/"),
        "tag": ("for-each-ref", "--count={}", *names, "refs/tags/"),
        "commit": ("log", "--max-count={}", *commits),
    }
    for kind, (command, count, *arguments) in asked.items():
        listed = repository.ask(command, count.format(_MOST_LISTED[kind]), *arguments) or b""
        for line in listed.decode("utf-8", "replace").split("\n"):
            name, _, rest = line.partition("\0")
            on, _, subject = rest.partition("\0")
            with suppress(ValueError):  # A tag of a file has no day, and a forged commit any.
                short = name.removeprefix("refs/heads/").removeprefix("refs/tags/")
                yield RevisionName(kind, short, date.fromisoformat(on), subject[:_MOST_SUBJECT])
