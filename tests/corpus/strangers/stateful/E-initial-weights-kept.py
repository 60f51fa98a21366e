import numpy as np

class Affine:
    def __init__(self, D, M):
        self.W = np.random.randn(M, D) * 0.1
        self.b = np.zeros(M)
        self.params = {"weight": self.W, "bias": self.b}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, dout):
        self.grads["weight"] = dout.T @ self.x
        self.grads["bias"] = dout.sum(0)
        return dout @ self.W
