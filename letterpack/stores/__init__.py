"""Where a batch goes: a whole new batch appears there, or nothing has changed."""
