"""A campaign's enclosures, each read when a packet needs it; as many of those used last as memory may hold stay there."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from letterpack.diagnostics import Report
from letterpack.enclosures.reading import Purpose, read_enclosure
from letterpack.errors import CannotBuild
from letterpack.model.campaign import PLAIN_ENCLOSURE, EnclosureSetting
from letterpack.model.form import Rect
from letterpack.model.pdf import Enclosure, Placing, Stamp, is_like
from letterpack.model.profile import Profile
from letterpack.spans import Span
from letterpack.units import pt_to_mm
from letterpack.world import World

MOST_BYTES: Final = 1 << 25
"""Of what stays in memory: where everybody gets a scan of their own, little more is needed than where all share one."""


_MOST_TITLES: Final = 1 << 12
_OF_STAMPS: Final = ("LP422", "LP423")
"""What is found of a file may depend on what is stamped on it; all else is found when it is first read."""
_OTHER_PAPER: Final = "write `scale: fit` for it under `enclosures` in letterpack.yaml, or have it printed apart and put in"


class _Shelved(Struct, frozen=True):
    enclosure: Enclosure
    size_bytes: int


class EnclosurePaper(Struct, frozen=True):
    """The letter's paper, whether all pages must be of its size, how enclosures are sent, by their paths, and what of each page
    must be ``clear`` for insertion marks.
    """

    size_pt: tuple[float, float]
    is_one_size: bool = False
    settings: Mapping[str, EnclosureSetting] = MappingProxyType({})
    clear: tuple[Rect, ...] = ()

    def setting(self, path: str) -> EnclosureSetting:
        """Return how the enclosure at ``path`` is sent."""
        return self.settings.get(path) or self.settings.get("", PLAIN_ENCLOSURE)

    def refuses(self, path: str) -> bool:
        """Whether pages of the enclosure at ``path`` may not be on other paper."""
        scale = self.setting(path).scale
        return scale == "refuse" or (self.is_one_size and scale != "fit")


class _Key(Struct, frozen=True):
    path: str
    stamp: str


class EnclosureShelf:
    """Gives enclosures by their path and what is stamped on them. What is wrong with one is reported once, however often it is
    read.

    ``profile`` and ``conformance_required`` are as ``read_enclosure`` has them. ``paper`` is what pages are fitted to and
    compared with; None where that is not asked.
    """

    def __init__(
        self,
        world: World,
        report: Report,
        profile: Profile,
        *,
        conformance_required: bool,
        confirmed: frozenset[str] = frozenset(),
        paper: EnclosurePaper | None = None,
    ) -> None:
        self._world, self._report = world, report
        self._profile, self._conformance_required, self._paper = profile, conformance_required, paper
        self._confirmed = confirmed
        self._held: OrderedDict[_Key, _Shelved] = OrderedDict()
        self._held_bytes = 0
        self._digests: dict[_Key, str] = {}
        self._titles: OrderedDict[str, str] = OrderedDict()
        self._not_there = frozenset([found.span for found in report if found.code == "LP164"])

    def get(self, path: str, place: Callable[[], Span], stamp: Stamp | None = None) -> Enclosure | None:
        """Return the enclosure at ``path`` with ``stamp`` on its pages; None where it cannot be sent, as is told at ``place``.

        Raises ``CannotBuild`` where its file has changed since it was first read.
        """
        key = _Key(path, stamp.text if stamp else "")
        held = self._held.get(key)
        if held is not None:
            self._held.move_to_end(key)
            return held.enclosure
        known = self._digests.get(key)
        if known == "":
            return None
        findings = Report()
        enclosure = self._read(path, place(), findings, stamp, is_known=known is not None)
        if known is None:
            is_first = path not in {each.path for each in self._digests}
            # An error is told even of a file that was sound without a stamp: no packet may be missing without a word.
            told = [each for each in findings if is_first or each.severity == "error" or each.code in _OF_STAMPS]
            self._report.extend(told)
        digest = enclosure.sha256 if enclosure else ""
        if known is not None and digest != known:
            raise _changed(path)
        self._digests[key] = digest
        if enclosure is not None:
            self._keep(key, enclosure)
        return enclosure

    def own_title(self, path: str, place: Callable[[], Span], stamp: Stamp | None = None) -> str:
        """Return what the enclosure at ``path`` calls itself; nothing where it has no title, or cannot be sent."""
        known = self._titles.get(path)
        if known is None:
            enclosure = self.get(path, place, stamp)
            known = enclosure.own_title if enclosure else ""
        self._titles[path] = known
        self._titles.move_to_end(path)
        if len(self._titles) > _MOST_TITLES:
            self._titles.popitem(last=False)
        return known

    def again(self, path: str, sha256: str, stamp: Stamp | None = None) -> Enclosure:
        """Return the enclosure at ``path`` for whoever has it in a packet: nothing is reported again.

        Raises ``CannotBuild`` where it is not the file with the digest ``sha256``.
        """
        key = _Key(path, stamp.text if stamp else "")
        held = self._held.get(key)
        enclosure = held.enclosure if held is not None else self._read(path, Span(path), Report(), stamp, is_known=True)
        if enclosure is None or enclosure.sha256 != sha256:
            raise _changed(path)
        if held is None:
            self._keep(key, enclosure)
        return enclosure

    def _read(self, path: str, span: Span, report: Report, stamp: Stamp | None, *, is_known: bool) -> Enclosure | None:
        if span in self._not_there:
            return None
        paper = self._paper
        fits = paper is not None and paper.setting(path).scale == "fit"
        enclosure = read_enclosure(
            self._world,
            path,
            span,
            report,
            purpose=Purpose(
                self._profile,
                self._conformance_required,
                Placing(paper.size_pt if paper and fits else None, stamp, paper.clear if paper else ()),
                self._confirmed,
                is_known,
            ),
        )
        if enclosure is not None and paper is not None and paper.refuses(path):
            _tell_other_sizes(enclosure, paper.size_pt, span, report)
        return enclosure

    def _keep(self, key: _Key, enclosure: Enclosure) -> None:
        """Put ``enclosure`` on the shelf, and take off those used longest ago that there is no room for."""
        size_bytes = sum([len(part) for each in enclosure.fragment.objects for part in each.parts if isinstance(part, bytes)])
        self._held[key] = _Shelved(enclosure, size_bytes)
        self._held_bytes += size_bytes
        while self._held_bytes > MOST_BYTES and len(self._held) > 1:
            self._held_bytes -= self._held.popitem(last=False)[1].size_bytes


def _tell_other_sizes(enclosure: Enclosure, paper_pt: tuple[float, float], span: Span, report: Report) -> None:
    """Report (LP417) pages that do not fit the paper that a printer has in, whichever way they are turned."""
    pages = enumerate(enclosure.pages, 1)
    other = [(number, page) for number, page in pages if not is_like((page.width_pt, page.height_pt), paper_pt)]
    if not other:
        return
    number, page = other[0]
    more = f" (and {len(other) - 1} more)" if len(other) > 1 else ""
    said = (
        f"page {number}{more} of the enclosure `{enclosure.path}` is {_mm(page.width_pt)} × {_mm(page.height_pt)} mm, "
        f"and the letter's paper {_mm(paper_pt[0])} × {_mm(paper_pt[1])} mm"
    )
    report.error("LP417", span, said, _OTHER_PAPER)


def _mm(length_pt: float) -> str:
    return f"{pt_to_mm(length_pt):.0f}"


def _changed(path: str) -> CannotBuild:
    return CannotBuild(f"`{path}` changed while it was being read", "run the command again")
