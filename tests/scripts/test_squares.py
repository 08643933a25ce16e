"""Chinese, Japanese and Korean pages: white beside full-width signs, figures beside ideographs, whose forms; read as written."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.build.making import all_boxes, campaign, make, person
from tests.build.test_campaign_fonts import names_of
from tests.fontmaking import Machine, font
from tests.installed import NOTO_CJK, needs
from tests.scripts.test_extraction import ENGINES, letter_of, read, said

SIZE_PT = 12.0
MOST_READ_AS_NONE = 0.1
"""Of an em: poppler reads a space in a wider gap."""
JAPANESE = (
    "「世界人権宣言」（1948年12月10日、国連総会採択）第19条。「すべて人は、意見及び表現の自由に対する権利を有する。」（第19条）。"
    "国際NGO『Reporters Without Borders』（RSF）の2025年版「報道の自由度ランキング」では180か国中141位でした。"
    "詳しくはhttps://rsf.org/jaを（「こちら」も）ご覧ください！――〈無名氏〉・「了」"
)
CHINESE = (
    "《世界人权宣言》（1948年12月10日通过）第19条：“人人有权享有主张和发表意见的自由；”此项权利包括持有主张而不受干涉的自由……"
    "根据“Reporters Without Borders”（RSF）的《2025年新闻自由指数》，在180个国家中排名第141位——谢谢！‘人日月言’。"
)
KOREAN = (
    "우리는 2026년 3월에 「세계인권선언」(1948년 12월 10일 유엔총회 채택) 제19조에 의거하여 서한을 보냅니다. 기자 전원의 석방을 "
    "요구합니다(第19條). RSF의 「2025년 언론자유지수」 에서 180개국 중 141위였습니다. “모든 사람은” 의견의 자유를 가진다. "
)


def page_of(text: str, tag: str, out: Path) -> bytes:
    machine = Machine({"/fonts/NotoSerifCJK-Regular.ttc": needs(NOTO_CJK).read_bytes()})
    made = make(out, campaign([person("Alpha")], letter_of(text, tag)), machine)
    assert made.ok, made.findings
    return made.packets["alpha"]


@pytest.mark.parametrize(("text", "tag"), [(JAPANESE, "ja"), (CHINESE, "zh-Hans"), (CHINESE, "zh-Hant"), (KOREAN, "ko")])
def test_no_gap_is_read_as_a_space_and_no_space_is_lost(text: str, tag: str, tmp_path: Path) -> None:
    pdf = page_of(text * 2, tag, tmp_path / "out")
    found = {engine: [line.strip() for line in said(read(pdf, engine, tmp_path)).strip().split("\n")] for engine in ENGINES}
    assert found["poppler"] == found["pdfium"], "each line is one to both"
    joined = (" " if tag == "ko" else "").join(found["pdfium"])
    joined = re.sub("(?<=Reporters)(?=Without)|(?<=Without)(?=Borders)", " ", joined)  # Where a line ends, so does its space.
    assert joined == unicodedata.normalize("NFC", text * 2).strip()


@pytest.mark.parametrize("engine", ENGINES)
def test_signs_in_a_word_of_another_language_are_read_in_line(engine: str, tmp_path: Path) -> None:
    text = "We met 田中さん、「鈴木」（高橋さん）。『あ』、（い）、【う】 at 10 o’clock."
    assert said(read(page_of(text, "en", tmp_path / "out"), engine, tmp_path)).strip() == text


def line_of(pdf: bytes, wanted: str) -> list[tuple[str, float, float]]:
    """Return the letters of ``wanted`` with the left and right of their ink."""
    boxes = all_boxes(pdf, 0)
    said = "".join([char for char, *_ in boxes])
    start = said.index(wanted)
    return [(char, left, right) for char, left, _, right, _ in boxes[start : start + len(wanted)]]


def test_two_brackets_share_half_a_square_of_white(tmp_path: Path) -> None:
    text = "権権「権権」（権権）。権"
    left = [left for _, left, _ in line_of(page_of(text, "ja", tmp_path / "out"), text)]
    squares = [(left[at] - left[before]) / SIZE_PT for before, at in ((0, 1), (1, 3), (4, 7), (8, 11))]
    assert squares == pytest.approx([1.0, 2.0, 2.5, 2.5], abs=0.01), "one; 「 with its white; 」 and （, ） and 。 with one white"


def test_brackets_are_flush_with_both_edges(tmp_path: Path) -> None:
    pdf = page_of("「" + "権利" * 100 + "」\n\n" + "権利" * 20, "ja", tmp_path / "out")
    boxes = all_boxes(pdf, 0)
    edge = next(left for char, left, *_ in boxes if char == "権")
    begins = min(left for char, left, *_ in boxes if char == "「")
    assert edge - SIZE_PT * 0.6 < begins < edge + SIZE_PT * 0.2


def test_figures_stand_off_ideographs_by_less_than_a_space(tmp_path: Path) -> None:
    with_gap = line_of(page_of("第12条", "ja", tmp_path / "one"), "第12条")
    spaced = line_of(page_of("第 12 条", "ja", tmp_path / "two"), "第12条")
    solid = line_of(page_of("제12조", "ko", tmp_path / "three"), "제12조")
    gap = with_gap[3][1] - with_gap[2][2]
    assert gap < spaced[3][1] - spaced[2][2] - 0.5
    width = with_gap[3][1] - with_gap[0][1]
    own = 12.0 + 2 * 0.481 * 12.0
    assert 0.5 < width - own < 2 * MOST_READ_AS_NONE * SIZE_PT
    assert solid[3][1] - solid[0][1] < width


def test_figures_have_one_font_wherever_they_stand(tmp_path: Path) -> None:
    pdf = page_of("2026年3月2日（1948年）第3条、3人。", "ja", tmp_path / "out")
    heights = {round(bottom - top, 1) for char, _, top, _, bottom in all_boxes(pdf, 0) if char == "3" and top > 279.0}
    assert len(heights) == 1


FORMS = "直江骨太さん、「」。号外交部장관"


@pytest.mark.parametrize(
    ("country", "name", "family"),
    [
        ("JP", "直江", "JP"), ("TW", "直江", "TC"), ("HK", "直江", "HK"), ("MO", "直江", "HK"), ("KR", "直江", "KR"),
        ("CN", "直江", "SC"), ("FR", "直江", "SC"), (None, "直江", "SC"), ("CN", "直江さん", "JP"), ("JP", "장관直", "KR"),
    ],
)  # fmt: skip
def test_chinese_characters_have_the_forms_of_who_is_written_to(
    country: str | None, name: str, family: str, tmp_path: Path
) -> None:
    machine = Machine({f"/fonts/{one}.ttf": font(FORMS, f"Noto Serif CJK {one}") for one in ("JP", "SC", "TC", "HK", "KR")})
    letter = "---\ndate: 2026-03-02\nstatus: final\n---\n\nDear {{addressee.name}}, we write.\n"
    people = [person("Alpha", name=name, title=None, country=country), person("Beta", name="直江", title=None, country="JP")]
    made = make(tmp_path / "out", campaign(people, letter), machine)
    assert made.ok, made.findings
    cjk = {each for each in names_of(made.packets["alpha"]) if "CJK" in each}
    assert cjk == {f"NotoSerifCJK{family}-Regular"}
    alone = make(tmp_path / "alone", campaign(people[:1], letter), machine)
    assert alone.packets["alpha"] == made.packets["alpha"]
    assert alone.row("alpha")["inputs_sha256"] == made.row("alpha")["inputs_sha256"]


def test_a_letter_in_japanese_keeps_its_own_forms(tmp_path: Path) -> None:
    machine = Machine({f"/fonts/{one}.ttf": font(FORMS + "年月日台湾", f"Noto Serif CJK {one}") for one in ("JP", "TC")})
    head = "date: 2026-03-02\nstatus: final\nlanguage: ja\nsalutation: 直\nclosing: 直"
    letter = f"---\n{head}\n---\n\n{{{{addressee.name}}}}、「直」。\n"
    made = make(tmp_path / "out", campaign([person("Alpha", name="直江", title=None, country="TW")], letter), machine)
    assert made.ok, made.findings
    assert {each for each in names_of(made.packets["alpha"]) if "CJK" in each} == {"NotoSerifCJKJP-Regular"}
