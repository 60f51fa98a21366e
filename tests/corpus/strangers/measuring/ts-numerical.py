import numpy as np

class TrainingStep:
    def __init__(self, W1, b1, W2, b2, learning_rate):
        self.W1, self.b1, self.W2, self.b2, self.lr = W1, b1, W2, b2, learning_rate

    def forward(self, x, t):
        self.x, self.t = x, t
        h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        z = h @ self.W2 + self.b2
        z = z - z.max(1, keepdims=True)
        return -np.sum(t * (z - np.log(np.exp(z).sum(1, keepdims=True)))) / len(x)

    def update(self):
        grads = {}
        for n in ("W1", "b1", "W2", "b2"):
            p = getattr(self, n)
            g = grads[n] = np.zeros_like(p)
            for i in np.ndindex(*p.shape):
                old = p[i]
                p[i] = old + 1e-4
                up = self.forward(self.x, self.t)
                p[i] = old - 1e-4
                g[i] = (up - self.forward(self.x, self.t)) / 2e-4
                p[i] = old
        for n, g in grads.items():
            setattr(self, n, getattr(self, n) - self.lr * g)
