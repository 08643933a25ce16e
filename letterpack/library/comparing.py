"""``letterpack.diff``: what changed between two sets of packets, and for whom."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Self, cast

from letterpack.errors import CannotCompare
from letterpack.files import no_more_readable_than, real_path, sources_of
from letterpack.library.campaign import told_plainly, watcher
from letterpack.library.sides import AnySide, OneSide, SideFinder
from letterpack.model.change import Change, Comparison, Group, PacketChanges, ProductChanges
from letterpack.pipeline.compare import blind_copies, compare_batches
from letterpack.render.json import changes_json
from letterpack.review.sources import compare_sources, told
from letterpack.review.telling import NAMES_BLIND_COPIES, without_answers, without_blind_copies
from letterpack.values import replace


@dataclass(frozen=True, slots=True)
class DiffResult:
    """The result of a comparison.

    ``groups`` are the changes, the worst first; a change that several packets share is listed once. ``packets`` says what
    became of each packet, ``products`` what became of print runs, lists, envelopes and labels, ``sources`` what changed in the
    sources, and ``notes`` what could not be found out. Builds made for the comparison are removed with the result, or at the
    end of a ``with``.
    """

    comparison: Comparison
    _sides: tuple[OneSide, OneSide]
    _finder: SideFinder

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._finder.close()

    @property
    def same(self) -> bool:
        """Whether nothing differs: neither packets, nor what is made of them, nor sources."""
        return self.comparison.same

    @property
    def failed(self) -> bool:
        """Whether a packet, or a product, could not be compared."""
        return self.comparison.failed

    @property
    def groups(self) -> tuple[Group, ...]:
        """The changes, each with the ids of its packets."""
        return self.comparison.groups

    @property
    def packets(self) -> Sequence[PacketChanges]:
        """All packets of both sides, in the new one's order."""
        return self.comparison.packets

    @property
    def products(self) -> tuple[ProductChanges, ...]:
        """What became of print runs, lists, envelopes, labels and data that goes to services."""
        return self.comparison.products

    @property
    def sources(self) -> tuple[Change, ...]:
        """What changed in the sources."""
        return self.comparison.sources

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be known."""
        return self.comparison.notes

    def to_dict(self) -> dict[str, object]:
        """Return what ``diff --format json`` prints."""
        return cast("dict[str, object]", json.loads("\n".join(changes_json(self.comparison))))

    @told_plainly
    def write_report(self, path: str | PathLike[str]) -> None:
        """Write a report for reviewers, one file that opens in any browser. Raises ``OutputRefused`` and ``OutputFailed``."""
        from letterpack.pipeline.compare.report import write_report

        html = Path(path)
        if not real_path(html).parent.is_dir():
            raise CannotCompare(f"there is no folder `{html.parent}` for the report", "make it, or name another file with --html")
        with no_more_readable_than([source for side in self._sides for source in sources_of(Path(side.name))]):
            write_report(html, self._for_report(), self._sides[0].batch, self._sides[1].batch)

    def for_strangers(self) -> Comparison:
        """Return the comparison as it may travel: without blind copies, answers about consent and paths of this machine."""
        return without_blind_copies(without_answers(self.comparison, self._held_back()), self._blind())

    def _for_report(self) -> Comparison:
        """Return all that those who approve must see, with a word that it is private where it is."""
        shown = without_answers(self.comparison, self._held_back())
        return replace(shown, notes=(NAMES_BLIND_COPIES, *shown.notes)) if self._blind() else shown

    def _held_back(self) -> frozenset[str]:
        return frozenset(told(each) for side in self._sides if side.sources for each in side.sources.campaign.held_back)

    def _blind(self) -> frozenset[str]:
        """Return the ids of blind copies: of their packets, and of themselves, which are the same but for a second address."""
        ids = blind_copies(self._sides[0].batch) | blind_copies(self._sides[1].batch)
        return frozenset(ids | {name.partition(".")[0] for name in ids})


@told_plainly
def diff(old: AnySide, new: AnySide, *, only: Sequence[str] = ()) -> DiffResult:
    """Compare two sets of packets, and say what changed, and for whom.

    A side is a build folder or its address, a manifest, a PDF or any folder of them, a campaign, a store, or a git revision of
    the other side. A campaign is built with today's program, so every difference comes from its sources. ``Rendered`` takes
    the PDFs as they are. ``only`` keeps the packets with these ids. Raises ``CannotCompare`` and ``ManifestUnreadable``; if
    the sources of a side have errors, raises ``CannotBuildSide`` with the findings.
    """
    progress = watcher().progress
    finder = SideFinder(progress)
    with ExitStack() as stack:
        # Not by Python when it likes: a signal that comes meanwhile must be able to end the command.
        stack.callback(finder.close)
        sides = finder.find(old, new), finder.find(new, old)
        before, after = sides[0].sources, sides[1].sources
        sources = compare_sources(before, after) if before and after else None
        names = after.campaign.settings.names if after else ()
        comparison = compare_batches(sides[0].batch, sides[1].batch, sources, tuple(only), names, progress)
        stack.pop_all()
    return DiffResult(comparison, sides, finder)
