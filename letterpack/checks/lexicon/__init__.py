"""Words that the rules know: placeholders, salutations, misspellings."""
