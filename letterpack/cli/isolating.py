"""Help and usage errors whose lines each keep what is isolated in them: rich wraps a text as if it were one line."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from letterpack.render.wrapped import LineIsolates


class IsolatingConsole(Console):
    """A console that ends isolates with each line of a text, and begins them again in the next."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield the parts of the lines that show ``renderable``."""
        if not isinstance(renderable, str | Text):
            yield from super().render(renderable, options)
            return
        isolates = LineIsolates()
        for segment in super().render(renderable, options):
            yield segment._replace(text=isolates(segment.text))
        if rest := isolates.rest():
            yield Segment(rest)
