import numpy as np

class Attention:
    def forward(self, Q, K, V):
        """forward propagation"""
        self.Q, self.K, self.V = Q, K, V
        self.scale = np.sqrt(Q.shape[-1])
        s = Q @ K.swapaxes(1, 2) / self.scale
        s = np.exp(s - s.max(axis=-1, keepdims=True))
        self.A = s / s.sum(axis=-1, keepdims=True)
        return self.A @ V

    def backward(self, dout):
        """back propagation"""
        dV = self.A.swapaxes(1, 2) @ dout
        dattn = dout @ self.V.swapaxes(1, 2)
        dS = self.A * (dattn - (dattn * self.A).sum(axis=-1, keepdims=True))
        return dS @ self.K, dS.swapaxes(1, 2) @ self.Q, dV
