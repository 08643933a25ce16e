"""``letterpack.list_revisions``: what git knows of a campaign, by the names under which ``diff`` can compare with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from os import PathLike
from typing import Final, Literal, TypeAlias

from letterpack.library.campaign import AnyCampaign, Campaign, opened
from letterpack.revisions import Repository
from letterpack.revisions import opened as opened_repository

RevisionKind: TypeAlias = Literal["branch", "tag", "commit"]
_MOST_COMMITS: Final = 50
_MOST_NAMES: Final = 100
"""Branches and tags each, those with the latest commits."""
_MOST_SUBJECT: Final = 200
_PLACES: Final[dict[RevisionKind, str]] = {"branch": "refs/heads/", "tag": "refs/tags/"}


@dataclass(frozen=True, slots=True)
class Committed:
    """A side: a campaign as it was in the git ``revision``, which is never a path."""

    campaign: str | PathLike[str] | Campaign
    revision: str


@dataclass(frozen=True, slots=True)
class RevisionName:
    """A git revision: its ``name``, the day and the subject of its commit."""

    kind: RevisionKind
    name: str
    on: date
    subject: str


def list_revisions(campaign: AnyCampaign) -> tuple[RevisionName, ...]:
    """Return branches, tags, and the last commits that changed the campaign, the newest of each first; nothing without git.

    Raises ``CannotCompare`` if the repository cannot be trusted.
    """
    found = opened(campaign)
    with opened_repository(found.path) as repository:
        if repository is None:
            return ()
        prefix = repository.prefix(found.path) or "."
        return (*_names(repository, "branch"), *_names(repository, "tag"), *_commits(repository, prefix))


def _names(repository: Repository, kind: RevisionKind) -> Iterator[RevisionName]:
    place = _PLACES[kind]
    form = "%(refname)%00%(creatordate:short)%00%(subject)"
    told = repository.ask("for-each-ref", f"--count={_MOST_NAMES}", "--sort=-creatordate", f"--format={form}", place)
    for name, on, subject in _rows(told):
        yield RevisionName(kind, name.removeprefix(place), on, subject)


def _commits(repository: Repository, prefix: str) -> Iterator[RevisionName]:
    form = "--format=%h%x00%cs%x00%s"
    told = repository.ask("log", f"--max-count={_MOST_COMMITS}", "--no-show-signature", form, "HEAD", "--", prefix)
    for name, on, subject in _rows(told):
        yield RevisionName("commit", name, on, subject)


def _rows(told: bytes | None) -> Iterator[tuple[str, date, str]]:
    for line in (told or b"").decode("utf-8", "replace").split("\n"):
        name, _, rest = line.partition("\0")
        on, _, subject = rest.partition("\0")
        with suppress(ValueError):  # A tag of a file has no day, and a forged commit any.
            yield name, date.fromisoformat(on), subject[:_MOST_SUBJECT]
