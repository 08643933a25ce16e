"""Why a workbook is not read, where nothing needs what reads one."""

from __future__ import annotations


class Refused(ValueError):
    """The workbook is not read; the message says why, in words for its owner that follow its name."""
