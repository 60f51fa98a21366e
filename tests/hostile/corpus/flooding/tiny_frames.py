# what: Sends millions of empty frames, each of which its judge would have to look at, and ends below the cap.
# expect: forbidden_action
# code: channel_misused
import os
import struct

frames = memoryview(struct.pack("<BI", 3, 0) * 6_000_000)
while frames:
    frames = frames[os.write(3, frames[: 1 << 20]) :]
os._exit(0)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
