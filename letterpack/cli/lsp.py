"""``letterpack lsp``: the server that an editor starts."""

from __future__ import annotations

import letterpack


def lsp() -> None:
    """Serve an editor over stdin and stdout: findings while you type, completion, addresses as printed, quick fixes.

    Editors start it; it writes no file and opens no connection. Exit 0: the editor ended it; 2: could not run.
    """
    try:
        from letterpack.lsp.server import serve
    except ModuleNotFoundError as error:
        raise letterpack.LetterpackError(
            f"editors need `{error.name}`, which is not installed", "install it: `pip install 'letterpack[lsp]'`"
        ) from error
    serve()
