"""Stage 1 of 7: letters, in CommonMark with front matter, merge fields and footnotes."""
