"""What the program has to say about the author's sources: values, gathered, never raised one at a time.

A stage takes a ``Report`` and adds to it; the pipeline asks it between stages whether to go on. Exceptions are
kept for what is nobody's source: a folder that is not ours, a broken installation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final, Literal, TypeAlias, TypedDict, Unpack

from letterpack.patterns import late
from letterpack.spans import Span
from letterpack.values import replace

MOST_CHARACTERS: Final = 600
"""Of message and hint together before their quotations are cut: a cell of five megabytes is no message."""
_QUOTED: Final = 160
"""Of one quotation that was cut: its beginning, by which its owner knows it."""
_MESSAGE: Final = 1_000
_MOVING: Final = late(r"\b(?:lines?|rows?|pages?|columns?) [\d,]+|\b[\d,]+ days?\b")
"""What a message says that changes while nothing about the finding does: unless it is quoted, the fingerprint leaves it out."""
_FINGERPRINT: Final = 16
"""Hexadecimal digits: of a million findings two have the same once in 37 million campaigns."""

MOST_OF_A_CODE: Final = 2_000
"""Findings of one code and severity that are told: nobody reads more, and a million packets may all have one."""

_RULE: Final = late(r"LP3(?!00)\d\d")

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "note")
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def is_rule(code: str) -> bool:
    """Whether ``code`` is that of a check's rule: a campaign may judge its findings otherwise, or accept them."""
    return _RULE.fullmatch(code) is not None


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that a finding speaks of: the first of two equal keys, the other row of a pair."""

    message: str
    span: Span

    def __post_init__(self) -> None:
        """Cut what is quoted, as in a finding."""
        if len(self.message) > MOST_CHARACTERS:
            object.__setattr__(self, "message", _cut(self.message))

    def to_dict(self) -> dict[str, Json]:
        """Return the place as JSON holds it."""
        span = self.span
        return {"message": self.message, "file": span.file, "line": span.line or None, "column": span.column or None}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    ``message`` says what is wrong in one sentence without a full stop, source values in backquotes. ``hint`` says
    what to do. ``packet`` is a packet's id and ``page`` a 1-based page number, where the finding is about those.
    ``occurrence`` counts, from 1, those of a check that say the same of the same file and packet. ``openly`` is the message for
    readers who need not have the sources, where ``message`` says who reviewed or approved, or in which words. ``counted`` is how
    many findings it stands for.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    hint: str = ""
    packet: str | None = None
    page: int | None = None
    related: tuple[Related, ...] = ()
    occurrence: int = field(default=1, compare=False)
    openly: str = field(default="", compare=False)
    counted: int = field(default=1, compare=False)

    def __post_init__(self) -> None:
        """Cut what is quoted, in the one place that every format of findings comes by."""
        if len(self.message) + len(self.hint) > MOST_CHARACTERS:
            object.__setattr__(self, "message", _cut(self.message))
            object.__setattr__(self, "hint", _cut(self.hint))

    @property
    def file(self) -> str:
        """The file that the finding is about."""
        return self.span.file

    @property
    def line(self) -> int | None:
        """The 1-based line, None where the finding is about a whole file."""
        return self.span.line or None

    @property
    def column(self) -> int | None:
        """The 1-based column in code points, None where the finding is about a whole line or file."""
        return self.span.column or None

    @property
    def fingerprint(self) -> str:
        """What stays the same while lines, pages and days move: a digest of code, file, packet and what is said, and the
        ``occurrence`` behind it from the second on.
        """
        from hashlib import sha256

        still = [part if index % 2 else _MOVING.sub("", part) for index, part in enumerate(self.message.split("`"))]
        said = "\0".join((self.code, self.file.rpartition("/")[2], self.packet or "", "`".join(still)))
        digest = sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:_FINGERPRINT]
        return digest if self.occurrence == 1 else f"{digest}-{self.occurrence}"

    def to_dict(self) -> dict[str, Json]:
        """Return the finding as JSON holds it, with the names of ``--format json``."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "packet": self.packet,
            "page": self.page,
            "related": [each.to_dict() for each in self.related],
            "fingerprint": self.fingerprint,
        }

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Sort key of the contract: file, line, column, code, packet."""
        return (self.span.file, self.span.line, self.span.column, self.code, self.packet or "")


def numbered(findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield ``findings``, those that say the same counted anew: what hides their words makes more of them alike."""
    times: Counter[str] = Counter()
    for each in findings:
        first = replace(each, occurrence=1)
        times[first.fingerprint] += 1
        yield replace(first, occurrence=times[first.fingerprint])


def _cut(text: str) -> str:
    """Return ``text`` with its long quotations cut, and no longer than a few lines."""
    parts = text.split("`")
    quoted = [part if index % 2 == 0 or len(part) <= _QUOTED else f"{part[:_QUOTED]}…" for index, part in enumerate(parts)]
    short = "`".join(quoted)
    return short if len(short) <= _MESSAGE else f"{short[:_MESSAGE]}…"


class _More(TypedDict, total=False):
    """What a finding says beside its message and its hint."""

    packet: str | None
    related: tuple[Related, ...]


@dataclass(slots=True)
class Report:
    """Findings gathered in one run, each once, and of each code and severity no more than people read."""

    _found: dict[Diagnostic, int] = field(default_factory=dict)
    _of_code: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    _listed: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    _beyond: dict[tuple[str, Severity], Diagnostic] = field(default_factory=dict)
    _since_mark: list[Diagnostic] | None = None
    _added: int = 0
    errors: int = 0
    """How many of what was found stop the build, those too that are counted alone."""
    told: int = 0
    """How often something was told, what was here already too: who compares it knows whether a packet had anything to tell."""

    def add(self, diagnostic: Diagnostic) -> None:
        """Keep ``diagnostic``, or count it where there are too many of its code, or where it stands for many; one that is already
        here is not kept twice.
        """
        self.told += 1
        if diagnostic in self._found:
            return
        self.errors += diagnostic.counted if diagnostic.severity == "error" else 0
        self._added += diagnostic.counted
        key = (diagnostic.code, diagnostic.severity)
        self._of_code[key] += diagnostic.counted
        if diagnostic.counted == 1 and self._listed[key] < MOST_OF_A_CODE - 1:
            self._listed[key] += 1
            self._found[diagnostic] = self._added
            return
        self._beyond.setdefault(key, diagnostic)
        if self._since_mark is not None:
            self._since_mark.append(diagnostic)

    def error(self, code: str, span: Span, message: str, hint: str = "", **more: Unpack[_More]) -> None:
        """Add an error: it stops the build."""
        self.add(Diagnostic(code, "error", message, span, hint, **more))

    def warning(self, code: str, span: Span, message: str, hint: str = "", **more: Unpack[_More]) -> None:
        """Add a warning: the build goes on, and the user is told."""
        self.add(Diagnostic(code, "warning", message, span, hint, **more))

    def note(self, code: str, span: Span, message: str, hint: str = "", **more: Unpack[_More]) -> None:
        """Add a note: worth knowing, nothing to mend."""
        self.add(Diagnostic(code, "note", message, span, hint, **more))

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Add every one of ``diagnostics``."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    def mark(self) -> int:
        """Return how many findings there are, for ``since``: which knows all that come from now on, until the next mark."""
        self._since_mark = []
        return self._added

    def since(self, mark: int) -> list[Diagnostic]:
        """Return what was added since ``mark``, in that order, those too that are counted alone."""
        kept = list(takewhile(lambda found: self._found[found] > mark, reversed(self._found)))
        return [*reversed(kept), *(self._since_mark or ())]

    def lists(self, code: str, most: int = MOST_OF_A_CODE) -> bool:
        """Whether one more error of ``code`` is listed, and not only counted: what nobody reads need not be worked out. Where it
        is dear to work out, whether it is among the first ``most``.
        """
        return self._listed[code, "error"] < min(most, MOST_OF_A_CODE - 1)

    @property
    def is_full(self) -> bool:
        """Whether there are more errors of one code than are listed."""
        return any(severity == "error" for _, severity in self._beyond)

    def knows(self, code: str) -> bool:
        """Whether an error of ``code`` was found."""
        return (code, "error") in self._of_code

    @property
    def has_errors(self) -> bool:
        """Whether anything found stops the build."""
        return self.errors > 0

    def __iter__(self) -> Iterator[Diagnostic]:
        """Yield the findings in the contract's order; those that are counted alone as one for each code and severity."""
        return iter(sorted((*self._found, *self._more()), key=lambda found: found.order))

    def __len__(self) -> int:
        return self._added

    def _more(self) -> Iterator[Diagnostic]:
        for (code, severity), first in self._beyond.items():
            yield more_of(first, self._of_code[code, severity] - self._listed[code, severity])


def more_of(first: Diagnostic, count: int) -> Diagnostic:
    """Return the finding that stands for ``count`` of the code and severity of ``first`` that are not told one by one: the first
    itself where that is all.
    """
    if count == 1:
        return first
    message = f"{count:,} more findings of {first.code} are counted and not listed"
    hint = "correct those that are listed, and try again"
    return Diagnostic(first.code, first.severity, message, Span(first.span.file), hint, counted=count)
