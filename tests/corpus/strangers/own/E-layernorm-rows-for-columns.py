import numpy as np


class LayerNorm:
    def __init__(self, D):
        self.params = {"gamma": np.ones(D), "beta": np.zeros(D)}
        self.grads = {}

    def forward(self, x):
        self.xhat = np.zeros_like(x)
        self.std = np.zeros(len(x))
        out = np.zeros_like(x)
        for i in range(len(x)):
            m = x[i].mean()
            self.std[i] = np.sqrt(((x[i] - m) ** 2).mean() + 1e-6)
            self.xhat[i] = (x[i] - m) / self.std[i]
            out[i] = self.params["gamma"] * self.xhat[i] + self.params["beta"]
        return out

    def backward(self, dout):
        self.grads["gamma"] = (dout * self.xhat).sum(0)
        self.grads["beta"] = dout.sum(0)
        dx = np.zeros_like(dout)
        for i in range(len(dout)):
            g = dout[i] * self.params["gamma"]
            proj = np.dot(g, self.xhat[i]) / len(dout)
            dx[i] = (g - g.mean() - self.xhat[i] * proj) / self.std[i]
        return dx
