"""Stage 1 of 7: whom a ``:::`` block is for, as its mark says it: ``for ID[,ID]``, ``if CONDITION``, ``else if CONDITION``,
``else``.

Findings: marks that are none, or that stand where they continue nothing (LP149), conditions that cannot be read (LP174).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from markdown_it.token import Token
from msgspec import Struct, field

from letterpack.diagnostics import Report
from letterpack.formats.markdown.conditions import read_condition
from letterpack.formats.markdown.containers import Suspect, is_language, suspects
from letterpack.formats.markdown.places import Body
from letterpack.formats.nearest import did_you_mean
from letterpack.limits import MOST_BLOCKS_FOR_SOME, MOST_BRANCHES
from letterpack.model.for_whom import Condition, ForIds, Junction, Negation
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP149"
NOBODY: Final = ForIds(())
"""Whom a block is for whose mark cannot be read: its text reaches nobody, and the build stops."""
_ELSE_SEEN: Final = Negation(NOBODY)
"""Ends the conditions of a chain that has its ``else``."""
_FOR: Final = late(r"for(?:\s+(?P<ids>.*))?")
_IF: Final = late(r"(?P<before>else\s+if|if)(?:\s+(?P<condition>.*))?")
_MOST_SHOWN: Final = 60
"""Characters of a line that a message shows."""
_MARKS: Final = ("for", "if", "else", "lang")
_KNOWN: Final = "write `::: for` and the ids of addressees, `::: if` and a condition, or `::: lang` and the tag of a language"
_AS_MARK: Final = "begin a block with `::: if` or `::: for` at the start of a line, and end it with `:::` on a line of its own"


class BlockMarks(Struct):
    """Reads the marks of a letter's blocks. ``named_ids`` are the ids that they name, each with its place."""

    body: Body
    report: Report
    named_ids: list[tuple[str, Span]] = field(default_factory=list)
    depth: int = 0

    def condition(self, token: Token, chain: list[Condition]) -> Condition:
        """Return whom the block of ``token`` is for; ``chain`` are the conditions of the branches before it, and gets its own."""
        if len(chain) >= MOST_BRANCHES:
            if len(chain) == MOST_BRANCHES:
                message = f"a block for some has more than {MOST_BRANCHES} branches"
                self.report.error(CODE, self._span(token), message, "make a field of what they print")
                chain.append(_ELSE_SEEN)
            return NOBODY
        return chained(self._own(token, chain), chain)

    def report_depth(self, span: Span) -> None:
        """Report a block for some that stands in too many others."""
        if self.depth == MOST_BLOCKS_FOR_SOME + 1:
            message = f"blocks for some are nested more than {MOST_BLOCKS_FOR_SOME} levels deep here"
            self.report.error(CODE, span, message, "join their conditions with `and`")

    def report_end(self, token: Token, span: Span) -> None:
        """Report a block that is never closed, or closed by something else than colons."""
        if not token.meta["closed"]:
            hint = "write `:::` on a line of its own after it"
            self.report.error(CODE, span, "the block that begins here is never closed", hint)
        elif closing := token.meta["closing"]:
            place = self.body.line_span(token.meta["close"])
            self.report.error(CODE, place, f"`{closing}` stands where a block ends", "write `:::` alone")

    def report_suspects(self, tokens: Sequence[Token]) -> Iterator[tuple[str, Span]]:
        """Report the lines that look like marks and were not read as such; yield the ids that others name, if they are ids."""
        is_open = False
        for suspect in suspects(self.body.lines, tokens):
            span = self.body.line_span(suspect.line)
            if suspect.ids:
                yield from [(each, span) for each in suspect.ids]
            elif suspect.is_end and is_open:
                is_open = False
            else:
                is_open = not suspect.is_end
                self.report.error(CODE, span, self._not_read(suspect), _AS_MARK)

    def _not_read(self, suspect: Suspect) -> str:
        line = self.body.lines[suspect.line].strip()
        shown = line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 1]}…"
        return f"`{shown}` looks like the mark of a block, and is not read as one"

    def _own(self, token: Token, chain: Sequence[Condition]) -> Condition | None:
        """Return the condition that ``token`` itself states; None for ``else``."""
        info, span, is_first = token.info, self._span(token), token.meta["branch"] == 0
        if fault := chain_fault(info, chain, is_first=is_first):
            hint = "write it, with no `:::` before it, between `::: if …` and its `:::`"
            self.report.error(CODE, span, f"`::: {info}` {fault}", hint)
            return NOBODY
        if info == "else":
            return None
        if match := _FOR.fullmatch(info):
            return self._ids(token, match["ids"] or "", span)
        if match := _IF.fullmatch(info):
            return self._condition(token, match, span)
        word = info.split()[0]
        hint = "write `::: else if` and a condition" if not is_first else did_you_mean(word, _MARKS, _KNOWN)
        self.report.error(CODE, span, f"`::: {info}` is not a known block", hint)
        return NOBODY

    def _condition(self, token: Token, match: re.Match[str], span: Span) -> Condition:
        text = match["condition"] or ""
        line = self.body.lines[token.map[0] if token.map else 0]
        start = line.rfind(text) if text else -1

        def place(offset: int, length: int) -> Span:
            return Span(span.file, span.line, start + offset + 1, max(1, length)) if start >= 0 else span

        return read_condition(text, place, self.report) or NOBODY

    def _ids(self, token: Token, typed: str, span: Span) -> Condition:
        ids = tuple(filter(None, re.split(r"[\s,，、]+", typed)))
        if not ids:
            hint = "write `::: for` and the ids of addressees, separated by commas"
            self.report.error(CODE, span, "`::: for` names no addressee", hint)
        line = token.map[0] if token.map else 0
        text, position = self.body.lines[line], 0
        for each in ids:
            position = text.find(each, max(position, text.find("for") + 3))
            self.named_ids.append((each, Span(span.file, span.line, position + 1, len(each))))
            position += len(each)
        return ForIds(ids)

    def _span(self, token: Token) -> Span:
        return self.body.line_span(token.map[0] if token.map else 0)


def is_for_some(token: Token) -> bool:
    """Whether ``token`` begins a block or a passage that only some get."""
    if token.type == "container_open":
        return not is_language(token.info)
    return token.type == "passage_open" and token.info.startswith(("if", "else"))


def chained(own: Condition | None, chain: list[Condition]) -> Condition:
    """Return the condition of a branch that states ``own``, None being ``else``, behind the branches of ``chain``, which it
    joins.
    """
    before = tuple([Negation(each) for each in chain])
    chain.append(own or _ELSE_SEEN)
    parts = (*before, own) if own is not None else before
    return parts[0] if len(parts) == 1 else Junction("all", parts) if parts else NOBODY


def chain_fault(said: str, chain: Sequence[Condition], *, is_first: bool) -> str:
    """Return what is wrong with where a branch that says ``said`` stands, or nothing."""
    if is_first and (said == "else" or said.startswith("else ")):
        return "does not follow a branch to which it could be the alternative"
    return "follows an `else`, which all others get" if chain and chain[-1] == _ELSE_SEEN else ""
