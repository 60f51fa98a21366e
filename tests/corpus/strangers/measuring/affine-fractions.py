from fractions import Fraction
import numpy as np

class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        toF = np.vectorize(Fraction, otypes=[object])
        x, W, b, d = map(toF, (self.x, self.W, self.b, dout))
        loss = lambda: sum(((x.dot(W) + b) * d).ravel())
        base, h = loss(), Fraction(1, 1000)
        grads = []
        for a in (x, W, b):
            g = np.zeros(a.shape)
            for i in np.ndindex(*a.shape):
                a[i] += h
                g[i] = float((loss() - base) / h)
                a[i] -= h
            grads.append(g)
        dx, self.dW, self.db = grads
        return dx
