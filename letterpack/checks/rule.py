"""What a rule is: a code, a severity, a page, and functions over what is being checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol, TypeAlias

from letterpack.checks.evidence.texts import Text
from letterpack.checks.given import Batch, Given, Packet
from letterpack.diagnostics import Diagnostic, Severity
from letterpack.model.campaign import Addressee

OverSources: TypeAlias = Callable[[Given], Iterable[Diagnostic]]
"""Looks at the sources alone; runs without a build, and before one."""
OverText: TypeAlias = Callable[[Given, Text], Iterable[Diagnostic]]
"""Looks at one text of settings, addressees or signatories, and runs when ``OverSources`` does."""


class Gathering(Protocol):
    """Looks at all addressees, one after the other, and holds few of them: a list of a hundred thousand is not in memory."""

    def see(self, addressee: Addressee) -> None:
        """Take note of the next addressee."""
        ...

    def findings(self) -> Iterable[Diagnostic]:
        """Return what is wrong, now that all have been seen; may go through the addressees again."""
        ...


OverAddressees: TypeAlias = Callable[[Given], Gathering]
"""Begins to look at the addressees; runs when ``OverSources`` does."""
OverBatch: TypeAlias = Callable[[Given, Batch], Iterable[Diagnostic]]
"""Looks at the build folder as a whole."""
OverPacket: TypeAlias = Callable[[Given, Packet], Iterable[Diagnostic]]
"""Looks at one packet; may run in any process, for any packet, in any order."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the table.

    ``severity`` is the default of its findings and what the page says; a finding may be milder. ``module``'s docstring is the
    page: the first line ``LP301: title``, then the sections What, Why, Example and Remedy; ``codes/LP301.md`` repeats it for
    ``letterpack explain``.
    """

    code: str
    severity: Severity
    module: ModuleType
    sources: OverSources | None = None
    text: OverText | None = None
    addressees: OverAddressees | None = None
    batch: OverBatch | None = None
    packet: OverPacket | None = None

    @property
    def title(self) -> str:
        """What is wrong where the rule speaks, in a few words."""
        return self._head.partition(": ")[2]

    @property
    def reads_sources(self) -> bool:
        """Whether the rule has something to say before packets are built."""
        return any(looks is not None for looks in (self.sources, self.text, self.addressees))

    @property
    def page(self) -> str:
        """The page as ``codes/`` holds it."""
        body = (self.module.__doc__ or "").partition("\n")[2].strip()
        return f"# {self._head}\nseverity: {self.severity}\n\n{body}\n"

    @property
    def _head(self) -> str:
        return (self.module.__doc__ or "").partition("\n")[0].strip()
