"""Stage 1 of 7: the inline tokens of a paragraph become runs: text of one style, links, merge fields.

A table of handlers, one for each kind of token. What a letter cannot show (HTML, a picture within a line) stays as text and
gets a finding.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from markdown_it.token import Token

from letterpack.diagnostics import Report
from letterpack.formats.markdown.comments import report_hidden, report_open_comment, without_comments
from letterpack.formats.markdown.conditions import read_condition
from letterpack.formats.markdown.containers import CODE as MARK_CODE
from letterpack.formats.markdown.containers import NOBODY, chain_fault, chained
from letterpack.formats.markdown.fields import OPEN, field_run, report_in_code, text_runs
from letterpack.formats.markdown.foreign import is_known, read_attributes, report_stray
from letterpack.formats.markdown.notes import Notes
from letterpack.formats.markdown.places import InlinePlaces
from letterpack.limits import MOST_URL_CHARACTERS
from letterpack.model.for_whom import Condition, both
from letterpack.model.letter import PLAIN, Run, Runs, Style
from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.values import replace

FORBIDDEN: Final = late("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Characters that no letter may hold: controls, and those that reorder or break text unseen (Unicode, UAX 9, 2.1–2.4)."""

_FOR_SOME: Final = late(r"(?P<before>else\s+if|if|else)\b(?P<condition>.*)", re.DOTALL)
"""What stands in braces behind a passage for some."""
_TAG: Final = late(r"<(?P<end>/?)(?P<name>[A-Za-z][\w-]*)")
HTML_HINT: Final = r"write it in Markdown, or put `\` before `<` where it is meant as text"
_SCHEMES: Final = ("http:", "https:", "mailto:", "tel:")


def html_message(text: str) -> str:
    """Return what is wrong with ``text``, which is HTML."""
    return f"`{text}` is printed as it stands: a letter cannot contain HTML"


class RunBuilder:
    """Turns the children of one inline token into runs.

    ``notes`` are the letter's, which calls find there; ``language`` is that of the passage around, where it is not that of the
    block.
    """

    def __init__(self, places: InlinePlaces, report: Report, notes: Notes, language: str = "") -> None:
        self.places = places
        self.notes = notes
        self.report = report
        self._runs: list[Run] = []
        self._after_comment = self._has_open_comment = False
        self._bold = self._italic = self._struck = 0
        self._languages = [language]
        self._conditions: list[Condition | None] = [None]
        self._chains: list[list[Condition]] = []
        self._last_chain: list[Condition] = []
        self._passage_starts: list[int] = []
        self._html: list[str] = []
        self._link: str | None = None
        self._link_start = 0
        self._link_span = places.whole()

    def build(self, tokens: Sequence[Token]) -> Runs:
        """Return the runs of ``tokens``; neighbours of one style are one run, and text is NFC."""
        for token in tokens:
            if token.type != "passage_open":
                self._last_chain = []
            _HANDLERS[token.type](self, token)
        return tuple(replace(run, text=unicodedata.normalize("NFC", run.text)) for run in self._runs)

    def _add(self, text: str, *, code: bool = False, raised: bool = False) -> None:
        style = self._style(code=code, raised=raised)
        style = PLAIN if style == PLAIN else style
        last = self._runs[-1] if self._runs else None
        around = (style, self._link, self._languages[-1], self._conditions[-1])
        if last and last.field is None and last.note is None and (last.style, last.link, last.language, last.when) == around:
            self._runs[-1] = replace(last, text=last.text + text)
        elif text:
            self._runs.append(Run(text, style, self._link, language=self._languages[-1], when=self._conditions[-1]))

    def _style(self, *, code: bool = False, raised: bool = False) -> Style:
        return Style(self._bold > 0, self._italic > 0, code, self._struck > 0, raised)

    def _at(self, token: Token) -> Span:
        start, end = token.meta.get("at", (0, len(self.places.content)))
        return self.places.span(start, end - start)

    def text(self, token: Token) -> None:
        """Plain text; the characters of entities are in it."""
        for found in FORBIDDEN.finditer(token.content):
            if found[0] not in self.places.content:
                message = f"an entity stands for the character `U+{ord(found[0]):04X}`, which a letter cannot contain"
                self.report.error("LP143", self.places.whole(), message, "delete it")
        self._has_open_comment = self._has_open_comment or report_open_comment(token.content, self.places, self.report)
        text = token.content
        if self._after_comment and (not self._runs or self._runs[-1].text.endswith(" ")):
            text = text.lstrip(" ")
        self._after_comment = False
        self._add(text)

    def code(self, token: Token) -> None:
        """A code span: its text literally."""
        start, end = token.meta["at"]

        def place(field: str) -> Span:
            found = self.places.content.find(field, start, end)
            return self._at(token) if found < 0 else self.places.span(found, len(field))

        report_in_code(token.content, place, self.report)
        self._add(token.content, code=True)

    def raised(self, token: Token) -> None:
        """What stands above the line."""
        self._add(token.content, raised=True)

    def soft_break(self, _token: Token) -> None:
        """A line's end in the source: a space."""
        self._add(" ")

    def hard_break(self, _token: Token) -> None:
        """A line's end in the letter."""
        self._add("\n")

    def bold(self, token: Token) -> None:
        """Begin or end strong emphasis."""
        self._bold += token.nesting

    def italic(self, token: Token) -> None:
        """Begin or end emphasis."""
        self._italic += token.nesting

    def struck(self, token: Token) -> None:
        """Begin or end what is struck out."""
        self._struck += token.nesting

    def call(self, token: Token) -> None:
        """A call of a note; text where there is no such note."""
        label = str(token.meta["label"])
        note = self.notes.called(label, self._at(token))
        if note is None:
            self._add(f"[^{label}]")
        else:
            self._runs.append(Run("", note=note, when=self._conditions[-1]))

    def inline_note(self, token: Token) -> None:
        """A note within its call; text where it stands in another note."""
        within = RunBuilder(self.places, self.report, self.notes, self._languages[-1])
        note = self.notes.written(self._at(token), lambda: within.build(token.children or ()))
        if note is None:
            self._add(token.content)
        else:
            self._runs.append(Run("", note=note, when=self._conditions[-1]))

    def field(self, token: Token) -> None:
        """A merge field, wherever it may stand."""
        span = self._at(token)
        if token.meta["in_url"]:
            self._refuse_field_in_url(span)
            self._add(token.content)
            return
        run = field_run(token.content, token.meta["written"], span, self._style(), self._link, self.report)
        if run.field:
            self._runs.append(replace(run, language=self._languages[-1], when=self._conditions[-1]))
        else:
            self._add(run.text)

    def passage(self, token: Token) -> None:
        """Begin a passage in another language, or for some."""
        self._chains.append([])
        self._conditions.append(self._conditions[-1])
        if match := _FOR_SOME.fullmatch(token.info):
            self._begin_for_some(token, match)
            return
        start, end = token.meta["attributes"]
        if not is_known(token.info):
            hint = "say for whom it is as `[text]{if addressee.cosponsor = yes}`, or put a backslash before the brace"
            self.report.error(MARK_CODE, self.places.span(start, end - start), f"`{{{token.info}}}` is not known here", hint)
            self._languages.append(self._languages[-1])
            self._passage_starts.append(-1)
            self._conditions[-1] = NOBODY
            return

        def place(text: str) -> Span:
            return self.places.span(max(start, self.places.content.find(text, start, end)), len(text))

        language = read_attributes(token.info, place, self.report, closed=token.meta["closed"])
        # Text in the language of what is around it goes on with that.
        self._passage_starts.append(len(self._runs) if language not in ("", self._languages[-1]) else -1)
        self._languages.append(language or self._languages[-1])

    def end_passage(self, token: Token) -> None:
        """End a passage in another language, or for some; one in another language without text is none."""
        self._languages.pop()
        self._conditions.pop()
        self._last_chain = self._chains.pop()
        if self._passage_starts.pop() == len(self._runs):
            message = "the passage in another language has no text"
            self.report.error("LP171", self._at(token), message, "write it between the square brackets")

    def _begin_for_some(self, token: Token, match: re.Match[str]) -> None:
        self._languages.append(self._languages[-1])
        self._passage_starts.append(-1)
        start, end = token.meta["attributes"]
        span = self.places.span(start, end - start)
        chain = self._last_chain if match["before"] != "if" else []
        self._chains[-1] = chain
        own: Condition | None = NOBODY
        if not token.meta["closed"]:
            self.report.error(MARK_CODE, span, "the condition that begins here is never closed", "write `}` after it")
        elif fault := chain_fault(token.info, chain, is_first=not chain):
            hint = "write it right after the passage to which it is the alternative: `[yes]{if …}[no]{else}`"
            self.report.error(MARK_CODE, span, f"`{{{token.info}}}` {fault}", hint)
        elif match["before"] == "else":
            own = None
        else:
            text = match["condition"].strip()
            begin = self.places.content.find(text, start, end) if text else start
            own = (
                read_condition(text, lambda offset, length: self.places.span(begin + offset, max(1, length)), self.report)
                or NOBODY
            )
        self._conditions[-1] = both(self._conditions[-2], chained(own, chain))

    def stray_attributes(self, token: Token) -> None:
        """Attributes behind no passage: text, with a finding."""
        report_stray(token.content, self._at(token), self.report)
        self._add(token.content)

    def link(self, token: Token) -> None:
        """Begin a link, its URL judged; the end of one is ``end_link``."""
        span, url = self._at(token), str(token.attrs.get("href", ""))
        report_hidden(token, span, self.report)
        self._link, self._link_start, self._link_span = self._judged(url, span), len(self._runs), span
        if title := token.attrs.get("title"):
            hint = "say it in the text, or take it out"
            self.report.warning("LP148", span, f"the link's title `{title}` is not printed", hint)

    def end_link(self, _token: Token) -> None:
        """End a link; one without text leads from nowhere."""
        if len(self._runs) == self._link_start and self._link is not None:
            message = f"the link to `{self._link}` has no text"
            self.report.error("LP147", self._link_span, message, "write its text between the square brackets")
        self._link = None

    def html(self, token: Token) -> None:
        """Raw HTML: shown as text, with a finding; a comment is not."""
        start = int(token.meta["at"][0])
        text = without_comments(token.content, self.places, self.report, start)
        if not text.strip():
            self._after_comment = True
            return
        if not self._ends_html(text):
            self.report.warning("LP144", self._at(token), html_message(text), HTML_HINT)
        for run in text_runs(text, lambda offset, length: self.places.span(start + offset, length), self.report):
            if run.field:
                self._runs.append(replace(run, language=self._languages[-1], when=self._conditions[-1]))
            else:
                self._add(run.text)

    def _ends_html(self, text: str) -> bool:
        """Whether ``text`` is the end of an HTML element that begins before it in the paragraph: both are one mistake."""
        tag = _TAG.match(text)
        if tag is None or not tag["end"]:
            self._html += [tag["name"].casefold()] if tag else []
            return False
        if (name := tag["name"].casefold()) not in self._html:
            return False
        self._html.remove(name)
        return True

    def picture(self, token: Token) -> None:
        """A picture within a line: a finding, and its alternative text."""
        report_hidden(token, self._at(token), self.report)
        hint = "put it on a line of its own, with a blank line above and below"
        self.report.error("LP145", self._at(token), "a picture stands within a line of text", hint)
        self._add(token.content)

    def _judged(self, url: str, span: Span) -> str | None:
        if OPEN in url or "%7B%7B" in url:
            self._refuse_field_in_url(span)
        elif len(url) > MOST_URL_CHARACTERS:
            message = f"the address of a link has {len(url):,} characters, but at most {MOST_URL_CHARACTERS:,} are read"
            self.report.error("LP113", span, message, "shorten it: many addresses work without what follows `?`")
        elif not url.lower().startswith(_SCHEMES):
            message = f"the link to `{url}` leads nowhere from a printed letter"
            self.report.error("LP147", span, message, "give a full address: https://…, mailto:… or tel:…")
        else:
            return url
        return None

    def _refuse_field_in_url(self, span: Span) -> None:
        hint = "a link's address is the same for everybody: take the field out of it"
        self.report.error("LP147", span, "a merge field stands in a link's address", hint)


_HANDLERS: Final[Mapping[str, Callable[[RunBuilder, Token], None]]] = {
    "text": RunBuilder.text,
    "code_inline": RunBuilder.code,
    "softbreak": RunBuilder.soft_break,
    "hardbreak": RunBuilder.hard_break,
    "strong_open": RunBuilder.bold,
    "strong_close": RunBuilder.bold,
    "em_open": RunBuilder.italic,
    "em_close": RunBuilder.italic,
    "s_open": RunBuilder.struck,
    "s_close": RunBuilder.struck,
    "footnote_ref": RunBuilder.call,
    "inline_note": RunBuilder.inline_note,
    "link_open": RunBuilder.link,
    "link_close": RunBuilder.end_link,
    "html_inline": RunBuilder.html,
    "image": RunBuilder.picture,
    "raised": RunBuilder.raised,
    "field": RunBuilder.field,
    "passage_open": RunBuilder.passage,
    "passage_close": RunBuilder.end_passage,
    "stray_attributes": RunBuilder.stray_attributes,
}
