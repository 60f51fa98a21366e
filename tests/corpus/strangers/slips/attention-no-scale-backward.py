import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        self.c = 1 / np.sqrt(Q.shape[-1])
        S = self.c * (Q @ K.transpose(0, 2, 1))
        S = np.exp(S - S.max(axis=-1, keepdims=True))
        self.A = S / S.sum(axis=-1, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        dA = dout @ self.V.transpose(0, 2, 1)
        dV = self.A.transpose(0, 2, 1) @ dout
        dS = self.A * (dA - (dA * self.A).sum(axis=-1, keepdims=True))
        dQ = dS @ self.K
        dK = self.c * (dS.transpose(0, 2, 1) @ self.Q)
        return dQ, dK, dV
