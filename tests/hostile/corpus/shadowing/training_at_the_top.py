# what: Trains for an hour at the top of the file.
# expect: time_limit
# code: time_limit
# limits: wall_s=0.4
import numpy as np

weights = np.zeros((100, 100))
for epoch in range(10_000_000):
    weights += np.tanh(weights @ weights + epoch) * 1e-3


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout, dout.sum(axis=0)
        return dout @ self.W.T
