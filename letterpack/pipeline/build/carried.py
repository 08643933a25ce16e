"""The campaign, carried to workers that begin with nothing of it: put once where the batch is made, fetched once by each of them.

What was read travels as it was read, so that no worker reads and judges a list again. The files that packets are made from lie
beside it, but for the list of signatories: who signs travels without what is the house's own. Fonts do not travel: what packets
are made from names them by their digests.

The campaign is a pickle, so whoever could write where the batch is made could have a worker do anything: a job, which comes from
the build, brings its digest.

A worker makes nothing if it has other fonts, versions or files than the build; it says which differ.
"""

from __future__ import annotations

import io
import pickle
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath
from typing import BinaryIO, Final, cast

from msgspec import Struct

from letterpack.errors import CannotBuild
from letterpack.formats.tables.places import RowOrigin
from letterpack.formats.tables.signatories import SIGNATORIES_FILE
from letterpack.manifest import CARRIED
from letterpack.model.campaign import CampaignRead, Signatory
from letterpack.model.manifest import Builder, FontRow
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.build.versions import versions
from letterpack.values import replace
from letterpack.world import BatchFiles, InstalledFonts, OverWorld, PathOutside, Stage, World

_CAMPAIGN: Final = f"{CARRIED}/campaign"
_WORLD: Final = "world"
"""What stands in the pickle for the world that the campaign is read from."""
_PIECE_BYTES: Final = 1 << 20
_WITHHELD: Final = ""
_MOST_NOTED: Final = 1_000


class NotingWorld(OverWorld):
    """``world``, and which of its files have been opened, the first thousand of them; a ``World``."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.opened: set[str] = set()

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``, and note it."""
        self._note(path)
        return self.world.read(path)

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming, and note it."""
        self._note(path)
        return self.world.open(path)

    def _note(self, path: str) -> None:
        # A campaign has some dozens, but for enclosures of single addressees, of which there may be a million.
        if len(self.opened) < _MOST_NOTED:
            self.opened.add(path)


class Carried(Struct, frozen=True):
    """Where the campaign lies for workers, small enough to travel with each job: the ``files`` of the batch that is being made,
    what each path of the campaign is called there (empty where it is not for workers), and the ``sha256`` of what was read.

    ``world`` is where the campaign itself is: what lies nowhere else, such as addressees' own enclosures, is read from there.
    """

    files: BatchFiles
    names: Mapping[str, str]
    sha256: str
    world: World

    def campaign(self, world: World) -> CampaignRead:
        """Return the campaign as it was read, which reads the rest of its list from ``world``. Raises ``CannotBuild`` where it
        is not what the build has put there, and ``OSError``.
        """
        data = self.files.read(_CAMPAIGN)
        if sha256(data).hexdigest() != self.sha256:
            where = self.files.shown("")
            raise CannotBuild(f"what the build has put into `{where}` for its workers was changed", "see who else writes there")
        return cast(CampaignRead, _Unpickler(data, world).load())


class CarriedWorld:
    """A campaign as a worker sees it; a ``World``."""

    def __init__(self, carried: Carried) -> None:
        self._files, self._names, self._behind = carried.files, carried.names, carried.world

    @property
    def fonts(self) -> InstalledFonts:
        """The fonts of the worker's machine."""
        return self._behind.fonts

    def exists(self, path: str) -> bool:
        """Whether anything is at ``path``."""
        return path in self._names or self._behind.exists(path)

    def read(self, path: str) -> bytes:
        """Return the bytes of ``path``. Raises as ``open``."""
        with self.open(path) as file:
            return file.read()

    def open(self, path: str) -> BinaryIO:
        """Open ``path`` for streaming. Raises ``CannotBuild`` where it was not carried, and the campaign is not here, and
        ``OSError``.
        """
        name = self._names.get(path)
        if name is not None:
            if name == _WITHHELD:
                raise FileNotFoundError(path)
            return self._files.open(name)
        try:
            return self._behind.open(path)
        except FileNotFoundError:
            message = f"a worker does not find `{path}` of the campaign"
            raise CannotBuild(message, "put the campaign's folder where all workers find it, under the same path") from None

    def names(self, folder: str) -> tuple[str, ...]:
        """Return the sorted names of the files in ``folder``."""
        return self._behind.names(folder)

    def today(self) -> date:
        """Return today's date."""
        return self._behind.today()


def carry(campaign: CampaignRead, world: World, stage: Stage) -> Carried:
    """Put ``campaign``, read from ``world``, into ``stage`` for workers, with its files that were noted. Raises ``OSError``."""
    opened, plain = (world.opened, world.world) if isinstance(world, NotingWorld) else (set[str](), world)
    shared = {path for letter in campaign.letters.values() for path in letter.enclosures}
    data = _pickled(campaign, world)
    names: dict[str, str] = {}
    for path in sorted(opened | shared):
        if PurePosixPath(path).stem == PurePosixPath(SIGNATORIES_FILE).stem:
            names[path] = _WITHHELD
            continue
        with suppress(FileNotFoundError, IsADirectoryError, PathOutside), plain.open(path) as file:
            names[path] = f"{CARRIED}/{len(names)}"
            with stage.create(names[path]) as copy:
                shutil.copyfileobj(file, copy, _PIECE_BYTES)
    stage.put(_CAMPAIGN, (data,))
    return Carried(stage.so_far(), names, sha256(data).hexdigest(), plain)


def _pickled(campaign: CampaignRead, world: World) -> bytes:
    signatories = tuple(map(_as_printed, campaign.signatories))
    file = io.BytesIO()
    _Pickler(file, world).dump(replace(campaign, signatories=signatories, held_back=(), unnamed=()))
    return file.getvalue()


def _as_printed(signatory: Signatory) -> Signatory:
    """Return ``signatory`` without what is the house's own: its row has that too."""
    origin = signatory.origin
    bare = replace(origin, raw="", columns=()) if isinstance(origin, RowOrigin) else origin
    return replace(signatory, email="", note="", origin=bare)


class _Pickler(pickle.Pickler):
    def __init__(self, file: BinaryIO, world: World) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._world = world

    def persistent_id(self, value: object) -> str | None:
        return _WORLD if value is self._world else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, data: bytes, world: World) -> None:
        super().__init__(io.BytesIO(data))
        self._world = world

    def persistent_load(self, _named: str) -> World:
        return self._world


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
