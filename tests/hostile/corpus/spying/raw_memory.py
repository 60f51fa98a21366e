# what: Reads the memory around every object of Python, freed or not, for what others left there.
# expect: scored
import gc
import re

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


ctypes = np._core._internal.ctypes
POOL = 16_384  # Python keeps small objects in pools of this size, mapped whole
gc.unfreeze()
SMALL = 300  # bytes; what is larger does not lie in a pool
pools = set()
for thing in gc.get_objects():
    for part in gc.get_referents(thing):
        if type(part) in (str, bytes) and 0 < len(part) < SMALL:
            pools.add(id(part) & -POOL)
pattern = re.compile(CANARY.pattern.encode())
for pool in pools:
    if found := pattern.search(ctypes.string_at(pool, POOL)):
        escaped("canary " + found.group().decode())


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
