# what: Maps memory that can be written and executed, in every way there is.
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


COLUMN = ("x86_64", "aarch64").index(sys.implementation._multiarch.split("-")[0])
MMAP, MPROTECT, PKEY_MPROTECT, SHMAT = ((9, 222), (10, 226), (329, 288), (30, 196))
READ_WRITE, READ_EXECUTE, ALL, PRIVATE_ANONYMOUS = 3, 5, 7, 0x22
libc.mmap.restype = ctypes.c_void_p
address = libc.mmap(None, ctypes.c_size_t(4096), READ_WRITE, PRIVATE_ANONYMOUS, -1, ctypes.c_long(0))
ask(MMAP[COLUMN], 0, 4096, ALL, PRIVATE_ANONYMOUS, -1, 0)
ask(MMAP[COLUMN], 0, 4096, READ_EXECUTE, PRIVATE_ANONYMOUS, -1, 0)
ask(MMAP[COLUMN], 0, 4096, 2**40 | ALL, PRIVATE_ANONYMOUS, -1, 0)
ask(MPROTECT[COLUMN], address, 4096, ALL)
ask(MPROTECT[COLUMN], address, 4096, READ_EXECUTE)
ask(PKEY_MPROTECT[COLUMN], address, 4096, ALL, -1)
ask(SHMAT[COLUMN], 0, 0, 0o100000)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
