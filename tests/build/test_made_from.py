"""A worker that would make other packets says what it has otherwise, and nothing is made."""

from __future__ import annotations

import pytest

from letterpack.errors import CannotBuild
from letterpack.model.manifest import Builder, FontRow
from letterpack.pipeline.build.carried import MadeFrom, refuse_other_fonts, refuse_unlike
from letterpack.values import replace

FONT = FontRow("Noto Serif", "regular", "1" * 64, "NotoSerif.ttf")
BUILDER = Builder("0.1.0", "3.12.1", "1.3", {"uharfbuzz": "0.51"})
HERE = MadeFrom("here", BUILDER, frozenset({FONT}))


@pytest.mark.parametrize(
    ("worker", "said"),
    [
        (
            replace(HERE, builder=replace(BUILDER, python="3.11.7")),
            "a worker has Python 3.11.7, and this is Python",
        ),
        (
            replace(HERE, builder=replace(BUILDER, libraries={"uharfbuzz": "0.50"})),
            "a worker has uharfbuzz 0.50, and this is",
        ),
        (replace(HERE, builder=replace(BUILDER, libraries={})), "a worker has uharfbuzz in no version, and this is"),
        (
            replace(HERE, fonts=frozenset()),
            r"lacks the font `NotoSerif.ttf` \(Noto Serif, regular\), or has",
        ),
        (replace(HERE, fonts=frozenset({replace(FONT, sha256="3" * 64)})), "lacks the font `NotoSerif.ttf`"),
        (HERE, "other settings of its system"),
    ],
)
def test_what_differs_is_named(worker: MadeFrom, said: str) -> None:
    refuse_unlike(HERE, HERE)
    with pytest.raises(CannotBuild, match=said) as refused:
        refuse_unlike(HERE, replace(worker, digest="there"))
    assert refused.value.hint


def test_a_font_of_one_name_in_two_versions_is_refused() -> None:
    refuse_other_fonts([FONT, replace(FONT, style="bold", sha256="5" * 64), FONT])
    with pytest.raises(CannotBuild, match=r"`NotoSerif.ttf` \(Noto Serif, regular\) in two versions"):
        refuse_other_fonts([FONT, replace(FONT, sha256="5" * 64)])
