"""``letterpack.check``: would a careful person send these packets?"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from os import PathLike
from pathlib import Path

from letterpack.checks.rule import Rule
from letterpack.checks.table import RULES
from letterpack.errors import LetterpackError
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.library.watching import watcher
from letterpack.limits import MOST_COMPARED_BYTES
from letterpack.pipeline.inspect import CheckRequest, CheckResult
from letterpack.pipeline.inspect import check as check_batch
from letterpack.stores import StorePlace


@told_plainly
def check(  # noqa: PLR0913 - each is a choice of its own, by name
    campaign: AnyCampaign,
    *,
    build: StorePlace | None = None,
    select: Sequence[str] = (),
    executor: Executor | str | None = None,
    partial: bool = False,
    sources_only: bool = False,
    provider: str = "",
    reprint: str | PathLike[str] | None = None,
    handover: str | PathLike[str] | None = None,
    only: Sequence[str] = (),
) -> CheckResult:
    """Check that every packet of ``campaign`` is there, complete, current and true to its sources.

    The packets are those in ``build`` (by default CAMPAIGN/build). If there are none, the check finds whatever a build would
    stop at. ``sources_only`` ignores any build. ``select`` runs only the rules with these codes. ``partial`` accepts a build
    of some packets, which is an error otherwise. ``provider`` is the printing service that the packets go to, such as
    ``pingen``. ``reprint`` is a file that ``letterpack.reprint`` wrote, to be compared with the print run; ``handover`` a
    folder that ``letterpack.hand_over`` wrote for ``provider``, to be compared with what it would write now.
    ``only`` looks at the packets with these ids, or to these addressees, and at nothing else.
    Raises ``LetterpackError`` if the check could not run.
    """
    found = opened(campaign)
    codes = tuple([code.strip().upper() for code in select])
    request = CheckRequest(
        found.path,
        build,
        codes,
        executor=executor or "",
        partial=partial,
        sources_only=sources_only,
        provider=provider,
        reprint=_bounded(Path(reprint)) if reprint is not None else None,
        handover=Path(handover) if handover is not None else None,
        only=tuple(only),
    )
    return check_batch(found.world, request, watcher().progress)


def _bounded(path: Path) -> tuple[str, bytes]:
    """Return how messages call the file at ``path``, and as much of it as is read. Raises ``LetterpackError``."""
    try:
        with path.open("rb") as file:
            return path.as_posix(), file.read(MOST_COMPARED_BYTES + 1)
    except OSError as error:
        hint = "name the file that `letterpack reprint` wrote"
        raise LetterpackError(f"`{path.as_posix()}` cannot be read: {error.strerror or error}", hint) from error


def every_rule() -> tuple[Rule, ...]:
    """Return the rules of a check, in the order in which they run."""
    return tuple(RULES)
