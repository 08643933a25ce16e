"""Kinds of blocks that are more than a stack of lines, and what all kinds share (part of stage 4 of 7)."""
