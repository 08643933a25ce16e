"""A letter in any script passes the check of its packets against its sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import campaign, person
from tests.fontmaking import Machine
from tests.installed import NOTO_CORE, SCRIPTS_PACKAGE, needs
from tests.scripts.test_extraction import TEXTS, font_of, letter_of
from tests.worlds import DictWorld

_OF_PACKETS = {"LP301", "LP302", "LP303", "LP304", "LP305", "LP306", "LP308", "LP315", "LP333"}


class Morrow(DictWorld):
    def today(self) -> date:
        return date(2026, 3, 3)


CODES = (
    *("arb", "pes_1", "pnb", "urd", "uig_arab", "mly_arab", "heb", "ydd", "div", "aii"),
    *("hin", "tam", "tha", "khm", "bod", "jpn", "kor", "amh"),
)
OTHERS = {
    "nko": {"script": "Nkoo", "tag": "nqo", "text": "ߞߊ߬ߙߊ߲߬ߘߊ ߓߍ߯ ߦߋ߫ (ߒߞߏ) ߁߂߃، ߤߐ߬ߙߐ߲߬ߧߊ ߣߌ߫ ߓߛߊ߬ߞߍ ߘߐ߫."},
    "adlam": {"script": "Adlm", "tag": "ff-Adlm", "text": "𞤊𞤮𞥅𞤣𞤭 𞤲𞥋𞤣𞤭𞤴𞤢𞤲𞤳𞤮 𞤲𞤫𞤯𞥆𞤮 𞤸𞤢𞤱𞥆𞤮."},
    "chakma": {"script": "Cakm", "tag": "ccp", "text": "𑄥𑄧𑄝𑄴 𑄃𑄬 𑄟𑄚𑄴𑄎𑄧𑄢𑄴 𑄉𑄘𑄧𑄟𑄴."},
}


@pytest.mark.parametrize("code", [*CODES, *OTHERS])
def test_of_packets_finds_nothing(code: str, tmp_path: Path) -> None:
    entry = TEXTS.get(code) or OTHERS[code]
    fonts = font_of(entry["script"])
    body = f"{entry['text']}\n\n1. {{{{ addressee.name }}}} (2019), Astana 010000\n"
    files = campaign([person("Alpha")], letter_of(body, entry["tag"]), settings={"fonts": list(fonts)}, more=fonts)
    assert found_of_packets(Morrow(files), tmp_path / "out") == []


def test_it_finds_nothing_where_two_families_share_the_letters(tmp_path: Path) -> None:
    """Nastaliq lacks letters of Kashmiri, and sets no address: one font does both. It makes letters of others and of marks."""
    faces = (needs(NOTO_CORE).with_name("NotoNastaliqUrdu-Regular.ttf"), needs(SCRIPTS_PACKAGE))
    name = "جناب احمد خان"
    files = campaign([person("Alpha", name=name)], letter_of("حۆقوٗق چھِ ہِوی زامِتؠ ڵەمۆک", "ks"))
    machine = Machine({f"/fonts/{face.name}": face.read_bytes() for face in faces})
    assert found_of_packets(Morrow(files, machine), tmp_path / "out") == []


def found_of_packets(world: DictWorld, out: Path) -> list[tuple[str, str]]:
    """Build, and return what the check finds of the packets."""
    made = build(world, BuildRequest(Path("campaign"), out))
    assert made.ok, made.findings
    found = check(world, CheckRequest(Path("campaign"), out)).findings
    return [(each.code, each.message) for each in found if each.code in _OF_PACKETS]
