"""What a tag of a workbook's XML may hold, by its characters."""

from __future__ import annotations

from typing import Final

IN_TAG: Final = r"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+"
"""The attributes of a tag, as a pattern (XML 1.0, 3.1): `>` may stand in their values and `<` may not, so none is looked through
further than to the next tag.
"""
