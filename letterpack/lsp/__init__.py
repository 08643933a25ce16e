"""The server for editors: what is wrong, while it is typed, and what could stand at the cursor (Language Server Protocol 3.17).

It speaks with one editor over stdin and stdout, opens no connection and writes no file. ``server`` hears and answers; all else
here turns texts and places into answers, and knows nothing of the protocol's messages. It needs the extra ``lsp``.
"""
