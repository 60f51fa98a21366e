import numpy as np

class Attention:
    def forward(self, Q, K, V):
        r = np.sqrt(Q.shape[-1])
        self.q, self.K, self.V, self.r = Q / r, K.copy(), V, r
        s = self.q @ self.K.transpose(0, 2, 1)
        e = np.exp(s - s.max(-1, keepdims=True))
        self.A = e / e.sum(-1, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        dV = self.A.transpose(0, 2, 1) @ dout
        dA = dout @ self.V.transpose(0, 2, 1)
        dS = self.A * (dA - (dA * self.A).sum(-1, keepdims=True))
        dK = dS.transpose(0, 2, 1) @ self.q
        self.K /= self.r
        return dS @ self.K, dK, dV
