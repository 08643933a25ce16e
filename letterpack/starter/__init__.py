"""The starter campaign, what ``letterpack init`` makes: files that teach by their comments and build as they are."""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

from letterpack.errors import LetterpackError

STARTER_FILES: Final = ("addressees.yaml", "letter.md", "signatories.csv")
_DATE_MARK: Final = "@DATE@"


def start_campaign(folder: Path, letter_date: date) -> tuple[Path, ...]:
    """Write the starter campaign into ``folder``, making it where needed, and return the paths written.

    ``letter_date`` becomes the letter's date. Raises ``LetterpackError`` where one of the files exists, with nothing written,
    and where the folder cannot be written.
    """
    paths = tuple(folder / name for name in STARTER_FILES)
    there = [path.as_posix() for path in paths if path.exists() or path.is_symlink()]
    if there:
        verb = "is" if len(there) == 1 else "are"
        names = ", ".join(f"`{name}`" for name in there)
        raise LetterpackError(f"{names} {verb} already there", "nothing was written: name another folder, or move those files")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in paths:
            _write_new(path, _text(path.name, letter_date))
    except OSError as refused:
        reason = (refused.strerror or str(refused)).lower()
        raise LetterpackError(f"`{folder}` cannot be written: {reason}", "name a folder that you may write to") from refused
    return paths


def _text(name: str, letter_date: date) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8").replace(_DATE_MARK, letter_date.isoformat())


def _write_new(path: Path, text: str) -> None:
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
