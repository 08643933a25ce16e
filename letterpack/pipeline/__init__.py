"""START HERE: ``build`` is the way through, ``inspect``, ``compare`` and ``seal`` are the ways back."""
