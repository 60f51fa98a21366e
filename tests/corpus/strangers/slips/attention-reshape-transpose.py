import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        N, S, D = K.shape
        KT = K.reshape(N, D, S)
        scores = Q @ KT / np.sqrt(D)
        e = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
        self.A = e / np.sum(e, axis=-1, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        D = self.Q.shape[-1]
        dV = self.A.transpose(0, 2, 1) @ dout
        dA = dout @ self.V.transpose(0, 2, 1)
        dscores = self.A * (dA - np.sum(self.A * dA, axis=-1, keepdims=True))
        dQ = dscores @ self.K / np.sqrt(D)
        dK = dscores.transpose(0, 2, 1) @ self.Q / np.sqrt(D)
        return dQ, dK, dV
