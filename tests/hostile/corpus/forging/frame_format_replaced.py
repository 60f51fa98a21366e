# what: Replaces struct.pack, memoryview and bytes, by which answers are written, with a wrong bias gradient.
# expect: wrong_gradient
import builtins
import struct

pack, joined = struct.pack, builtins.bytes
struct.pack = lambda form, *values: pack(form, *values)
builtins.memoryview = bytes

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.mean(axis=0)
        return dout @ self.W.T
