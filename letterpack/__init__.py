"""letterpack turns one letter, its addressees and its signatories into print-ready, accessible, archival packets."""

from __future__ import annotations

__version__ = "0.1.0"
