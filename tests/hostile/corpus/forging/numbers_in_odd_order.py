# what: Answers with right numbers in big-endian, backward, column by column and read-only.
# expect: scored
import numpy as np


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return np.asfortranarray(x @ self.W + self.b).astype('>f8')

    def backward(self, dout):
        self.dW = (self.x.T @ dout)[:, ::-1].copy()[:, ::-1]
        self.db = np.broadcast_to(dout.sum(axis=0), (1, 1, len(self.b)))
        return (dout @ self.W.T)[::-1].copy()[::-1]
