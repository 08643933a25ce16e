"""``letterpack.check``: would a careful person send these packets? Its result in a file; the folder for a printing service."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from letterpack.checks.rule import Rule
from letterpack.checks.table import RULES
from letterpack.errors import LetterpackError
from letterpack.files import no_more_readable_than, sources_of, write_named
from letterpack.library.campaign import AnyCampaign, Campaign, opened, told_plainly, watcher
from letterpack.limits import MOST_COMPARED_BYTES
from letterpack.patterns import late
from letterpack.pipeline.inspect import CheckRequest, CheckResult
from letterpack.pipeline.inspect import check as check_batch
from letterpack.stores import StorePlace

if TYPE_CHECKING:
    from letterpack.pipeline.handover import HandoverResult


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
    thorough: bool = False,
) -> CheckResult:
    """Check that every packet of ``campaign`` is there, complete, current and true to its sources.

    The packets are those in ``build`` (by default CAMPAIGN/build). If there are none, the check finds whatever a build would
    stop at. ``sources_only`` ignores any build. ``select`` runs only the rules with these codes. ``partial`` accepts a build
    of some packets, which is an error otherwise. ``provider`` is the printing service that the packets go to, such as
    ``pingen``. ``reprint`` is a file that ``letterpack.reprint`` wrote, to be compared with the print run; ``handover`` a
    folder that ``letterpack.hand_over`` wrote for ``provider``, to be compared with what it would write now. ``only`` looks at
    the packets with these ids, or to these addressees, and at nothing else. ``thorough`` reads every packet; without it,
    one whose bytes are those made again is read only if no packet like it was.
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
        thorough=thorough,
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


_HEADS: Final = (
    b'{"built": ',
    b'<testsuites name="letterpack"',
    b'[\n {\n  "description": "',
    b"# For letterpack.yaml: delete what you do not accept",
    (
        b'{\n "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n "version": "2.1.0",\n'
        b' "runs": [\n  {\n   "tool": {\n    "driver": {\n     "name": "letterpack"'
    ),
)
_LAST_LINE: Final = late(
    rb"(?:^|\n)(?:[\d,]+ of [\d,]+ packets? (?:complete|without an error)"
    rb"|packets not checked|sources checked \xc2\xb7 |the check could not run)[^\n]*\n\Z"
)


@told_plainly
def save_result(campaign: AnyCampaign, path: str | PathLike[str], text: str) -> None:
    """Write a check's result, in any of its formats, to the file ``path``, readable by nobody who may not read the campaign,
    which need not be there.

    Raises ``OutputRefused`` where something else stands there, and ``OutputFailed``.
    """
    data = (text if text.endswith("\n") else f"{text}\n").encode("utf-8", "backslashreplace")
    folder = campaign.path if isinstance(campaign, Campaign) else Path(campaign)
    with no_more_readable_than(sources_of(folder)):
        write_named(Path(path), data, _is_result, "--output")


def _is_result(head: bytes, tail: bytes) -> bool:
    """Whether a file that begins and ends so is the result of a check: each format can be told by one of both."""
    return any(mark in head for mark in _HEADS) or head.strip() == b"[]" or _LAST_LINE.search(tail) is not None


@told_plainly
def hand_over(
    campaign: AnyCampaign, provider: str, *, build: StorePlace | None = None, path: str | PathLike[str] | None = None
) -> HandoverResult:
    """Check the packets for ``provider``, and write them to the new folder ``path``, each with the data that the service
    takes.

    ``path`` is ``handover-PROVIDER`` by default. Nothing is written if the check finds an error. Raises ``LetterpackError``.
    """
    from letterpack.pipeline.handover import hand_over as hand_batch_over

    found = opened(campaign)
    request = CheckRequest(found.path, build, provider=provider)
    with no_more_readable_than(sources_of(found.path)):
        out = Path(f"handover-{provider}" if path is None else path)
        return hand_batch_over(found.world, request, out, watcher().progress)
