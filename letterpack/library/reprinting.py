"""``letterpack.reprint``: pieces of a print run again, for the sheets that jammed."""

from __future__ import annotations

from collections.abc import Iterable
from os import PathLike
from pathlib import Path

from letterpack.files import no_more_readable_than, sources_of, write_named
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.stores import StorePlace, find_store


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
