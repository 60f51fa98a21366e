import numpy as np


class ThreeLayerPerceptron:
    def __init__(self, W1, b1, W2, b2):
        self.W1 = W1
        self.b1 = b1
        self.W2 = W2
        self.b2 = b2
        self.dW1 = self.db1 = self.dW2 = self.db2 = None

    def forward(self, x, t):
        self.x = x
        self.t = t
        self.a = np.matmul(x, self.W1) + self.b1
        self.z = 0.5 * (1 + np.tanh(0.5 * self.a))
        u = np.matmul(self.z, self.W2) + self.b2
        u = u - np.max(u, axis=1, keepdims=True)
        self.p = np.exp(u) / np.exp(u).sum(axis=1, keepdims=True)
        return -np.mean(np.log((self.p * t).sum(axis=1) + 1e-9))

    def backward(self, dout=1):
        delta2 = dout * (self.p - self.t) / len(self.x)
        delta1 = np.matmul(delta2, self.W2.T) * self.z * (1 - self.z)
        self.dW2 = np.einsum("nh,nc->hc", self.a, delta2)
        self.db2 = np.einsum("nc->c", delta2)
        self.dW1 = np.einsum("nd,nh->dh", self.x, delta1)
        self.db1 = np.einsum("nh->h", delta1)
