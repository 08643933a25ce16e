"""Stage 1 of 7: definitions of links, ``[label]: https://…``: one within a block for some is that block's alone.

A rule of the Markdown parser reads the text of each paragraph with the definitions that may be used where it stands. A link
that only a definition elsewhere explains says so in ``meta["hidden"]``, so that it is reported and not printed as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from letterpack.diagnostics import Report
from letterpack.formats.markdown.containers import is_language
from letterpack.spans import Span

Definitions: TypeAlias = Mapping[str, dict[str, Any]]
"""Definitions by their labels, as the parser keeps them."""


def inline_rule(state: StateCore) -> None:
    """Read the text of all blocks; definitions that it uses say so in ``used``."""
    whole: dict[str, dict[str, Any]] = state.env.setdefault("references", {})
    elsewhere = {label: one for within in _within(state.tokens) for label, one in within.items()}
    stack: list[tuple[Definitions, Definitions]] = [(whole, {**elsewhere, **whole})]
    for token in state.tokens:
        if token.type == "container_open":
            own = token.meta["references"]
            seen, known = stack[-1]
            stack.append(({**seen, **own}, {**known, **own}) if own else (seen, known))
        elif token.type == "container_close":
            stack.pop()
        elif token.type == "inline":
            visible, state.env["references"] = stack[-1]
            token.children = token.children if token.children is not None else []
            state.md.inline.parse(token.content, state.md, state.env, token.children)
            _note_use(token.children, state.env["references"], visible)
    state.env["references"] = whole


def all_definitions(tokens: Sequence[Token], environment: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield all definitions with their labels, those of blocks behind those of the whole letter."""
    yield from environment.get("references", {}).items()
    for within in _within(tokens):
        yield from within.items()


def report_hidden(token: Token, span: Span, report: Report) -> None:
    """Report (LP175) a link or picture whose address stands in a block that not all its readers get."""
    if "hidden" in token.meta:
        report.error(
            "LP175",
            span,
            f"`[{token.meta['label'].lower()}]` is defined in a block for some, and stands here outside it",
            "put the definition below the text, outside all blocks, or give the address here",
        )


def _within(tokens: Sequence[Token]) -> Iterator[Definitions]:
    for token in tokens:
        if token.type == "container_open" and not is_language(token.info):
            yield token.meta["references"]


def _note_use(children: Sequence[Token], known: Definitions, visible: Definitions) -> None:
    for child in children:
        label = str(child.meta.get("label", "")) if child.type in ("link_open", "image") else ""
        if label in known:
            known[label]["used"] = True
            if label not in visible:
                child.meta["hidden"] = known[label]
        if child.children:
            _note_use(child.children, known, visible)
