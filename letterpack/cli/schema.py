"""``letterpack schema``: the JSON Schemas of the files, for editors that complete and check as one types."""

from __future__ import annotations

from typing import Annotated

import typer

from letterpack.cli.terminal import answer
from letterpack.errors import LetterpackError


def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A schema's name; all are listed without it.")] = "",
) -> None:
    """Print a JSON Schema of a file that letterpack reads or writes.

    Exit 0: printed; 2: there is no such schema.
    """
    from letterpack.schemas import read_schema, schema_names

    if not name:
        for each in schema_names():
            answer(each)
        return
    if name not in schema_names():
        raise LetterpackError(f"there is no schema `{name}`", f"choose one of {', '.join(schema_names())}")
    answer(read_schema(name).rstrip("\n"))
