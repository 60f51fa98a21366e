import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.params = [W1, b1, W2, b2]
        self.grads = [np.zeros_like(p) for p in self.params]

    def forward(self, x, t):
        W1, b1, W2, b2 = self.params
        h = 1 / (1 + np.exp(-(x @ W1 + b1)))
        z = h @ W2 + b2
        e = np.exp(z - z.max(axis=1, keepdims=True))
        y = e / e.sum(axis=1, keepdims=True)
        self.cache = x, h, y, t
        return -np.sum(t * np.log(y + 1e-10)) / len(x)

    def backward(self, dout=1):
        W1, b1, W2, b2 = self.params
        x, h, y, t = self.cache
        dz = dout * (y - t) / len(x)
        dh = dz @ W2.T * h * (1 - h)
        for grad, new in zip(self.grads, (x.T @ dh, dh.sum(0), h.T @ dz, dz.sum(0))):
            grad[...] = new
        return dh @ W1.T
