# what: Leaves marks in builtins, sys, os and the environment.
# expect: scored
import builtins
import os
import sys

for place in (builtins, sys, os):
    place.gradus_escaped = True
os.environ["GRADUS_ESCAPED"] = "1"
sys.modules["gradus_escaped"] = sys
sys.path.append("/tmp/gradus-escaped-path")
sys.setrecursionlimit(5000)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
