"""``letterpack schema``: the JSON Schemas of the files, for editors that complete and check as one types."""

from __future__ import annotations

from typing import Annotated

import typer

import letterpack
from letterpack.cli.terminal import answer


def schema(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="A schema's name; without one, all are listed.")] = "",
) -> None:
    """Print a JSON Schema of a file that letterpack reads or writes.

    Exit 0: printed; 2: there is no such schema.
    """
    if name:
        answer(letterpack.schema(name).rstrip("\n"))
        return
    for each in letterpack.schema_names():
        answer(each)
