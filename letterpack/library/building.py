"""``letterpack.build``: a campaign's packets, all or none; ``letterpack.reprint``: pieces of their print run again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from os import PathLike
from pathlib import Path
from typing import Final

from letterpack.errors import CampaignNotFound, CannotBuild, ManifestUnreadable
from letterpack.files import no_more_readable_than, real_path, sources_of, write_named
from letterpack.library.campaign import AnyCampaign, Campaign, Progress, opened, told_plainly, watcher
from letterpack.manifest import NAME, read_manifest
from letterpack.pipeline.build import BuildRequest, BuildResult
from letterpack.pipeline.build import build as build_packets
from letterpack.stores import StorePlace, find_store
from letterpack.stores.folder import FolderStore
from letterpack.wording.commands import pasted
from letterpack.world import BatchFiles

LOOK: Final = "look"
"""Where packets go that are built for a look, in the campaign's folder."""
_SOURCES: Final = ("letter", "addressees", "signatories")
"""What the names of a campaign's files begin with."""


@told_plainly
def build(  # noqa: PLR0913 - a keyword for each option
    campaign: AnyCampaign,
    *,
    out: StorePlace | None = None,
    only: Sequence[str] = (),
    products: Sequence[str] = (),
    profile: str | None = None,
    workers: int = 0,
    executor: Executor | str | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> BuildResult:
    """Make a PDF packet for each addressee of ``campaign``, in ``out`` (by default CAMPAIGN/build): all packets or none.

    ``only`` names packets or addressees by their ids; they go into CAMPAIGN/look, or into an ``out`` that is not the whole
    batch's. ``products`` are made beside those that letterpack.yaml names. With ``workers`` 0, letterpack chooses how many.
    ``executor`` does the work: any ``concurrent.futures.Executor``, or a name. ``resume`` keeps packets of earlier builds that
    would come out the same, and keeps what it makes for the next build if this one is interrupted.
    ``progress`` is called with the number of packets done and the number of addressees.

    Mistakes in the sources are ``findings`` of the result. Everything else raises a ``LetterpackError``, such as
    ``CampaignNotFound``, ``OutputRefused`` or ``OutputFailed``.
    """
    found = opened(campaign)
    refuse_no_campaign(found)
    if only:
        out = found.path / LOOK if out is None else out
        _refuse_whole(found.path / "build", out)
    request = BuildRequest(
        found.path,
        out,
        tuple(only),
        workers,
        profile=profile,
        products=tuple(products),
        executor=executor or "",
        resume=resume,
    )
    told = watcher()
    return build_packets(found.world, request, progress or told.progress, told.waiting)


def _refuse_whole(usual: Path, out: StorePlace) -> None:
    """Raise ``CannotBuild`` where a part of the packets would take the place of all of them, which is ``usual`` or has them."""
    store = find_store(out)
    if isinstance(store, FolderStore) and real_path(store.path) == real_path(usual):
        raise CannotBuild(
            "`--only` builds some of the packets, which need a folder of their own", "name another one with --out, or none"
        )
    if store.exists() and _is_whole(store.batch()):
        raise CannotBuild(
            f"all packets are in `{store.name}`, and `--only` would leave some of them there",
            "name another place with --out, or remove that batch",
        )


def _is_whole(batch: BatchFiles) -> bool:
    """Whether all packets of a campaign are in ``batch``. A manifest that cannot be read is the build's to refuse."""
    try:
        return batch.exists(NAME) and not read_manifest(batch).head.partial
    except ManifestUnreadable:
        return False


def refuse_no_campaign(campaign: Campaign) -> None:
    """Raise ``CampaignNotFound`` where the folder has nothing of a campaign: neither a letter nor addressees nor signatories."""
    names = campaign.world.names("")
    if any(name.casefold().startswith(_SOURCES) for name in names):
        return
    below = sorted(path.parent for path in campaign.path.glob("*/letter.md"))
    start = pasted("letterpack", "init", *([] if campaign.path == Path() else [str(campaign.path)]))
    there = f"; there is one in `{below[0]}`: `{pasted('letterpack', 'build', str(below[0]))}`" if below else ""
    where = "this folder" if campaign.path == Path() else f"`{campaign.path}`"
    raise CampaignNotFound(f"there is no campaign in {where}", f"`{start}` starts one there{there}")


@told_plainly
def reprint(
    campaign: AnyCampaign,
    pieces: Iterable[str] = (),
    *,
    first: str = "",
    last: str = "",
    build: StorePlace | None = None,
    path: str | PathLike[str] = "reprint.pdf",
) -> tuple[str, ...]:
    """Write the pages of ``pieces``, and of those from ``first`` to ``last``, as they are in the print run, into ``path``.

    Return the ids, in the run's order. An earlier reprint is replaced, and nothing else. Raises ``LetterpackError``.
    """
    from letterpack.pipeline.reprint import END
    from letterpack.pipeline.reprint import reprint as again

    found = opened(campaign)
    batch = find_store(found.path / "build" if build is None else build).batch()
    data, chosen = again(batch, tuple(pieces), first, last)
    with no_more_readable_than(sources_of(found.path)):
        write_named(Path(path), data, lambda _head, tail: tail.endswith(END), "--output")
    return tuple([piece.id for piece in chosen])
