"""The way back, for reviewers: what changed between two finished packets, and for whom.

``Comparer`` compares two files: one stream of words over the whole document, page furniture left out; then fonts, metadata and
places on their own; then, for what is left alone, pixels. What follows from another change is put under it. ``Grouper`` makes
one of the same change in many packets.
"""

from __future__ import annotations

from letterpack.review.compare import Comparer, Side, renamed
from letterpack.review.groups import Grouper, Ranker

__all__ = ["Comparer", "Grouper", "Ranker", "Side", "renamed"]
