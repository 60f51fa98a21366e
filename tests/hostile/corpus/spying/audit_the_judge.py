# what: Listens to every audit event and patches what the judge uses to import, open and compare.
# expect: scored
import builtins
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


def listen(event, arguments):
    for value in arguments:
        inspect(value)


sys.addaudithook(listen)
__builtins__open = builtins.open
builtins.open = lambda *words, **options: [inspect(each) for each in words] and __builtins__open(*words, **options)
sys.meta_path.insert(0, type("Finder", (), {"find_spec": staticmethod(lambda name, path, target=None: inspect(name))}))


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
