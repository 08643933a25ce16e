"""What a rule is: a code, a severity, a page, and functions over what is being checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from types import ModuleType
from typing import Protocol, TypeAlias

from letterpack.checks.evidence.texts import Text, TextsOfOne
from letterpack.checks.inputs import Batch, NamedWords, Packet, Sources
from letterpack.codes import Code, parse_page
from letterpack.diagnostics import Diagnostic, Severity
from letterpack.model.campaign import Addressee

OverSources: TypeAlias = Callable[[Sources], Iterable[Diagnostic]]
"""Looks at the sources alone; runs without a build, and before one."""
OverText: TypeAlias = Callable[[Sources, Text], Iterable[Diagnostic]]
"""Looks at one text of settings, addressees or signatories, and runs when ``OverSources`` does."""

OverSaid: TypeAlias = Callable[[Sources, TextsOfOne], bool]
"""Whether ``OverText`` may find something in the texts of an addressee: quicker than to look, and never wrong about a no."""
OverAddressee: TypeAlias = Callable[[Sources, Addressee], Iterable[Diagnostic]]
"""Looks at one addressee, and runs when ``OverSources`` does."""


class Gathering(Protocol):
    """Looks at all addressees, one after the other, and holds few of them: a list of a hundred thousand is not in memory."""

    def see(self, addressee: Addressee) -> None:
        """Take note of the next addressee."""
        ...

    def findings(self) -> Iterable[Diagnostic]:
        """Return what is wrong, now that all have been seen; may go through the addressees again."""
        ...


OverAddressees: TypeAlias = Callable[[Sources], Gathering]
"""Begins to look at the addressees; runs when ``OverSources`` does."""
OverBatch: TypeAlias = Callable[[Sources, Batch], Iterable[Diagnostic]]
"""Looks at the build folder as a whole."""
OverPacket: TypeAlias = Callable[[Sources, Packet], Iterable[Diagnostic]]
"""Looks at one packet; may run in any process, for any packet, in any order."""
OverWords: TypeAlias = Callable[[Sources, Packet], Iterable[NamedWords]]
"""Finds, where ``OverPacket`` looks, words that only a look at all addressees can judge."""


class Asking(Protocol):
    """Judges the stretches of all packets: once, after the packets, in the first process."""

    def add(self, stretch: NamedWords) -> None:
        """Take note of the next stretch, in mailing order."""
        ...

    def findings(self) -> Iterable[Diagnostic]:
        """Return what is wrong; may go through the addressees."""
        ...


OverAsked: TypeAlias = Callable[[Sources], Asking]
"""Begins to take note of stretches."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the table.

    ``module``'s docstring is its page, which begins with code, title and severity: the default of the findings, one of which
    may be milder. ``doubts`` spares ``text`` most addressees.
    """

    module: ModuleType
    sources: OverSources | None = None
    text: OverText | None = None
    doubts: OverSaid | None = None
    addressee: OverAddressee | None = None
    addressees: OverAddressees | None = None
    batch: OverBatch | None = None
    packet: OverPacket | None = None
    stretches: OverWords | None = None
    asked: OverAsked | None = None
    page: Code = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "page", parse_page(self.module.__doc__ or ""))

    @property
    def code(self) -> str:
        """The code of its findings."""
        return self.page.code

    @property
    def severity(self) -> Severity:
        """What its findings are unless they say otherwise."""
        return self.page.severity

    @property
    def title(self) -> str:
        """What is wrong where the rule speaks, in a few words."""
        return self.page.title

    @property
    def reads_sources(self) -> bool:
        """Whether the rule has something to say before packets are built."""
        return any(looks is not None for looks in (self.sources, self.text, self.addressee, self.addressees))
