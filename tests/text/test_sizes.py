"""Letters of other scripts as large as they look beside the letter's own."""

from __future__ import annotations

import pickle
import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from letterpack.fonts import scripts, size_of
from letterpack.languages import canonical_tag
from letterpack.styles import STANDARD, load_style
from letterpack.text.families import bundled
from letterpack.typeset.saying import LEFT_TO_RIGHT_MARK
from tests.build.making import BODY, HEAD, campaign, make
from tests.fontmaking import Machine, font

HEBREW = scripts()["Hebr"].sample


@pytest.mark.parametrize(("family", "times"), [("Noto Serif Hebrew", scripts()["Hebr"].size), ("Example Hebrew", 1.0)])
def test_a_measured_family_is_set_at_its_size_and_others_at_the_texts(family: str, times: float, tmp_path: Path) -> None:
    letter = f"{HEAD}They write {HEBREW} and ab{HEBREW}cd.\n\n{BODY}"
    made = make(tmp_path / "out", campaign(letter=letter), Machine({"/fonts/hebrew.ttf": font(HEBREW, family)}))
    assert made.ok, made.findings
    pages = PdfReader(BytesIO(made.packets["alpha"])).pages
    sizes = {float(size) for size in re.findall(rb"/S\w+x ([\d.]+) Tf", pages[0].get_contents().get_data())}
    assert sizes == {round(load_style(STANDARD).body.size_pt * times, 3)}
    assert f"They write {HEBREW} and ab{HEBREW}cd." in made.text("alpha").replace(LEFT_TO_RIGHT_MARK, "")


def test_a_font_is_as_large_in_another_process() -> None:
    large = bundled("regular").scaled(1.5)
    again = pickle.loads(pickle.dumps(large))
    glyph = large.font.get_nominal_glyph(ord("m"))
    assert (again.scale, again.resource) == (large.scale, large.resource) and large.resource != bundled("regular").resource
    assert again.width(glyph) == pytest.approx(1.5 * bundled("regular").width(glyph))
    assert size_of("Latn", "Noto Serif") == 1.0


def test_a_tag_may_end_in_what_is_for_private_use() -> None:
    assert canonical_tag("ML-x-Chillu") == "ml-x-chillu"
    assert [canonical_tag(each) for each in ("x-chillu", "ml-x", "ml-x-chillucharacters")] == [None] * 3
