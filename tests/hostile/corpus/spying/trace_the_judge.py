# what: Traces every line that runs around it and looks at all variables there.
# expect: scored
import re
import sys

import numpy as np


def escaped(how):
    print("ESCAPED:", how)
    raise SystemError("ESCAPED: " + how)


CANARY = re.compile("gradus-canary-" + "[0-9a-f]{16}")
MAGIC = -float.fromhex("0x1.fca9a7p+300")  # fills arrays that the judge holds


def inspect(value):
    """Cry out where a secret of the judge is found."""
    if type(value) is bytes:
        value = value.decode("latin-1")
    if type(value) is str and CANARY.search(value):
        escaped("canary " + value[:200])
    if type(value) is np.ndarray and value.dtype == float and (value == MAGIC).any():
        escaped("expected values")


def trace(frame, event, argument):
    for value in list(frame.f_locals.values()):
        inspect(value)
    return trace


step = sys._getframe()
while step:
    step.f_trace = trace
    step = step.f_back
sys.settrace(trace)
sys.setprofile(trace)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
