"""Stages 6 and 7 of 7: packets become PDF files, print runs and the manifest; the whole batch appears, or none of it."""
