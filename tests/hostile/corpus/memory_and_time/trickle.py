# what: Sends one byte of an answer every few milliseconds, so that something always comes.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
import os
import struct
import time

os.write(3, struct.pack("<BI", 2, 0) + struct.pack("<BI", 3, 1_000_000))
while True:
    os.write(3, b"\0")
    time.sleep(0.005)


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
