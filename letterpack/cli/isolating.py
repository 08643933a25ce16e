"""Help and usage errors whose lines each keep what is isolated in them, and end at no space that forbids it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from letterpack.render.columns import KEPT, LineIsolates

_STANDING: Final = {0x0020: "\ufdd0", 0x00A0: "\ufdd1", 0x202F: "\ufdd2"}
"""What stands for a space at which no line ends while rich breaks a text at any: a cell wide and no space, of what Unicode keeps
for use within a program (23.7, noncharacters).
"""
_SPACES: Final = {ord(standing): space for space, standing in _STANDING.items()}


class IsolatingConsole(Console):
    """A console that ends isolates with each line of a text, and begins them again in the next. rich itself wraps a text as if it
    were one line, and at any space.
    """

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        """Yield the parts of the lines that show ``renderable``."""
        if not isinstance(renderable, str | Text):
            yield from super().render(renderable, options)
            return
        isolates = LineIsolates()
        for segment in super().render(_kept(renderable), options):
            yield segment._replace(text=isolates(segment.text.translate(_SPACES)))
        if rest := isolates.rest():
            yield Segment(rest)


def _kept(renderable: str | Text) -> str | Text:
    if isinstance(renderable, Text):
        text = renderable.copy()
        text.plain = _stood_for(text.plain)
        return text
    return _stood_for(renderable)


def _stood_for(text: str) -> str:
    return KEPT.sub(lambda space: space[0].translate(_STANDING), text)
