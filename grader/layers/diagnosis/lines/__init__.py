"""Which line of a student's code is the first to go wrong, and what belongs there.

The code is run once with all that it computes kept. What of that is right is known from the
formulas; a part whose value is not is replaced by a formula, and what then passes all checks is
what belongs there.
"""
