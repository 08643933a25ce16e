"""Pictures of our pages beside a browser's, to be looked at: see ``tests/looks/__main__.py``."""
