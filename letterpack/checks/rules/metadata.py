r"""LP322: a packet's metadata is not the letter's
severity: warning

## What

Title, author, language and dates in the file's properties are the letter's, the two places where a PDF keeps them agree,
and nothing in them reveals a user or a folder.

## Why

The title is what a window and a screen reader show first. "C:\Users\olga\Desktop" reveals who wrote it.

## Example

```
addressees.yaml:2: warning[LP322]: the title of the packet for `minister` is `Untitled`, and the letter's is `Release them`
```

## Remedy

`letterpack build`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.patterns import late

CODE: Final = "LP322"
_LOCAL: Final = late(r"[A-Za-z]:\\\w|\\\\\w+\\\w|file://|(?<![\w.:/])/(?:home|Users|root|tmp|var|mnt|media|work)/\w")


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield what the packet's metadata has wrong."""
    pdf, expected = packet.pdf, packet.expected
    if pdf is None:
        return
    said, day = pdf.metadata, _day(expected.date)
    pairs = (
        ("title", said.title, expected.title), ("title in XMP", said.xmp_title, expected.title),
        ("author", said.author, expected.author), ("author in XMP", said.xmp_author, expected.author),
        ("language", said.language, expected.language),
        ("date of creation", said.created[:10], day), ("date of change", said.modified[:10], day),
    )  # fmt: skip
    for what, has, wants in pairs:
        if has != wants:
            shown = f"`{has}`" if has else "empty"
            yield _finding(packet, f"the {what} of the packet for `{expected.id}` is {shown}, but should be `{wants}`")
    if folder := _folder(said.everything):
        yield _finding(packet, f"the metadata of the packet for `{expected.id}` names a folder: `{folder}…`")


@lru_cache(maxsize=256)
def _day(written: date) -> str:
    """Return the day ``written`` as a PDF says it (ISO 32000-1, 7.9.4)."""
    return f"D:{written.isoformat().replace('-', '')}"


@lru_cache(maxsize=256)
def _folder(text: str) -> str:
    """Return the beginning of a folder's name in ``text``; empty where there is none."""
    match = _LOCAL.search(text)
    return match[0] if match else ""


def _finding(packet: Packet, message: str) -> Diagnostic:
    return Diagnostic(CODE, "warning", message, packet.span, "build again: letterpack build", packet=packet.expected.id)
