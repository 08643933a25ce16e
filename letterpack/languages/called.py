"""What people call languages: their own names, and what each of the program's languages calls them (CLDR, by Babel)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from letterpack.languages import canonical_tag, languages


def tag_named(text: str) -> str | None:
    """Return the BCP 47 tag that ``text`` is, or of the language that it names; None where it is neither."""
    return canonical_tag(text) or _tags().get(text.strip().casefold())


def tag_hint(text: str, otherwise: str) -> str:
    """Return a hint that gives the tag of the language that ``text``, which is no tag, names, or ``otherwise``."""
    tag = tag_named(text)
    return f"write `{tag}`" if tag else otherwise


@cache
def _tags() -> dict[str, str]:
    """Map the names of languages, without case, to tags; a name that is that of two is of neither."""
    found: dict[str, set[str]] = {}
    for name, code in _names():
        tag = canonical_tag(code)
        if tag is not None:
            found.setdefault(name.casefold(), set()).add(tag)
    return {name: next(iter(tags)) for name, tags in found.items() if len(tags) == 1}


def _names() -> Iterator[tuple[str, str]]:
    from babel import Locale
    from babel.localedata import exists

    for tag in languages():
        yield from ((str(name), str(code)) for code, name in Locale.parse(tag, sep="-").languages.items())
    for code in map(str, Locale.parse("en").languages):
        if code.isalpha() and exists(code):
            yield Locale.parse(code).language_name or code, code
