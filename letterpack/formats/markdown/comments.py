"""Stage 1 of 7: what a letter holds and does not print: HTML comments, and definitions of links and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.markdown.containers import is_language
from letterpack.formats.markdown.places import InlinePlaces
from letterpack.spans import Span

_OPENING: Final = "<!--"
_END: Final = "-->"


class _HiddenText(Struct, frozen=True):
    """Where a comment begins and ends in a text; one without an end goes to the end of the text."""

    start: int
    end: int
    is_open: bool = False


def without_comments(text: str, places: InlinePlaces, report: Report, offset: int = 0) -> str:
    """Return raw HTML without its comments, its lines where they were, and tell of each (LP172).

    ``offset`` is where ``text`` begins in ``places``. One that is not closed is an error (LP173).
    """
    for found in _comments(text):
        if found.is_open:
            _report_open(places, offset + found.start, report)
        else:
            report_comment(places.span(offset + found.start, found.end - found.start), report)
    return blanked(text)


def blanked(text: str) -> str:
    """Return Markdown without its comments, its lines where they were."""
    parts, at = [], 0
    for found in _comments(text):
        parts += [text[at : found.start], "\n" * text.count("\n", found.start, found.end)]
        at = found.end
    return "".join([*parts, text[at:]])


def report_comment(span: Span, report: Report) -> None:
    """Tell of a comment at ``span``, without its words (LP172)."""
    report.note("LP172", span, "a comment is not printed", "delete it if nobody needs it any more")


def report_open_comment(text: str, places: InlinePlaces, report: Report) -> bool:
    """Tell where a comment begins that has no end in its paragraph (LP173), if ``text`` of it begins one; return whether."""
    found = next((each for each in _comments(places.content) if each.is_open), None) if _OPENING in text else None
    if found is not None:
        _report_open(places, found.start, report)
    return found is not None


def _report_open(places: InlinePlaces, start: int, report: Report) -> None:
    hint = r"end it with `-->` in the same paragraph, or write `\<!--` to print it"
    report.error("LP173", places.span(start, len(_OPENING)), "a comment begins here and does not end", hint)


def _comments(text: str) -> Iterator[_HiddenText]:
    """Yield the comments of ``text`` (CommonMark 0.31.2, 6.6; those on lines of their own end in the same way, 4.6)."""
    at = 0
    while (start := text.find(_OPENING, at)) >= 0:
        if text[start - 1 : start] == "\\":
            at = start + len(_OPENING)
            continue
        # `<!-->` and `<!--->` are whole.
        end = text.find(_END, start + 2)
        at = len(text) if end < 0 else end + len(_END)
        yield _HiddenText(start, at, end < 0)


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
