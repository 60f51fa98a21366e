# what: Leaves a mark wherever it can and looks for one that is there already.
# expect: scored
import builtins
import os
import sys

import numpy as np

places = [builtins, sys, os, np, np.linalg, np.random]
if any(hasattr(place, "gradus_mark") for place in places) or "GRADUS_MARK" in os.environ:
    raise SystemError("ESCAPED")
for place in places:
    place.gradus_mark = True
os.environ["GRADUS_MARK"] = "1"


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
