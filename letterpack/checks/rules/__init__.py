"""The rules, a file each or a family of rules a file; a module's docstring is its page."""
