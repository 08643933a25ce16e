"""``letterpack fonts``: what the packets are set in."""

from __future__ import annotations

from letterpack.cli.terminal import answer


def fonts() -> None:
    """List the bundled fonts with the digests that a manifest names."""
    from hashlib import sha256
    from importlib.resources import files

    from letterpack.text.families import FACES, FAMILY

    for style, file in FACES.items():
        digest = sha256(files("letterpack.fonts").joinpath(file).read_bytes()).hexdigest()
        answer(f"{FAMILY}  {style:<11}  {digest}")
