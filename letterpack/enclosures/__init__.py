"""Stage 6 of 7: PDFs that somebody else made become a part of the packet."""
