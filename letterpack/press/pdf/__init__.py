"""PDF (part of stage 7 of 7): objects, fonts, content, tags and links as bytes (ISO 32000-1)."""
