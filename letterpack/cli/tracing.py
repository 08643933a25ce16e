"""A build as OpenTelemetry's traces tell it: a span for the whole, one for each stage, an event for each finding.

letterpack records nothing and sends nothing by itself. It loads nothing of OpenTelemetry, either: if you want a trace, start it
with a program that does (`opentelemetry-instrument letterpack build`). Names: https://opentelemetry.io/docs/specs/semconv/.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TypeAlias

import letterpack

if TYPE_CHECKING:
    from letterpack import BuildResult

BuildTold: TypeAlias = "Callable[[BuildResult], None]"
"""What tells the user of a build when it has ended."""

_RECORDER: Final = "opentelemetry.trace"
"""Once this module has been loaded, somebody may record traces."""


class BuildTrace:
    """One build, from now on. It gives numbers, codes and places away, and no word of a letter or a list."""

    def __init__(self) -> None:
        from opentelemetry import metrics, trace

        from letterpack.cli.pace import Pace  # What a build that nobody watches does not load.

        self._pace = Pace()
        self._begun_ns = time.time_ns()
        self._tracer = trace.get_tracer("letterpack", letterpack.__version__)
        self._span = self._tracer.start_span("letterpack build", start_time=self._begun_ns)
        meter = metrics.get_meter("letterpack", letterpack.__version__)
        told = "Packets that are made, proved before they are made, or kept."
        self._done = meter.create_counter("letterpack.packets.done", unit="{packet}", description=told)
        self._packets = 0

    def progress(self, packets: int) -> None:
        """Take note of the packets that are done now."""
        self._pace.tick(packets)
        self._done.add(max(packets - self._packets, 0))  # Fewer than before where making begins again.
        self._packets = packets

    def end(self, result: BuildResult) -> None:
        """Say what came of the build."""
        from opentelemetry import trace

        at = self._begun_ns
        for name, seconds in self._pace.stages().items():
            stage = self._tracer.start_span(name, trace.set_span_in_context(self._span), start_time=at)
            at += round(seconds * 1e9)
            stage.end(at)
        for found in result.findings:
            values = {"code": found.code, "severity": str(found.severity), "file": found.file, "line": found.line}
            self._span.add_event("finding", {f"letterpack.finding.{key}": value for key, value in values.items() if value})
        self._span.set_attributes(
            {
                "letterpack.packets": result.packet_count,
                "letterpack.packets.kept": result.kept,
                "letterpack.packets.bytes": result.size_bytes,
            }
        )
        if not result.ok:
            self._span.set_status(trace.StatusCode.ERROR, "nothing was built")
        self._span.end(at)

    def stop(self, error: BaseException) -> None:
        """Say that ``error`` stopped the build: of what kind it is, for its words may quote a list."""
        from opentelemetry import trace

        self._span.set_attribute("error.type", type(error).__name__)
        self._span.set_status(trace.StatusCode.ERROR, "could not run")
        self._span.end()


@contextmanager
def watched_build(
    progress: Callable[[int, int], None] | None, waiting: Callable[[], None]
) -> Iterator[Callable[[BuildTold], BuildTold]]:
    """Watch the build in the ``with``; give what makes of its report one that ends its trace, too, if anybody records that."""
    if _RECORDER not in sys.modules:
        with letterpack.watch(progress, waiting):
            yield lambda report: report
        return
    trace = BuildTrace()

    def follow(packets: int, addressees: int) -> None:
        trace.progress(packets)
        if progress is not None:
            progress(packets, addressees)

    def traced(report: BuildTold) -> BuildTold:
        def end(result: BuildResult) -> None:
            trace.end(result)
            report(result)

        return end

    try:
        with letterpack.watch(follow, waiting):
            yield traced
    except BaseException as error:
        trace.stop(error)
        raise
