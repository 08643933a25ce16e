"""Stage 2 of 7: ``fonts`` in ``letterpack.yaml``: files, or a choice for each script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from letterpack.campaign.values import list_value
from letterpack.diagnostics import Report
from letterpack.fonts import scripts
from letterpack.formats.nearest import did_you_mean
from letterpack.model.campaign import FontChoice
from letterpack.model.sources import Places, PlacesBelow, SourceValue
from letterpack.spans import Span

DEFAULT: Final = "default"


def font_choices(values: Mapping[str, SourceValue], places: Places, report: Report) -> tuple[FontChoice, ...]:
    """Return what stands under ``fonts``: a list of files, or a mapping of a script or ``default`` to a family or files."""
    given = values.get("fonts")
    if not isinstance(given, dict):
        names = list_value(values, "fonts", places, report)
        return tuple([FontChoice("", (name,), (_span(given, places, "fonts", index),)) for index, name in enumerate(names)])
    below = PlacesBelow(places, ("fonts",))
    chosen: list[FontChoice] = []
    for key, value in given.items():
        script = _script(key)
        if script is None:
            hint = did_you_mean(
                key, _known(), "write `default`, or a script's name or ISO 15924 code, such as `Arabic` or `Arab`"
            )
            report.error("LP159", below.key(key), f"`{key}` is not a script that you can choose fonts for", hint)
        elif names := list_value(given, key, below, report):
            spans = tuple([_span(value, below, key, index) for index in range(len(names))])
            chosen.append(FontChoice(script, names, spans))
    return tuple(chosen)


def _span(value: SourceValue | None, places: Places, key: str, index: int) -> Span:
    return places.span(key, index) if isinstance(value, list) else places.span(key)


def _known() -> tuple[str, ...]:
    return (DEFAULT, *[each.code for each in scripts().values()], *[each.name for each in scripts().values()])


def _script(key: str) -> str | None:
    wanted = key.casefold()
    if wanted == DEFAULT:
        return DEFAULT
    return next((each.code for each in scripts().values() if wanted in (each.code.casefold(), each.name.casefold())), None)
