"""The JSON Schemas are sound, and the files that the project ships and writes agree with them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from docs.published_schemas import proposed, published
from letterpack.cli import main
from letterpack.model.campaign import Addressee, Sender, Settings, SignatoryList, Signature
from letterpack.model.letter import Letter
from letterpack.model.manifest import PacketRow
from letterpack.schemas import read_schema, schema_names
from letterpack.starter import start_campaign

ROOT = Path(__file__).resolve().parent.parent


def validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(read_schema(name)))


def load(text: str) -> object:
    """YAML as an editor's language server sees it: core schema scalars, dates as text."""
    return yaml.load(text, Loader=yaml.BaseLoader)


def front_matter(path: Path) -> object:
    return load(path.read_text(encoding="utf-8").split("---\n")[1])


def undescribed(schema: object, place: str = "") -> list[str]:
    if isinstance(schema, list):
        return [each for index, item in enumerate(schema) for each in undescribed(item, f"{place}/{index}")]
    if not isinstance(schema, dict):
        return []
    keys = schema.get("properties", {}).items()
    missing = [f"{place}/{name}" for name, each in keys if not each.get("description") and "$ref" not in each]
    return missing + [each for key, value in schema.items() for each in undescribed(value, f"{place}/{key}")]


@pytest.mark.parametrize("name", schema_names())
def test_a_schema_is_sound_and_describes_every_key(name: str) -> None:
    schema = json.loads(read_schema(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["description"]
    assert not undescribed(schema)


@pytest.fixture(params=["sample", "starter"])
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "sample":
        return ROOT
    start_campaign(tmp_path, date(2026, 10, 30))
    return tmp_path


def test_shipped_campaigns_agree_with_the_schemas(campaign: Path) -> None:
    validator("addressees").validate(load((campaign / "addressees.yaml").read_text(encoding="utf-8")))
    validator("letter").validate(front_matter(campaign / "letter.md"))
    settings = campaign / "letterpack.yaml"
    if settings.exists():
        validator("letterpack").validate(load(settings.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("addressees", "to: [{title: Minister, address: [a], adress: [b]}]"),
        ("addressees", "to: [{address: [a]}]"),
        ("addressees", "to: [{title: Minister}]"),
        ("addressees", "to: [{title: Minister, id: Not An Id, address: [a]}]"),
        ("letter", "subject: no date"),
        ("letter", "{date: 30.10.2019}"),
        ("letterpack", "form: forms/din5008c"),
        ("letterpack", "suppress: [{code: LP301, reason: because}]"),
    ],
)
def test_a_schema_can_refuse(name: str, text: str) -> None:
    assert not validator(name).is_valid(load(text))
    (found,) = [text for file, text in published("") if file == f"{name}.schema.json"]
    assert not jsonschema.Draft7Validator(json.loads(found)).is_valid(load(text))


def at(schema: str, *place: str) -> set[str]:
    keys = json.loads(read_schema(schema))
    for step in place:
        keys = keys[step]
    return set(keys["properties"])


def names(record: type, *own: str) -> set[str]:
    """The fields of a dataclass but those that no file holds."""
    return {field.name for field in fields(record)} - {"origin", *own}


def test_keys_of_the_schemas_are_the_keys_of_the_model() -> None:
    assert at("addressees", "$defs", "entry") == names(Addressee, "kind", "spoken", "canonical", "cc_ids", "postcodes") | {
        "address"
    }
    assert at("letter") == names(Letter, "file", "body", "spans", "sha256")
    letterheads = {"letterhead_first", "letterhead_following"}
    assert at("letterpack") == names(Settings, *letterheads, "imports") | {"letterhead", "import"}
    assert at("letterpack", "properties", "sender") == names(Sender, "languages")
    assert at("letterpack", "properties", "signature") == names(Signature)
    assert at("letterpack", "properties", "signatories") == names(SignatoryList)
    assert at("manifest", "$defs", "packet") == names(PacketRow)


def test_forms_of_the_schema_are_the_forms_that_exist() -> None:
    from letterpack.forms import form_names

    schema = json.loads(read_schema("letterpack"))
    assert sorted(schema["properties"]["form"]["anyOf"][0]["enum"]) == sorted(form_names())


def test_a_manifest_agrees_with_its_schema(tmp_path: Path) -> None:
    from letterpack.disk import Disk
    from letterpack.pipeline.build import BuildRequest, build

    start_campaign(tmp_path, date(2026, 10, 30))
    assert build(Disk(tmp_path), BuildRequest(tmp_path, print_run=True)).ok
    manifest = json.loads((tmp_path / "build/manifest.json").read_text(encoding="utf-8"))
    validator("manifest").validate(manifest)
    assert manifest["print_runs"]


def test_findings_in_json_agree_with_their_schema(tmp_path: Path) -> None:
    start_campaign(tmp_path, date(2026, 10, 30))
    (tmp_path / "letter.md").write_text("---\ndate: 2026-10-30\nsubjet: x\n---\n\n{{ addressee.nothing }}\n", encoding="utf-8")
    code = "from letterpack.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "build", str(tmp_path), "--format", "json"],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    assert result["findings"]
    for finding in result["findings"]:
        validator("finding").validate(finding)


def test_the_command_prints_what_is_shipped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["letterpack", "schema", "addressees"])
    with pytest.raises(SystemExit) as leaving:
        main()
    assert leaving.value.code == 0
    assert json.loads(capsys.readouterr().out) == json.loads(read_schema("addressees"))


def test_a_published_schema_says_its_address_and_the_catalog_finds_it() -> None:
    site = dict(published("https://letters.example/docs/"))
    catalog = json.loads(site.pop("catalog.json"))
    assert site.keys() == {f"{name}.schema.json" for name in schema_names()}
    for name, text in site.items():
        jsonschema.Draft7Validator.check_schema(schema := json.loads(text))
        assert schema["$id"] == f"https://letters.example/docs/schemas/{name}"
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
        assert not list(not_strict(schema)), name
    assert [row["fileMatch"] for row in catalog["schemas"]] == [["letterpack.yaml"], ["addressees.yaml"]]
    for row in catalog["schemas"]:
        assert as_schemastore_has_it(row)
        schema = json.loads(site[row["url"].rpartition("/")[2]])
        mine = load((ROOT / row["fileMatch"][0]).read_text(encoding="utf-8"))
        jsonschema.Draft7Validator(schema).validate(mine)


def not_strict(schema: object) -> Iterator[object]:
    """Yield what draft-07 would not see or ajv's strict mode refuse, which SchemaStore runs."""
    if isinstance(schema, list):
        for each in schema:
            yield from not_strict(each)
    if isinstance(schema, dict):
        beside_a_reference = isinstance(schema.get("$ref"), str) and len(schema) > 1
        types, required = [found if isinstance(found := schema.get(key), list) else [] for key in ("type", "required")]
        unknown = {*required} - schema.get("properties", {}).keys()
        if beside_a_reference or "$defs" in schema or len({*types} - {"null"}) > 1 or unknown:
            yield schema
        for each in schema.values():
            yield from not_strict(each)


def as_schemastore_has_it(row: dict[str, object]) -> bool:
    """Whether ``row`` is one of a catalog, by what https://json.schemastore.org/schema-catalog.json asks and allows."""
    named = [row.get(key) for key in ("name", "description")]
    match row:
        case {"url": str(url), "fileMatch": [*files]} if len(row) == len(named) + 2:
            return (
                all(isinstance(each, str) for each in (*named, *files)) and len({*files}) == len(files) and url[:8] == "https://"
            )
    return False


def test_without_an_address_there_is_no_catalog() -> None:
    assert dict(published("")).keys() == {f"{name}.schema.json" for name in schema_names()}


def test_what_is_proposed_to_schemastore_is_whole_and_takes_its_own_examples() -> None:
    files = dict(proposed())
    rows = json.loads(files.pop("catalog-rows.json"))
    assert len(files) == 3 * len(rows)
    for row in rows:
        assert as_schemastore_has_it(row)
        name, (file,) = row["url"].rpartition("/")[2].removesuffix(".json"), row["fileMatch"]
        schema = json.loads(files[f"src/schemas/json/{name}.json"])
        jsonschema.Draft7Validator.check_schema(schema)
        assert list(schema)[:2] == ["$schema", "$id"] and schema["$id"] == row["url"]
        assert not list(not_strict(schema))
        judge = jsonschema.Draft7Validator(schema)
        assert judge.is_valid(load(files[f"src/test/{name}/{file}"]))
        assert not judge.is_valid(load(files[f"src/negative_test/{name}/{file}"]))
