"""Letters as campaigns write them, and long texts of the public domain: no rule over sources says a word of them."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest

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
    findings = found(sources_of(Dict(files_of(entry)), date(2026, 11, 20)))
    assert [(each.code, each.message) for each in findings if each.severity != "note"] == []


def test_there_are_sixty_in_twelve_languages_and_more() -> None:
    assert len(LETTERS) >= 60
    assert len({str(entry.get("language", "en")) for _, entry in LETTERS}) >= 30


@pytest.mark.parametrize("language", ["en", "de", "ru", "kk", "fr", "es"])
def test_the_declaration_of_human_rights_raises_no_error(language: str) -> None:
    text = json.loads(UDHR.read_text(encoding="utf-8"))[language]
    body = "\n\n".join(text) if isinstance(text, list) else str(text)
    findings = found(sources_of(Dict(files_of({"language": language, "letter": body}))))
    assert [(each.code, each.message) for each in findings if each.severity == "error"] == []
