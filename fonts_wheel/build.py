"""The wheel of fonts for other scripts: ``python -m fonts_wheel.build FOLDER OUT``.

It takes the files that ``faces.toml`` names from FOLDER, each the one with its digest or none, and writes the wheel into OUT. The
same files give the same wheel, byte for byte, with the same zlib. Nothing but the standard library is needed.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import tomllib
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HERE: Final = Path(__file__).parent
PROJECT: Final = "letterpack-fonts"
MODULE: Final = "letterpack_fonts"
_FIRST_DATE: Final = (1980, 1, 1, 0, 0, 0)
"""Zip has none before it (APPNOTE 6.3.10, 4.4.6)."""
_READABLE: Final = 0o100644 << 16
_NAME_ROW: Final = 12
_COPYRIGHT: Final = 0
_WINDOWS: Final = 3


class WrongFile(ValueError):
    """A file is not there, or not the one that the list means; the message says which."""


class FontList(NamedTuple):
    """What goes into a wheel: its version, where the files are from, and the digest (SHA-256) of each by its name."""

    version: str
    source: str
    files: Mapping[str, str]


def font_list(path: Path) -> FontList:
    """Return the list in the TOML file at ``path``."""
    return FontList(**tomllib.loads(path.read_text(encoding="utf-8")))


def wheel_name(faces: FontList) -> str:
    """Return the name of the wheel's file."""
    return f"{MODULE}-{faces.version}-py3-none-any.whl"


def wheel(faces: FontList, folder: Path, license_text: str) -> bytes:
    """Return the wheel of ``faces``, whose files lie in ``folder``. Raises ``WrongFile``."""
    fonts = {name: _font(folder / name, digest) for name, digest in sorted(faces.files.items())}
    notices = sorted({notice for data in fonts.values() if (notice := copyright_of(data))})
    about = f"{MODULE}-{faces.version}.dist-info"
    members = {f"{MODULE}/__init__.py": f'"""Fonts for letterpack, from {faces.source}."""\n'.encode()}
    members |= {f"{MODULE}/{name}": data for name, data in fonts.items()}
    members[f"{about}/METADATA"] = _metadata(faces).encode()
    members[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: letterpack\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members[f"{about}/licenses/OFL.txt"] = ("\n".join(notices) + "\n\n" + license_text).encode()
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in members.items()]
    members[f"{about}/RECORD"] = "\n".join([*rows, f"{about}/RECORD,,", ""]).encode()
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as file:
        for name, data in members.items():
            info = ZipInfo(name, _FIRST_DATE)
            info.external_attr, info.compress_type, info.create_system = _READABLE, ZIP_DEFLATED, 3
            file.writestr(info, data)
    return out.getvalue()


def copyright_of(font: bytes) -> str:
    """Return the copyright notice of a TrueType or OpenType ``font`` (OpenType 1.9, name: 0); empty where it has none."""
    for row in range(int.from_bytes(font[4:6], "big")):
        tag, start = font[12 + 16 * row :][:4], int.from_bytes(font[20 + 16 * row :][:4], "big")
        if tag == b"name":
            return _notice(font[start:])
    return ""


def _notice(table: bytes) -> str:
    strings = int.from_bytes(table[4:6], "big")
    for index in range(int.from_bytes(table[2:4], "big")):
        row = table[6 + _NAME_ROW * index :][:_NAME_ROW]
        platform, name, size, at = (int.from_bytes(row[begin : begin + 2], "big") for begin in (0, 6, 8, 10))
        if name == _COPYRIGHT and platform == _WINDOWS:
            return table[strings + at : strings + at + size].decode("utf-16-be")
    return ""


def _font(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise WrongFile(f"{path} is not there") from None
    found = hashlib.sha256(data).hexdigest()
    if found != digest:
        raise WrongFile(f"{path} is another file: its SHA-256 is {found}, and the list has {digest}")
    return data


def _metadata(faces: FontList) -> str:
    return (
        f"Metadata-Version: 2.4\nName: {PROJECT}\nVersion: {faces.version}\n"
        f"Summary: Fonts for scripts beside Latin, Greek and Cyrillic, for letterpack ({faces.source})\n"
        "License-Expression: OFL-1.1\nLicense-File: OFL.txt\nRequires-Python: >=3.11\n"
    )


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode("ascii")


def main(arguments: list[str]) -> int:
    """Build, and say what was built. Exit 0, or 2 where a file is not the one that is meant."""
    if len(arguments) != 2:  # noqa: PLR2004  FOLDER and OUT.
        print(__doc__, file=sys.stderr)  # noqa: T201
        return 2
    folder, out = map(Path, arguments)
    faces = font_list(HERE / "faces.toml")
    try:
        data = wheel(faces, folder, (HERE / "OFL.txt").read_text(encoding="utf-8"))
    except WrongFile as wrong:
        print(f"{wrong}; {faces.source} has the files", file=sys.stderr)  # noqa: T201
        return 2
    out.mkdir(parents=True, exist_ok=True)
    (out / wheel_name(faces)).write_bytes(data)
    print(f"{wheel_name(faces)}: {len(faces.files)} fonts, {len(data):,} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
