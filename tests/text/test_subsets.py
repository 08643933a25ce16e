"""Which subset shows a glyph: the base while it is open, an extension of fixed glyphs after that."""

from __future__ import annotations

from letterpack.text.families import Chains, Family, bundled
from letterpack.text.shape import Shaper, Subsets

SHAPER = Shaper(Family(Chains()))
REGULAR = bundled("regular")


def run(text: str):
    return SHAPER.shape(text, "regular", "en").runs[0]


def test_an_open_base_takes_all() -> None:
    subsets = Subsets()
    assert subsets.admit(run("Dvořák"))
    assert subsets.resource(REGULAR, run("ř").ids[0]) == REGULAR.resource


def test_a_closed_base_takes_nothing_more() -> None:
    subsets = Subsets()
    subsets.admit(run("abc"))
    subsets.close()
    assert subsets.admit(run("cab"))
    assert not subsets.admit(run("Ж"))
    assert run("Ж").ids[0] not in subsets.base[REGULAR]


def test_an_extension_s_name_is_told_by_the_glyph_alone() -> None:
    one, other = Subsets(), Subsets()
    one.admit(run("abc"))
    for subsets in (one, other):
        subsets.close()
    other.resource(REGULAR, run("Ω").ids[0])
    assert one.resource(REGULAR, run("Ж").ids[0]) == other.resource(REGULAR, run("Ж").ids[0]) != REGULAR.resource
