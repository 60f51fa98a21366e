import numpy as np


class LayerNorm:
    def __init__(self, dim):
        self.params = {"gamma": np.ones(dim), "beta": np.zeros(dim)}
        self.grads = {}

    def forward(self, x):
        m = x.mean(axis=1, keepdims=True)
        self.std = np.sqrt(((x - m) ** 2).mean(axis=1, keepdims=True) + 1e-6)
        self.norm = (x - m) / self.std
        self.out = self.params["gamma"] * self.norm + self.params["beta"]
        return self.out

    def backward(self, dout):
        self.grads["gamma"] = np.sum(dout * self.out, axis=0)
        self.grads["beta"] = np.sum(dout, axis=0)
        g = dout * self.params["gamma"]
        g_mean = g.mean(axis=1, keepdims=True)
        gz_mean = (g * self.norm).mean(axis=1, keepdims=True)
        return (g - g_mean - self.norm * gz_mean) / self.std
