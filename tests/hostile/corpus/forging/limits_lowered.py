# what: Lowers its own limits of output, memory, files and stack to nothing.
# expect: scored
import struct
import sys

import numpy as np

ctypes = np._core._internal.ctypes
libc = ctypes.CDLL(None, use_errno=True)
PRLIMIT = {"x86_64": 302, "aarch64": 261}[sys.implementation._multiarch.split("-")[0]]


def limit(kind, soft, hard):
    """Lower a limit of this process, which a process may always do, unless it is denied."""
    words = (ctypes.c_long(PRLIMIT), ctypes.c_long(0), ctypes.c_long(kind))
    libc.syscall(*words, struct.pack("<2Q", soft, hard), ctypes.c_long(0))


RLIMIT_FSIZE, RLIMIT_STACK, RLIMIT_NOFILE = 1, 3, 7
limit(RLIMIT_NOFILE, 0, 0)
limit(RLIMIT_STACK, 0, 0)
limit(RLIMIT_FSIZE, 0, 0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
