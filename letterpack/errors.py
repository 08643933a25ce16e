"""Exceptions that end a command: what is nobody's source, such as a folder that is not ours.

Each says what happened and what to do, as a finding does; ``cli/`` prints both lines and leaves with ``exit_code``.
Mistakes in the author's sources are never exceptions but ``Diagnostic`` values in a ``Report``.
"""

from __future__ import annotations

from typing import ClassVar


class LetterpackError(Exception):
    """The command could not run.

    ``message`` is one sentence without a full stop, values in backquotes; ``hint`` says what to do, or is empty.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class CannotBuild(LetterpackError):
    """The build could not start or finish, and no source is at fault."""


class CampaignNotFound(CannotBuild):
    """There is no campaign in the folder that was named."""


class OutputRefused(CannotBuild):
    """The output folder contains something that letterpack did not make, so nothing in it was changed."""


class OutputFailed(CannotBuild):
    """The output could not be written: a full disk, a read-only folder, no permission."""


class NoSuchStore(CannotBuild):
    """An address names a kind of store that letterpack does not know."""


class AnswerLost(LetterpackError):
    """The work was done, but its result could not be written to stdout, or not be read to be told."""


class CannotCompare(LetterpackError):
    """Two sets of packets could not be compared: one of them is missing, or is not a set of packets."""


class ManifestUnreadable(LetterpackError):
    """A ``manifest.json`` is missing, damaged, of a later version, or somebody else's."""


class SourceChanged(LetterpackError):
    """Somebody else has changed a source since the writer read it, so it was not overwritten."""
