# what: Reads the heap of the C library downward from its end, where whole requests have lain.
# expect: scored
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
libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p
libc.malloc.restype = ctypes.c_void_p
end = libc.sbrk(ctypes.c_long(0))
blocks = [libc.malloc(ctypes.c_size_t(size)) for size in range(16, 2000, 16)]
start = min([block for block in blocks if end - 2**28 < block < end], default=end)
pattern = re.compile(CANARY.pattern.encode())
if found := pattern.search(ctypes.string_at(start, end - start)):
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
