import numpy as np

class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1, self.b1, self.W2, self.b2 = W1, b1, W2, b2

    def forward(self, x, t):
        self.x, self.t = x, t
        self.h = 1 / (1 + np.exp(-(x @ self.W1 + self.b1)))
        s = self.h @ self.W2
        s = s - s.max(axis=1, keepdims=True)
        log_prob = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
        self.p = np.exp(log_prob)
        return -np.sum(t * log_prob) / len(x)

    def backward(self, dout=1):
        dlogits = dout * (self.p - self.t) / len(self.x)
        self.dW2 = self.h.T @ dlogits
        self.db2 = dlogits.sum(axis=0)
        dhidden = dlogits @ self.W2.T
        dpre = dhidden * self.h * (1 - self.h)
        self.dW1 = self.x.T @ dpre
        self.db1 = dpre.sum(axis=0)
        return self.x
