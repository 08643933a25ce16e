"""Fields of Word (ECMA-376, 17.16): what one says to do, and what becomes of it in a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from letterpack.intake.letters.document import FieldTaken, LeftOut, Pieces, TextPiece
from letterpack.intake.letters.merge_fields import field_taken
from letterpack.patterns import late
from letterpack.values import replace

_TOKEN: Final = late(r'"((?:[^"\\]|\\.)*)"|(\\[^\s"]+)|([^\s"]+)')
_ADDRESSES: Final = frozenset({"ADDRESSBLOCK", "GREETINGLINE"})
_TAKES: Final = frozenset({"\\*", "\\#", "\\@", "\\b", "\\f", "\\l", "\\o", "\\t", "\\n", "\\m"})
"""Switches with something behind them."""


class OpenField(Struct):
    """A field whose end is yet to come: its instruction, and the index of the first piece of its result, None before that."""

    instruction: list[str] = field(default_factory=list)
    start: int | None = None

    @property
    def text(self) -> str:
        """The instruction as it is written."""
        return " ".join("".join(self.instruction).split())


class FieldRead(Struct, frozen=True):
    """What becomes of a field: the pieces in its place, the merge field that it was, and what is left out of it."""

    pieces: Pieces
    taken: FieldTaken | None = None
    left_out: tuple[LeftOut, ...] = ()


def read_field(instruction: str, result: Pieces, paragraph: int) -> FieldRead:
    """Return what becomes of the field ``instruction``, whose last result the document shows."""
    tokens = list(_tokens(instruction))
    kind = tokens[0].upper() if tokens else ""
    shown = "".join(each.text for each in result)
    if kind == "MERGEFIELD" and len(tokens) > 1:
        return _merge_field(tokens, result, shown, paragraph)
    if kind == "HYPERLINK":
        return _hyperlink(tokens, result, paragraph)
    if kind in _ADDRESSES:
        what = f"field {kind} (letterpack prints the address and the salutation itself)"
        return FieldRead((), None, (LeftOut(what, shown, paragraph),))
    if not kind:
        return FieldRead(result)
    return FieldRead(result, None, (LeftOut(f"field {kind}", instruction, paragraph, kept=bool(shown.strip())),))


def _tokens(instruction: str) -> Iterator[str]:
    for quoted, switch, bare in _TOKEN.findall(instruction):
        yield switch or bare or re.sub(r"\\(.)", r"\1", quoted)


def _merge_field(tokens: list[str], result: Pieces, shown: str, paragraph: int) -> FieldRead:
    name = tokens[1]
    taken = field_taken(name)
    look = result[0] if result else TextPiece("")
    left_out = []
    if shown.strip().strip("«»<>{}[]").strip() not in ("", name, name.replace("_", " ")):
        left_out.append(LeftOut(f"what `{name}` was last filled with", shown, paragraph))
    around = [tokens[index + 1] for index, each in enumerate(tokens[:-1]) if each in ("\\b", "\\f")]
    if around:
        left_out.append(LeftOut(f"texts around `{name}`, which are printed only if it is filled", " ".join(around), paragraph))
    piece = TextPiece("", look.style, look.link, taken.merge_field)
    return FieldRead((piece,), taken, tuple(left_out))


def _hyperlink(tokens: list[str], result: Pieces, paragraph: int) -> FieldRead:
    url, anchor, index = "", "", 1
    while index < len(tokens):
        if tokens[index] in _TAKES:
            anchor = tokens[index + 1] if tokens[index] == "\\l" and index + 1 < len(tokens) else anchor
            index += 1
        elif not tokens[index].startswith("\\"):
            url = url or tokens[index]
        index += 1
    if url:
        return FieldRead(tuple([each if each.link else replace(each, link=url) for each in result]))
    return FieldRead(result, None, (LeftOut("link within the document", anchor, paragraph, kept=True),))
