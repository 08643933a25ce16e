"""A text and the language that it is in."""

from __future__ import annotations

from typing import NamedTuple


class Spoken(NamedTuple):
    """``text`` in ``language`` (BCP 47); empty where that is not known to be another than the letter's."""

    text: str
    language: str = ""
