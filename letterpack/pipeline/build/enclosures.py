"""A campaign's enclosures, each read when a packet needs it; as many of those used last as memory may hold stay there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

from letterpack.diagnostics import Report
from letterpack.enclosures.reading import read_enclosure
from letterpack.errors import CannotBuild
from letterpack.model.pdf import Enclosure
from letterpack.model.profile import Profile
from letterpack.spans import Span
from letterpack.units import mm_to_pt, pt_to_mm
from letterpack.world import World

MOST_BYTES: Final = 1 << 25
"""Of what stays in memory: where everybody gets a scan of their own, little more is needed than where all share one."""


_SIZE_PT: Final = mm_to_pt(2.0)
"""What programs round a paper's sides by, and printers do not see."""


class _Shelved(NamedTuple):
    enclosure: Enclosure
    size_bytes: int


class EnclosureShelf:
    """Gives enclosures by their path. What is wrong with one is reported once, however often it is read.

    ``profile`` and ``conformance_required`` are as ``read_enclosure`` has them. ``paper_pt`` is what a printer prints all pages
    on, None where no printer gets them in one piece.
    """

    def __init__(
        self,
        world: World,
        report: Report,
        profile: Profile,
        *,
        conformance_required: bool,
        paper_pt: tuple[float, float] | None = None,
    ) -> None:
        self._world, self._report = world, report
        self._profile, self._conformance_required, self._paper_pt = profile, conformance_required, paper_pt
        self._held: OrderedDict[str, _Shelved] = OrderedDict()
        self._held_bytes = 0
        self._digests: dict[str, str] = {}
        self._not_there = frozenset([found.span for found in report if found.code == "LP164"])

    def get(self, path: str, place: Callable[[], Span]) -> Enclosure | None:
        """Return the enclosure at ``path``; None where it cannot be sent, as is reported at ``place``.

        Raises ``CannotBuild`` where its file has changed since it was first read.
        """
        held = self._held.get(path)
        if held is not None:
            self._held.move_to_end(path)
            return held.enclosure
        known = self._digests.get(path)
        if known == "":
            return None
        enclosure = self._read(path, place(), self._report if known is None else Report())
        digest = enclosure.sha256 if enclosure else ""
        if known is not None and digest != known:
            raise _changed(path)
        self._digests[path] = digest
        if enclosure is not None:
            self._keep(enclosure)
        return enclosure

    def again(self, path: str, sha256: str) -> Enclosure:
        """Return the enclosure at ``path`` for whoever has it in a packet: nothing is reported again.

        Raises ``CannotBuild`` where it is not the file with the digest ``sha256``.
        """
        held = self._held.get(path)
        enclosure = held.enclosure if held is not None else self._read(path, Span(path), Report())
        if enclosure is None or enclosure.sha256 != sha256:
            raise _changed(path)
        if held is None:
            self._keep(enclosure)
        return enclosure

    def _read(self, path: str, span: Span, report: Report) -> Enclosure | None:
        if span in self._not_there:
            return None
        enclosure = read_enclosure(
            self._world, path, span, report, profile=self._profile, conformance_required=self._conformance_required
        )
        if enclosure is not None and self._paper_pt is not None:
            _tell_other_sizes(enclosure, self._paper_pt, span, report)
        return enclosure

    def _keep(self, enclosure: Enclosure) -> None:
        """Put ``enclosure`` on the shelf, and take off those used longest ago that there is no room for."""
        size_bytes = sum([len(part) for each in enclosure.fragment.objects for part in each.parts if isinstance(part, bytes)])
        self._held[enclosure.path] = _Shelved(enclosure, size_bytes)
        self._held_bytes += size_bytes
        while self._held_bytes > MOST_BYTES and len(self._held) > 1:
            self._held_bytes -= self._held.popitem(last=False)[1].size_bytes


def _tell_other_sizes(enclosure: Enclosure, paper_pt: tuple[float, float], span: Span, report: Report) -> None:
    """Report (LP417) pages that do not fit the paper that a printer has in, whichever way they are turned."""
    wanted = sorted(paper_pt)
    other = [
        (number, page)
        for number, page in enumerate(enclosure.pages, 1)
        if any(abs(side - want) > _SIZE_PT for side, want in zip(sorted((page.width_pt, page.height_pt)), wanted, strict=True))
    ]
    if not other:
        return
    number, page = other[0]
    more = f" (and {len(other) - 1} more)" if len(other) > 1 else ""
    said = (
        f"page {number}{more} of the enclosure `{enclosure.path}` is {_mm(page.width_pt)} × {_mm(page.height_pt)} mm, "
        f"and the letter's paper {_mm(paper_pt[0])} × {_mm(paper_pt[1])} mm"
    )
    report.error("LP417", span, said, "export it on the letter's paper, scaled to fit, or have it printed apart and put in")


def _mm(length_pt: float) -> str:
    return f"{pt_to_mm(length_pt):.0f}"


def _changed(path: str) -> CannotBuild:
    return CannotBuild(f"`{path}` changed while it was being read", "run the command again")
