"""Texts of a document as Markdown: whatever stands in them is read back as the same words, in the same style where Markdown can.

Each text is read back by the reader of letters before it is used. Where emphasis would not be read as meant, for it begins or
ends within a word's punctuation, it is moved off the punctuation, or else given up; the words stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from letterpack.diagnostics import Report
from letterpack.formats.markdown.blocks import read_body
from letterpack.formats.markdown.places import Body
from letterpack.intake.letters.document import DocumentBlock, Pieces, TextPiece, joined
from letterpack.model.letter import PLAIN, Paragraph, Run, Runs, Style
from letterpack.patterns import late
from letterpack.values import replace

_SIGNS: Final = late(r"[\\`*<\[\]{~]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|!(?=\[)|\^(?=[^\s^]{1,21}\^)")
_LINE_END: Final = late(r"((?<![ \t])[ \t]*\n[ \t]*)")
_BAR: Final = late(r"\|")
_STARTS: Final = late(r"(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|=+\s*$|-+\s*$|:{2,}|[:|][-:| ]*$|~{3,})")
_NUMBERED: Final = late(r"(\d{1,9})([.)])(?=\s|$)")
_SIGNS_BEFORE: Final = late(r"[^\w\s]*")
_MARKS: Final = (("struck", "~~"), ("bold", "**"), ("italic", "*"), ("raised", "^"))


class NotesWritten(Struct):
    """The notes of a letter, in the order of their calls, and how many texts have lost emphasis."""

    notes: list[tuple[DocumentBlock, ...]] = field(default_factory=list)
    flattened: list[str] = field(default_factory=list)


def inline(pieces: Pieces, notes: NotesWritten, *, in_cell: bool = False) -> str:
    """Return ``pieces`` as one paragraph of Markdown, or as a table's cell. ``notes`` gains those that are called."""
    if not pieces:
        return ""
    pieces = _numbered(_trimmed(_on_one_line(pieces) if in_cell else pieces), notes)
    for loosen in (_as_it_is, _off_punctuation, _without_emphasis):
        loose = loosen(pieces)
        text = _written(loose)
        if _reads_back(text, loose):
            break
        if loosen is _off_punctuation:
            notes.flattened.append("".join(each.text for each in pieces))
    return _BAR.sub(r"\\|", text) if in_cell else text


def escaped(text: str) -> str:
    """Return ``text`` so that Markdown reads it as text, wherever in a paragraph it stands but at its beginning."""
    return _SIGNS.sub(lambda found: f"\\{found[0]}", text)


def _as_it_is(pieces: Pieces) -> Pieces:
    return pieces


def _without_emphasis(pieces: Pieces) -> Pieces:
    return joined([replace(each, style=PLAIN) for each in pieces])


def _off_punctuation(pieces: Pieces) -> Pieces:
    """Return ``pieces`` with emphasis on words alone, none on the signs at its edges."""
    found: list[TextPiece] = []
    for piece in pieces:
        if piece.style == PLAIN or piece.merge_field or piece.note:
            found.append(piece)
            continue
        before, inside, after = _edges(piece.text)
        found += [replace(piece, text=before, style=PLAIN), replace(piece, text=inside), replace(piece, text=after, style=PLAIN)]
    return _trimmed(joined(found))


def _edges(text: str) -> tuple[str, str, str]:
    """Return the signs that ``text`` begins with, what is between, and those that it ends with."""
    before = _SIGNS_BEFORE.match(text)
    start = before.end() if before else 0
    after = _SIGNS_BEFORE.match(text[start:][::-1])
    end = len(text) - (after.end() if after else 0)
    return text[:start], text[start:end], text[end:]


def _on_one_line(pieces: Pieces) -> Pieces:
    return tuple([replace(each, text=each.text.replace("\n", " ")) for each in pieces])


def _numbered(pieces: Pieces, notes: NotesWritten) -> Pieces:
    """Return ``pieces`` with the number of its note as the text of each call."""
    found = []
    for piece in pieces:
        if piece.note:
            notes.notes.append(piece.note)
        found.append(replace(piece, text=str(len(notes.notes))) if piece.note else piece)
    return tuple(found)


def _trimmed(pieces: Pieces) -> Pieces:
    """Return ``pieces`` with the space between two of them in the style that both have, none at the ends of lines."""
    split = [part for piece in pieces for part in _spaces_apart(piece)]
    befores, afters = _texts_before(split), _texts_before(split[::-1])[::-1]
    styled = []
    for piece, before, after in zip(split, befores, afters, strict=True):
        link = before.link if before and after and before.link == after.link else ""
        styled.append(TextPiece(piece.text, _both(before, after), link) if _is_space(piece) else piece)
    return joined(_without_outer_space(styled))


def _texts_before(pieces: list[TextPiece]) -> list[TextPiece | None]:
    """Return, for each of ``pieces``, the last before it that is no space."""
    found: list[TextPiece | None] = []
    last: TextPiece | None = None
    for piece in pieces:
        found.append(last)
        last = last if _is_space(piece) else piece
    return found


def _both(before: TextPiece | None, after: TextPiece | None) -> Style:
    if before is None or after is None:
        return PLAIN
    one, other = before.style, after.style
    return Style(one.bold and other.bold, one.italic and other.italic, one.code and other.code, one.struck and other.struck)


def _is_space(piece: TextPiece) -> bool:
    return not (piece.merge_field or piece.note or piece.remark) and not piece.text.strip()


def _spaces_apart(piece: TextPiece) -> Iterator[TextPiece]:
    if piece.merge_field or piece.note or piece.remark:
        yield piece
        return
    inside = piece.text.strip()
    start = piece.text.index(inside)
    for part in (piece.text[:start], *_LINE_END.split(inside), piece.text[start + len(inside) :]):
        if part:
            yield replace(piece, text="\n" if "\n" in part and not part.strip() else part)


def _without_outer_space(pieces: list[TextPiece]) -> list[TextPiece]:
    first = next((index for index, each in enumerate(pieces) if not _is_space(each)), len(pieces))
    last = next((index for index in range(len(pieces), 0, -1) if not _is_space(pieces[index - 1])), 0)
    return [replace(each, text=re.sub(r"[ \t]+", " ", each.text)) for each in pieces[first:last]]


def _written(pieces: Pieces) -> str:
    """Return ``pieces`` as Markdown, marks opened and closed where their style begins and ends."""
    parts: list[str] = []
    opened: list[str] = []
    link = ""
    for piece in (*pieces, TextPiece("")):
        wanted = [mark for name, mark in _MARKS if getattr(piece.style, name)]
        shared = 0
        while piece.link == link and shared < len(opened) and opened[shared] in wanted:
            shared += 1
        parts += opened[shared:][::-1]
        del opened[shared:]
        if piece.link != link:
            parts += [f"]({_address(link)})"] if link else []
            parts += ["["] if piece.link else []
            link = piece.link
        new = [mark for mark in wanted if mark not in opened]
        opened += new
        parts += [*new, _piece(piece)]
    return _at_line_starts("".join(parts))


def _piece(piece: TextPiece) -> str:
    if piece.merge_field:
        return f"{{{{ {piece.merge_field} }}}}"
    if piece.note:
        return f"[^{piece.text}]"
    if piece.remark:
        said = re.sub(r"\s+", " ", re.sub("-{2,}", "–", piece.remark)).strip(" ->")
        return f"<!-- {said} -->"
    if piece.style.code:
        ticks = "`" * (1 + max((len(run) for run in re.findall("`+", piece.text)), default=0))
        pad = " " if piece.text[:1] == "`" or piece.text[-1:] == "`" else ""
        return f"{ticks}{pad}{piece.text}{pad}{ticks}"
    return escaped(piece.text).replace("\n", "\\\n")


def _address(link: str) -> str:
    return re.sub(r"[\s()<>\\]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), link)


def _at_line_starts(text: str) -> str:
    """Return ``text`` with no line that begins a list, a heading or a block."""
    return "\n".join([_as_text(line) for line in text.split("\n")])


def _as_text(line: str) -> str:
    found = _NUMBERED.match(line)
    if found:
        return f"{found[1]}\\{line[found.end(1) :]}"
    return f"\\{line}" if _STARTS.match(line) else line


def _reads_back(text: str, pieces: Pieces) -> bool:
    """Whether the reader of letters reads ``text`` as ``pieces``."""
    calls = [each.text for each in pieces if each.note]
    notes = "".join(f"\n\n[^{number}]: x" for number in calls)
    read = read_body(Body("letter.md", tuple(f"{text}{notes}".split("\n")), 1), Report())
    runs = read.blocks[0].runs if len(read.blocks) == 1 and isinstance(read.blocks[0], Paragraph) else ()
    return list(_signs(_as_pieces(runs))) == list(_signs(tuple(each for each in pieces if not each.remark)))


def _as_pieces(runs: Runs) -> Pieces:
    return tuple([_as_piece(run) for run in runs])


def _as_piece(run: Run) -> TextPiece:
    named = f"{run.field.scope}.{run.field.name}" if run.field else ""
    return TextPiece(run.note.label if run.note else run.text, run.style, run.link or "", named)


def _signs(pieces: Pieces) -> Iterator[tuple[str, Style, str]]:
    """Yield each character with its style and link, spaces as one."""
    from unicodedata import normalize

    for piece in pieces:
        link = _address(piece.link)
        text = piece.merge_field or normalize("NFC", piece.text)
        for char in text:
            if char not in " \t":
                yield char, PLAIN if piece.note else piece.style, "" if piece.note else link
