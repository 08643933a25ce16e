"""Stage 6 of 7: what goes into one envelope, in order."""
