import numpy as np

class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x, t):
        self.data = x, t
        return self.loss()

    def loss(self):
        x, t = self.data
        h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        z = h @ self.W2 + self.b2
        z = z - z.max(1, keepdims=True)
        return -np.sum(t * (z - np.log(np.exp(z).sum(1, keepdims=True)))) / len(x)

    def numerical(self, p):
        g = np.zeros_like(p)
        for i in np.ndindex(*p.shape):
            v = p[i]
            p[i] = v + 1e-4
            a = self.loss()
            p[i] = v - 1e-4
            b = self.loss()
            p[i] = v
            g[i] = (a - b) / 2e-4
        return g

    def backward(self, dout=1):
        for n in ("W1", "b1", "W2", "b2"):
            setattr(self, "d" + n, dout * self.numerical(getattr(self, n)))
