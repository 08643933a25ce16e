"""What ``import letterpack`` offers: each function opens its campaign, calls one room of the pipeline, and hands back a value.

Nothing here prints, ends the process, or looks at the terminal. Names reach users through ``letterpack/__init__.py``.
"""
