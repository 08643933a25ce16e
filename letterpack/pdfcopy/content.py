"""Content of foreign pages without what it says beside its marks: comments, points, private properties, telling names.

Programs write into content what nobody sees (ISO 32000-1, 7.2.3 and 14.6): who made it, from which file, under which style. What
is drawn stays bit for bit; content that says nothing of the kind stays as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from letterpack.patterns import late
from letterpack.pdfcopy.inline import inline_picture
from letterpack.pdfcopy.keys import STANDARD_TAGS, TEXTS
from letterpack.pdfcopy.tokens import BLANK, REGULAR, PdfEntry, behind_string, decoded_name, entries_of, written_name

_TOKEN: Final = late(
    (
        rf"(?P<skip>(?:\((?:[^()\\]++|\\.)*+\){BLANK}*+)++)|(?P<string>\()|(?P<comment>%[^\r\n]*+)|(?P<dictionary><<)|<[^<>]*+>"
        rf"|(?P<name>/{REGULAR}*+)|(?<!{REGULAR})(?P<word>BMC|BDC|EMC|MP|DP|BI)(?!{REGULAR})"
    ).encode(),
    re.DOTALL,
)
_TELLING: Final = late(rf"%|(?<!{REGULAR})(?:BMC|BDC|EMC|MP|DP|BI)(?!{REGULAR})".encode())
_NAME: Final = late(rf"/({REGULAR}*+)".encode())
_PLAIN_VALUE: Final = late(rb"[-+.\d]++|/[A-Za-z]{1,20}|\[[-+.\d/A-Za-z\0\t\n\f\r ]*+\]")
_ARTIFACT: Final = frozenset(("/Type", "/Subtype", "/BBox", "/Attached"))
"""Of an artifact's properties (14.8.2.2.2): where it belongs on the page."""


class Cleaner:
    """Cleans all content of one file. ``renamed`` says which names of resources are called otherwise; both without a slash. Of
    what is ``unmarked`` no marks are kept, for it will stand in one of ours.
    """

    def __init__(self, renamed: Mapping[str, str], *, unmarked: bool = False) -> None:
        self._renamed, self._unmarked = renamed, unmarked

    def clean(self, content: bytes) -> bytes:
        """Return ``content`` (7.8.2) less what says something and draws nothing."""
        if not self._tells(content):
            return content
        return _edited(content, _ContentReading(content, self._renamed, unmarked=self._unmarked).edits())

    def _tells(self, content: bytes) -> bool:
        return _TELLING.search(content) is not None or not names_in(content).isdisjoint(self._renamed)


def names_in(content: bytes) -> set[str]:
    """Return every name in ``content``, and perhaps more: what strings and pictures hold is taken for names too."""
    return {decoded_name(each) for each in {found[1] for found in _NAME.finditer(content)}}


class _ContentEdit(Struct, frozen=True):
    end: int
    text: bytes


class _MarkOperand(Struct, frozen=True):
    """A name or a dictionary before an operator."""

    start: int
    end: int
    is_name: bool


class _ContentReading:
    """One content, read from its beginning to its end."""

    def __init__(self, content: bytes, renamed: Mapping[str, str], *, unmarked: bool) -> None:
        self._content = content
        self._renamed = renamed
        self._unmarked = unmarked
        self._edits: dict[int, _ContentEdit] = {}
        self._operands: list[_MarkOperand] = []

    def edits(self) -> Mapping[int, _ContentEdit]:
        at = 0
        while (found := _TOKEN.search(self._content, at)) is not None:
            at = self._token(found)
        return self._edits

    def _token(self, found: re.Match[bytes]) -> int:
        """Take one token; return where the next may begin."""
        if found["string"]:
            return behind_string(self._content, found.end())
        if found["comment"]:
            self._edits[found.start()] = _ContentEdit(found.end(), b"")
        elif found["dictionary"]:
            return self._dictionary(found.start())
        elif found["name"]:
            self._name(found.start(), found.end())
        elif found["word"] == b"BI":
            return self._picture(found.end())
        elif found["word"] == b"EMC":
            if self._unmarked:
                self._edits[found.start()] = _ContentEdit(found.end(), b"")
        elif found["word"]:
            self._mark(found["word"], found.end())
        return found.end()

    def _name(self, start: int, end: int) -> None:
        self._operands = [*self._operands[-1:], _MarkOperand(start, end, is_name=True)]
        new = self._renamed.get(decoded_name(self._content[start + 1 : end]))
        if new is not None:
            self._edits[start] = _ContentEdit(end, written_name(new))

    def _dictionary(self, start: int) -> int:
        end = entries_of(self._content, start + 2, b">>").end
        self._operands = [*self._operands[-1:], _MarkOperand(start, end, is_name=False)]
        return end

    def _picture(self, start: int) -> int:
        picture = inline_picture(self._content, start, self._renamed)
        self._edits[start] = _ContentEdit(picture.end, picture.text)
        return picture.end

    def _mark(self, word: bytes, end: int) -> None:
        """Judge an operator of marked content (14.6): points go, tags become standard ones, properties are known ones."""
        operands = self._operands[-(2 if word in (b"BDC", b"DP") else 1) :]
        if not operands or not operands[0].is_name:
            return
        tag = operands[0]
        if self._unmarked or word in (b"MP", b"DP"):
            for each in operands:
                self._edits.pop(each.start, None)
            self._edits[tag.start] = _ContentEdit(end, b"")
            return
        name = decoded_name(self._content[tag.start + 1 : tag.end])
        self._edits.pop(tag.start, None)
        if name not in STANDARD_TAGS:
            self._edits[tag.start] = _ContentEdit(tag.end, b"/Span")
        if not operands[-1].is_name:
            self._properties(operands[-1], is_artifact=name == "Artifact")

    def _properties(self, operand: _MarkOperand, *, is_artifact: bool) -> None:
        entries = entries_of(self._content, operand.start + 2, b">>").entries
        kept = [each for each in entries if _is_kept(each, is_artifact=is_artifact)]
        if len(kept) < len(entries):
            said = b"".join([written_name(each.key.removeprefix("/")) + b" " + each.value for each in kept])
            self._edits[operand.start] = _ContentEdit(operand.end, b"<<" + said + b">>")


def _is_kept(entry: PdfEntry, *, is_artifact: bool) -> bool:
    if entry.key in TEXTS:
        return entry.value.startswith((b"(", b"<")) and not entry.value.startswith(b"<<")
    if entry.key == "/MCID" or (is_artifact and entry.key in _ARTIFACT):
        return _PLAIN_VALUE.fullmatch(entry.value) is not None
    return False


def _edited(content: bytes, edits: Mapping[int, _ContentEdit]) -> bytes:
    return b"".join(_pieces(content, edits))


def _pieces(content: bytes, edits: Mapping[int, _ContentEdit]) -> Iterator[bytes]:
    at = 0
    for start in sorted(edits):
        if start >= at:
            yield content[at:start]
            yield edits[start].text
            at = edits[start].end
    yield content[at:]
