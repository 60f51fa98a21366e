import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        self.r = np.sqrt(Q.shape[-1])
        S = Q @ K.transpose(0, 2, 1) / self.r
        E = np.exp(S - S.max(-1, keepdims=True))
        self.A = E / E.sum(-1, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        At = self.A.transpose(0, 2, 1)
        dV = At @ dout
        dA = dout @ self.V.transpose(0, 2, 1)
        dS = self.A * (1 - self.A) * dA / self.r
        return dS @ self.K, dS.transpose(0, 2, 1) @ self.Q, dV
