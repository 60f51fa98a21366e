import numpy as np

class Softmax:
    def f(self, x):
        e = np.exp(x - x.max(1, keepdims=True))
        return e / e.sum(1, keepdims=True)

    def forward(self, x):
        self.x = x
        return self.f(x)

    def backward(self, dout):
        rng = np.random.RandomState(0)
        n = self.x.size
        U = rng.randn(2 * n, *self.x.shape)
        h = 1e-5
        s = [((self.f(self.x + h * u) - self.f(self.x - h * u)) * dout).sum() / (2 * h) for u in U]
        g = np.linalg.lstsq(U.reshape(2 * n, n), np.array(s), rcond=None)[0]
        return g.reshape(self.x.shape)
