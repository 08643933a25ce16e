"""The page in the browser: ``letterpack preview`` shows the packets while their sources are written. It stands on
``import letterpack`` alone, and loads its own libraries, which no other command needs.

``server`` opens the one socket; ``guard`` lets in only the browser that has the secret; ``desk`` holds what is shown; ``routes``
is the table of what may be asked; ``following`` sees files change; ``work`` does in a process of its own what takes long;
``page/`` is what the browser gets.
"""
