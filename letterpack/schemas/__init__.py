"""JSON Schemas (draft 2020-12) of the files that users write and scripts read.

They serve editors and scripts. The program itself reads with places and remedies and does not use them; tests keep both in step.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Final

_SUFFIX: Final = ".schema.json"


def schema_names() -> tuple[str, ...]:
    """Return the names of all schemas in order: ``addressees``, ``finding`` …"""
    names = (entry.name for entry in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def read_schema(name: str) -> str:
    """Return the JSON text of the schema called ``name``, which holds the others that it refers to, so that it stands alone.

    Raises ``FileNotFoundError`` where there is none.
    """
    text = _text(name)
    others = [each for each in schema_names() if each != name and f'"{each}{_SUFFIX}"' in text]
    if not others:
        return text
    for each in others:
        text = text.replace(f'"$ref": "{each}{_SUFFIX}"', f'"$ref": "#/$defs/{each}"')
    whole = json.loads(text)
    whole["$defs"] = {**whole.get("$defs", {}), **{each: _part(each) for each in others}}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _part(name: str) -> object:
    """Return the schema called ``name`` as another holds it."""
    return {key: value for key, value in json.loads(read_schema(name)).items() if key not in ("$schema", "$id")}


def _text(name: str) -> str:
    return files(__name__).joinpath(name + _SUFFIX).read_text(encoding="utf-8")
