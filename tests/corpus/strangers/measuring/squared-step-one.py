import numpy as np

class SquaredError:
    def loss(self, y, t):
        return ((y - t) ** 2).sum() / (2 * len(y))

    def forward(self, y, t):
        self.y, self.t = y, t
        return self.loss(y, t)

    def backward(self, dout=1):
        g = np.zeros_like(self.y)
        for i in np.ndindex(*g.shape):
            e = np.zeros_like(g); e[i] = 1.0
            g[i] = (self.loss(self.y + e, self.t) - self.loss(self.y - e, self.t)) / 2
        return g * dout
