"""What a style says in words: cuts of its family, inks, the order of things. What may be said is data here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from letterpack.datafiles import Fault, TomlTable
from letterpack.model.ink import LEAST_CONTRAST, Ink, color_of, contrast
from letterpack.patterns import late

INK: Final = "ink"
CUTS: Final = ("regular", "bold", "italic", "bold-italic", "small")
"""Of a family; in ``small``, small letters are small capitals."""
_CHOICES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("order", "subject"): ("before", "after"),
    ("order", "contact"): ("foot", "head"),
    ("draft", "mark"): ("quiet", "bold"),
    ("heading", "faces"): CUTS,
    ("subject", "face"): CUTS,
    ("signatories_head", "face"): CUTS,
    ("letterhead", "name_face"): CUTS,
    ("letterhead", "other_face"): CUTS,
}
_COLOR: Final = late("#[0-9A-Fa-f]{6}")
_FEATURE: Final = late("[a-z0-9]{4}")
_INK_HINT: Final = 'write black, gray, or a color as "#RRGGBB"'


def faults_of(whole: TomlTable) -> Iterator[Fault]:
    """Yield what is wrong with the words of a style's file; values of other kinds were told."""
    for keys, known in _CHOICES.items():
        value = _value(whole, keys)
        said = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        for each in said:
            if isinstance(each, str) and each not in known:
                yield Fault(keys, f"`{keys[-1]}` cannot be `{each}`", f"it may be {', '.join(known)}", known)
        if isinstance(value, list) and not value:
            yield Fault(keys, f"`{keys[-1]}` is empty", f"name at least one of {', '.join(known)}")
    inks = whole.get(INK)
    for key, value in inks.items() if isinstance(inks, dict) else ():
        if isinstance(value, str):
            yield from _ink_faults(key, value)
    features = _value(whole, ("faces", "features"))
    for each in features if isinstance(features, list) else ():
        if isinstance(each, str) and not _FEATURE.fullmatch(each):
            yield Fault(
                ("faces", "features"), f"`{each}` is not a feature of OpenType", 'write tags of four letters, such as "onum"'
            )


def _ink_faults(key: str, value: str) -> Iterator[Fault]:
    if value in ("black", "gray"):
        return
    if not _COLOR.fullmatch(value):
        yield Fault((INK, key), f"`{value}` is not a color", _INK_HINT)
    elif (found := contrast(color_of(value))) < LEAST_CONTRAST:
        message = f"`{value}` is too light to be read on white: its contrast is {found:.1f} : 1"
        yield Fault((INK, key), message, f"choose a darker color, of at least {LEAST_CONTRAST} : 1")


def ink_of(written: str, grey: float) -> Ink:
    """Return the ink that a style names; ``grey`` is the style's own."""
    if written == "black":
        return 0.0
    return grey if written == "gray" else color_of(written)


def _value(whole: TomlTable, keys: tuple[str, str]) -> object:
    table = whole.get(keys[0])
    return table.get(keys[1]) if isinstance(table, dict) else None
