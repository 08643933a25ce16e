"""``letterpack lsp``: the server that an editor starts."""

from __future__ import annotations


def lsp() -> None:
    """Serve an editor over stdin and stdout: findings while you type, completion, addresses as printed, quick fixes.

    Editors start it; it writes no file and opens no connection. Exit 0: the editor ended it; 2: could not run.
    """
    from letterpack.lsp.server import serve

    serve()
