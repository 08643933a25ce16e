"""What can be asked for by name, and pages about it: light enough for a command's help."""

from __future__ import annotations

from typing import Final

from letterpack.codes import Code, every_code, find_code
from letterpack.errors import LetterpackError
from letterpack.executors import NAMED
from letterpack.model.products import PRODUCTS
from letterpack.profiles import profile_names
from letterpack.schemas import read_schema, schema_names

__all__ = ["Code", "every_code", "profile_names", "schema_names"]
"""What is only handed on."""


EDITORS: Final = {
    "code": ("--goto", "{file}:{line}:{column}"),
    "codium": ("--goto", "{file}:{line}:{column}"),
    "subl": ("{file}:{line}:{column}",),
    "zed": ("{file}:{line}:{column}",),
    "kate": ("--line", "{line}", "--column", "{column}", "{file}"),
    "gedit": ("{file}", "+{line}:{column}"),
}
"""The arguments for a place, in the order in which they are looked for. They hand over to a window and return at once."""


def editor_names() -> tuple[str, ...]:
    """Return the names of the editors that can be opened at a line."""
    return tuple(EDITORS)


def executor_names() -> tuple[str, ...]:
    """Return the names of the executors; ``MODULE:NAME`` names any other."""
    return tuple(NAMED)


def product_names() -> tuple[str, ...]:
    """Return the names of the products that can be made from the packets."""
    return tuple(PRODUCTS)


def explain(code: str) -> Code:
    """Return the page about a finding's code, such as ``LP101`` or ``101``. Raises ``LetterpackError`` for any other."""
    found = find_code(code if code[:1].isalpha() else f"LP{code}")
    if found is None:
        raise _unknown(code)
    return found


def schema(name: str) -> str:
    """Return the JSON Schema of a file that letterpack reads or writes. Raises ``LetterpackError`` where there is none."""
    if name not in schema_names():
        raise LetterpackError(f"there is no schema `{name}`", f"choose one of {', '.join(schema_names())}")
    return read_schema(name)


def _unknown(code: str) -> LetterpackError:
    from difflib import get_close_matches

    typed, known = code.strip().upper(), [each.code for each in every_code()]
    # The first digits say the family, so of codes that are equally near the one that begins alike is meant.
    near = [each for each in known if each[:4] == typed[:4]] or known
    nearest = get_close_matches(typed, near, n=1, cutoff=0.75)
    hint = f"did you mean {nearest[0]}? " if nearest else ""
    return LetterpackError(f"there is no code `{code}`", f"{hint}`letterpack explain` lists all codes")
