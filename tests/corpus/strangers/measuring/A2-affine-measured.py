import numpy as np

class Affine:
    def __init__(self, W, b):
        self.params = [W, b]
        self.grads = [np.zeros_like(W), np.zeros_like(b)]

    def forward(self, x):
        W, b = self.params
        self.x = x
        return np.dot(x, W) + b

    def backward(self, dout):
        x = self.x
        for p, g in zip(self.params + [x], self.grads + [np.zeros_like(x)]):
            for i in np.ndindex(*p.shape):
                v = p[i]
                p[i] = v + 1e-4; up = (self.forward(x) * dout).sum()
                p[i] = v - 1e-4; down = (self.forward(x) * dout).sum()
                p[i] = v
                g[i] = (up - down) / 2e-4
        return g
