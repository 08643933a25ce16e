"""What is true of languages stands in one table, which is sound."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from letterpack.languages import canonical_tag, languages
from letterpack.languages.traits import Traits, traits

TABLE = tomllib.loads(files("letterpack.languages").joinpath("traits.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("tag", sorted(TABLE))
def test_a_language_has_traits_that_are_read(tag: str) -> None:
    assert canonical_tag(tag) == tag
    assert TABLE[tag] and traits(tag) != Traits()
    assert traits(f"{tag}-Latn-XX") == traits(f"{tag.upper()}_xx") == traits(tag)
    assert all(word == word.lower() for word in traits(tag).twice or ())


def test_tables_stand_in_order_and_no_language_need_be_there() -> None:
    assert list(TABLE) == sorted(TABLE)
    assert traits("tlh") == Traits()
    assert all(traits(tag) is traits(tag) for tag in languages())
