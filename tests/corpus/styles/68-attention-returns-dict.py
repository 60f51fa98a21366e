import numpy as np


class Attention:
    def forward(self, query, key, value):
        self.Q, self.K, self.V = query, key, value
        s = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
        e = np.exp(s - s.max(-1, keepdims=True))
        self.A = e / e.sum(-1, keepdims=True)
        return self.A @ value

    def backward(self, dout):
        dV = self.A.transpose(0, 2, 1) @ dout
        dA = dout @ self.V.transpose(0, 2, 1)
        dS = self.A * (dA - (dA * self.A).sum(-1, keepdims=True)) / np.sqrt(self.Q.shape[-1])
        return {'dQ': dS @ self.K, 'dK': dS.transpose(0, 2, 1) @ self.Q, 'dV': dV}
