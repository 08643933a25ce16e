"""Signatures of SSH keys (OpenSSH, PROTOCOL.sshsig), made and verified by ``ssh-keygen``.

The private key stays where it is: ``ssh-keygen`` opens it, or asks the agent that holds it. We read no key, copy none, and print
none. Who may sign stands in a list of allowed keys (ssh-keygen(1), ALLOWED SIGNERS): a name and a public key a line.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from datetime import date
from pathlib import Path
from typing import Final

from msgspec import Struct

from letterpack.errors import LetterpackError
from letterpack.programs import Limits, ProgramFailed, ProgramResult, find_program, run_program
from letterpack.temporary import private_folder

NAMESPACE: Final = "letterpack-seal"
"""What a signature is for: one made for a commit or a file is none of a seal."""
MOST_SIGNATURE_BYTES: Final = 100_000
MOST_SIGNERS_BYTES: Final = 1_000_000
_MOST_NAMES: Final = 20
"""Of one key in a list: in one name it may sign commits, in another files, in a third seals."""
_LIMITS: Final = Limits(seconds=60, output_bytes=1 << 20)
_AGENT: Final = "SSH_AUTH_SOCK"
_COMMAND: Final = "ssh-keygen"
_INSTALL: Final = "install OpenSSH, which brings `ssh-keygen`"


class CannotSign(LetterpackError):
    """There is no signature: no program for it, or the key does not sign."""


class Verified(Struct, frozen=True):
    """Who signed, by the name in the list of allowed keys; or why nobody did, half a sentence for a message."""

    signer: str = ""
    problem: str = ""


class _SignatureFiles(Struct, frozen=True):
    """The files that ``ssh-keygen`` is given: the signature, and the list of allowed keys, which has these lines."""

    signature: Path
    signers: Path
    lines: list[bytes]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The files as its options name them."""
        return ("-s", str(self.signature), "-f", str(self.signers))


def can_verify() -> bool:
    """Whether signatures can be verified here."""
    return find_program(_COMMAND) is not None


def sign(data: bytes, key: Path) -> bytes:
    """Return the signature over ``data`` by ``key``: a private key, or the public one of a key that the agent holds.

    Raises ``CannotSign``.
    """
    program = find_program(_COMMAND)
    if program is None:
        raise CannotSign("`ssh-keygen` signs, and it is not installed", _INSTALL)
    if not key.is_file():
        raise CannotSign(f"there is no key `{key}`", "name the file of your SSH key: --sign ~/.ssh/id_ed25519")
    agent = {_AGENT: os.environ[_AGENT]} if _AGENT in os.environ else {}
    arguments = ("-Y", "sign", "-n", NAMESPACE, "-f", str(key.absolute()))
    try:
        ran = run_program(program, arguments, _LIMITS, given=data, environment=agent)
    except ProgramFailed as error:
        raise CannotSign(f"`ssh-keygen` {error}", "try again") from error
    if ran.code or not ran.output.startswith(b"-----BEGIN SSH SIGNATURE-----"):
        hint = "name an SSH key; if it has a passphrase, add it to your agent first: ssh-add"
        raise CannotSign(f"`ssh-keygen` did not sign with `{key}`", hint)
    return ran.output


def verify(data: bytes, signature: bytes, signers: bytes, on: date) -> Verified:
    """Return who of ``signers`` made the ``signature`` over ``data``. Of a key that is allowed for a time, ``on`` is the day."""
    program = find_program(_COMMAND)
    if program is None:
        return Verified(problem="cannot be verified: `ssh-keygen` is not installed")
    with private_folder() as folder:
        made = folder / "signature"
        made.write_bytes(signature)
        named = _SignatureFiles(made.resolve(), (folder / "signers").resolve(), signers.removeprefix(BOM_UTF8).splitlines())
        try:
            return _verified(program, data, named, f"-Overify-time={on:%Y%m%d}1200")
        except ProgramFailed as error:
            return Verified(problem=f"cannot be verified: `ssh-keygen` {error}")


def _verified(program: Path, data: bytes, named: _SignatureFiles, day: str) -> Verified:
    """Ask for the first line of the list with the key. Where what that line allows is another thing, ask without such lines."""

    def ask(*arguments: str) -> ProgramResult:
        return run_program(program, (*arguments, *named.arguments, day), _LIMITS, given=data)

    is_listed, lines = False, named.lines
    for _ in range(_MOST_NAMES):
        named.signers.write_bytes(b"\n".join(lines))
        found = ask("-Y", "find-principals")
        names = [] if found.code else found.output.decode("utf-8", "replace").splitlines()
        if not names:
            break
        is_listed = True
        for signer in filter(_is_name, names):
            if not ask("-Y", "verify", "-n", NAMESPACE, "-I", signer).code:
                return Verified(signer)
        lines = [each for each in lines if not each.lstrip(b' \t"').startswith(",".join(names).encode())]
    return Verified(problem="does not fit it" if is_listed else "is by no allowed key")


def _is_name(signer: str) -> bool:
    """Whether ``signer`` names who may sign, and not who may not: a list can leave some out of those that it allows."""
    return bool(signer) and not signer.startswith("!")
