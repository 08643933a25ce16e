"""Lines of a text as an editor has them, and back into a file whose lines may end in any way: what was not changed stays as it
was, byte for byte.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from letterpack.patterns import late

_END: Final = late(r"(\r\n|\r|\n)")
_MOST_COMPARED: Final = 2_000
"""Lines between the first and the last change that are compared one by one; of more, those in the middle count as new."""


def editable(text: str) -> str:
    """Return ``text`` with a line feed at the end of each line, as editors and browsers have it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def with_ends_of(before: str, text: str) -> str:
    """Return ``text`` with each line that ``before`` has too ending as there, and new ones as their neighbor above, else as most.

    ``text`` may end its lines in any way: they count as line feeds.
    """
    old, new = _lines(before), _lines(editable(text))
    ends = Counter([end for _, end in old if end])
    usual = ends.most_common(1)[0][0] if ends else "\n"
    found = _ends([line for line, _ in old], [line for line, _ in new])
    said: list[str] = []
    last = usual
    for (line, is_ended), at in zip(new, found, strict=True):
        if is_ended:
            last = (old[at][1] if at is not None else "") or last
        # After a carriage return, a line feed with nothing between them would be the same line's end.
        is_one_with_before = last == "\n" and not line and bool(said) and said[-1].endswith("\r")
        said.append(line + ("\r" if is_one_with_before else last) * bool(is_ended))
    return "".join(said)


def _lines(text: str) -> list[tuple[str, str]]:
    """Return the lines of ``text`` and what ends each; the last one has no end."""
    parts = _END.split(text)
    return list(zip(parts[::2], [*parts[1::2], ""], strict=True))


def _ends(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """Return of each new line which old one it is, or which it replaces; None for one that was added."""
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    middle = _middle(old[first : len(old) - last], new[first : len(new) - last])
    return [
        *range(first),
        *[None if at is None else at + first for at in middle],
        *range(len(old) - last, len(old)),
    ]


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[int | None]:
    if max(len(old), len(new)) > _MOST_COMPARED:
        yield from [at if at < len(old) else None for at in range(len(new))]
        return
    for _, start, end, low, high in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from [start + at if start + at < end else None for at in range(high - low)]
