"""Page graphics by reportlab. What of the user's changes reportlab is left out here, before any module of this room imports it.

reportlab runs ``reportlab_mods`` and ``reportlab_settings``, from wherever Python looks and from the home folder: they would
make a packet's bytes a matter of whose machine it is, and are a door for code. It finds empty ones in their place.

It also imports Pillow, which most letters do not need: they have rules and no pictures. It finds one that comes when it is asked.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Final

_LEFT_OUT: Final = ("reportlab_mods", "reportlab_settings")
_PILLOW: Final = "PIL.Image"


class _Late(ModuleType):
    """Stands for a module that is loaded when something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)


def _load_reportlab() -> None:
    stand_ins = {**{name: ModuleType(name) for name in _LEFT_OUT}, _PILLOW: _Late(_PILLOW)}
    ours = [name for name in stand_ins if name not in sys.modules]
    sys.modules.update({name: stand_ins[name] for name in ours})
    try:
        import reportlab.rl_config  # noqa: F401  It reads both as it is loaded, and never again.
    finally:
        for name in ours:
            sys.modules.pop(name, None)


_load_reportlab()
