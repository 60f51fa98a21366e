import numpy as np


class Sigmoid:
    def forward(self, x):
        y = np.empty_like(x)
        pos = x > 0
        y[pos] = 1.0 / (1.0 + np.exp(-x[pos]))
        e = np.exp(x[~pos])
        y[~pos] = e / (1.0 + e)
        self.grad = y - y**2
        return y

    def backward(self, dout):
        self.grad *= dout  # 微分を入れておいた配列を使い回す
        return self.grad
