"""LP304: the PDF does not say what the sources say
severity: error

## What

The packet's text, read through its tags as a screen reader reads it, differs from the merged letter; or a page shows a
character without a meaning, text outside the tags, a wrong page number, or a draft mark that should not be there. If the
text is that of a branch (`::: if`, `::: else`, `::: for`) which its reader does not get, the message says whose it is.

## Why

What was approved is the text of the sources. A PDF that says something else was edited, is damaged, or was built from a
different letter.

## Example

```
addressees.yaml:2: error[LP304]: page 2 says `Decriminalise defamation`, but the sources say `Decriminalize defamation`
  = hint: build again: letterpack build
```

## Remedy

`letterpack build`. If that does not help, it is a bug in letterpack: please report it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Final

from letterpack.checks.evidence.branches import others_branch, readers_of
from letterpack.checks.evidence.compare import Difference, differences, in_any_order
from letterpack.checks.inputs import Packet, Sources
from letterpack.diagnostics import Diagnostic
from letterpack.model.observed import Passage
from letterpack.text.bidi import needs_bidi

CODE: Final = "LP304"
_ELLIPSIS: Final = "…"
_HINT: Final = "build again: letterpack build"


def check_packet(sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield where the packet's text differs from its sources."""
    if packet.pdf is None:
        return
    if not packet.says_all:
        passages = packet.own_passages
        for difference in differences(packet.wanted, [passage.text for passage in passages]):
            message = _of_a_branch(sources, packet, difference, passages) or _message(difference, passages)
            yield _finding(packet, message, _page(difference, passages))
    for problem in packet.pdf.problems:
        yield _finding(packet, f"of the packet for `{packet.expected.id}`, {problem}", None)
    yield from _furniture(packet)


def _furniture(packet: Packet) -> Iterator[Diagnostic]:
    """Yield pages whose foot does not say which of how many they are, or whether the letter is a draft."""
    expected, pages = packet.expected, packet.own_pages
    first = 1 if expected.carrier else 0
    for index in range(pages):
        said = packet.beside.get(index, frozenset())
        label = packet.page_label(index)
        # On the first page of carrier and letter the mark is one of their texts.
        mark = expected.draft_mark if expected.is_draft and index not in (0, first) else ""
        for text in (label, mark):
            if text and text not in said:
                yield _finding(packet, f"page {index + 1} does not say `{text}`", index + 1)
        if others := packet.strange_beside.get(index):
            known = (expected.merged.date_text, expected.draft_mark, label, expected.signatories_head, *expected.heads)
            if stray := _stray(others, known):
                yield _finding(packet, f"page {index + 1} says `{stray}` beside the document, which no source says", index + 1)
        if not expected.is_draft and expected.draft_mark in said:
            yield _finding(packet, f"page {index + 1} says that the letter is a draft, and it is final", index + 1)


def _stray(said: AbstractSet[str], known: Sequence[str]) -> str:
    """Return what of the texts ``said`` is none of the ``known`` ones, nor a piece of one, nor the beginning of one that there
    was no room for; empty where all are.
    """
    return next((text for text in sorted(said) if not any(_is_of(text, each) for each in known)), "")


@lru_cache(maxsize=4096)
def _is_of(text: str, known: str) -> bool:
    if text == known:
        return True
    if needs_bidi(text):
        return set(in_any_order(text).split()) <= {*in_any_order(known).split(), _ELLIPSIS}
    piece, whole = "".join(text.split()), "".join(known.split())
    return whole.startswith(piece.removesuffix(_ELLIPSIS)) if piece.endswith(_ELLIPSIS) else piece in whole


def _message(difference: Difference, passages: tuple[Passage, ...]) -> str:
    page = _page(difference, passages)
    where = f"page {page}" if page else "the PDF"
    if not difference.found:
        return f"{where} does not say `{difference.wanted}`"
    if not difference.wanted:
        return f"{where} says `{difference.found}`, which no source says"
    return f"{where} says `{difference.found}`, but the sources say `{difference.wanted}`"


def _of_a_branch(sources: Sources, packet: Packet, difference: Difference, passages: tuple[Passage, ...]) -> str:
    """Return what to say where the PDF has the text of a branch that is for others; nothing where it has not."""
    campaign = sources.campaign
    tag = packet.expected.language
    letter = campaign.as_printed(tag) if tag in campaign.letters else None
    if letter is None or not difference.found or not 0 <= difference.passage < len(passages):
        return ""
    expected = packet.expected
    readers = frozenset([each.id for each in (expected.reader, *expected.members)])
    branch = others_branch(campaign, letter, expected.members[0], readers, passages[difference.passage].text)
    if branch is None:
        return ""
    where = f"{branch.span.file}:{branch.span.line}"
    text = f"page {_page(difference, passages)} says `{difference.found}`, the text of `{branch.said}` ({where})"
    return f"{text}, which is for {readers_of(campaign, letter, branch)}"


def _page(difference: Difference, passages: tuple[Passage, ...]) -> int | None:
    return passages[difference.passage].page_index + 1 if 0 <= difference.passage < len(passages) else None


def _finding(packet: Packet, message: str, page: int | None) -> Diagnostic:
    return Diagnostic(CODE, "error", message, packet.span, _HINT, packet=packet.expected.id, page=page)
