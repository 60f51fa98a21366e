import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, inputs, hidden, classes):
        rng = np.random
        self.params = {
            "W1": rng.randn(hidden, inputs) / np.sqrt(inputs),
            "b1": np.zeros(hidden),
            "W2": rng.randn(classes, hidden) / np.sqrt(hidden),
            "b2": np.zeros(classes),
        }
        self.grads = {}

    def forward(self, x, t):
        P = self.params
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ P["W1"].T + P["b1"])))
        s = self.h @ P["W2"].T + P["b2"]
        s = s - s.max(axis=1, keepdims=True)
        logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        self.p = np.exp(logp)
        return -(t * logp).sum() / x.shape[0]

    def backward(self, dout=1):
        delta2 = dout * (self.p - self.t) / self.x.shape[0]
        delta1 = delta2 @ self.params["W2"] * self.h * (1 - self.h)
        self.grads["W2"] = delta2.T @ self.h
        self.grads["b2"] = np.mean(delta2, axis=0)
        self.grads["W1"] = delta1.T @ self.x
        self.grads["b1"] = np.sum(delta1, axis=0)
