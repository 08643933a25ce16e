"""What files share is read once, and what is another in one of them is read again."""

from __future__ import annotations

from typing import Any, Final

import pytest

from letterpack.readback import shared_parts
from letterpack.readback.shared_parts import SharedParts
from letterpack.readback.values import Name, Ref, Stream

PROGRAM: Final = Stream({"Length1": 3}, b"abc")


class Held:
    """The objects of a font: its dictionaries and its streams, each by its number."""

    def __init__(self, **more: Any) -> None:
        descriptor = {"Type": Name("FontDescriptor"), "Flags": more.pop("Flags", 6), "FontFile2": Ref(4, 0)}
        descendant = {"DW": more.pop("DW", 1000), "W": [0, [500]], "FontDescriptor": Ref(3, 0)}
        program = more.pop("program", PROGRAM)
        font = {"Subtype": Name("Type0"), "DescendantFonts": [Ref(2, 0)], "ToUnicode": Ref(5, 0), **more}
        self._held = dict(enumerate([font, descendant, descriptor, program, Stream({}, b"said")], 1))
        self.trailer: dict[str, Any] = {}

    def get(self, value: Any) -> Any:
        return self._held[value.number] if isinstance(value, Ref) else value


@pytest.mark.parametrize(
    "other", [{"DW": 999}, {"Flags": 70}, {"Zz": 1}, {"Encoding": Name("Identity-V")}, {"program": Stream({"Zz": 1}, b"abc")}]
)
def test_a_font_that_says_something_else_is_judged_anew(other: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[Any] = []

    def judge(*about: Any) -> tuple[str, ...]:
        judged.append(about)
        return ()

    monkeypatch.setattr(shared_parts, "font_faults", judge)
    parts = SharedParts(lambda _: ())  # type: ignore[arg-type]
    for each in (Held(), Held(), Held(**other)):
        parts.typeface(each, Ref(1, 0))  # type: ignore[arg-type]
    assert len(judged) == 2
