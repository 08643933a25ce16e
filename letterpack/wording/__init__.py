"""What texts say that several stages print, claim or check: each such fact has its one owner here.

Between the vocabulary and the stages. A room that sets, writes, checks or compares asks here; none works it out again.
"""
