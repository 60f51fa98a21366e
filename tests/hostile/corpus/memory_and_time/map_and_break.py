# what: Maps memory by system calls, past every allocator, up to 1 GB.
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


MMAP = {"x86_64": 9, "aarch64": 222}[sys.implementation._multiarch.split("-")[0]]
READ_WRITE, PRIVATE_ANONYMOUS, NO_RESERVE = 3, 0x22, 0x4000
blocks = []
for _ in range(1000):
    words = map(ctypes.c_long, (MMAP, 0, 2**20, READ_WRITE, PRIVATE_ANONYMOUS | NO_RESERVE, -1, 0))
    address = libc.syscall(*words)
    if address < 0:
        break
    blocks.append(address)
for address in blocks:
    libc.munmap(ctypes.c_void_p(address), ctypes.c_size_t(2**20))
if len(blocks) > 300:
    raise SystemError("ESCAPED")
libc.sbrk.restype = ctypes.c_long
if libc.sbrk(ctypes.c_long(500_000_000)) != -1:
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
