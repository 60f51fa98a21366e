# what: Asks for memory in pages of two megabytes and of one gigabyte, locked in place.
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


MMAP, MLOCK = {"x86_64": (9, 149), "aarch64": (222, 228)}[sys.implementation._multiarch.split("-")[0]]
libc.mmap.restype = ctypes.c_void_p
FAILED, PRIVATE_ANONYMOUS, LOCKED, HUGE, POPULATE = 2**64 - 1, 0x22, 0x2000, 0x40000, 0x8000
for flags, size in ((HUGE | 21 << 26, 2**21), (HUGE | 30 << 26, 2**30), (LOCKED, 2**24), (POPULATE, 2**30)):
    if libc.mmap(None, ctypes.c_size_t(size), 3, PRIVATE_ANONYMOUS | flags, -1, ctypes.c_long(0)) != FAILED:
        print(flags, size)
        raise SystemError("ESCAPED")


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
