"""LP321: private data is in a packet
severity: error

## What

An e-mail address or a note from `signatories.csv` is in a packet's text or metadata. These two columns are internal.

## Why

Signatories gave their addresses to you, not to a ministry.

## Example

```
signatories.csv:7:31: error[LP321]: the e-mail address of Wanda Zmyślona is in the packet for `minister-of-information`
```

## Remedy

Take it out of the letter, or out of the column where it does not belong, and build again. Put an address for replies into
`sender.contact`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from letterpack.checks.evidence.whose import words_of
from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.campaign import Signatory
from letterpack.patterns import late

CODE: Final = "LP321"
_EMAIL: Final = late(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_FEWEST_WORDS: Final = 3
"""A note of a word or two ("pending", "by phone") may stand in any letter."""


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield e-mail addresses and notes of signatories that the packet shows or holds."""
    if packet.found is None or not _private(sources)[2]:
        return
    pdf = packet.pdf
    # A packet that was not read says what its sources do.
    texts = [each.text for each in pdf.passages] + [pdf.metadata.everything] if pdf else [*packet.wanted, packet.expected.title]
    found = dict.fromkeys([revealed for text in texts for revealed in _revealed(sources, text)])
    for signatory, key in found:
        what = "e-mail address" if key == "email" else "note"
        message = f"the {what} of {signatory.organization or signatory.name} is in the packet for `{packet.expected.id}`"
        hint = "take it out of the letter, and build again"
        yield Diagnostic(CODE, "error", message, signatory.origin.span(key), hint, packet=packet.expected.id)


@lru_cache(maxsize=1024)
def _revealed(sources: Sources, text: str) -> tuple[tuple[Signatory, str], ...]:
    """Return whose e-mail address or note ``text`` reveals, and which of both."""
    emails, _, _ = _private(sources)
    written = [emails.get(email.casefold().strip(".")) for email in _EMAIL.findall(text)] if "@" in text else []
    noted = [(signatory, "note") for signatory in _noted(sources, text)]
    return (*[(signatory, "email") for signatory in written if signatory is not None], *noted)


def _noted(sources: Sources, text: str) -> tuple[Signatory, ...]:
    """Return the signatories whose notes stand in ``text``, word for word."""
    _, notes, _ = _private(sources)
    if not notes:
        return ()
    words = words_of(text)
    return tuple(
        signatory
        for index, start in enumerate(zip(words, words[1:], words[2:], strict=False))
        for wanted, signatory in notes.get(start, ())
        if words[index : index + len(wanted)] == wanted
    )


_PrivateNotes = dict[tuple[str, ...], list[tuple[tuple[str, ...], Signatory]]]


@lru_cache(maxsize=1)
def _private(sources: Sources) -> tuple[dict[str, Signatory], _PrivateNotes, bool]:
    """Return the signatories by e-mail address, their notes by first words, and whether there are any of either."""
    sender = sources.campaign.settings.sender
    public = {email.casefold() for line in (*sender.contact, *sender.address) for email in _EMAIL.findall(line)}
    emails: dict[str, Signatory] = {}
    notes: _PrivateNotes = {}
    for signatory in (*sources.campaign.signatories, *sources.campaign.held_back):
        for email in _EMAIL.findall(signatory.email):
            if email.casefold() not in public:
                emails.setdefault(email.casefold(), signatory)
        words = words_of(signatory.note)
        if len(words) >= _FEWEST_WORDS:
            notes.setdefault(words[:3], []).append((words, signatory))
    return emails, notes, bool(emails or notes)
