"""Recursion to a depth that Python allows by itself, and a little more."""
import sys


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


assert depth(900) == 900
sys.setrecursionlimit(5000)
assert depth(3000) == 3000
try:
    depth(10**6)
except RecursionError:
    print("done")
