"""``python -m letterpack`` is the command ``letterpack``."""

from letterpack.cli import main

main()
