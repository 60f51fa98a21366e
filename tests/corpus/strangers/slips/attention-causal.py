import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        T, S = Q.shape[1], K.shape[1]
        scores = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2])
        allowed = np.tri(T, S, dtype=bool)
        scores = np.where(allowed, scores, -np.inf)
        e = np.exp(scores - scores.max(axis=2, keepdims=True))
        self.P = e / e.sum(axis=2, keepdims=True)
        return self.P @ V

    def backward(self, dout):
        dV = self.P.transpose(0, 2, 1) @ dout
        dP = dout @ self.V.transpose(0, 2, 1)
        row = np.sum(dP * self.P, axis=2, keepdims=True)
        dscores = self.P * (dP - row) / np.sqrt(self.Q.shape[2])
        return dscores @ self.K, dscores.transpose(0, 2, 1) @ self.Q, dV
