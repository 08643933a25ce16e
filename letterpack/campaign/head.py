"""Stage 2 of 7: the values of a letter's front matter, each asked for by what it must be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date as Date
from typing import Final

from msgspec import Struct

from letterpack.campaign.key_homes import key_hint
from letterpack.campaign.values import tidy_path
from letterpack.diagnostics import Report
from letterpack.formats.markdown.fields import OPEN, text_runs
from letterpack.formats.markdown.letter import SplitLetter
from letterpack.formats.markdown.runs import FORBIDDEN
from letterpack.formats.nearest import did_you_mean
from letterpack.limits import MOST_HEAD_CHARACTERS
from letterpack.model.letter import Runs
from letterpack.model.sources import ListNode, MapNode, Node, TextNode
from letterpack.patterns import late
from letterpack.spans import Span

_ISO_DATE: Final = late(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class Head(Struct, frozen=True):
    """A letter's front matter; a value that is not what it must be is a finding (LP141) and comes as if it were not there."""

    parted: SplitLetter
    map: MapNode
    report: Report

    @property
    def file(self) -> str:
        """The letter's file."""
        return self.map.span.file

    def refuse_unknown(self, known: tuple[str, ...]) -> None:
        """Report every key that is not ``known`` (LP142), with its home or the nearest that is known."""
        for entry in self.map.entries:
            if entry.key.text not in known:
                hint = key_hint(entry.key.text, known)
                self.report.error("LP142", entry.key.span, f"a letter has no key `{entry.key.text}`", hint)

    def text(self, key: str) -> str:
        """Return the one line of text that is ``key``'s value."""
        node = self._text_node(key)
        if node is None:
            return ""
        text = _clean(node.text)
        if "\n" in text:
            self.wrong(node.span, f"`{key}` runs over several lines", "write it on one line")
            return ""
        if OPEN in text:
            self.wrong(node.span, f"`{key}` contains a merge field, and is the same for everybody", "take the field out")
        return text

    def runs(self, key: str) -> Runs:
        """Return ``key``'s text with its merge fields; line breaks in it are hard."""
        node = self._text_node(key)
        if node is None:
            return ()
        text = node.text.strip()
        start = node.text.index(text)
        return text_runs(text, lambda offset, length: self.parted.place(node, start + offset, length), self.report)

    def date(self, key: str, *, required: bool = False) -> Date | None:
        """Return ``key``'s ISO date."""
        node = self._text_node(key)
        if node is None:
            if required and self.map.get(key) is None:
                span = Span(self.file, max(1, self.map.span.line - 1))
                self.wrong(span, f"the letter has no `{key}`", f"add a line such as `{key}: 2019-10-30`")
            elif required:
                self.wrong(self.span(key), f"`{key}` is empty", f"write it as in `{key}: 2019-10-30`")
            return None
        return self._iso(key, node)

    def choice(self, key: str, allowed: tuple[str, ...], default: str) -> str:
        """Return ``key``'s word, one of ``allowed``; ``default`` where there is none."""
        word = self.text(key)
        if word and word not in allowed:
            hint = did_you_mean(word, allowed, f"write one of {', '.join(allowed)}")
            self.wrong(self.span(key), f"`{word}` is no `{key}` of a letter", hint)
        return word if word in allowed else default

    def paths(self, key: str) -> tuple[str, ...]:
        """Return the paths of ``key``'s list; one text alone is a list of one."""
        node = self.map.get(key)
        items: tuple[Node, ...] = node.items if isinstance(node, ListNode) else (node,) if node else ()
        found: list[str] = []
        for item in items:
            if not isinstance(item, TextNode) or (isinstance(node, ListNode) and not item.text.strip()):
                self.wrong(item.span, f"an item of `{key}` is not text", "write one text after each `- `")
            elif tidy_path(_clean(item.text)) in found:
                self.wrong(item.span, f"`{item.text}` appears twice in `{key}`", "keep one of them")
            elif item.text.strip():
                found.append(tidy_path(self._printable(item)))
        return tuple(found)

    def span(self, key: str) -> Span:
        """Return the place of ``key``'s value, or of the front matter where it has none."""
        node = self.map.get(key)
        return node.span if node else self.map.span

    def spans(self) -> tuple[tuple[str, Span], ...]:
        """Return the place of each key's value, and of a list's items as ``key.0``, ``key.1`` …"""
        return tuple(self._spans())

    def wrong(self, span: Span, message: str, hint: str) -> None:
        """Add LP141."""
        self.report.error("LP141", span, message, hint)

    def _spans(self) -> Iterator[tuple[str, Span]]:
        for entry in self.map.entries:
            yield entry.key.text, entry.value.span
            if isinstance(entry.value, ListNode):
                yield from ((f"{entry.key.text}.{index}", item.span) for index, item in enumerate(entry.value.items))

    def _text_node(self, key: str) -> TextNode | None:
        node = self.map.get(key)
        if node is None or (isinstance(node, TextNode) and not node.text.strip()):
            return None
        if isinstance(node, TextNode) and len(node.text) > MOST_HEAD_CHARACTERS:
            message = f"`{key}` has {len(node.text):,} characters, but at most {MOST_HEAD_CHARACTERS:,} are read"
            self.report.error("LP113", node.span, message, "shorten it, and write the rest in the letter's text")
            return None
        if isinstance(node, TextNode):
            self._printable(node)
            return node
        if self._is_field_unquoted(node.span):
            return None
        what = "a list" if isinstance(node, ListNode) else "a mapping"
        hint = "write one text, and quote it if it contains brackets or braces"
        self.wrong(node.span, f"`{key}` is {what} where a text is expected", hint)
        return None

    def _is_field_unquoted(self, span: Span) -> bool:
        """Whether a merge field without quotes stands there, which YAML reads as a mapping and reading has reported."""
        return self.parted.lines[span.line - 1].startswith(OPEN, span.column - 1)

    def _printable(self, node: TextNode) -> str:
        """Return the node's text, after reporting what only an escape can have put there: reading saw the rest."""
        for match in FORBIDDEN.finditer(node.text):
            if match[0] not in self.parted.lines[node.span.line - 1]:
                message = f"the escape of `U+{ord(match[0]):04X}` changes the order or the lines of the text"
                self.report.error("LP143", node.span, message, "delete it")
        return _clean(node.text)

    def _iso(self, key: str, node: TextNode) -> Date | None:
        text = node.text.strip()
        match = _ISO_DATE.fullmatch(text)
        if match is None:
            hint = f"write it as in `{key}: 2019-10-30`"
            self.wrong(node.span, f"`{text}` is not a date of the form year-month-day", hint)
            return None
        try:
            return Date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            self.wrong(node.span, f"there is no day `{text}`", "correct the date")
            return None


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())
