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

from letterpack.formats.markdown.fields import field_rule
from letterpack.limits import MOST_MARKDOWN_LEVELS, MOST_PARAGRAPH_BRACKETS

InlineRule: TypeAlias = Callable[[StateInline, bool], bool]

NESTING_LIMIT: Final = MOST_MARKDOWN_LEVELS
"""Deepest level of tokens read as structure. Below it text is kept as text, with a finding."""

_PLACED: Final = {"backticks": backtick, "link": link, "image": image, "autolink": autolink, "html_inline": html_inline}
"""The parser's rules of which findings need to know where they matched."""
_CONTAINER: Final = re.compile(r":{3,}[ \t]*(?P<info>.*?)[ \t]*$")
_CODE_FENCE: Final = re.compile(r"(`{3,}|~{3,})")
_ATTRIBUTES: Final = re.compile(
    r"\{ (?!\{) (?P<inside> [ \t]* (?: [^\W\d_][\w:.-]*[ \t]*= | [\#.][^\W\d_] | lang\b ) [^{}\n]* ) (?P<closed>\})?",
    re.VERBOSE,
)
"""Attributes as Pandoc writes them behind a passage: ``key=value``, ``.class``, ``#identifier``."""


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
    """Read attributes that begin with a language and stand behind no passage as a token ``stray_attributes``."""
    match = _ATTRIBUTES.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "{" else None
    if match is None or not match["inside"].lstrip().startswith("lang"):
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
    before = len(state.tokens)
    if not table(state, startLine, endLine, silent):
        return False
    for token in state.tokens[before:]:
        if token.type == "tr_open" and token.map:
            token.meta["cells"] = _cells(getLine(state, token.map[0]).strip())
    return True


def _cells(line: str) -> list[str]:
    cells = escapedSplit(line)
    return [cell.strip() for cell in cells[not cells[0] : len(cells) - (len(cells) > 1 and not cells[-1])]]


def container_rule(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Read ``::: for ID`` or ``::: lang TAG`` … ``:::`` as ``container_open`` … ``container_close``; a closing line alone as
    ``stray_close``.
    """
    match = _container_line(state, startLine)
    if match is None:
        return False
    if silent:
        return True
    if not match["info"]:
        _push(state, "stray_close", 0, startLine, startLine + 1)
        state.line = startLine + 1
        return True
    close = _closing_line(state, startLine, endLine)
    token = _push(state, "container_open", 1, startLine, close)
    token.info, token.meta = match["info"], {"closed": close < endLine and _container_line(state, close) is not None}
    _inside(state, startLine + 1, close)
    state.push("container_close", "", -1)
    state.line = close + (1 if token.meta["closed"] else 0)
    return True


def too_deep_rule(state: StateBlock, startLine: int, endLine: int, silent: bool) -> bool:  # noqa: FBT001 - a rule of markdown-it
    """Keep what is nested beyond the limit as one paragraph of text, ``too_deep``: the parser would drop it."""
    if silent or state.level < NESTING_LIMIT:
        return False
    token = _push(state, "too_deep", 0, startLine, endLine)
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


def _push(state: StateBlock, name: str, nesting: int, first: int, stop: int) -> Token:
    token = state.push(name, "", 1 if nesting else 0)
    token.map = [first, stop]
    return token


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _container_line(state: StateBlock, line: int) -> re.Match[str] | None:
    return None if state.is_code_block(line) else _CONTAINER.match(_line(state, line))


def _closing_line(state: StateBlock, start: int, end: int) -> int:
    """Return the line that closes the container begun on ``start``, or where its parent ends. Fenced code is skipped."""
    depth, fence = 1, ""
    for line in range(start + 1, end):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            return line
        code = _CODE_FENCE.match(_line(state, line))
        if fence:
            fence = "" if code and code[0].startswith(fence) else fence
        elif code:
            fence = code[0]
        elif match := _container_line(state, line):
            depth += 1 if match["info"] else -1
            if not depth:
                return line
    return end


def _inside(state: StateBlock, first: int, stop: int) -> None:
    """Read the lines of a container as blocks; paragraphs cannot run on beyond its end."""
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", stop
    state.md.block.tokenize(state, first, stop)
    state.parentType, state.lineMax = old_parent, old_max
