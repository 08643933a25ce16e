"""``--format`` of the commands that give findings: every row of the table of formats can be asked for."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

from letterpack.render.formats import FORMATS


def _format(name: str) -> str:
    """Return ``name``. Raises ``BadParameter`` where no format is called so."""
    if name not in FORMATS:
        raise typer.BadParameter(f"`{name}` is not a format: choose {' or '.join(f'`{each}`' for each in FORMATS)}")
    return name


FindingsFormat: TypeAlias = Annotated[
    str,
    typer.Option(
        "--format",
        help="How the result is written.",
        metavar=f"[{'|'.join(FORMATS)}]",
        parser=_format,
        autocompletion=lambda: list(FORMATS),
    ),
]
