"""Values: classes as ``dataclasses.dataclass`` makes them, that are quick to load.

`dataclasses` writes up to six methods for each class, and has Python compile them when the module is loaded: for the two hundred
values of a build, that took a fifth of a short command. Here ``__init__`` alone is written, when the first value is made; the
other methods are the same for all. ``fields``, ``replace`` and ``asdict`` of `dataclasses` work as ever.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass"]

_ClassT = TypeVar("_ClassT", bound=type)

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool = False, slots: bool = False, eq: bool = True) -> Callable[[_ClassT], _ClassT]:
        """Make a class what ``dataclasses.dataclass`` makes of it; the arguments mean what they mean there."""

        def made(plain: _ClassT) -> _ClassT:
            is_heir = frozen and any(dataclasses.is_dataclass(base) for base in plain.__bases__)
            cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, frozen=is_heir)(plain)
            cls.__dataclass_params__.frozen = frozen  # `dataclasses` asks for it where a class inherits from this one.
            _give(cls, "__init__", _late_init(cls))
            _give(cls, "__repr__", _repr)
            if frozen:
                _give(cls, "__setattr__", _refuse_to_set)
                _give(cls, "__delattr__", _refuse_to_delete)
            if frozen and slots:  # What pickling and copying do by themselves goes through `__setattr__`.
                _give(cls, "__getstate__", _state)
                _give(cls, "__setstate__", _set_state)
            if eq:
                _give_comparison(cls, has_hash=frozen)
            return cls

        return made


def _give(cls: type, name: str, method: Callable[..., object] | None) -> None:
    """Let ``cls`` have ``method``, unless it has one of its own."""
    if cls.__dict__.get(name) is None:
        setattr(cls, name, method)


def _late_init(cls: Any) -> Callable[..., None]:  # noqa: ANN401
    """Return an ``__init__`` that is called once: it writes the one that is called from then on."""

    def init(self: object, *given: object, **named: object) -> None:
        cls.__init__ = _written_init(cls)
        cls.__init__(self, *given, **named)

    return init


def _written_init(cls: Any) -> Callable[..., None]:  # noqa: ANN401
    """Return the ``__init__`` that takes the fields of ``cls`` in their order, and then runs ``__post_init__``."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_MADE": object()}
    parameters, body = ["self"], []
    for each in dataclasses.fields(cls):
        name, default = each.name, f"_default_{each.name}"
        if each.default_factory is not dataclasses.MISSING:
            known[default] = each.default_factory
            parameter, value = f"{name}=_MADE", f"{default}() if {name} is _MADE else {name}" if each.init else f"{default}()"
        elif each.default is not dataclasses.MISSING:
            known[default] = each.default
            parameter, value = f"{name}={default}", name if each.init else default
        else:
            parameter, value = name, name if each.init else ""
        if each.init:
            parameters.append(parameter)
        if value:
            body.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(body or ["pass"]), known)
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def _give_comparison(cls: Any, *, has_hash: bool) -> None:  # noqa: ANN401
    """Let ``cls`` compare by the fields that count, and hash by them or not at all."""
    names = [each.name for each in dataclasses.fields(cls) if each.compare]
    compared: Callable[[object], object] = attrgetter(*names) if names else type

    def equals(self: object, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(compared(self))

    _give(cls, "__eq__", equals)
    _give(cls, "__hash__", hashed if has_hash else None)


def _repr(self: Any) -> str:  # noqa: ANN401
    shown = [f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr]
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_to_set(_: object, name: str, __: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:  # noqa: ANN401
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _set_state(self: Any, state: list[object]) -> None:  # noqa: ANN401
    for each, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
