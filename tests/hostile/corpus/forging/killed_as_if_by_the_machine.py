# what: Lowers its processor time until the kernel kills it by SIGKILL, as for want of memory.
# expect: time_limit
# limits: wall_s=1.5 cpu_s=3
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


RLIMIT_CPU = 0
limit(RLIMIT_CPU, 1, 1)
while True:
    pass


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
