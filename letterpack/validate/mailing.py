"""Stage 2 of 7: ``addressees.yaml``, ``.csv`` and ``.jsonl`` become the ``Mailing``."""

from __future__ import annotations

from letterpack.diagnostics import Report
from letterpack.model.campaign import Input, Mailing, Settings
from letterpack.world import World


def read_mailing(world: World, settings: Settings, languages: frozenset[str], default_language: str,
                 report: Report) -> tuple[Mailing | None, tuple[Input, ...]]:
    """Return the addressees and the files read; None where there are none to send to (LP150 says so).

    Every row is validated here, once; ``Mailing.to`` streams them again. ``languages`` are those a letter is written in.
    """
    raise NotImplementedError
