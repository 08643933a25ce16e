"""A letter in any script passes the check of its packets against its sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import campaign, person
from tests.scripts.test_extraction import TEXTS, font_of, letter_of
from tests.worlds import DictWorld

_OF_PACKETS = {"LP301", "LP302", "LP303", "LP304", "LP305", "LP306", "LP308"}


class Morrow(DictWorld):
    def today(self) -> date:
        return date(2026, 3, 3)


CODES = (
    *("arb", "pes_1", "pnb", "urd", "uig_arab", "heb", "ydd", "div", "aii"),
    *("hin", "tam", "tha", "khm", "bod", "jpn", "kor", "amh"),
)


NKO = {"script": "Nkoo", "tag": "nqo", "text": "ߞߊ߬ߙߊ߲߬ߘߊ ߓߍ߯ ߦߋ߫ (ߒߞߏ) ߁߂߃، ߤߐ߬ߙߐ߲߬ߧߊ ߣߌ߫ ߓߛߊ߬ߞߍ ߘߐ߫."}


@pytest.mark.parametrize("code", [*CODES, "nko"])
def test_of_packets_finds_nothing(code: str, tmp_path: Path) -> None:
    entry = TEXTS.get(code, NKO)
    fonts = font_of(entry["script"])
    body = f"{entry['text']}\n\n1. {{{{ addressee.name }}}} (2019), Astana 010000\n"
    files = campaign([person("Alpha")], letter_of(body, entry["tag"]), settings={"fonts": list(fonts)}, more=fonts)
    world = Morrow(files)
    made = build(world, BuildRequest(Path("campaign"), tmp_path / "out"))
    assert made.ok, made.findings
    found = check(world, CheckRequest(Path("campaign"), tmp_path / "out")).findings
    assert [(each.code, each.message) for each in found if each.code in _OF_PACKETS] == []
