"""What a list of a campaign's people says of each."""

from __future__ import annotations

from typing import NamedTuple


class ListedAddressee(NamedTuple):
    """An addressee: its id and kind (``to``, ``cc``, ``bcc``), how it is called, its country and the language of its letter."""

    id: str
    kind: str
    called: str
    country: str
    language: str
