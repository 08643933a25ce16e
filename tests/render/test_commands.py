"""Commands that hints name find the campaign from where the hint is read."""

from __future__ import annotations

import pytest

from letterpack.render.words import with_campaign


@pytest.mark.parametrize(
    ("hint", "said"),
    [
        ("build again: letterpack build", "build again: letterpack build camp"),
        ("build it: letterpack build --print-run", "build it: letterpack build camp --print-run"),
        ("seal it with `letterpack seal`", "seal it with `letterpack seal camp`"),
        ("letterpack build elsewhere", "letterpack build elsewhere"),
        ("import it: letterpack signatories import form.csv", "import it: letterpack signatories import form.csv"),
    ],
)
def test_a_command_names_the_campaign(hint: str, said: str) -> None:
    assert with_campaign(hint, "camp") == said
    assert with_campaign(hint, "") == hint


def test_a_folder_with_a_blank_is_quoted() -> None:
    assert with_campaign("letterpack build", "two words") == "letterpack build 'two words'"
