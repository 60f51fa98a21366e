"""Which one change of a student's own code makes a wrong layer right.

Known mistakes and formulas compare numbers; here the code itself is changed, one place at a time,
and run. A change after which all numbers are right is what is wrong, whatever the layer.
"""
