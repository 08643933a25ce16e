"""The values of the program are what the standard library's dataclasses are: here both are made of one definition."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from letterpack import values


def made_by(dataclass: Callable[..., Callable[[type], type]]) -> dict[str, Any]:
    """Return classes as ``dataclass`` makes them, by their names."""

    @dataclass(frozen=True, slots=True)
    class Plain:
        """A value with all kinds of fields."""

        a: int
        b: str = "b"
        c: list[int] = field(default_factory=list)
        d: int = field(default=4, compare=False, repr=False)
        e: int = field(init=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "e", self.a + 1)

    @dataclass(frozen=True, slots=True)
    class Heir(Plain):
        """One that has the fields of another, and says itself how it looks."""

        f: tuple[int, ...] = ()

        def __repr__(self) -> str:
            return "an heir"

    @dataclass(frozen=True, slots=True)
    class Empty:
        """One without fields."""

    @dataclass(slots=True)
    class Open:
        """One that changes."""

        a: int = 1
        b: dict[str, int] = field(default_factory=dict, init=False)

    @dataclass(frozen=True, slots=True, eq=False)
    class Alone:
        """One that is equal to itself alone."""

        a: int = 1

    @dataclass(frozen=True)
    class Roomy:
        """One that has no slots."""

        a: int
        b: int = 2

    return {each.__name__: each for each in (Plain, Heir, Empty, Open, Alone, Roomy)}


OURS, THEIRS = made_by(values.dataclass), made_by(dataclasses.dataclass)


def told(use: Callable[[], object]) -> str:
    """Return what comes of ``use``, an error too."""
    try:
        return repr(use())
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"


def changed(value: Any, name: str) -> Any:
    setattr(value, name, 7)
    return value


def without(value: Any, name: str) -> Any:
    delattr(value, name)
    return value


USES: dict[str, Callable[[dict[str, Any]], object]] = {
    "defaults": lambda of: (of["Plain"](1), of["Plain"](b="x", a=2, c=[3], d=5), of["Heir"](1, "", [], 2, (4,)).f),
    "own list each time": lambda of: of["Plain"](1).c is of["Plain"](1).c,
    "too few": lambda of: of["Plain"](),
    "too many": lambda of: of["Empty"](1),
    "unknown": lambda of: of["Plain"](1, z=2),
    "not taken": lambda of: of["Open"](b={}),
    "looks": lambda of: [str(of[name](*given)) for name, given in (("Heir", (1,)), ("Empty", ()), ("Open", ()), ("Roomy", (1,)))],
    "equal": lambda of: [
        of["Plain"](1, d=1) == of["Plain"](1, d=2),
        of["Plain"](1) == of["Heir"](1),
        of["Open"]() == of["Open"](),
    ],
    "equal to none": lambda of: [of["Alone"]() == of["Alone"](), of["Empty"]() == of["Empty"](), of["Roomy"](1) == (1, 2)],
    "hash": lambda of: [hash(of["Roomy"](1)) == hash(of["Roomy"](1)), len({of["Alone"](), of["Alone"]()})],
    "no hash": lambda of: hash(of["Open"]()),
    "no hash of a list": lambda of: hash(of["Plain"](1)),
    "set": lambda of: changed(of["Plain"](1), "a"),
    "set what is open": lambda of: changed(of["Open"](), "a"),
    "set what is not there": lambda of: changed(of["Roomy"](1), "z"),
    "delete": lambda of: without(of["Plain"](1), "a"),
    "copies": lambda of: [copy.copy(of["Heir"](1)).e, copy.deepcopy(of["Plain"](1, c=[2])), copy.copy(of["Roomy"](3))],
    "replace": lambda of: dataclasses.replace(of["Plain"](1), a=3),
    "replace what is not taken": lambda of: dataclasses.replace(of["Plain"](1), e=3),
    "as a dict": lambda of: dataclasses.asdict(of["Heir"](1)),
    "fields": lambda of: [(each.name, each.init, each.compare) for each in dataclasses.fields(of["Heir"])],
    "match": lambda of: of["Heir"].__match_args__,
    "slots": lambda of: [of[name].__slots__ for name in ("Plain", "Heir", "Open")],
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_value_does_what_a_dataclass_does(use: Callable[[dict[str, Any]], object]) -> None:
    assert told(lambda: use(OURS)) == told(lambda: use(THEIRS))


@values.dataclass(frozen=True, slots=True)
class Sent:
    """One that goes to another process."""

    a: int
    b: tuple[str, ...] = ()


def test_a_value_goes_to_another_process() -> None:
    """Also to one in which none has been made."""
    sent = pickle.dumps(Sent(1, ("x",)))
    assert pickle.loads(sent) == Sent(1, ("x",))


def test_what_dataclasses_makes_may_inherit_from_a_value() -> None:
    @dataclasses.dataclass(frozen=True)
    class Heir(Sent):
        c: int = 3

    assert repr(Heir(1, c=4)).endswith("Heir(a=1, b=(), c=4)")
    assert Heir(1) == Heir(1) != Heir(2)


def test_init_is_written_when_the_first_value_is_made() -> None:
    fresh = made_by(values.dataclass)["Roomy"]
    late = fresh.__init__
    fresh(1)
    written = fresh.__init__
    fresh(2)
    assert late is not written is fresh.__init__
