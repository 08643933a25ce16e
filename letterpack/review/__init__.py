"""The way back, for reviewers: what changed between two finished packets, and for whom.

``compare_packets`` compares two files: one stream of words over the whole document, page furniture left out; then fonts,
metadata and places on their own; then, for what is left alone, pixels. ``group_changes`` makes one of the same change in
many packets.
"""

from __future__ import annotations

from letterpack.review.compare import Side, compare_packets
from letterpack.review.groups import Ranker, group_changes

__all__ = ["Ranker", "Side", "compare_packets", "group_changes"]
