"""JSON that says each thing once: of a key that stands twice, two readers may take two values (RFC 8259, 4)."""

from __future__ import annotations

import json
from collections import Counter

import msgspec


def refuse_repeated_keys(data: bytes) -> None:
    """Raise ``msgspec.ValidationError`` where a mapping in the JSON ``data`` has a key twice."""
    json.loads(data, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, object]]) -> None:
    count = Counter([key for key, _ in pairs])
    if repeated := next((key for key in count if count[key] > 1), None):
        raise msgspec.ValidationError(f"it says `{repeated}` twice")
