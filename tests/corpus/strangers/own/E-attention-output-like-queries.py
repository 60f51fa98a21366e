import numpy as np


class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        N, T, D = Q.shape
        self.A = np.zeros((N, T, K.shape[1]))
        out = np.empty((N, T, D))
        for n in range(N):
            z = Q[n] @ K[n].T / np.sqrt(D)
            z = np.exp(z - z.max(axis=1, keepdims=True))
            self.A[n] = z / z.sum(axis=1, keepdims=True)
            out[n] = self.A[n] @ V[n]
        return out

    def backward(self, dout):
        dA = dout @ self.V.swapaxes(1, 2)
        dZ = self.A * (dA - (dA * self.A).sum(axis=2, keepdims=True)) / np.sqrt(self.Q.shape[2])
        return dZ @ self.K, dZ.swapaxes(1, 2) @ self.Q, self.A.swapaxes(1, 2) @ dout
