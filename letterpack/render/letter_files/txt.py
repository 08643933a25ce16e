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


def written(letter: ExportedLetter) -> bytes:
    """Return ``letter`` as text in UTF-8, paragraphs parted by empty lines, notes at its end."""
    head = "\n".join([said(runs) for runs in letter.head]).strip("\n")
    parts = [head, said(letter.subject), said(letter.salutation)]
    parts += [text for block in letter.body for text in _texts(block)]
    parts += [said(letter.closing), "\n".join(letter.foot), "\n".join(letter.signatories)]
    notes: dict[str, str] = {}
    for block in letter.body:
        for note in calls(block):
            if note.blocks:
                notes[note.label] = "\n".join(text for each in note.blocks for text in _texts(each))
    parts += [f"[{number}] {text}" for number, text in enumerate(notes.values(), 1)]
    return ("\n\n".join(filter(None, parts)) + "\n").encode("utf-8")


def said(runs: Runs) -> str:
    """Return the text of ``runs``, a field as a letter has it, a link with its address, a call of a note in brackets."""
    return "".join([_run(runs, index) for index in range(len(runs))])


def _run(runs: Runs, index: int) -> str:
    run = runs[index]
    if run.field:
        return f"{{{{ {run.field.scope}.{run.field.name} }}}}"
    if run.note:
        return f"[{run.note.number or run.text}]"
    ends = run.link and (index + 1 == len(runs) or runs[index + 1].link != run.link)
    return f"{run.text} ({run.link})" if ends and run.link not in (run.text, f"mailto:{run.text}") else run.text


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph | Heading):
        yield said(block.runs)
    elif isinstance(block, Quote | Foreign):
        yield from (f"> {text}" if isinstance(block, Quote) else text for each in block.blocks for text in _texts(each))
    elif isinstance(block, Conditional):
        yield f"::: {block.said}"
        yield from (text for each in block.blocks for text in _texts(each))
        yield ":::"
    elif isinstance(block, ItemList):
        yield "\n".join(
            f"{item.label} {text}" if not index else f"   {text}"
            for item in block.items
            for index, text in enumerate(text for each in item.blocks for text in _texts(each))
        )
    elif isinstance(block, Table):
        yield "\n".join(" | ".join(map(said, row)) for row in (block.head, *block.rows))
    elif isinstance(block, CodeBlock):
        yield block.text
    elif isinstance(block, Picture):
        yield f"[{block.alt}]" + (f" {block.caption}" if block.caption else "")
