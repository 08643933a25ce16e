"""``letterpack.check``: would a careful person send these packets?"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor

from letterpack.checks import RULES
from letterpack.checks.rule import Rule
from letterpack.library.campaign import AnyCampaign, opened
from letterpack.library.failing import told_plainly
from letterpack.library.watching import watcher
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
    max_memory: str = "",
) -> CheckResult:
    """Check that every packet of ``campaign`` is there, whole, current and true to its sources.

    The packets are those in ``build``, CAMPAIGN/build by default; where none are there, whatever a build would stop at is found.
    ``sources_only`` looks at no build, as if there were none yet. ``select`` keeps the rules with these codes. ``partial`` takes
    a build of some packets for what is wanted; else that is an error. ``provider`` is the printing service that they go to,
    such as ``pingen``. ``max_memory`` is as in ``build``. Raises ``LetterpackError`` where it could not be checked.
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
        max_memory=max_memory,
    )
    return check_batch(found.world, request, watcher().progress)


def every_rule() -> tuple[Rule, ...]:
    """Return the rules of a check, in the order in which they run."""
    return tuple(RULES)
