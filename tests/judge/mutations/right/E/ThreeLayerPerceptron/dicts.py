import numpy as np


class ThreeLayerPerceptron:
    # W1 (hidden, inputs), W2 (classes, hidden)
    def __init__(self, inputs, hidden, classes):
        self.params = {
            "W1": np.random.randn(hidden, inputs) * 0.01,
            "b1": np.zeros(hidden),
            "W2": np.random.randn(classes, hidden) * 0.01,
            "b2": np.zeros(classes),
        }
        self.grads = {}

    def forward(self, x, t):
        p = self.params
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ p["W1"].T + p["b1"])))
        z = self.h @ p["W2"].T + p["b2"]
        e = np.exp(z - z.max(axis=1, keepdims=True))
        self.y = e / e.sum(axis=1, keepdims=True)
        return -np.sum(t * np.log(self.y + 1e-12)) / len(x)

    def backward(self, dout=1):
        dz = dout * (self.y - self.t) / len(self.x)
        da = dz @ self.params["W2"] * self.h * (1 - self.h)
        self.grads["W2"], self.grads["b2"] = dz.T @ self.h, dz.sum(axis=0)
        self.grads["W1"], self.grads["b1"] = da.T @ self.x, da.sum(axis=0)
