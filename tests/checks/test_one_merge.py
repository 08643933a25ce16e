"""A check merges a letter once for each who reads it, however many rules look at the packets."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from letterpack.disk import Disk
from letterpack.merge import merge
from letterpack.pipeline.build import BuildRequest, build, packet
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import HEAD
from tests.enclosures.makers import good_pdf

BODY = "To {{ addressee.name }}.\n\n::: for b\nOnly B.\n:::\n"


class Fixed(Disk):
    def today(self) -> date:
        return date(2026, 3, 2)


def person(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name.upper(), "address": [f"Street {name}", "1000 Town"], **more}


PEOPLE = {
    "to": [
        person("a", cc=[person("c")]),
        person("b", enclosures=["enclosures/paper.pdf"]),
        person("d", jointly=["e"]),
        person("e"),
        {"id": "f", "name": "F", "addresses": [["Street 1", "1000 Town"], ["Street 2", "1000 Town"]], "delivery": "all"},
    ],
}


def test_each_letter_is_merged_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "enclosures").mkdir()
    (tmp_path / "enclosures/paper.pdf").write_bytes(good_pdf(1))
    (tmp_path / "letter.md").write_text(HEAD + BODY, encoding="utf-8")
    (tmp_path / "addressees.yaml").write_text(yaml.safe_dump(PEOPLE), encoding="utf-8")
    made = build(Fixed(tmp_path), BuildRequest(tmp_path))
    assert made.ok, made.findings
    merged: Counter[tuple[str, str]] = Counter()
    plain = merge

    def counted(template: Any, addressee: Any, joint: Any = (), reader: Any = None) -> Any:
        merged[addressee.id, reader.id if reader else ""] += 1
        return plain(template, addressee, joint, reader)

    monkeypatch.setattr(packet, "merge", counted)
    result = check(Fixed(tmp_path), CheckRequest(tmp_path, workers=1))
    assert result.ok, result.findings
    assert result.complete == 7
    assert merged == {("a", ""): 1, ("a", "c"): 1, ("b", ""): 1, ("d", ""): 1, ("f", ""): 1}
