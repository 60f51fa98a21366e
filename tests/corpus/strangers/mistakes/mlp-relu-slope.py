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
        dh = ds @ self.W2.T
        da = dh * (self.h > 0)
        self.dW1 = self.x.T @ da
        self.db1 = da.sum(axis=0)
        return self.x
