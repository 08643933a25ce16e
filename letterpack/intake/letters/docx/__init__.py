"""Letters as Word writes them (ECMA-376, WordprocessingML): what they say, what they ask, and what cannot be carried over."""
