"""The starter campaign, what ``letterpack init`` makes: files that teach by their comments and build as they are."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Final

from letterpack.errors import LetterpackError
from letterpack.files import refuse_place, staged, take_name
from letterpack.remedies import remedy
from letterpack.temporary import uninterrupted
from letterpack.wording.commands import pasted

STARTER_FILES: Final = ("addressees.yaml", "letter.md", "letterpack.yaml", "signatories.csv")
_DATE_MARK: Final = "@DATE@"


def start_campaign(folder: Path, letter_date: date) -> tuple[Path, ...]:
    """Write the starter campaign into ``folder``, making it where needed, and return the paths written.

    ``letter_date`` becomes the letter's date. Raises ``LetterpackError`` where one of the files exists, with nothing written,
    and where the folder cannot be written, with nothing left of it; ``OutputRefused`` where it may not be.
    """
    refuse_place(folder, "DIR")
    paths = tuple(folder / name for name in STARTER_FILES)
    there = [path.as_posix() for path in paths if path.exists() or path.is_symlink()]
    if there:
        verb = "is" if len(there) == 1 else "are"
        names = ", ".join(f"`{name}`" for name in there)
        raise LetterpackError(f"{names} {verb} already there", "nothing was written: name another folder, or move those files")
    with uninterrupted(), ExitStack() as undone:
        try:
            for missing in [each for each in (folder, *folder.parents) if not each.exists()][::-1]:
                missing.mkdir()
                undone.callback(_remove, missing)
            for path in paths:
                with staged(path, (_text(path.name, letter_date).encode("utf-8"),)) as part:
                    take_name(part, path)
                    undone.callback(_remove, path)
        except OSError as refused:
            reason = (refused.strerror or str(refused)).lower()
            hint = f"{remedy(refused)}, or name another folder; nothing is left of it"
            raise LetterpackError(f"`{folder}` cannot be written: {reason}", hint) from refused
        undone.pop_all()
    return paths


def next_command(folder: Path) -> str:
    """Return the command that builds the campaign in ``folder``, as it can be pasted."""
    return pasted("letterpack", "build", *([] if folder == Path() else [str(folder)]))


def is_starter(name: str, text: str) -> bool:
    """Whether ``text`` is what ``letterpack init`` writes into the file ``name``, on whatever day."""
    before, _, after = _template(name).partition(_DATE_MARK)
    lines = "\n".join(text.splitlines()) + "\n"
    return lines.startswith(before) and lines.endswith(after) and len(lines) <= len(before) + len(after) + len("2026-01-01")


def _template(name: str) -> str:
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def _text(name: str, letter_date: date) -> str:
    return _template(name).replace(_DATE_MARK, letter_date.isoformat())


def _remove(path: Path) -> None:
    """Remove what was just made; a folder that somebody else has put something into stays."""
    with suppress(OSError):
        path.rmdir() if path.is_dir() else path.unlink()
