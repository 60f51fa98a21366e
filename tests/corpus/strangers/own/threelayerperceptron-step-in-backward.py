import numpy as np


class ThreeLayerPerceptron:
    names = ("W1", "b1", "W2", "b2")

    def __init__(self, W1, b1, W2, b2):
        for name, value in zip(self.names, (W1, b1, W2, b2)):
            setattr(self, name, value)

    def forward(self, x, t):
        self.x, self.t = x, t
        pre = np.clip(x @ self.W1 + self.b1, -700, 700)
        self.h = 1 / (1 + np.exp(-pre))
        logits = self.h @ self.W2 + self.b2
        ex = np.exp(logits - logits.max(axis=1)[:, None])
        self.prob = ex / ex.sum(axis=1)[:, None]
        return -np.sum(t * np.log(self.prob + 1e-10)) / x.shape[0]

    def backward(self, dout=1):
        g = dout * (self.prob - self.t) / self.x.shape[0]
        gh = g @ self.W2.T * self.h * (1 - self.h)
        self.dW2, self.db2 = self.h.T @ g, g.sum(0)
        self.dW1, self.db1 = self.x.T @ gh, gh.sum(0)
        for name in self.names:
            weights = getattr(self, name)
            weights -= 0.1 * getattr(self, "d" + name)
