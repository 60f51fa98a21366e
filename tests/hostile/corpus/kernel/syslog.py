# what: Asks how long the kernel's log is.
# expect: forbidden_action
# code: forbidden_call
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


NUMBER = {"x86_64": 103, "aarch64": 116}[sys.implementation._multiarch.split("-")[0]]  # syslog
ask(NUMBER, 10, 0, 0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
