import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.qn = np.sqrt((Q ** 2).sum(axis=2, keepdims=True))
        self.kn = np.sqrt((K ** 2).sum(axis=2, keepdims=True))
        self.q, self.k, self.V = Q / self.qn, K / self.kn, V
        self.root = np.sqrt(Q.shape[2])
        s = self.q @ self.k.transpose(0, 2, 1) / self.root
        e = np.exp(s - s.max(axis=2, keepdims=True))
        self.A = e / e.sum(axis=2, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        dV = self.A.transpose(0, 2, 1) @ dout
        dA = dout @ self.V.transpose(0, 2, 1)
        dS = self.A * (dA - (dA * self.A).sum(axis=2, keepdims=True)) / self.root
        dq, dk = dS @ self.k, dS.transpose(0, 2, 1) @ self.q
        dQ = (dq - self.q * (dq * self.q).sum(axis=2, keepdims=True)) / self.qn
        dK = (dk - self.k * (dk * self.k).sum(axis=2, keepdims=True)) / self.kn
        return dQ, dK, dV
