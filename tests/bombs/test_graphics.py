"""No picture and no drawing takes the machine down: each is drawn, or told with its place."""

from __future__ import annotations

import pytest

from tests.bombs.arena import Arena
from tests.bombs.graphics import GRAPHICS
from tests.bombs.texts import letter


@pytest.mark.parametrize("name", GRAPHICS)
def test_a_hostile_picture_is_told_or_drawn(arena: Arena, name: str) -> None:
    file, make = GRAPHICS[name]
    outcome = arena.run({**letter(f"![A picture]({file})"), file: make()}, "build", "--workers", "1")
    assert outcome.exit in (0, 1), outcome
    if outcome.exit:
        assert any(code.startswith("LP2") for code in outcome.codes), outcome.said
        assert "letter.md:6" in outcome.said
