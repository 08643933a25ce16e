"""What a language's file holds, and what its words must keep: the braces in them, forms of the plural, a locale that exists."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import field, to_builtins

from letterpack.datafiles import Fault, FileTable, TomlTable, Words
from letterpack.languages.numbers import SPELLED

_BRACES: Final[Mapping[tuple[str, ...], set[str]]] = {
    ("labels", "page"): {"number", "count"},
    ("labels", "note"): {"number"},
    ("salutation", "title"): {"title"},
    ("salutation", "name"): {"name"},
}
"""What stands for something in braces; nothing does in other words, and in those of a plural the number may."""
_COUNTED: Final = {"enclosures": {"count"}, "undersigned": {"count", *SPELLED}}
_REQUIRED: Final = (("labels", "page"), ("labels", "note"))


class Labels(FileTable, frozen=True):
    """What stands before or beside something."""

    cc: Words
    subject: Words
    reference: Words
    draft: Words
    copy: Words
    joint: Words
    copy_to: Words
    copy_date: Words
    page: Words
    note: Words
    back: Words


class Plural(FileTable, frozen=True, omit_defaults=True):
    """A text for each form of the language's plural that differs, by the names of CLDR."""

    other: Words
    zero: Words | None = None
    one: Words | None = None
    two: Words | None = None
    few: Words | None = None
    many: Words | None = None


class UndersignedForms(FileTable, frozen=True):
    """The heading of the signatories, by what they are."""

    organizations: Plural
    people: Plural
    signatories: Plural


class Salutations(FileTable, frozen=True):
    """The usual salutation: by title, by name, to nobody by name."""

    title: Words
    name: Words
    nobody: Words


class LanguageFile(FileTable, frozen=True):
    """A language's file. ``sources`` say where its words are from, ``unsure`` which of them nobody has confirmed."""

    locale: Words
    closing: Words
    labels: Labels
    enclosures: Plural
    undersigned: UndersignedForms
    salutation: Salutations
    sources: dict[str, str] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the words."""
        yield from _locale_fault(self.locale)
        for keys, text in _texts({**to_builtins(self), "sources": {}}, ()):
            yield from _brace_faults(keys, text)
        forms = _forms_of(self.locale)
        for keys, plural in (("enclosures",), self.enclosures), *_undersigned(self.undersigned):
            for form in to_builtins(plural):
                if forms and form not in forms:
                    hint = f"its forms are {', '.join(sorted(forms))}"
                    yield Fault((*keys, form), f"the plural of `{self.locale}` has no form `{form}`", hint, tuple(sorted(forms)))


def _undersigned(forms: UndersignedForms) -> Iterator[tuple[tuple[str, ...], Plural]]:
    for name in forms.__struct_fields__:
        yield ("undersigned", name), getattr(forms, name)


def _texts(table: TomlTable, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _texts(value, (*keys, key))
        elif isinstance(value, str):
            yield (*keys, key), value


def _brace_faults(keys: tuple[str, ...], text: str) -> Iterator[Fault]:
    """Yield what is wrong with the braces of ``text``: a name that nothing fills, or one that is missing."""
    allowed = _COUNTED[keys[0]] if keys[0] in _COUNTED else _BRACES.get(keys, set())
    joint = " or " if keys[0] in _COUNTED else " and "
    may = f"write {joint.join(f'`{{{name}}}`' for name in sorted(allowed))}" if allowed else "take the braces out"
    try:
        found = {name + (f"!{turned}" if turned else "") + spec for _, name, spec, turned in _parsed(text)}
    except ValueError:
        found = {text}
    if not found <= allowed:
        yield Fault(keys, f"`{text}` has braces that nothing fills", may)
    elif keys in _REQUIRED and found != allowed:
        yield Fault(keys, f"`{text}` does not say {' and '.join(sorted(allowed - found))}", may)


def _parsed(text: str) -> list[tuple[str, str, str, str]]:
    parts = string.Formatter().parse(text)
    return [(text, name, spec or "", turned or "") for text, name, spec, turned in parts if name is not None]


def _locale_fault(locale: str) -> Iterator[Fault]:
    if not _forms_of(locale):
        yield Fault(
            ("locale",), f"`{locale}` is not a locale with known date formats", "write one of CLDR, such as `de` or `pt_BR`"
        )


def _forms_of(locale: str) -> frozenset[str]:
    """Return the forms that the plural of ``locale`` has, by the names of CLDR; none where there is no such locale."""
    from babel import Locale, UnknownLocaleError

    try:
        return frozenset({*Locale.parse(locale).plural_form.tags, "other"})
    except (UnknownLocaleError, ValueError):
        return frozenset()
