"""How a build goes, by the clock: what a program reads while it runs, an event a line, and how long its stages took.

No packet knows of it: the clock is looked at here alone, at the edge.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Final

from letterpack.cli.terminal import answer, flush_answers
from letterpack.render.words import in_megabytes

if TYPE_CHECKING:
    from letterpack import BuildResult, LetterpackError

_EVERY_S: Final = 1.0
"""Between two events that tell how far a build is."""
_KNOWN_AFTER_S: Final = 0.25
"""Of making: several workers hand over their packets at nearly the same time, and a rate is not told by that."""
_LEAST_S: Final = 1e-3
"""In which nothing is made: what is divided by."""


class Pace:
    """How fast a build goes. Reading ends when making begins; when the last packets are made, the batch is put into its place."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._making: float | None = None
        self._first: float | None = None
        self._first_packets = 0
        self._packets = 0
        self._last = self._begun

    def tick(self, packets: int) -> None:
        """Take note that so many ``packets`` are made now; none where making begins, fewer than before where it begins again."""
        self._last = time.monotonic()
        if self._making is None or not packets or packets < self._packets:
            self._making, self._first = self._last, None
        self._packets = packets
        if packets and self._first is None:
            self._first, self._first_packets = self._last, packets

    @property
    def seconds(self) -> float:
        """How long the build has taken until now."""
        return time.monotonic() - self._begun

    @property
    def rate(self) -> float | None:
        """How many packets are made a second; None until that is known. The first do not count: workers start meanwhile."""
        if self._first is None or self._last - self._first < _KNOWN_AFTER_S:
            return None
        return (self._packets - self._first_packets) / (self._last - self._first)

    def left_s(self, addressees: int) -> float | None:
        """Return how long the packets will take that are not made yet, if they are made as fast as those that are; None where
        that is not known.
        """
        left = max(addressees - self._packets, 0)
        if not left:
            return 0.0
        return left / self.rate if self.rate else None

    def stages(self) -> dict[str, float]:
        """Return how many seconds each stage has taken."""
        now = time.monotonic()
        making = now if self._making is None else self._making
        last = now if self._making is None else self._last
        return {"reading": making - self._begun, "making": last - making, "placing": now - last}

    def told(self, result: BuildResult) -> str:
        """Return how fast a build went and what it took its time for, to those who waited."""
        stages = self.stages()
        reading, making, placing = [f"{stages[name]:,.1f} s" for name in ("reading", "making", "placing")]
        rate = f"{result.packet_count / max(stages['making'], _LEAST_S):,.0f}"
        size = in_megabytes(result.size_bytes)
        return f"{size}, {rate} packets/s: read in {reading}, made in {making}, put in place in {placing}"


class BuildEvents:
    """Writes what happens in a build to stdout, a JSON object a line: ``progress``, ``waiting``, ``finding``,
    ``refused`` and ``end``.
    """

    def __init__(self) -> None:
        self._pace = Pace()
        self._told_s = 0.0

    def progress(self, packets: int, addressees: int) -> None:
        """Say how far the build is, once a second."""
        self._pace.tick(packets)
        seconds = self._pace.seconds
        if seconds - self._told_s >= _EVERY_S:
            self._told_s = seconds
            left, rate = self._pace.left_s(addressees), self._pace.rate
            _write(
                "progress",
                packets=packets,
                addressees=addressees,
                seconds=round(seconds, 3),
                seconds_left=None if left is None else round(left, 3),
                packets_per_second=None if rate is None else round(rate, 1),
            )

    def waiting(self) -> None:
        """Say that another build into the same place has to end first."""
        _write("waiting")

    def refused(self, refused: LetterpackError) -> None:
        """Say what stopped the build, which then has no end of its own."""
        _write("refused", message=refused.message, hint=refused.hint, seconds=round(self._pace.seconds, 3))

    def end(self, result: BuildResult) -> None:
        """Say what came of the build: each finding, then the sum."""
        for found in result.findings:
            _write("finding", **found.to_dict())
        stages = self._pace.stages()
        _write(
            "end",
            ok=result.ok,
            out=result.out,
            packets=result.packet_count,
            kept=result.kept,
            bytes=result.size_bytes,
            seconds=round(self._pace.seconds, 3),
            packets_per_second=round(result.packet_count / max(stages["making"], _LEAST_S), 1),
            stages={name: round(seconds, 3) for name, seconds in stages.items()},
            slowest=max(stages, key=lambda name: stages[name]),
        )


def _write(event: str, **values: object) -> None:
    answer(json.dumps({"event": event, **values}, sort_keys=True))
    flush_answers()
