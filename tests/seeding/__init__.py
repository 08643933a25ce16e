"""Faults seeded by a program in every language that letters are in, and the same letters without them.

``python -m tests.seeding`` seeds thousands, says how many the rules find, and which they miss;
the suite takes a few of each kind.
"""
