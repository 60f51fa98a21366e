import numpy as np

class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1 = W1
        self.b1 = b1
        self.W2 = W2
        self.b2 = b2

    def one(self, x, t):
        h = 1 / (1 + np.exp(-(self.W1.T @ x + self.b1)))
        z = self.W2.T @ h + self.b2
        m = z.max()
        log_sum = m + np.log(np.exp(z - m).sum())
        return log_sum - t @ z, h, np.exp(z - log_sum)

    def forward(self, x, t):
        self.batch = list(zip(x, t))
        return sum(self.one(*e)[0] for e in self.batch) / len(self.batch)

    def backward(self, dout=1):
        self.dW1, self.db1 = np.zeros_like(self.W1), np.zeros_like(self.b1)
        self.dW2, self.db2 = np.zeros_like(self.W2), np.zeros_like(self.b2)
        for x, t in self.batch:
            _, h, p = self.one(x, t)
            dz = (p - t) * dout / len(self.batch)
            da = (self.W2 @ dz) * h * (1 - h)
            self.dW2 = np.outer(h, dz)
            self.db2 += dz
            self.dW1 += np.outer(x, da)
            self.db1 += da
