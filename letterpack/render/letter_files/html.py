"""A letter as a page of its own, pictures within it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape

from letterpack.languages import runs_right_to_left
from letterpack.model.exported import ExportedLetter
from letterpack.model.letter import (
    Block,
    CodeBlock,
    Conditional,
    Footnote,
    Foreign,
    Heading,
    ItemList,
    Paragraph,
    Picture,
    Quote,
    Run,
    Runs,
    Table,
    ThematicBreak,
)
from letterpack.render.letter_files.pictures import copied_picture

_MARKS = (("bold", "strong"), ("italic", "em"), ("struck", "s"), ("raised", "sup"), ("code", "code"))


def written(letter: ExportedLetter) -> bytes:
    """Return ``letter`` as HTML in UTF-8."""
    return _Page(letter).text().encode("utf-8")


def _direction(language: str) -> str:
    """Return the attribute that says how text in ``language`` runs."""
    return ' dir="rtl"' if runs_right_to_left(language) else ' dir="ltr"'


class _Page:
    def __init__(self, letter: ExportedLetter) -> None:
        self._letter = letter
        self._notes: dict[str, tuple[int, Footnote]] = {}

    def text(self) -> str:
        letter = self._letter
        head = "".join([f"<p>{self._runs(runs)}</p>\n" if runs else "<br>\n" for runs in letter.head])
        subject = f"<p><strong>{self._runs(letter.subject)}</strong></p>\n" if letter.subject else ""
        body = "".join([text for block in letter.body for text in self._block(block)])
        foot = "".join([f"<p>{escape(line)}</p>\n" for line in (*letter.foot, *letter.signatories)])
        notes = "".join([self._note(number, note) for number, note in self._notes.values()])
        listed = f"<ol>\n{notes}</ol>\n" if notes else ""
        inside = (
            f"{head}{subject}<p>{self._runs(letter.salutation)}</p>\n{body}<p>{self._runs(letter.closing)}</p>\n{foot}{listed}"
        )
        title = escape("".join(run.text for run in letter.subject) or "Letter")
        head_ = f'<meta charset="utf-8"><title>{title}</title>'
        page = f'<html{_direction(letter.language)} lang="{escape(letter.language)}">'
        return f"<!DOCTYPE html>\n{page}\n<head>{head_}</head>\n<body>\n{inside}</body>\n</html>\n"

    def _note(self, number: int, note: Footnote) -> str:
        return f'<li id="fn{number}">' + "".join(text for each in note.blocks for text in self._block(each)) + "</li>\n"

    def _runs(self, runs: Runs) -> str:
        return "".join(map(self._run, runs))

    def _run(self, run: Run) -> str:
        if run.note:
            number = self._notes.setdefault(run.note.label, (len(self._notes) + 1, run.note))[0]
            return f'<a href="#fn{number}"><sup>{number}</sup></a>'
        text = escape(f"{{{{ {run.field.scope}.{run.field.name} }}}}" if run.field else run.text).replace("\n", "<br>")
        for name, mark in _MARKS:
            text = f"<{mark}>{text}</{mark}>" if getattr(run.style, name) else text
        text = f'<span lang="{escape(run.language)}">{text}</span>' if run.language else text
        return f'<a href="{escape(run.link)}">{text}</a>' if run.link else text

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Paragraph):
            yield f"<p>{self._runs(block.runs)}</p>\n"
        elif isinstance(block, Heading):
            yield f"<h{block.level}>{self._runs(block.runs)}</h{block.level}>\n"
        elif isinstance(block, Quote | Foreign):
            tag = "blockquote" if isinstance(block, Quote) else f'div{_direction(block.language)} lang="{escape(block.language)}"'
            inside = "".join(text for each in block.blocks for text in self._block(each))
            yield f"<{tag}>\n{inside}</{tag.split(maxsplit=1)[0]}>\n"
        elif isinstance(block, Conditional):
            yield f"<p>::: {escape(block.said)}</p>\n"
            yield from (text for each in block.blocks for text in self._block(each))
            yield "<p>:::</p>\n"
        else:
            yield from self._other(block)

    def _other(self, block: Block) -> Iterator[str]:
        if isinstance(block, ItemList):
            tag = "ol" if block.ordered else "ul"
            yield f"<{tag}>\n" + "".join(self._item(item.label, item.blocks, ordered=block.ordered) for item in block.items)
            yield f"</{tag}>\n"
        elif isinstance(block, Table):
            rows = ["<tr>" + "".join(f"<th>{self._runs(cell)}</th>" for cell in block.head) + "</tr>\n"]
            rows += ["<tr>" + "".join(f"<td>{self._runs(cell)}</td>" for cell in row) + "</tr>\n" for row in block.rows]
            yield f"<table>\n{''.join(rows)}</table>\n"
        elif isinstance(block, CodeBlock):
            yield f"<pre>{escape(block.text)}</pre>\n"
        elif isinstance(block, Picture):
            yield self._picture(block)
        elif isinstance(block, ThematicBreak):
            yield "<hr>\n"

    def _item(self, label: str, blocks: tuple[Block, ...], *, ordered: bool) -> str:
        value = f' value="{label[:-1]}"' if ordered else ""
        return f"<li{value}>" + "".join(text for each in blocks for text in self._block(each)) + "</li>\n"

    def _picture(self, block: Picture) -> str:
        """Return a picture; a drawing, which may need a program of its own, as its words."""
        picture = copied_picture(self._letter, block)
        caption = f"<p>{escape(block.caption)}</p>\n" if block.caption else ""
        if picture is None:
            return f"<p>[{escape(block.alt or block.path)}]</p>\n{caption}"
        kind = picture.suffix.replace("jpg", "jpeg")
        source = f"data:image/{kind};base64,{base64.b64encode(picture.data).decode('ascii')}"
        return f'<p><img src="{source}" alt="{escape(block.alt)}"></p>\n{caption}'
