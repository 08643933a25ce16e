"""``letterpack.seal``: freeze what reviewers approved."""

from __future__ import annotations

from datetime import date
from os import PathLike
from pathlib import Path

from letterpack.disk import Disk
from letterpack.files import no_more_readable_than, read_regular, sources_of
from letterpack.formats.json.reviewed import NoMarks, Reviewed, read_reviewed
from letterpack.formats.json.seal import SEAL_FILE, seal_lines
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.pipeline.seal import NotSealed, SealRequest, SealResult, seal_batch
from letterpack.stores import StorePlace, find_store


@told_plainly
def seal(  # noqa: PLR0913 - see below
    campaign: AnyCampaign,
    *,
    by: str,
    on: date,
    build: StorePlace | None = None,
    note: str = "",
    replace: bool = False,
    reviewed: str | PathLike[str] | None = None,
) -> SealResult:
    """Write the digests of the packets that were approved, and of their sources, to CAMPAIGN/seal.json.

    What may be asked for are keywords of their own, as the command has options, so there are more than elsewhere.
    ``by`` and ``on`` say who approved them and when. ``reviewed`` is a file of marks that a report of ``diff`` exported: all must
    be set. ``replace`` lets the new seal take an old one's place.

    Raises ``LetterpackError``; ``NotSealed`` where the batch cannot be sealed.
    """
    found = opened(campaign)
    if not by.strip():
        raise NotSealed("no approver is named", "say who with --by")
    marks = None if reviewed is None else _marks(Path(reviewed))
    batch = find_store(found.path / "build" if build is None else build).batch()
    result = seal_batch(found.world, SealRequest(batch, by.strip(), on, note, replace, marks))
    with no_more_readable_than(sources_of(found.path)):
        Disk(found.path).write(SEAL_FILE, (line.encode("utf-8") for line in seal_lines(result.seal)))
    return result


def _marks(path: Path) -> Reviewed:
    try:
        return read_reviewed(read_regular(path))
    except (OSError, NoMarks) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise NotSealed(f"the marks in `{path}` cannot be read: {why}", "name a file that a report of `diff` exported") from error
