"""The way back, last: would a careful person send these packets? ``table`` has the rules.

A rule says what it finds and knows nothing of overrides and suppressions: ``verdict`` applies them to all.
"""
