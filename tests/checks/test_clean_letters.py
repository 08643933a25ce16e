"""Letters as campaigns write them, and long texts of the public domain: no rule over sources says a word of them."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

from letterpack.diagnostics import Report
from tests.checks.faulty import files_of
from tests.checks.sources import Dict, found, sources_of

CLEAN = Path(__file__).parent / "clean"
UDHR = Path(__file__).parents[2] / "benchmarks" / "udhr.json"
LETTERS = [
    (f"{path.stem}-{number}", entry)
    for path in sorted(CLEAN.glob("*.toml"))
    for number, entry in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["campaign"], 1)
]


@pytest.mark.parametrize("entry", [entry for _, entry in LETTERS], ids=[name for name, _ in LETTERS])
def test_a_clean_letter_raises_nothing(entry: dict[str, object]) -> None:
    read = Report()
    findings = [*found(sources_of(Dict(files_of(entry)), date(2026, 11, 20), read)), *read]
    assert [(each.code, each.message) for each in findings if each.severity != "note"] == []


def test_there_are_130_in_fifty_languages_and_more() -> None:
    assert len(LETTERS) >= 130
    assert len({str(entry.get("language", "en")) for _, entry in LETTERS}) >= 50


@pytest.mark.parametrize("language", ["en", "de", "ru", "kk", "fr", "es"])
def test_the_declaration_of_human_rights_raises_no_error(language: str) -> None:
    text = json.loads(UDHR.read_text(encoding="utf-8"))[language]
    body = "\n\n".join(text) if isinstance(text, list) else str(text)
    findings = found(sources_of(Dict(files_of({"language": language, "letter": body}))))
    assert [(each.code, each.message) for each in findings if each.severity == "error"] == []


BLIND = [
    "name: Maria García López, organization: Amnesty International, address: [1 Easton Street, London WC1X 0DW], country: GB",
    "name: John Smith, organization: Human Rights Watch, address: ['350 Fifth Avenue', 'New York, NY 10118'], country: US",
    "name: Иван Петров, organization: Фонд защиты журналистов, address: ['ул. Ленина, 5', '050000 Алматы'], country: KZ",
    "name: Anna Müller, organization: Reporter ohne Grenzen, address: [Potsdamer Straße 144, 10783 Berlin], country: DE",
    "name: أحمد حسن, organization: منظمة العفو الدولية, address: ['شارع الحمرا 3', '1100 بيروت'], country: LB",
    "organization: Committee to Protect Journalists, address: ['PO Box 2675', 'New York, NY 10108'], country: US",
    "name: 王 伟, address: ['北京路 1'], country: CN",
    "name: Айгуль Омарова, organization: Адил соз, address: ['Шевченко көшесі 10','050000 Алматы'], country: KZ",
    "organization: Article 19, title: Executive Director, address: ['60 Farringdon Road', 'London EC1R 3GA'], country: GB",
    "name: Jean Dubois, organization: Reporters sans frontières, address: ['CS 90247', '75083 Paris'], country: FR",
]


@pytest.mark.parametrize("entry", [entry for _, entry in LETTERS], ids=[name for name, _ in LETTERS])
def test_blind_copies_with_usual_names_are_not_seen_where_they_are_not(entry: dict[str, object]) -> None:
    findings = found(sources_of(Dict(files_of({**entry, "bcc": BLIND}))), "LP303")
    assert [each.message for each in findings] == []
