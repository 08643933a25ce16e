"""From a language's tag to those whose words will do: along CLDR's parents (UTS #35, part 1, 4.2), never from one script to
another.

Vocabulary. ``pt-AO`` takes what ``pt-PT`` has, and that what ``pt`` has; ``zh-TW`` is written as ``zh-Hant`` is, and nothing of
``zh`` will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

_NORWEGIAN: Final = "no"
"""The one language that others (``nb``, ``nn``) have as their parent."""


@lru_cache(maxsize=256)
def lineage(tag: str) -> tuple[str, ...]:
    """Return ``tag`` (BCP 47) and the tags whose words will do where it has none, the nearest first."""
    found: list[str] = []
    current: str | None = _with_script(tag.replace("-", "_"))
    if current != tag.replace("-", "_"):
        found.append(tag)
    while current:
        found.append(current.replace("_", "-"))
        current = _parent(current)
    return tuple(dict.fromkeys(found))


def _with_script(locale: str) -> str:
    """Return ``locale`` by its language's usual code, and with the script of its region where that is not the language's usual
    one.
    """
    language, _, rest = locale.partition("_")
    alias = str(_known("language_aliases").get(language, language)).split("_")
    subtags = [alias[0], *alias[1:], *filter(None, rest.split("_"))]
    if len(subtags) > 1 and not _is_script(subtags[1]):
        script = _script("_".join(subtags[:2]))
        if script and script != _script(subtags[0]):
            subtags.insert(1, script)
    return "_".join(subtags)


def _parent(locale: str) -> str | None:
    exception = str(_known("parent_exceptions").get(locale, ""))
    if exception:
        # Hindi in Latin letters is CLDR's English of India: a letter in it has no words here.
        return exception if exception.partition("_")[0] in (locale.partition("_")[0], _NORWEGIAN) else None
    shorter, _, last = locale.rpartition("_")
    if not shorter or (_is_script(last) and last != _script(shorter)):
        return None
    return shorter


def _is_script(subtag: str) -> bool:
    return len(subtag) == len("Latn") and subtag.isalpha()


def _script(locale: str) -> str:
    """Return the script that CLDR thinks likely for ``locale``, a language or a language and a region; empty where it knows
    none.
    """
    likely = str(_known("likely_subtags").get(locale, "")).split("_")
    return next(filter(_is_script, likely[1:]), "")


def _known(name: Literal["language_aliases", "likely_subtags", "parent_exceptions"]) -> Mapping[str, object]:
    from babel.core import get_global

    return get_global(name)
