"""Stage 1 of 7: the Markdown parser's block tokens become the blocks of the model.

A table of handlers, one for each kind of token that opens a block; each takes its tokens and returns blocks. Findings: raw
HTML, pictures, ``:::`` blocks, definitions that nothing uses.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.formats.markdown.comments import all_definitions, blanked, report_comment, report_hidden, without_comments
from letterpack.formats.markdown.containers import BlockMarks, is_for_some
from letterpack.formats.markdown.fields import OPEN, report_in_code, text_runs
from letterpack.formats.markdown.foreign import LANGUAGE, read_tag
from letterpack.formats.markdown.notes import Notes, taken_out
from letterpack.formats.markdown.parser import LetterMarkdown
from letterpack.formats.markdown.places import Body, InlinePlaces
from letterpack.formats.markdown.runs import HTML_HINT, RunBuilder, html_message
from letterpack.formats.markdown.tables import printed_numbers, table
from letterpack.limits import (
    MOST_LETTER_DIFFERENT_WORDS,
    MOST_LETTER_PIECES,
    MOST_LETTER_SIGNS,
    MOST_LETTER_WORDS,
    MOST_PARAGRAPH_BRACKETS,
    MOST_PARTS_FOR_SOME,
    MOST_UNBROKEN_CHARACTERS,
)
from letterpack.model.for_whom import Condition
from letterpack.model.letter import (
    Block,
    CodeBlock,
    Conditional,
    Foreign,
    Heading,
    ItemList,
    ListItem,
    Paragraph,
    Picture,
    Quote,
    Runs,
    ThematicBreak,
)
from letterpack.patterns import late
from letterpack.spans import Span

_READ_OUT: Final = "LNS"
"""Letters, figures, symbols (the first letter of their general category): what a voice can say."""


def picture(token: Token, span: Span, report: Report) -> Picture:
    """Return the picture of an ``image`` token.

    Findings: a merge field in its alternative text (LP145), a path that a block for some defines (LP175).
    """
    report_hidden(token, span, report)
    if OPEN in token.content:
        hint = "describe the picture in plain words; it is the same for everybody"
        report.error("LP145", span, "a merge field stands in a picture's alternative text", hint)
    for child in token.children or ():
        if child.type == "html_inline" and blanked(child.content) != child.content:
            report_comment(span, report)
    caption = unicodedata.normalize("NFC", str(token.attrs.get("title", "")))
    return Picture(unquote(str(token.attrs["src"])), _alternative(token), caption, span)


def _said(child: Token) -> str:
    return blanked(child.content) if child.type == "html_inline" else child.content


def _alternative(token: Token) -> str:
    """Return the alternative text without its Markdown; empty where no character of it can be read out."""
    parts = (_said(child) or " " * (child.type in ("softbreak", "hardbreak")) for child in token.children or ())
    said = unicodedata.normalize("NFC", "".join(parts)).strip()
    return said if any(unicodedata.category(char)[0] in _READ_OUT for char in said) else ""


BULLETS: Final = ("•", "–")
"""Labels of bullet lists, alternating as lists nest."""

_TAB: Final = 4
_CODE_LANGUAGE: Final = late(r"[\w.+#-]*")
"""What may stand beside the mark of code and is not meant to be read: `python`, `c++`, or nothing."""


class BodyRead(Struct, frozen=True):
    """A body as blocks, and the places where ``::: for`` names an addressee's id.

    ``suspect_ids`` are places where a line would be the mark of a block for some if what it names were an addressee's id.
    """

    blocks: tuple[Block, ...]
    named_ids: tuple[tuple[str, Span], ...]
    suspect_ids: tuple[tuple[str, Span], ...]


@lru_cache(maxsize=1)
def _parser() -> LetterMarkdown:
    """Return the parser: it keeps nothing of what it has parsed, and an import asks for one at every stretch of text."""
    return LetterMarkdown()


def read_body(body: Body, report: Report) -> BodyRead:
    """Return the blocks of a letter's Markdown; what cannot be set is kept as text and reported (LP143 … LP149, LP168, LP169,
    LP171, LP174, LP175, LP178, LP200).
    """
    environment: dict[str, Any] = {}
    tokens = _parser().parse("\n".join(body.lines), environment)
    if _is_too_much(tokens, environment, body, report):
        return BodyRead((), (), ())
    builder = _BlockBuilder(body, tokens, report)
    blocks = builder.blocks()
    builder.report_definitions(all_definitions(tokens, environment), environment.get("duplicate_refs", ()))
    return BodyRead(blocks, tuple(builder.marks.named_ids), tuple(builder.marks.report_suspects(tokens)))


_PARTS: Final = "blocks and passages for some"
_PIECES: Final = "paragraphs, items, cells, lines of code and pieces of text"
_WORDS: Final = "words"
_DIFFERENT: Final = "different words"
_UNBROKEN: Final = "characters without a space in one place"
_SIGNS: Final = "signs that are no letters or figures"
_CODE: Final = frozenset({"fence", "code_block"})
_MOST: Final = {
    _PARTS: MOST_PARTS_FOR_SOME,
    _PIECES: MOST_LETTER_PIECES,
    _WORDS: MOST_LETTER_WORDS,
    _DIFFERENT: MOST_LETTER_DIFFERENT_WORDS,
    _SIGNS: MOST_LETTER_SIGNS,
    _UNBROKEN: MOST_UNBROKEN_CHARACTERS,
}
_HINTS: Final = {_PARTS: "make fields of what they print", _UNBROKEN: "put spaces between its words, or make it shorter"}
_UNSPACED: Final = (
    (late("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"), 2),
    (late("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]"), 4),
)
"""Letters of scripts without spaces between words, and how many of them count as one."""


def _is_too_much(tokens: list[Token], environment: Mapping[str, Any], body: Body, report: Report) -> bool:
    """Whether the letter has more in it than is set, as LP113 then says at its place."""
    for token in environment["unread"]:
        message = f"a paragraph contains more than {MOST_PARAGRAPH_BRACKETS:,} opening brackets"
        hint = r"split it, or take out the brackets that belong to no link"
        report.error("LP113", body.line_span(token.map[0] if token.map else 0), message, hint)
    counts = dict.fromkeys(_MOST, 0)
    different: set[str] = set()
    line = 0
    for token in tokens:
        line = token.map[0] if token.map else line
        counts[_PARTS] += sum([is_for_some(each) for each in (token, *(token.children or ()))])
        counts[_PIECES] += 1 + len(token.children or ()) + (token.content.count("\n") if token.type in _CODE else 0)
        words = token.content.split()
        different.update(words)
        counts[_WORDS] += len(words) + sum([len(script.findall(token.content)) // letters for script, letters in _UNSPACED])
        counts[_DIFFERENT] = len(different)
        counts[_UNBROKEN] = _longest_unbroken(token.content)
        counts[_SIGNS] += sum([unicodedata.category(char)[0] in "PS" for char in token.content])
        for what, most in _MOST.items():
            if counts[what] > most:
                hint = _HINTS.get(what, "put what readers look up into an enclosure")
                report.error("LP113", body.line_span(line), f"the letter has more than {most:,} {what}", hint)
                return True
    return bool(environment["unread"])


def _longest_unbroken(text: str) -> int:
    """Return how many characters come one after the other without a space, of scripts that have them between words."""
    if len(text) <= MOST_UNBROKEN_CHARACTERS:
        return 0
    for script, _ in _UNSPACED:
        text = script.sub(" ", text)
    return max(map(len, text.split()), default=0)


class _BlockBuilder:
    """Walks the tokens once, in order."""

    def __init__(self, body: Body, tokens: list[Token], report: Report) -> None:
        self.body = body
        self.tokens, definitions = taken_out(tokens, body)
        self.report = report
        self.notes = Notes(definitions, self._aside, report)
        self.marks = BlockMarks(body, report)
        self._position = 0
        self._bullet_depth = 0

    def blocks(self, close: str = "") -> tuple[Block, ...]:
        """Return the blocks up to the token ``close``, which is taken too; all that are left where it is empty."""
        found: list[Block] = []
        while self._position < len(self.tokens):
            token = self._take()
            if token.type == close:
                break
            found.extend(_HANDLERS[token.type](self, token))
        return tuple(found)

    def report_definitions(
        self, definitions: Iterable[tuple[str, Mapping[str, Any]]], repeated: Iterable[Mapping[str, Any]]
    ) -> None:
        """Warn of link definitions that print nothing: those that nothing uses, and second ones of a label (``repeated``)."""
        hint = "delete the line, or put a space before its colon if it is meant as text"
        for _, definition in definitions:
            if not definition.get("used"):
                message = "this link definition is used nowhere and is not printed"
                self.report.warning("LP148", self._definition(definition), message, hint)
        self.notes.report_unmatched()
        for definition in repeated:
            message = "this link definition repeats a label and is not read"
            self.report.warning("LP148", self._definition(definition), message, hint)

    def paragraph(self, _token: Token) -> list[Block]:
        """A paragraph, or a picture that stands alone in one."""
        inline = self._take()
        self._take()
        places = self._places(inline)
        children = inline.children or []
        if len(children) == 1 and children[0].type == "image":
            return [picture(children[0], places.whole(), self.report)]
        return [Paragraph(self._runs(inline, places), places.whole())]

    def heading(self, token: Token) -> list[Block]:
        """A heading, its level kept."""
        inline = self._take()
        self._take()
        places = self._places(inline)
        return [Heading(int(token.tag[1:]), self._runs(inline, places), places.whole())]

    def quote(self, token: Token) -> list[Block]:
        """A block quotation."""
        return [Quote(self.blocks("blockquote_close"), self._span(token))]

    def bullet_list(self, token: Token) -> list[Block]:
        """A bullet list; its labels depend on its depth."""
        label = BULLETS[self._bullet_depth % len(BULLETS)]
        self._bullet_depth += 1
        tight = self._is_tight(token)
        items = [ListItem(label, self.blocks("list_item_close")) for _ in self._items("bullet_list_close")]
        self._bullet_depth -= 1
        return [ItemList(ordered=False, tight=tight, items=tuple(items), span=self._span(token))]

    def ordered_list(self, token: Token) -> list[Block]:
        """A numbered list with its numbers as typed, ``1.`` repeated being Markdown's way to let them count themselves."""
        tight = self._is_tight(token)
        opened: list[Token] = []
        bodies: list[tuple[Block, ...]] = []
        for item in self._items("ordered_list_close"):
            opened.append(item)
            bodies.append(self.blocks("list_item_close"))
        labels = printed_numbers(opened, self.body, self.report)
        items = tuple(ListItem(f"{label}{token.markup}", body) for label, body in zip(labels, bodies, strict=True))
        return [ItemList(ordered=True, tight=tight, items=items, span=self._span(token))]

    def table(self, _token: Token) -> list[Block]:
        """A table."""
        start = self._position - 1
        while self._take().type != "table_close":
            pass
        return [table(self.tokens[start : self._position], self.body, self._runs, self.report)]

    def code(self, token: Token) -> list[Block]:
        """Code, fenced or indented: literal, its tabs as the spaces that CommonMark has for them (2.2)."""
        text = token.content.removesuffix("\n").expandtabs(_TAB)
        line, stop = token.map or (0, 0)

        def place(field: str) -> Span:
            index = next((index for index in range(line, stop) if field in self.body.lines[index]), line)
            return self.body.search(index, field)

        report_in_code(text, place, self.report)
        info = token.info.strip()
        if not _CODE_LANGUAGE.fullmatch(info):
            hint = "write it on a line of its own; `~~` on either side strikes out, and three or more begin code"
            self.report.warning(
                "LP148", self._span(token), f"`{info}` stands after the mark that begins code, and is not printed", hint
            )
        return [CodeBlock(unicodedata.normalize("NFC", text), self._span(token))]

    def rule(self, token: Token) -> list[Block]:
        """A thematic break."""
        return [ThematicBreak(self._span(token))]

    def html(self, token: Token) -> list[Block]:
        """Raw HTML: its lines as text, with a finding; comments are not."""
        span = self._span(token)
        places = InlinePlaces(self.body, token.content, token.map[0] if token.map else 0)
        text = without_comments(token.content, places, self.report).strip()
        if not text:
            return []
        first = text.split("\n")[0]
        self.report.warning("LP144", span, html_message(first), HTML_HINT)
        return [Paragraph(self._plain(token, text), span)]

    def too_deep(self, token: Token) -> list[Block]:
        """What is nested beyond the limit."""
        span = self._span(token)
        self.report.error("LP143", span, "lists and quotations are nested more than twenty levels deep here", "nest them less")
        return [Paragraph(self._plain(token, token.content.strip()), span)]

    def stray_close(self, token: Token) -> list[Block]:
        """``:::`` that closes nothing."""
        hint = "take it out, or begin the block with `::: for ID` or `::: if CONDITION`"
        mark = f"::: {token.info}".strip()
        self.report.error("LP149", self._span(token), f"`{mark}` closes a block that was never opened", hint)
        return []

    def container(self, token: Token) -> list[Block]:
        """``::: lang TAG``: blocks in another language; any other container is for some addressees, each branch a block of its
        own.
        """
        span = self._span(token)
        match = LANGUAGE.fullmatch(token.info)
        chain: list[Condition] = []
        made = self._foreign(token, match["tag"] or "", span) if match else self._for_some(token, chain)
        while self._position < len(self.tokens) and self.tokens[self._position].meta.get("branch"):
            made += self._for_some(self._take(), chain)
        self.marks.report_end(token, span)
        return made

    def _foreign(self, token: Token, typed: str, span: Span) -> list[Block]:
        line = token.map[0] if token.map else 0
        tag = read_tag(typed, self.body.search(line, typed) if typed else span, "`::: lang fr`", self.report)
        outer, self.notes.language = self.notes.language, tag or self.notes.language
        blocks = self.blocks("container_close")
        self.notes.language = outer
        return [Foreign(tag, blocks, span)] if tag else list(blocks)

    def _for_some(self, token: Token, chain: list[Condition]) -> list[Block]:
        """Read one branch of a block for some."""
        span = self._span(token)
        condition = self.marks.condition(token, chain)
        outer, self.notes.scope = self.notes.scope, (*self.notes.scope, token.meta["scope"])
        self.marks.depth += 1
        self.marks.report_depth(span)
        blocks = self.blocks("container_close")
        self.marks.depth -= 1
        self.notes.scope = outer
        return [Conditional(condition, blocks, span, token.info)]

    def _aside(self, tokens: list[Token]) -> tuple[Block, ...]:
        """Return the blocks of ``tokens``, which do not stand where the reading is."""
        outer = self.tokens, self._position, self._bullet_depth
        self.tokens, self._position, self._bullet_depth = tokens, 0, 0
        blocks = self.blocks()
        self.tokens, self._position, self._bullet_depth = outer
        return blocks

    def _take(self) -> Token:
        token = self.tokens[self._position]
        self._position += 1
        return token

    def _items(self, close: str) -> Iterator[Token]:
        while (token := self._take()).type != close:
            yield token

    def _is_tight(self, opened: Token) -> bool:
        """Whether the list just opened sets no space between its items, as CommonMark decides it."""
        for token in self.tokens[self._position :]:
            if token.level <= opened.level:
                break
            if token.level == opened.level + 2 and token.type == "paragraph_open":
                return token.hidden
        return True

    def _runs(self, inline: Token, places: InlinePlaces) -> Runs:
        return RunBuilder(places, self.report, self.notes).build(inline.children or [])

    def _plain(self, token: Token, text: str) -> Runs:
        places = InlinePlaces(self.body, text, token.map[0] if token.map else 0)
        return text_runs(text, places.span, self.report)

    def _places(self, inline: Token) -> InlinePlaces:
        return InlinePlaces(self.body, inline.content, inline.map[0] if inline.map else 0)

    def _span(self, token: Token) -> Span:
        return self.body.line_span(token.map[0] if token.map else 0)

    def _definition(self, definition: Mapping[str, Any]) -> Span:
        return self.body.line_span(int(definition["map"][0]))


_HANDLERS: Final[Mapping[str, Callable[[_BlockBuilder, Token], list[Block]]]] = {
    "paragraph_open": _BlockBuilder.paragraph,
    "heading_open": _BlockBuilder.heading,
    "blockquote_open": _BlockBuilder.quote,
    "bullet_list_open": _BlockBuilder.bullet_list,
    "ordered_list_open": _BlockBuilder.ordered_list,
    "table_open": _BlockBuilder.table,
    "fence": _BlockBuilder.code,
    "code_block": _BlockBuilder.code,
    "hr": _BlockBuilder.rule,
    "html_block": _BlockBuilder.html,
    "too_deep": _BlockBuilder.too_deep,
    "stray_close": _BlockBuilder.stray_close,
    "container_open": _BlockBuilder.container,
}
