"""The JSON Schemas as the site has them, and the catalog by which an editor finds them: the rows that SchemaStore takes.

The program's own are of draft 2020-12. Editors know draft-07 best, and SchemaStore asks for it and runs ajv in strict mode. The
published schemas say the same in that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

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
        schema = _draft_07(json.loads(letterpack.schema(name)))
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


def _draft_07(value: Any) -> Any:  # noqa: ANN401 - whatever stands in JSON
    """Return a schema of draft 2020-12 as one of draft-07 that ajv's strict mode takes."""
    if isinstance(value, list):
        return [_draft_07(each) for each in value]
    if not isinstance(value, dict):
        return value
    said = {("definitions" if key == "$defs" else key): _draft_07(each) for key, each in value.items()}
    if "$schema" in said:
        said["$schema"] = "http://json-schema.org/draft-07/schema#"
    if isinstance(said.get("$ref"), str):
        said["$ref"] = said["$ref"].replace("#/$defs/", "#/definitions/")
        if len(said) > 1:  # Draft-07 does not see what stands beside a reference.
            said["allOf"] = [{"$ref": said.pop("$ref")}]
    if isinstance(said.get("type"), list) and len(set(said["type"]) - {"null"}) > 1:
        said["anyOf"] = [{"type": each} for each in said.pop("type")]
    if isinstance(said.get("required"), list):
        said["properties"] = dict.fromkeys(said["required"], True) | said.get("properties", {})
    return said


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
