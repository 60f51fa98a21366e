# what: The right submission after each hostile one. It looks for marks that the last one left.
# expect: scored
import builtins
import os
import sys

import numpy as np

HANDED_IN = "class Affine:  # handed in by another student"
for place in (builtins, sys, os, np, np.linalg, np.random):
    if hasattr(place, "gradus_escaped") or hasattr(place, "gradus_mark"):
        raise SystemError("ESCAPED: a mark in " + place.__name__)
if {"GRADUS_ESCAPED", "GRADUS_MARK"} & set(os.environ) or "gradus_escaped" in sys.modules:
    raise SystemError("ESCAPED: a mark in the environment")
if "gradus_escaped" in np.__doc__:
    raise SystemError("ESCAPED: a mark in memory")
if np.geterr()["over"] == "raise" or np.random.get_state()[2] == 625:
    raise SystemError("ESCAPED: a setting")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW, self.db = np.matmul(self.x.T, dout), np.sum(dout, axis=0)
        return dout @ self.W.T
