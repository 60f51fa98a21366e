import numpy as np

class Attention:
    def forward(self, Q, K, V):
        self.Q, self.K, self.V = Q, K, V
        self.scale = np.sqrt(Q.shape[-1])
        s = Q @ K.swapaxes(1, 2) / self.scale
        s = np.exp(s - s.max(axis=-1, keepdims=True))
        self.A = s / s.sum(axis=-1, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        dV = self.A.swapaxes(1, 2) @ dout
        dA = dout @ self.V.swapaxes(1, 2)
        dscore = dA
        dscore = dscore / self.scale
        return dscore @ self.K, dscore.swapaxes(1, 2) @ self.Q, dV
