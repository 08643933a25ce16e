"""Where links and bookmarks lead (part of stage 7 of 7; ISO 32000-2, 12.3.2)."""

from __future__ import annotations


def destination(page_number: int, view: str, element: int = 0) -> str:
    """Return the entry that leads to a ``view`` of the page with this object number, such as ``/Fit``.

    With the number of an ``element`` it leads to that tag, too, wherever a reader that follows the tags has it (12.3.2.3).
    """
    page = f"[{page_number} 0 R{view}]"
    return f"/A<</S/GoTo/D{page}/SD[{element} 0 R{view}]>>" if element else f"/Dest{page}"
