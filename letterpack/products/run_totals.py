"""The sheet of totals of a print run: what it counts, what it says in the letter's language, and what is read on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from letterpack.languages import language
from letterpack.languages.numbers import in_figures
from letterpack.languages.tags import locale_of
from letterpack.model.campaign import CampaignRead
from letterpack.wording.totals import totals_words

_MOST_ROWS: Final = 14
"""Of one kind; the rest are counted together."""
_MOST_LINES: Final = 6
"""On how many lines a text may stand."""
_NEAR_PT: Final = 1.0


class FileTotals:
    """What a sheet of totals counts."""

    def __init__(self) -> None:
        self.sheets, self.countries, self.pages = Counter[int](), Counter[str](), 0

    def add(self, sheets: int, pages: int, country: str) -> None:
        """Count a packet of so many ``sheets`` and ``pages``, which goes to ``country``."""
        self.sheets[sheets] += 1
        self.countries[country] += 1
        self.pages += pages


def totals_rows(campaign: CampaignRead, file: str, marked: tuple[str, int] | None, counted: FileTotals) -> list[tuple[str, str]]:
    """Return what the sheet of totals of ``file`` says: texts, and what stands beside them. ``marked`` are the name of its
    insertion marks and its number in them.
    """
    settings = campaign.settings
    tag, words = totals_words(campaign.letter.language)
    said, home = language(tag), settings.sender.country
    sheets = sum([each * count for each, count in counted.sheets.items()])
    by_sheets = [(in_figures(str(each), tag), count) for each, count in sorted(counted.sheets.items())]
    codes = sorted(counted.countries, key=lambda code: "" if code == home else code)
    by_country = [(f"{said.country(code)} ({code})" if code else words.no_country, counted.countries[code]) for code in codes]
    return [
        (settings.name or words.title, ""),
        (file.rpartition("/")[2], ""),
        (said.date(campaign.letter.date), ""),
        ("", ""),
        (words.packets, _number(counted.sheets.total(), tag)),
        (words.sheets, _number(sheets, tag)),
        (words.pages, _number(counted.pages, tag)),
        (words.printed, words.both if settings.printing.sides == "both" else words.front),
        *(
            [(words.marks, marked[0] + said.comma + words.run.format(number=in_figures(f"{marked[1]:04}", tag)))]
            if marked
            else []
        ),
        ("", ""),
        (words.by_sheets, ""),
        *_first(by_sheets, words.others, tag),
        ("", ""),
        (words.by_country, ""),
        *_first(by_country, words.others, tag),
    ]


def _first(rows: Sequence[tuple[str, int]], others: str, tag: str) -> list[tuple[str, str]]:
    """Return the first ``rows``, and one of all ``others`` where there are too many."""
    most = len(rows) if len(rows) <= _MOST_ROWS else _MOST_ROWS - 1
    rest = [(others, sum([count for _, count in rows[most:]]))] if rows[most:] else []
    return [(label, _number(count, tag)) for label, count in [*rows[:most], *rest]]


def _number(count: int, tag: str) -> str:
    from babel.numbers import format_decimal

    return in_figures(format_decimal(count, locale=locale_of(tag)), tag)
