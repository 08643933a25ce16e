"""Stage 4 of 7: a merged letter becomes a galley: lines with their operators, heights, penalties and tags.

Decides every line and its look. What all packets of a letter share is set once, when the ``LetterSetter`` is made; what an
addressee brings is set against base subsets that are closed by then. Leaves to the next stage where pages end.
"""
