# what: Reads the environment, from Python and from the stack where the kernel put it.
# expect: scored
import os
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
for name, value in os.environ.items():
    inspect(name + value)
place = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
number = 0
while place and place[number]:
    inspect(place[number])
    number += 1
libc = ctypes.CDLL(None)
libc.getenv.restype = ctypes.c_char_p
for name in (b"GRADUS_CANARY", b"GRADUS_DATABASE_URL", b"HOME", b"PATH", b"PYTHONPATH", b"SSH_AUTH_SOCK"):
    if value := libc.getenv(name):
        inspect(value)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
