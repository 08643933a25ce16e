"""What a column of a list means where the user says so, in ``letterpack.yaml`` under ``import`` or with ``--column``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

NOTHING: Final = "nothing"
"""What a column is called that is left out; a reason stands behind it where its cells look like answers."""
ROWS: Final = "rows"
"""The key beside those of the lists: what rows are that are unlike the others, by their texts."""
NOT_CONSENT: Final = "not_consent"
"""The opposite of ``consent``: a column of which yes means that somebody does not want to be printed."""
NAME_PARTS: Final = ("name_prefix", "given_name", "middle_name", "family_name", "name_suffix")
"""Columns that make a name together."""


class Meaning(Struct, frozen=True):
    """A column's name in the contract or one of the names above. ``reason`` says why a column means ``nothing``; ``answers`` says
    what cells of it answer, by their text: ``yes``, ``no`` or a date.
    """

    column: str
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


Meanings = Mapping[str, Meaning]
"""By the headers of the columns, as typed."""


def asks_for_consent(columns: Iterable[str]) -> bool:
    """Whether one of ``columns`` of a table, several of one name numbered, holds answers about consent."""
    return any(column.partition(".")[0] in ("consent", NOT_CONSENT) for column in columns)
