import numpy as np


class BatchNorm:
    def __init__(self, D, momentum):
        self.params = {"gamma": np.ones(D), "beta": np.zeros(D)}
        self.grads = {}
        self.m = momentum
        self.rm, self.rv = np.zeros(D), np.ones(D)

    def forward(self, x, train):
        mean, var = x.mean(0), x.var(0)
        if not train:
            self.rm = self.m * self.rm + (1 - self.m) * mean
            self.rv = self.m * self.rv + (1 - self.m) * var
            mean, var = self.rm, self.rv
        self.inv = 1 / np.sqrt(var + 1e-6)
        self.xn = (x - mean) * self.inv
        return self.xn * self.params["gamma"] + self.params["beta"]

    def backward(self, dout):
        self.grads["gamma"] = (dout * self.xn).sum(0)
        self.grads["beta"] = dout.sum(0)
        g = dout * self.params["gamma"]
        return self.inv * (g - g.mean(0) - self.xn * (g * self.xn).mean(0))
