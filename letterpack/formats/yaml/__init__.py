"""Stage 1 of 7: YAML as nodes with places, every scalar being the text the author typed."""
