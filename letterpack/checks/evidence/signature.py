"""Whether ``seal.json`` has a signature by an allowed key."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct

from letterpack.formats.decode import is_there
from letterpack.formats.json.seal import SEAL_FILE
from letterpack.signed import MOST_SIGNATURE_BYTES, MOST_SIGNERS_BYTES, can_verify, verify
from letterpack.world import PathOutside, World

SIGNATURE_FILE: Final = f"{SEAL_FILE}.sig"
ALLOWED_SIGNERS: Final = "allowed_signers"


class SealSignature(Struct, frozen=True):
    """Who signed the seal; or the ``problem``, a message. ``is_there`` where there is a signature, ``is_unknown`` where all
    that is wrong with it is that it cannot be verified here.
    """

    signer: str = ""
    problem: str = ""
    is_there: bool = True
    is_unknown: bool = False


def verified(world: World, on: date, signers: bytes | None = None) -> SealSignature:
    """Return who of ``signers``, by default those that the campaign allows, signed the seal, which was made ``on`` that day."""
    if not is_there(world, SIGNATURE_FILE):
        return SealSignature(problem=f"the seal is not signed: there is no `{SIGNATURE_FILE}`", is_there=False)
    try:
        signature = _bounded(world, SIGNATURE_FILE, MOST_SIGNATURE_BYTES)
        if signers is None and not is_there(world, ALLOWED_SIGNERS):
            message = f"the seal is signed, and no `{ALLOWED_SIGNERS}` says who may"
            return SealSignature(problem=message, is_unknown=True)
        seal = world.read(SEAL_FILE)
    except (OSError, PathOutside, ValueError) as error:
        return _unreadable(error)
    return judge_signature(world, seal, signature, on, signers)


def judge_signature(world: World, seal: bytes, signature: bytes, on: date, signers: bytes | None = None) -> SealSignature:
    """Return who of ``signers``, by default those that the campaign allows, made the ``signature`` over ``seal``."""
    try:
        allowed = _bounded(world, ALLOWED_SIGNERS, MOST_SIGNERS_BYTES) if signers is None else signers
    except (OSError, PathOutside, ValueError) as error:
        return _unreadable(error)
    found = verify(seal, signature, allowed, on)
    problem = f"the signature `{SIGNATURE_FILE}` {found.problem}" if found.problem else ""
    return SealSignature(found.signer, problem, is_unknown=not can_verify())


def _unreadable(error: Exception) -> SealSignature:
    return SealSignature(problem=f"the signature of the seal cannot be read: {getattr(error, 'strerror', None) or error}")


def _bounded(world: World, path: str, most: int) -> bytes:
    """Return the bytes of ``path``. Raises ``ValueError`` where it has more than ``most``."""
    with world.open(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"`{path}` has more than {most:,} bytes")
    return data
