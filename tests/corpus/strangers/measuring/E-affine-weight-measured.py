import numpy as np

class Affine:
    def __init__(self, D, M):
        self.params = {"weight": np.random.randn(M, D), "bias": np.zeros(M)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["weight"].T + self.params["bias"]

    def backward(self, dout):
        x, base = self.x, None
        base = (self.forward(x) * dout).sum()
        for key, p in self.params.items():
            g = np.zeros_like(p)
            for k in range(p.size):
                keep = p.flat[k]
                p.flat[k] = keep + 1e-6
                g.flat[k] = ((self.forward(x) * dout).sum() - base) / 1e-6
                p.flat[k] = keep
            self.grads[key] = g
        return dout @ self.params["weight"]
