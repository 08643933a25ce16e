"""``letterpack seal``: freeze what reviewers approved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from letterpack.cli.folders import BuildFolder, CampaignFolder, require_folder
from letterpack.cli.terminal import answer, counted, plain

if TYPE_CHECKING:
    from letterpack.formats.json.reviewed import Reviewed


def seal(
    campaign: CampaignFolder = Path(),
    *,
    by: Annotated[str, typer.Option(help="Who approved the packets.", metavar="NAME")],
    on: Annotated[datetime, typer.Option(help="The day of the approval.", formats=["%Y-%m-%d"], metavar="DATE")],
    build: BuildFolder = None,
    note: Annotated[str, typer.Option(help="A remark to keep with the seal.", metavar="TEXT")] = "",
    reviewed: Annotated[
        Path | None, typer.Option(help="The marks that a report of `letterpack diff` exported: all must be set.", metavar="FILE")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Seal anew what was sealed before; says what differs.")] = False,
) -> None:
    """Freeze the packets that were approved: their digests, and those of the sources, go to seal.json.

    From then on `letterpack check` fails when anything differs from them. Exit 0: sealed; 2: not a batch that can be sealed.
    """
    require_folder(campaign)
    if not by.strip():
        raise typer.BadParameter("say who approved the packets", param_hint="--by")
    from letterpack.disk import Disk
    from letterpack.files import no_more_readable_than, sources_of
    from letterpack.formats.json.seal import SEAL_FILE, seal_text
    from letterpack.pipeline.seal import SealRequest, seal_batch
    from letterpack.stores import find_store

    disk = Disk(campaign)
    batch = find_store(build or campaign / "build").batch()
    result = seal_batch(disk, SealRequest(batch, by.strip(), on.date(), note, replace, _marks(reviewed)))
    with no_more_readable_than(sources_of(campaign)):
        disk.write(SEAL_FILE, seal_text(result.seal).encode("utf-8"))
    for change in result.changes:
        answer(plain(change))
    sealed = result.seal
    said = f"{counted(len(sealed.packets), 'packet')} sealed · {sealed.by}, {sealed.on} · {(campaign / SEAL_FILE).as_posix()}"
    answer(plain(said))


def _marks(path: Path | None) -> Reviewed | None:
    if path is None:
        return None
    from letterpack.files import read_regular
    from letterpack.formats.json.reviewed import NoMarks, read_reviewed

    try:
        return read_reviewed(read_regular(path))
    except (OSError, NoMarks) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise typer.BadParameter(f"`{path}` cannot be read: {why}", param_hint="--reviewed") from error
