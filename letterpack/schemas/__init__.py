"""JSON Schemas (draft 2020-12) of the files that users write and scripts read.

They serve editors and scripts. The program itself reads with places and remedies and does not use them; tests keep both in step.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Final

_SUFFIX: Final = ".schema.json"


def schema_names() -> tuple[str, ...]:
    """Return the names of all schemas in order: ``addressees``, ``finding`` …"""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def read_schema(name: str) -> str:
    """Return the JSON text of the schema called ``name``. Raises ``FileNotFoundError`` where there is none."""
    return files(__name__).joinpath(name + _SUFFIX).read_text(encoding="utf-8")
