"""The way back, last: would a careful person send these packets? ``RULES`` is the table; a rule or a family of rules is a file.

A rule says what it finds and knows nothing of overrides and suppressions: ``verdict`` applies them to all.
"""

from __future__ import annotations

from typing import Final

from letterpack.check.rule import Rule

RULES: Final[tuple[Rule, ...]] = ()
"""Every rule in the order of its number. A row: ``Rule("LP307", "error", duplicates, sources=duplicates.check_sources)``."""
