"""What an addressee may say stands in one table, and whoever adds a key is told by a test what else knows of keys."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from letterpack.campaign.addressees import canonical
from letterpack.formats.tables.addressees import COLUMNS
from letterpack.formats.tables.headers import Headings
from letterpack.model.addressee import KEYS, LISTED, MERGE_FIELDS, NAMED_BY, PROSE, SILENT
from letterpack.model.campaign import Addressee
from letterpack.model.fields import addressee_value
from letterpack.schemas import read_schema
from letterpack.values import replace
from letterpack.wording.people import names_of
from tests.build.making import campaign, make, person
from tests.enclosures.makers import good_pdf

ROOT = Path(__file__).resolve().parents[2]
OURS = ("kind", "spoken", "canonical", "origin", "cc_ids", "postcodes")
"""Fields of an addressee that no key says, or that one says beside its own."""
COPY = {"title": "Prosecutor", "address": ["Street 9", "1000 Town"]}
OTHER: dict[str, Any] = {
    "id": "other",
    "name": "Other Name",
    "honorific": "Ms",
    "title": "Other Title",
    "organization": "Other Organization",
    "address": ["Other Street 1", "010000 Astana"],
    "addresses": [["Other Street 1", "010000 Astana"]],
    "country": "NO",
    "language": "kk",
    "salutation": "Dear Other,",
    "delivery": "all",
    "enclosures": ["papers/paper.pdf"],
    "fields": {"case": "17"},
    "verified": "2026-01-31",
    "cc": [COPY],
    "bcc": [COPY],
}
"""Something else for each key that one addressee alone can say."""


@dataclass(frozen=True, slots=True)
class Longer(Addressee):
    """An addressee with one thing more to say."""

    pronouns: str = ""


class Nowhere:
    def span(self, *path: object) -> None:
        raise AssertionError("nobody asks")

    key = span


def addressee(kind: type[Addressee] = Addressee, **more: Any) -> Any:
    values: dict[str, Any] = {each.name: "" for each in fields(Addressee)}
    values |= {"id": "a", "kind": "to", "name": "A", "addresses": (("Street 1",),), "delivery": "first", "origin": Nowhere()}
    values |= {
        "jointly": (),
        "enclosures": (),
        "fields": {},
        "verified": None,
        "cc": (),
        "bcc": (),
        "cc_ids": (),
        "postcodes": (),
    }
    return kind(**values | more)


CHANGES: dict[str, Any] = {
    "addresses": (("Street 2",),),
    "kind": "cc",
    "delivery": "all",
    "jointly": ("b",),
    "enclosures": ("e.pdf",),
    "fields": {"x": "y"},
    "verified": date(2026, 1, 31),
    "cc": (addressee(id="c"),),
    "bcc": (addressee(id="b"),),
    "canonical": "{}",
    "origin": Nowhere(),
}


@pytest.mark.parametrize("name", [each.name for each in fields(Addressee)])
def test_every_field_counts_unless_it_is_silent(name: str) -> None:
    changed = replace(addressee(), **{name: CHANGES.get(name, "something else")})
    silent = name in SILENT or name in ("canonical", "origin", "cc_ids", "postcodes")
    assert (canonical(changed) == canonical(addressee())) is silent


def test_a_key_that_is_added_counts() -> None:
    assert canonical(addressee(Longer, pronouns="she")) != canonical(addressee(Longer))
    assert canonical(addressee(Longer)) == canonical(addressee())


def test_what_is_delivered_to_counts_and_what_a_letter_says_of_a_copy() -> None:
    two = addressee(addresses=(("Street 1",), ("Street 2",)))
    assert canonical(two) == canonical(addressee())
    assert canonical(replace(two, delivery="all")) != canonical(two)
    copied = addressee(cc=(addressee(id="c"),))
    assert canonical(replace(copied, cc=(addressee(id="d", addresses=(("Elsewhere",),)),))) == canonical(copied)
    assert canonical(replace(copied, cc=(addressee(id="c", title="T"),))) != canonical(copied)


def test_every_key_is_a_field_and_every_field_a_key() -> None:
    assert {*KEYS, *OURS} - {"address"} == {each.name for each in fields(Addressee)}
    assert {*NAMED_BY, *PROSE, *MERGE_FIELDS, *LISTED, *SILENT} <= set(KEYS)
    assert names_of(addressee(Addressee, **{key: key for key in NAMED_BY})) == NAMED_BY
    assert all(addressee_value(addressee(Addressee, **{key: key}), key) == key for key in MERGE_FIELDS)


def test_schema_headers_and_docs_know_the_same_keys() -> None:
    schema = json.loads(read_schema("addressees"))
    assert set(schema["$defs"]["entry"]["properties"]) == set(KEYS)
    headings = Headings(COLUMNS, ("address",), fields=True)
    assert set(COLUMNS) == {*KEYS, "kind"}
    assert [headings.resolve(key) for key in COLUMNS] == list(COLUMNS)
    docs = (ROOT / "docs/file-formats.md").read_text(encoding="utf-8").split("## addressees.yaml")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in docs.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == set(KEYS)


@pytest.mark.parametrize("key", sorted(OTHER))
def test_the_digest_of_a_packets_inputs_follows_the_sources(tmp_path: Path, key: str) -> None:
    def inputs(folder: str, entry: dict[str, Any]) -> str:
        if "addresses" in entry:
            del entry["address"]
        files = campaign([entry], more={"papers/paper.pdf": good_pdf(1)})
        files["letter.kk.md"] = files["letter.md"]
        made = make(tmp_path / folder, files)
        assert made.ok, made.findings
        return str(made.manifest["packets"][0]["inputs_sha256"])

    assert (inputs("one", person("Alpha")) == inputs("other", person("Alpha", **{key: OTHER[key]}))) is (key in SILENT)
