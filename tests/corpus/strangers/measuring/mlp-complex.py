import numpy as np

class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def value(self, x, t, W1, b1, W2, b2):
        h = 1 / (1 + np.exp(-(x @ W1 + b1)))
        z = h @ W2 + b2
        z = z - z.real.max(1, keepdims=True)
        return (np.log(np.exp(z).sum(1)) - (z * t).sum(1)).sum() / len(x)

    def forward(self, x, t):
        self.x, self.t = x, t
        return self.value(x, t, self.W1, self.b1, self.W2, self.b2)

    def backward(self, dout=1):
        names = ["W1", "b1", "W2", "b2"]
        for k, n in enumerate(names):
            g = np.zeros(getattr(self, n).shape)
            for i in np.ndindex(*g.shape):
                P = [getattr(self, m).astype(complex) for m in names]
                P[k][i] += 1e-30j
                g[i] = self.value(self.x, self.t, *P).imag * 1e30
            setattr(self, "d" + n, g * dout)
