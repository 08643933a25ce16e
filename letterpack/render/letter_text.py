"""A letter as plain text."""

from __future__ import annotations

from collections.abc import Iterator

from letterpack.model.exported import ExportedLetter
from letterpack.model.letter import (
    Block,
    CodeBlock,
    Conditional,
    Foreign,
    Heading,
    ItemList,
    Paragraph,
    Picture,
    Quote,
    Runs,
    Table,
    calls,
)


def letter_text(letter: ExportedLetter) -> bytes:
    """Return ``letter`` as text in UTF-8, paragraphs parted by empty lines, notes at its end."""
    head = "\n".join([_said(runs) for runs in letter.head]).strip("\n")
    parts = [head, _said(letter.subject), _said(letter.salutation), *_texts(letter.body), _said(letter.closing)]
    parts += ["\n".join(letter.foot), "\n".join(letter.signatories)]
    notes = {note.label: "\n".join(_texts(note.blocks)) for block in letter.body for note in calls(block) if note.blocks}
    parts += [f"[{number}] {text}" for number, text in enumerate(notes.values(), 1)]
    return ("\n\n".join(filter(None, parts)) + "\n").encode("utf-8")


def _said(runs: Runs) -> str:
    """Return the text of ``runs``, a field as a letter has it, a link with its address, a call of a note in brackets."""
    said = ""
    for run, link in zip(runs, [*[each.link for each in runs[1:]], None], strict=False):
        if run.field:
            said += f"{{{{ {run.field.scope}.{run.field.name} }}}}"
        elif run.note:
            said += f"[{run.note.number or run.text}]"
        else:
            shows_link = run.link and link != run.link and run.link not in (run.text, f"mailto:{run.text}")
            said += f"{run.text} ({run.link})" if shows_link else run.text
    return said


def _texts(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph | Heading):
            yield _said(block.runs)
        elif isinstance(block, Quote):
            yield from (f"> {text}" for text in _texts(block.blocks))
        elif isinstance(block, Foreign):
            yield from _texts(block.blocks)
        elif isinstance(block, Conditional):
            yield from (f"::: {block.said}", *_texts(block.blocks), ":::")
        elif isinstance(block, ItemList):
            items = [(item.label, [*_texts(item.blocks)]) for item in block.items]
            yield "\n".join(["\n   ".join([f"{label} {texts[0]}" if texts else label, *texts[1:]]) for label, texts in items])
        elif isinstance(block, Table):
            yield "\n".join(" | ".join(map(_said, row)) for row in (block.head, *block.rows))
        elif isinstance(block, CodeBlock):
            yield block.text
        elif isinstance(block, Picture):
            yield f"[{block.alt}]" + (f" {block.caption}" if block.caption else "")
