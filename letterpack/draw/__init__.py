"""Page graphics by reportlab. What of the user's changes reportlab is left out here, before any module of this room imports it.

reportlab runs ``reportlab_mods`` and ``reportlab_settings``, from wherever Python looks and from the home folder: they would
make a packet's bytes a matter of whose machine it is, and are a door for code. It finds empty ones in their place.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Final

_LEFT_OUT: Final = ("reportlab_mods", "reportlab_settings")


def _load_reportlab() -> None:
    ours = [name for name in _LEFT_OUT if name not in sys.modules]
    sys.modules.update({name: ModuleType(name) for name in ours})
    try:
        import reportlab.rl_config  # noqa: F401  It reads both as it is loaded, and never again.
    finally:
        for name in ours:
            sys.modules.pop(name, None)


_load_reportlab()
