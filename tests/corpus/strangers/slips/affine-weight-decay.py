import numpy as np


class Affine:
    def __init__(self, inputs, outputs):
        scale = np.sqrt(2.0 / inputs)
        self.params = {
            "weight": np.random.randn(outputs, inputs) * scale,
            "bias": np.zeros(outputs),
        }
        self.grads = {"weight": None, "bias": None}

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dout):
        self.grads["weight"] = dout.T @ self.x + 0.01 * self.params["weight"]
        self.grads["bias"] = dout.sum(axis=0)
        return dout @ self.params["weight"]
