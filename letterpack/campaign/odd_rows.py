"""Stage 2 of 7: rows of a list that are not made as the others are, judged by their structure and by no word.

A total, a heading between the rows, a note of the program that exported them, a mark of a list before every name, several people
in one cell: each is printed as if it signed, unless somebody says what it is. The same holds for comments and further sheets of a
workbook. ``import: rows:`` in letterpack.yaml, and ``--row``, say it by their text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.model.columns import NOTHING, Meanings
from letterpack.model.sources import Record, SourceValue
from letterpack.patterns import late
from letterpack.wording.answers import fold_answer, is_answer
from letterpack.wording.commands import pasted

_MARK: Final = late(
    r"\s*(?:(?P<bullet>[*•·▪●◦‣⁃∙–—-])\s*|[#№(\[]?\s*(?P<number>\d{1,6})(?:\s*[.):\]]+\s*|\s+[–-]?\s*))(?=[^\W\d_])"
)
_NUMBERED: Final = late(r"\s*[#№(\[]?\s*\d{1,6}\s*[.):\]]+\s*[^\W\d_]")
"""What the name of no person begins with: `1. FC Example` is an organization."""
_SEVERAL: Final = late(r"[^\s;；؛]\s*(?:[\n\v\r;；؛]\s*)+[^\s;；؛]")
_COMMA: Final = late(r"[,،]")
_FULL_COMMA: Final = late(r"\S[、，]\s*\S")
_STATED: Final = late(r"(?:\A|[:=—–])\s*(\d{1,9})\b(?![-./])")
"""`57 signatories`, `Total: 57`, and no `Article 19`."""
NAMES: Final = ("name", "organization", "title")
_OF_A_LIST: Final = "begins with the mark or the number of a list, as all rows do"
_OF_ONE: Final = "begins with the number of a list"
_OF_SEVERAL: Final = "names several in one cell"
_OF_ONE_WORD: Final = "is a single word, and the others have more"
_FIRST_REMEDY: Final = {_OF_A_LIST: "delete the marks", _OF_ONE: "delete the number", _OF_SEVERAL: "give each a row"}
_FULL: Final = 3
"""Cells of a row that is filled as rows of people are."""
_FEWEST_FULL: Final = 4
"""Rows beside one that differs; the first and the last row may be compared with fewer."""
_FEWEST_BESIDE_EDGE: Final = 3
_FEWEST_ORGANIZATIONS: Final = 9
_PAIR: Final = 2
_OTHERS: Final = 0.9
"""Nine of ten."""
_FEWEST_MARKED: Final = 2
_FEWEST_NUMBERED: Final = 3
_LONGEST: Final = 80


class OddRow(Struct, frozen=True):
    """The row ``index``, and what is odd about it."""

    index: int
    why: str


def odd_rows(rows: Sequence[Mapping[str, object]]) -> Iterator[OddRow]:
    """Yield those of ``rows``, cells by their columns, that are not made as the others are."""
    filled = [frozenset(column for column, cell in row.items() if str(cell).strip()) for row in rows]
    called = [next((str(row[name]) for name in NAMES if name in row and str(row[name]).strip()), "") for row in rows]
    names = [str(row.get("name", "")).strip() for row in rows]
    found = {
        **dict.fromkeys(_lone(filled), "fills one cell, and the others fill more"),
        **dict.fromkeys(_of_one_word(filled, called), _OF_ONE_WORD),
        **{
            index: f"is the {'first' if not index else 'last'} row, and says how many others there are" for index in _totals(rows)
        },
        **{index: _OF_ONE for index, name in enumerate(names) if _NUMBERED.match(name)},
        **dict.fromkeys(_listing(names), _OF_SEVERAL),
        **{index: _OF_SEVERAL for index, row in enumerate(rows) if _names_several(row)},
    }
    found |= dict.fromkeys(_marked(called), _OF_A_LIST)
    yield from (OddRow(index, found[index]) for index in sorted(found))


def _names_several(row: Mapping[str, object]) -> bool:
    """Whether a name holds several: an organization's long one may have a line break, a person's has none."""
    name, organization = (str(row.get(column, "")).strip() for column in NAMES[:2])
    return bool(_SEVERAL.search(name) or _SEVERAL.search(organization.replace("\n", " ")))


def _listing(names: Sequence[str]) -> Iterator[int]:
    """Yield the rows whose names are several full ones between commas. `Doe, Jane` has a part of one word; in a list of which
    half are written so, `García Márquez, Gabriel José` is one person.
    """
    parts = [_COMMA.split(name) for name in names]
    filled = sum(map(bool, names))
    inverted = sum(len(each) == _PAIR for each in parts)
    for index, each in enumerate(parts):
        are_full = len(each) > 1 and all(len(part.split()) > 1 for part in each)
        if (are_full and (len(each) > _PAIR or inverted * 2 < filled)) or _FULL_COMMA.search(names[index]):
            yield index


def _of_one_word(filled: Sequence[frozenset[str]], called: Sequence[str]) -> list[int]:
    """Return the first or the last row of a list of one column if it alone is one word: few people have one name, and more
    organizations.
    """
    if len(set(filled)) != 1 or len(filled[0]) != 1:
        return []
    short = [index for index, text in enumerate(called) if len(text.split()) == 1]
    fewest = _FEWEST_FULL if "name" in filled[0] else _FEWEST_ORGANIZATIONS
    return short if len(short) == 1 and short[0] in (0, len(called) - 1) and len(called) > fewest else []


def _lone(filled: Sequence[frozenset[str]]) -> list[int]:
    """Return the rows that fill one cell of lists whose rows fill several: few rows, the first, the last, or headings."""
    lone = [index for index, cells in enumerate(filled) if len(cells) == 1]
    others = [cells for cells in filled if len(cells) > 1]
    if not lone or len(others) < _FEWEST_BESIDE_EDGE:
        return []
    full = sum(len(cells) >= _FULL for cells in others)
    are_full = full >= len(others) * _OTHERS
    are_alike = len(set(others)) == 1
    last = len(filled) - 1
    has_headings = lone[0] == 0 and lone[-1] != last and all(after - each > 1 for each, after in pairwise(lone))
    if are_full and full >= _FEWEST_FULL and len(lone) <= max(1, len(filled) * (1 - _OTHERS)):
        return lone
    if (are_full or are_alike) and has_headings and len(lone) > 1:
        return lone
    # Who is called in two columns may lack one; a row at the edge of others that all fill the same is no person.
    at_edge = [index for index in lone if index in (0, last)]
    is_odd = (are_full or (are_alike and len(others) > _FEWEST_FULL)) and len(lone) == len(at_edge)
    return at_edge if is_odd else []


def _totals(rows: Sequence[Mapping[str, object]]) -> Iterator[int]:
    """Yield the first or last row if it states the number of the others."""
    for index in {0, len(rows) - 1} if len(rows) > _FEWEST_BESIDE_EDGE else ():
        texts = [str(cell) for cell in rows[index].values() if str(cell).strip()]
        stated = {int(number) for text in texts for number in _STATED.findall(text)}
        if len(rows) - 1 in stated and len(texts) < _FULL:
            yield index


def _marked(called: Sequence[str]) -> list[int]:
    """Return the rows whose names begin with a mark of a list, or are numbered one after the other, if all of them do."""
    marks = [_MARK.match(text) for text in called]
    found = [mark for mark in marks if mark]
    if len(found) != len(called) or len(called) < _FEWEST_MARKED:
        return []
    numbers = [int(mark["number"]) for mark in found if mark["number"]]
    if not numbers:
        return list(range(len(called)))
    runs = numbers == list(range(numbers[0], numbers[0] + len(called)))
    is_numbered = runs and (len(called) >= _FEWEST_NUMBERED or numbers[0] == 1)
    return list(range(len(called))) if is_numbered else []


class RowsSaid(Struct, frozen=True):
    """What the user says of odd rows by their texts, ``meant``; ``kind`` is what a row of the list is. ``sheet`` is the sheet
    of a workbook that is wanted, empty for the first that is not empty.
    """

    meant: Meanings
    kind: str
    by_options: bool = False
    sheet: str = ""

    def of(self, text: str) -> str:
        """Return what ``text`` is said to be: ``nothing``, a row of the list, or an empty text."""
        folded = fold_answer(text)
        return next((meaning.column for said, meaning in self.meant.items() if fold_answer(said) == folded), "")

    def remedy(self, text: str, *choices: str) -> str:
        """Return what to write so that ``text`` is one of ``choices``."""
        if self.by_options:
            return " or ".join(pasted("--row", f"{text}={choice}") for choice in choices)
        lines = " or ".join(f"`{json.dumps(text, ensure_ascii=False)}: {choice}`" for choice in choices)
        return f"{lines} in letterpack.yaml, under `import: rows:`"

    def is_answer(self, cell: str) -> bool:
        """Whether ``cell`` answers a question, in any language."""
        return is_answer(cell)

    def is_nothing(self, record: Record) -> bool:
        """Whether ``record`` is said to be nothing."""
        return bool(self.meant) and self.of(text_of(record)) == NOTHING

    def without_nothing(self, records: Sequence[Record]) -> list[Record]:
        """Return ``records`` less those that are said to be nothing."""
        return [each for each in records if not self.is_nothing(each)]

    def left_out(self, records: Sequence[Record], report: Report) -> set[int]:
        """Return those of ``records`` that are said to be nothing, or are odd and reported."""
        nothing = {index for index, each in enumerate(records) if self.is_nothing(each)}
        left = [index for index in range(len(records)) if index not in nothing]
        return nothing.union([left[index] for index in self.report_odd([records[index] for index in left], report)])

    def report_odd(self, records: Sequence[Record], report: Report, passed: Collection[int] = ()) -> list[int]:
        """Report (LP207) the rows of ``records`` that are odd and of which nothing is said, but for those ``passed``; return
        them.
        """
        reported = []
        odd: dict[str, list[int]] = {}
        for each in odd_rows([record.values for record in records]):
            odd.setdefault(each.why, []).append(each.index)
        for why, indices in odd.items():
            unsaid = [index for index in indices if not self.of(text_of(records[index]))]
            is_of_all = why in (_OF_A_LIST, _OF_ONE)
            left = [] if is_of_all and len(unsaid) < len(indices) else [index for index in unsaid if index not in passed]
            for index in left[:1] if is_of_all else left:
                text = text_of(records[index])
                named = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
                first = _FIRST_REMEDY.get(why, "delete the row")
                choices = (self.kind,) if why in _FIRST_REMEDY else (NOTHING, self.kind)
                hint = f"{first}; or say what it is: {self.remedy(text, *choices)}"
                report.error("LP207", records[index].origin.span(), f"the row `{named}` {why}", hint)
                reported.append(index)
        return reported


def text_of(record: Record) -> str:
    """Return the text by which ``record`` is spoken of: its first name, else its first cell."""
    cells = (_text(record.values[name]) for name in (*NAMES, *record.values) if name in record.values)
    return next((" ".join(cell.split()) for cell in cells if cell.strip()), "")


def _text(cell: SourceValue) -> str:
    parts = cell.values() if isinstance(cell, dict) else cell if isinstance(cell, list) else ()
    return cell if isinstance(cell, str) else " ".join(map(_text, parts))
