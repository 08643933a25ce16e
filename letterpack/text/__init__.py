"""The text layer: fonts and fallback, scripts and directions, shaping, hyphenation, line breaking. It knows glyphs and widths, no
pages and no PDF objects.
"""
