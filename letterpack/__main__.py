"""``python -m letterpack`` is the command ``letterpack``."""

from letterpack.cli import program

if __name__ == "__main__":  # MPI's workers load the main module, too, to find there what jobs name.
    program()
