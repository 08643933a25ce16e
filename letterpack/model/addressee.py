"""What an addressee may say: a row a key, and whatever another room must know of a key stands in its row.

Readers take their keys from here, merging its fields, typesetting what stands above an address, checks what people read, and the
digest of a packet's inputs what cannot show in it.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

KeyUse: TypeAlias = Literal["names", "prose", "field", "listed", "silent"]
"""What a key is beside something an addressee says.

``names``: it says who the addressee is, above the address and wherever they are named, in the table's order. ``prose``: a text
that people read, and that checks look at as such. ``field``: a merge field may name it. ``listed``: several values, which a table
has in one cell. ``silent``: two addressees who differ in it alone get equal packets.
"""

_ROWS: Final[dict[str, tuple[KeyUse, ...]]] = {
    "id": ("field",),
    "name": ("names", "prose", "field"),
    "title": ("names", "prose", "field"),
    "organization": ("names", "prose", "field"),
    "honorific": ("prose", "field"),
    "address": (),
    "addresses": (),
    "country": ("field",),
    "language": ("field",),
    "salutation": ("prose", "field"),
    "delivery": ("silent",),
    "copy_of": (),
    "jointly": ("listed",),
    "enclosures": ("listed",),
    "fields": (),
    "verified": ("silent",),
    "cc": ("listed",),
    "bcc": ("silent",),
}


def _used_as(use: KeyUse) -> tuple[str, ...]:
    return tuple([key for key, uses in _ROWS.items() if use in uses])


KEYS: Final = tuple(_ROWS)
"""What an addressee may say, in whatever format."""
NAMED_BY: Final = _used_as("names")
"""What says who an addressee is."""
PROSE: Final = _used_as("prose")
"""The texts that people read, beside the address and the campaign's own fields."""
MERGE_FIELDS: Final = _used_as("field")
"""The texts that a merge field may name; ``fields.x``, or ``x`` alone, names one of the campaign's own."""
LISTED: Final = _used_as("listed")
"""What a table has several values of in one cell."""
SILENT: Final = frozenset(_used_as("silent"))
"""What shows in no packet: which addresses are delivered to is in the packet's own, a bcc in its own alone."""
