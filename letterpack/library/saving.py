"""``letterpack.save_result``: the result of a check in a file, over nothing that letterpack did not make."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Final

from letterpack.files import no_more_readable_than, sources_of, write_named
from letterpack.library.campaign import AnyCampaign, Campaign
from letterpack.library.failing import told_plainly
from letterpack.patterns import late

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
