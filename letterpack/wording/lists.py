"""Numbers of lists as they are printed: in the figures of the language, which Markdown does not take."""

from __future__ import annotations

from letterpack.languages.numbers import in_figures
from letterpack.model.letter import Block, Conditional, Foreign, ItemList, ListItem, Quote
from letterpack.values import replace


def numbered(blocks: tuple[Block, ...], tag: str) -> tuple[Block, ...]:
    """Return ``blocks``, which are in the language ``tag``, with numbers of lists in its figures; the same object where none
    changes.
    """
    made = tuple([_numbered(block, tag) for block in blocks])
    return blocks if all(new is old for new, old in zip(made, blocks, strict=True)) else made


def _numbered(block: Block, tag: str) -> Block:
    if isinstance(block, Quote | Conditional | Foreign):
        blocks = numbered(block.blocks, block.language if isinstance(block, Foreign) else tag)
        return block if blocks is block.blocks else replace(block, blocks=blocks)
    if not isinstance(block, ItemList):
        return block
    items = tuple([_item(item, tag) for item in block.items])
    return block if all(new is old for new, old in zip(items, block.items, strict=True)) else replace(block, items=items)


def _item(item: ListItem, tag: str) -> ListItem:
    label, blocks = in_figures(item.label, tag), numbered(item.blocks, tag)
    return item if label == item.label and blocks is item.blocks else ListItem(label, blocks)
