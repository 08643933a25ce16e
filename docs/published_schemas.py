"""The JSON Schemas as the site has them, and the catalog by which an editor finds them: the rows that SchemaStore takes.

The program's own are of draft 2020-12. Editors know draft-07 best, and SchemaStore asks for it and runs ajv in strict mode. The
published schemas say the same in that.

``python docs/published_schemas.py FOLDER`` writes what to propose to SchemaStore: its own schemas, examples that they take and
refuse, in the folders of a checkout of SchemaStore, and the rows for its catalog.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import letterpack

CATALOG: Final = (
    ("letterpack settings", "Settings of a letterpack campaign", "letterpack.yaml", "letterpack"),
    ("letterpack addressees", "Whom a letterpack campaign writes to", "addressees.yaml", "addressees"),
)
"""Name, description, file and schema of each YAML file that people write; all other schemas are of JSON that programs read."""
_SAMPLE: Final = Path(__file__).resolve().parent.parent
SCHEMA_STORE: Final = "https://www.schemastore.org"
_REFUSED: Final = {
    "letterpack": "form: forms/din5008c\n",
    "addressees": "to:\n  - title: Minister of Justice\n    adress: [1 Example Square]\n",
}
"""A file that each schema must not take: SchemaStore asks for one."""


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
        rows = _rows({schema: f"{folder}/{schema}.schema.json" for *_, schema in CATALOG})
        yield (
            "catalog.json",
            _text({"$schema": "https://json.schemastore.org/schema-catalog.json", "version": 1, "schemas": rows}),
        )


def proposed() -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of a proposal to SchemaStore, which then keeps the schemas itself."""
    stored = {schema: "letterpack" if schema == "letterpack" else f"letterpack-{schema}" for *_, schema in CATALOG}
    for _, _, file, schema in CATALOG:
        name = stored[schema]
        told = _draft_07(json.loads(letterpack.schema(schema))) | {"$id": f"{SCHEMA_STORE}/{name}.json"}
        yield f"src/schemas/json/{name}.json", _text(told)
        yield f"src/test/{name}/{file}", (_SAMPLE / file).read_text(encoding="utf-8")
        yield f"src/negative_test/{name}/{file}", _REFUSED[schema]
    yield "catalog-rows.json", _text(_rows({schema: f"{SCHEMA_STORE}/{name}.json" for schema, name in stored.items()}))


def _rows(urls: dict[str, str]) -> list[dict[str, object]]:
    return [
        {"name": name, "description": said, "fileMatch": [match], "url": urls[schema]} for name, said, match, schema in CATALOG
    ]


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


if __name__ == "__main__":
    for _path, _said in proposed():
        _file = Path(sys.argv[1]) / _path
        _file.parent.mkdir(parents=True, exist_ok=True)
        _file.write_text(_said, encoding="utf-8", newline="\n")
