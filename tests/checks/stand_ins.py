"""Stand-ins for packets and batches: rules over them read a few of their attributes each, and a test says these alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from letterpack.diagnostics import Diagnostic
from letterpack.model.observed import ObservedPage, Shown
from letterpack.spans import Span

READER = Span("addressees.yaml", 4)
BUILD = "build again: letterpack build"
CHANGED = f"{BUILD}; and find out who changed it"
ROW = {
    "inputs_sha256": "i", "sha256": "s", "pages": 3, "sheets": 2, "addressee": "a", "kind": "to", "file": "f", "language": "en",
}  # fmt: skip


class Stand:
    """Stands for a value of which a rule reads these attributes alone. Any, since each rule is given another part of one."""

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)


def given(**said: Any) -> Any:
    return Stand(**said)


def packet(expected: dict[str, Any] | None = None, **said: Any) -> Any:
    alone = {
        "span": READER,
        "row": None,
        "pdf": None,
        "found": said.get("pdf"),
        "expected": Stand(id="alpha", **(expected or {})),
    }
    return Stand(**{**alone, **said})


def but(given: Any, **said: Any) -> Any:
    return Stand(**{**given.__dict__, **said})


def told(found: Iterable[Diagnostic], code: str, severity: str, hint: str, page: int | None = None) -> list[str]:
    """Return the messages of findings about the packet ``alpha``, which are alike but for these."""
    told = list(found)
    alike = {(each.code, each.severity, each.hint, each.span, each.packet, each.page) for each in told}
    assert alike <= {(code, severity, hint, READER, "alpha", page)}
    return [each.message for each in told]


def shown(text: str, y_pt: float = 100, artifact: str = "") -> Shown:
    return Shown(text, x_pt=70, y_pt=y_pt, width_pt=100, size_pt=10, font="F1", artifact=artifact, mcid=1)


def page_of(*lines: Shown, size: tuple[float, float] = (595, 842), painted: Any = None) -> ObservedPage:
    return ObservedPage(*size, (lines,), images=0, by_others=False, drawn=b"", pictures=b"", painted=painted)
