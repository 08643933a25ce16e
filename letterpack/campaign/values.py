"""Stage 2 of 7: values out of a record's mapping by their shape: a text, a list of texts, a choice, a date, a file.

Each function gives an empty value with a finding where the shape is wrong, so that the reading goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import Final

from letterpack.campaign.key_homes import key_hint
from letterpack.campaign.texts import is_plain, one_line, single_spaced
from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.limits import MOST_LISTED
from letterpack.model.sources import Places, SourceValue
from letterpack.patterns import late
from letterpack.world import PathOutside, World

_ISO_DATE: Final = late(r"\d{4}-\d{2}-\d{2}")


def unknown_keys(values: Mapping[str, SourceValue], known: Collection[str], places: Places, report: Report) -> None:
    """Report (LP151) every key of ``values`` that is not ``known``, with its home or the nearest that is known."""
    for key in values:
        if key not in known:
            report.error("LP151", places.key(key), f"the key `{key}` is not known here", key_hint(key, known))


def text_value(values: Mapping[str, SourceValue], key: str, places: Places, report: Report, *, exact: bool = False) -> str:
    """Return the text of one line under ``key``, cleaned, and single-spaced unless it must be ``exact``, as a path must; empty
    where there is none.
    """
    value = values.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        text = value.strip() if is_plain(value) else one_line(value, places, (key,), report)
        return text if exact else single_spaced(text)
    report.error("LP152", places.span(key), f"`{key}` is one text, not a {_shape(value)}", f"write `{key}: …` on one line")
    return ""


def list_value(values: Mapping[str, SourceValue], key: str, places: Places, report: Report) -> tuple[str, ...]:
    """Return the texts listed under ``key``; a single text is a list of one."""
    value = values.get(key)
    if value is None:
        return ()
    if isinstance(value, dict):
        report.error("LP152", places.span(key), f"`{key}` is a list, not a mapping", f"write `{key}: [first, second]`")
        return ()
    items: list[SourceValue] = [value] if isinstance(value, str) else value
    texts = []
    if len(items) > MOST_LISTED:
        message = f"the list under `{key}` has {len(items):,} items, but at most {MOST_LISTED:,} are read"
        report.error("LP113", places.span(key), message, "shorten it")
        return ()
    for index, item in enumerate(items):
        if isinstance(item, str):
            texts.append(one_line(item, places, (key, index), report))
        else:
            report.error("LP152", places.span(key, index), f"`{key}` is a list of texts", f"write `{key}: [first, second]`")
    return tuple(text for text in texts if text)


def choice_value(
    values: Mapping[str, SourceValue],
    key: str,
    choices: tuple[str, ...],
    places: Places,
    report: Report,
    why: Callable[[str], str] | None = None,
) -> str:
    """Return the text under ``key`` if it is one of ``choices``; else the first of them, with LP159 where something was given.
    ``why`` may say of a text why it is none.
    """
    text = text_value(values, key, places, report)
    if not text or text in choices:
        return text or choices[0]
    named = tuple(filter(None, choices))  # The empty one is for a key that is left out.
    known = did_you_mean(text, named, f"choose {' or '.join(f'`{choice}`' for choice in named)}")
    hint = (why and why(text)) or known
    report.error("LP159", places.span(key), f"`{text}` is not a choice for `{key}`", hint)
    return choices[0]


def date_value(values: Mapping[str, SourceValue], key: str, places: Places, report: Report) -> date | None:
    """Return the ISO date under ``key``, or None, with LP165 where something else was given."""
    text = text_value(values, key, places, report)
    if not text:
        return None
    try:
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
        problem = "is not a date of the form 2019-10-30"
    except ValueError:
        problem = "is not a day in the calendar"
    report.error("LP165", places.span(key), f"`{text}` {problem}", "write year, month and day: 2019-10-30")
    return None


def tidy_path(path: str) -> str:
    r"""Return ``path`` as a file of the campaign is called, so that one file has one name: `./x/a.pdf`, `x\a.pdf`: `x/a.pdf`."""
    return str(PurePosixPath(path.replace("\\", "/")))


def check_file(world: World, path: str, places: Places, at: tuple[str | int, ...], report: Report) -> bool:
    """Whether ``path`` is a file of the campaign; if not, says so (LP164) at ``at``."""
    try:
        if world.exists(path):
            return True
        message, hint = f"there is no file `{path}`", "give its path from the campaign's folder; capitals matter"
    except PathOutside:
        message = f"`{path}` lies outside the campaign"
        hint = "put the file into the campaign's folder and give its path from there"
    report.error("LP164", places.span(*at), message, hint)
    return False


def _shape(value: SourceValue) -> str:
    return "mapping" if isinstance(value, dict) else "list"
