import numpy as np

class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        self.r = np.sqrt(Q.shape[-1])
        self.S = Q @ K.transpose(0, 2, 1) / self.r
        e = np.exp(self.S - self.S.max(axis=2, keepdims=True))
        self.A = e / e.sum(axis=2, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        dV = self.S.transpose(0, 2, 1) @ dout
        dA = dout @ self.V.transpose(0, 2, 1)
        dS = self.A * (dA - np.sum(dA * self.A, axis=2, keepdims=True)) / self.r
        return dS @ self.K, dS.transpose(0, 2, 1) @ self.Q, dV
