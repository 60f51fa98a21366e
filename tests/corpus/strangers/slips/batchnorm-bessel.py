import numpy as np


class BatchNorm:
    def __init__(self, features, momentum=0.9):
        self.params = {"gamma": np.ones(features), "beta": np.zeros(features)}
        self.grads = {"gamma": np.zeros(features), "beta": np.zeros(features)}
        self.momentum = momentum
        self.mean = np.zeros(features)
        self.var = np.ones(features)
        self.eps = 1e-7

    def forward(self, x, train=True):
        if train:
            m = x.mean(axis=0)
            v = x.var(axis=0, ddof=1)
            self.mean = self.momentum * self.mean + (1 - self.momentum) * m
            self.var = self.momentum * self.var + (1 - self.momentum) * v
        else:
            m, v = self.mean, self.var
        self.s = np.sqrt(v + self.eps)
        self.z = (x - m) / self.s
        return self.params["gamma"] * self.z + self.params["beta"]

    def backward(self, dout):
        self.grads["gamma"] = np.sum(dout * self.z, axis=0)
        self.grads["beta"] = np.sum(dout, axis=0)
        g = dout * self.params["gamma"]
        return (g - g.mean(axis=0) - self.z * np.mean(g * self.z, axis=0)) / self.s
