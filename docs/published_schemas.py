"""The JSON Schemas as the site has them, and the catalog by which an editor finds them: the rows that SchemaStore takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

import letterpack

CATALOG: Final = (
    ("letterpack settings", "Settings of a letterpack campaign", "letterpack.yaml", "letterpack"),
    ("letterpack addressees", "Whom a letterpack campaign writes to", "addressees.yaml", "addressees"),
)
"""Name, description, file and schema of each YAML file that people write; all other schemas are of JSON that programs read."""


def published(site: str) -> Iterator[tuple[str, str]]:
    """Yield file name and text of each schema under ``schemas/`` of a ``site``, and of the catalog where it has an address."""
    folder = f"{site.rstrip('/')}/schemas" if site else ""
    for name in letterpack.schema_names():
        file = f"{name}.schema.json"
        schema = json.loads(letterpack.schema(name))
        if folder:
            schema["$id"] = f"{folder}/{file}"
        yield file, _text(schema)
    if folder:
        rows = [
            {"name": name, "description": said, "fileMatch": [match], "url": f"{folder}/{schema}.schema.json"}
            for name, said, match, schema in CATALOG
        ]
        yield (
            "catalog.json",
            _text({"$schema": "https://json.schemastore.org/schema-catalog.json", "version": 1, "schemas": rows}),
        )


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
