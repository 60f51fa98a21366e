# what: Reads and writes by descriptors that are not its own, hiding their number in bits that a filter may not look at.
# expect: scored
import sys

import numpy as np

ctypes = np._core._internal.ctypes  # what cannot be imported is still within reach
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
DENIED = (1, 13, 38)  # EPERM, EACCES, ENOSYS


def ask(number, *arguments):
    """Make a system call. An error other than a denial shows that the kernel looked at it."""
    ctypes.set_errno(0)
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = libc.syscall(ctypes.c_long(number), *words)
    if result >= 0:
        raise SystemError(f"ESCAPED: system call {number} gave {result}")
    if ctypes.get_errno() not in DENIED:
        raise SystemError(f"ANSWERED: system call {number} gave errno {ctypes.get_errno()}")


READ, WRITE = {"x86_64": (0, 1), "aarch64": (63, 64)}[sys.implementation._multiarch.split("-")[0]]
room = ctypes.create_string_buffer(8)
for descriptor in (0, 1, 2, 4, 5, 63, 1000, -1, 2**32, 2**32 + 4, -(2**63)):
    ask(READ, descriptor, room, 1)
for descriptor in (0, 4, 5, 63, 1000, -1, 2**32, 2**32 + 4, -(2**63)):
    ask(WRITE, descriptor, room, 1)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
