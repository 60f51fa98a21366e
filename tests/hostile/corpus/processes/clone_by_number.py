# what: Calls clone and clone3 by their numbers, past the C library.
# expect: scored
import os
import struct
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


CLONE = {"x86_64": 56, "aarch64": 220}[sys.implementation._multiarch.split("-")[0]]
CLONE3, SIGCHLD = 435, 17


def clone(number, *arguments):
    before = libc.getpid()
    try:
        ask(number, *arguments)
    except SystemError:
        if libc.getpid() != before:
            os._exit(0)
        raise


clone(CLONE, SIGCHLD, 0, 0, 0, 0)
clone(CLONE3, ctypes.create_string_buffer(struct.pack("<8Q", 0, 0, 0, 0, SIGCHLD, 0, 0, 0)), 64)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
