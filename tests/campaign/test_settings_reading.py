"""letterpack.yaml: every key of the contract, its default, and what is said where it is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import letterpack.schemas
from letterpack.campaign import settings as reader
from letterpack.campaign.settings import read_settings
from letterpack.countries.orders import PARTS
from letterpack.diagnostics import Report
from letterpack.model.campaign import Sender, Settings, SignatoryList, Signature, Suppression
from tests.worlds import DictWorld

FILES = {"logo.svg": "<svg/>", "hand.png": "x", "first.svg": "<svg/>"}
ALL = """
name: Sample
form: din5008b
profile: print
language: ru
names: [Ann Example, Боб]
sender:
  names: [Пример, Example]
  address: |
    1 Example Street
    Sampleton
  contact: [+1 234, www.example.org]
  logo: logo.svg
  return_address: Example, 1 Example Street
  country: kaz
letterhead: {first: first.svg}
signature: {name: Ann Example, title: Director, image: hand.png}
consent: required
signatories: {order: country, columns: 3, place: annex}
print_run: yes
rules: {LP301: warning, LP325: off}
suppress:
  - {code: LP317, reason: two offices, expires: 2026-12-31}
encoding: Windows-1251
"""


def read(text: str) -> tuple[Settings, list[tuple[str, str]]]:
    report = Report()
    settings, inputs = read_settings(DictWorld({**FILES, "letterpack.yaml": text}), report)
    assert [one.path for one in inputs] == ["letterpack.yaml"]
    return settings, [(found.code, str(found.span).removeprefix("letterpack.yaml:")) for found in report]


def test_every_key() -> None:
    settings, found = read(ALL)
    assert found == []
    assert settings == Settings(
        name="Sample",
        form="din5008b",
        profile="print",
        language="ru",
        names=("Ann Example", "Боб"),
        sender=Sender(
            names=("Пример", "Example"),
            address=("1 Example Street", "Sampleton"),
            contact=("+1 234", "www.example.org"),
            logo="logo.svg",
            return_address="Example, 1 Example Street",
            country="KZ",
        ),
        letterhead_first="first.svg",
        signature=Signature("Ann Example", "Director", "hand.png"),
        consent="required",
        signatories=SignatoryList("country", 3, "annex"),
        print_run=True,
        rules={"LP301": "warning", "LP325": "off"},
        suppress=(Suppression("LP317", "two offices", date(2026, 12, 31)),),
        encoding="cp1251",
    )


def test_names_by_language() -> None:
    settings, found = read("sender: {names: {kk: Мысал, en: Example}}")
    assert found == []
    assert (settings.sender.names, settings.sender.languages) == (("Мысал", "Example"), ("kk", "en"))


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "sender:\nsuppress: []\nname: ''\n"])
def test_what_is_not_given_has_its_default(text: str) -> None:
    assert read(text) == (Settings(), [])


def test_no_file_is_no_finding() -> None:
    report = Report()
    assert read_settings(DictWorld({}), report) == (Settings(), ())
    assert not len(report)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("form: plain-a5", ("LP159", "1:7")),
        ("From: plain-a4", ("LP151", "1:1")),
        ("sender: {adress: [x]}", ("LP151", "1:10")),
        ("sender: Example", ("LP152", "1:1")),
        ("signatories: {columns: 5}", ("LP159", "1:24")),
        ("signatories: {columns: -1}", ("LP159", "1:24")),
        ("signatories: {columns: ²}", ("LP159", "1:24")),
        ("print_run: 2", ("LP159", "1:12")),
        ("language: english", ("LP159", "1:11")),
        ("sender: {logo: no.svg}", ("LP164", "1:16")),
        ("sender: {logo: ../logo.svg}", ("LP164", "1:16")),
        ("sender: {country: Norwey}", ("LP158", "1:19")),
        ("encoding: latin99", ("LP159", "1:11")),
        ("encoding: rot13", ("LP159", "1:11")),
        ("rules: {LP999x: off}", ("LP151", "1:9")),
        ("rules: {LP999: error}", ("LP151", "1:9")),
        ("suppress: [{code: LP999, reason: x, expires: 2026-12-31}]", ("LP159", "1:19")),
        ("rules: {LP151: off}", ("LP151", "1:9")),
        ("suppress: [{code: LP414, reason: x, expires: 2026-12-31}]", ("LP159", "1:19")),
        ("suppress: [{code: LP317, reason: x}]", ("LP153", "1:12")),
        ("suppress: [{code: LP317, reason: x, expires: 2026-13-01}]", ("LP165", "1:46")),
        ("- name: x", ("LP152", "1:1")),
        ("Sample", ("LP152", "1:1")),
        ("name: 'a\x7f'", ("LP102", "1:9")),
        ("name: [x", ("LP103", "2:1")),
    ],
)
def test_mistakes(text: str, found: tuple[str, str]) -> None:
    assert read(text)[1] == [found]


def test_what_is_left_out_by_its_key_is_no_choice() -> None:
    report = Report()
    read_settings(DictWorld({"letterpack.yaml": b"marks: wrong"}), report)
    assert [found.hint[:12] for found in report] == ["choose `data"]


def test_the_schema_has_the_same_keys() -> None:
    schema = json.loads(Path(letterpack.schemas.__file__).with_name("letterpack.schema.json").read_text(encoding="utf-8"))
    keys = schema["properties"]
    assert set(keys) == set(reader.KEYS)
    choices = {key: (value, *value.get("oneOf", ())) for key, value in keys.items()}
    below = {key: next(each for each in choices[key] if "properties" in each) for key in reader.BELOW}
    assert {key: set(below[key]["properties"]) for key in reader.BELOW} == {key: set(each) for key, each in reader.BELOW.items()}
    assert keys["signatories"]["properties"]["columns"]["maximum"] == reader.MOST_COLUMNS


def test_the_schema_has_the_same_parts_of_an_address() -> None:
    schema = json.loads(Path(letterpack.schemas.__file__).with_name("addressees.schema.json").read_text(encoding="utf-8"))
    assert set(schema["$defs"]["parts"]["properties"]) == set(PARTS)
