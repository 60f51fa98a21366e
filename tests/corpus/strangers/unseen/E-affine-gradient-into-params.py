import numpy as np


class Affine:
    def __init__(self, D, M):
        self.params = {"weight": np.random.randn(M, D) * 0.1, "bias": np.zeros(M)}
        self.grads = {"weight": np.zeros((M, D)), "bias": np.zeros(M)}

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dout):
        self.params["weight"] = dout.T @ self.x
        self.grads["weight"] = self.params["weight"]
        self.grads["bias"] = dout.sum(axis=0)
        return dout @ self.params["weight"]
