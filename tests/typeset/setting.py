"""The means to set a line, without a campaign."""

from __future__ import annotations

from letterpack.diagnostics import Report
from letterpack.languages import language
from letterpack.profiles import DEFAULT, load_profile
from letterpack.styles import STANDARD, load_style
from letterpack.text.families import Chains, Family
from letterpack.text.shape import Shaper, Subsets
from letterpack.typeset.context import Context
from letterpack.typeset.glyphs import Setter

SHAPER = Shaper(Family(Chains()))


def setter(tag: str = "en", *, closed_after: str | None = None) -> Setter:
    """Return a setter; with ``closed_after`` its base holds those characters of the regular face and is closed."""
    made = Setter(SHAPER, Subsets(), tag)
    if closed_after is not None:
        for char in closed_after:
            made.word(char, "regular", 11.0)
        made.subsets.close()
    return made


def context(tag: str = "en") -> Context:
    """Return the context of a letter without pictures."""
    profile = load_profile(DEFAULT)
    return Context(setter(tag), load_style(STANDARD), language(tag), Report(), lambda *_: None, lambda span, _: span, profile)
