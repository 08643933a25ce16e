"""Stage 1 of 7: bytes become sources whose every value knows its line and column.

Nothing is judged here but the form of the files.
"""
