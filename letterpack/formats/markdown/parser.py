"""Stage 1 of 7: the Markdown parser of letters: CommonMark by markdown-it-py with tables, footnotes, strikethrough, merge fields,
passages in other languages and ``:::`` blocks.

The rules added here decide what is read; ``markdown_blocks`` and ``markdown_runs`` turn the tokens into the model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.helpers import parseLinkLabel
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import escapedSplit, getLine, table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, autolink, backtick, html_inline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from letterpack.formats.markdown.comments import inline_rule
from letterpack.formats.markdown.containers import container_rule
from letterpack.formats.markdown.fields import field_rule, with_bars, without_bars
from letterpack.limits import MOST_MARKDOWN_LEVELS, MOST_PARAGRAPH_BRACKETS
from letterpack.patterns import late

InlineRule: TypeAlias = Callable[[StateInline, bool], bool]

NESTING_LIMIT: Final = MOST_MARKDOWN_LEVELS
"""Deepest level of tokens read as structure. Below it text is kept as text, with a finding."""

_PLACED: Final = {"backticks": backtick, "link": link, "image": image, "autolink": autolink, "html_inline": html_inline}
"""The parser's rules of which findings need to know where they matched."""
_ATTRIBUTES: Final = late(
    r"\{ (?!\{) (?P<inside> [ \t]* (?: [^\W\d_][\w:.-]*[ \t]*= | [\#.][^\W\d_] | lang\b "
    r"| (?:else[ \t]+)?if\b | else[ \t]*(?=\}) | [@“']?[^\W\d_][\w:.-]*[ \t]+[^\s{}](?=[^{}\n]*\}) ) [^{}\n]* ) (?P<closed>\})?",
    re.VERBOSE,
)
"""Attributes as Pandoc writes them behind a passage: ``key=value``, ``.class``, ``#identifier``; and whom it is for: ``if …``,
``else``. Words in braces right behind brackets are taken for a slip in these.
"""
_RAISED: Final = late(r"(?<!\^)\^([^\W_]{1,20}|[^\s\w^\[\]{}\\`<>*]?[^\W_]{1,20})\^(?!\^)")
"""Letters and figures, with no space among them, between single carets; a sign may stand before them."""
_STRAY: Final = late(
    r"lang|else$|(?:else\s+)?if\s+(?:not\s+)?[^\W\d_]+\.|(?:for|only|unless|when|except|für|nur|pour|sauf|para|per|для|кроме|только|если)\b:?\s",
    re.IGNORECASE,
)
"""Begins attributes that mean something, and stand behind no passage."""


class LetterMarkdown(MarkdownIt):
    """A CommonMark parser that lets no character of a letter vanish.

    Links to anything stay links, so that a finding can speak of the bad ones, and a bare URL is shown as typed.
    """

    def __init__(self) -> None:
        super().__init__("commonmark", {"store_labels": True, "maxNesting": 4 * NESTING_LIMIT})
        self.enable(["table", "strikethrough"])
        footnote_plugin(self, inline=False, move_to_end=False, always_match_refs=True)
        for name, rule in _PLACED.items():
            self.inline.ruler.at(name, _placed(rule))
        self.inline.ruler.before("link", "raised", raised_rule)
        self.inline.ruler.before("link", "field", _placed(field_rule))
        self.inline.ruler.before("link", "passage", _placed(passage_rule))
        self.inline.ruler.after("field", "stray_attributes", _placed(stray_attributes_rule))
        self.inline.ruler.before("footnote_ref", "inline_note", _placed(inline_note_rule))
        self.inline.ruler.at("footnote_ref", _placed(partial(footnote_ref, always_match=True)))
        self.block.ruler.at("table", table_rule, {"alt": ["paragraph", "reference"]})
        interrupts: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list"]}
        self.block.ruler.before("blockquote", "container", container_rule, interrupts)
        self.block.ruler.before("container", "too_deep", too_deep_rule)
        self.core.ruler.before("inline", "bounded", bounded_rule)
        self.core.ruler.at("inline", inline_rule)

    def validateLink(self, _url: str) -> bool:
        """Let every link be a link; ``markdown_runs`` judges its URL."""
        return True

    def normalizeLinkText(self, link: str) -> str:
        """Show a bare URL as it was typed."""
        return link


def _placed(rule: InlineRule) -> InlineRule:
    """Have ``rule`` leave in its tokens' ``meta["at"]`` where it matched: start and end, offsets in the inline text."""

    def run(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[before:]:
            token.meta.setdefault("at", (start, state.pos))
        return True

    return run


def inline_note_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read a note that stands within its call, ``^[…]`` (as in Pandoc), as a token ``inline_note`` with the note's own tokens."""
    if not state.src.startswith("^[", state.pos):
        return False
    start = state.pos + 2
    end = parseLinkLabel(state, start - 1)
    if end < 0:
        return False
    if not silent:
        token = state.push("inline_note", "", 0)
        token.content, token.children = state.src[start:end], []
        state.md.inline.parse(token.content, state.md, state.env, token.children)
        for child in token.children:
            _move(child, start)
    state.pos = end + 1
    return True


def raised_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read what stands above the line, ``1^er^`` (as in Pandoc), as a token ``raised``."""
    match = _RAISED.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "^" else None
    if match is None:
        return False
    if not silent:
        state.push("raised", "", 0).content = match[1]
    state.pos = match.end()
    return True


def passage_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read a passage with attributes, ``[…]{lang=fr}`` (as in Pandoc), as ``passage_open`` … ``passage_close``; the first has the
    attributes as they stand in its ``info``, and in its ``meta`` their place and whether they are ``closed``.
    """
    if state.src[state.pos] != "[" or state.src.find("]{", state.pos, state.posMax) < 0:
        return False
    start, outer = state.pos + 1, state.posMax
    end = parseLinkLabel(state, state.pos)
    match = _ATTRIBUTES.match(state.src, end + 1, outer) if end >= 0 else None
    if match is None:
        return False
    if not silent:
        state.pos, state.posMax = start, end
        opened = state.push("passage_open", "", 1)
        opened.info = match["inside"].strip()
        opened.meta = {"closed": match["closed"] is not None, "attributes": match.span()}
        state.md.inline.tokenize(state)
        state.push("passage_close", "", -1)
    state.pos, state.posMax = match.end(), outer
    return True


def stray_attributes_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read attributes that begin with a language or a condition and stand behind no passage as a token ``stray_attributes``."""
    match = _ATTRIBUTES.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "{" else None
    if match is None or not _STRAY.match(match["inside"].strip()):
        return False
    if not silent:
        state.push("stray_attributes", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _move(token: Token, by: int) -> None:
    """Have a note's token, and those of notes in it, say where they are in the text around the note."""
    if "at" in token.meta:
        token.meta["at"] = tuple([offset + by for offset in token.meta["at"]])
    if "attributes" in token.meta:
        token.meta["attributes"] = tuple([offset + by for offset in token.meta["attributes"]])
    for child in token.children or () if token.type == "inline_note" else ():
        _move(child, by)


def table_rule(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read a table, and leave in the ``meta["cells"]`` of each row's token what stands between its bars: the parser drops what is
    beyond the head's columns.
    """
    before, source = len(state.tokens), state.src
    if source not in state.env.setdefault("without_bars", {}):
        state.env["without_bars"][source] = without_bars(source)
    state.src = state.env["without_bars"][source]
    is_table = table(state, startLine, endLine, silent)
    for token in state.tokens[before:]:
        token.content = with_bars(token.content)
        if token.type == "tr_open" and token.map:
            token.meta["cells"] = [with_bars(cell) for cell in _cells(getLine(state, token.map[0]).strip())]
    state.src = source
    return is_table


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line)
    return [cell.strip() for cell in cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]]


def too_deep_rule(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Keep what is nested beyond the limit as one paragraph of text, ``too_deep``: the parser would drop it."""
    if silent or state.level < NESTING_LIMIT:
        return False
    token = state.push("too_deep", "", 0)
    token.map = [startLine, endLine]
    token.content = state.getLines(startLine, endLine, state.blkIndent, False).strip()  # noqa: FBT003 - markdown-it's own
    state.line = endLine
    return True


def bounded_rule(state: StateCore) -> None:
    """Keep from the inline rules what they take too long for: paragraphs of more opening brackets than people write.

    ``env["unread"]`` are the tokens left without text.
    """
    unread = state.env.setdefault("unread", [])
    for token in state.tokens:
        if token.type == "inline" and token.content.count("[") > MOST_PARAGRAPH_BRACKETS:
            token.content = ""
            unread.append(token)
