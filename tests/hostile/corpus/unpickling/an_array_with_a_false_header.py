# what: Loads an array whose header announces terabytes.
# expect: memory_limit
# code: memory_limit
import io

import numpy as np

header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000, 1000000), }"
header += b" " * (117 - len(header)) + b"\n"
np.load(io.BytesIO(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(64)))
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
